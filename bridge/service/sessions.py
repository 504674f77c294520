"""The sessions of a demand service: who owns each, how far it is, and how it ended.

Nothing is sampled here, so that the rules of ownership can be read and tested alone.
"""

import logging
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from bridge.base.context import SHOWN
from bridge.demand.demand import Demand
from bridge.wire import protocol

log = logging.getLogger(__name__)

MAX_SESSIONS = 64
"""Sessions open at once; another one is answered with `busy`."""
IDLE_SECONDS = 3600.0
"""A session without a request for so long is closed."""
REMEMBERED = 256
"""Ended sessions whose last answer is still repeated."""

Conversing = protocol.Open | protocol.Advance | protocol.Close


class Refusal(Exception):  # noqa: N818 - never leaves the service
    """A request that gets a `Failure` of this kind."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(slots=True)
class Session:
    """One conversation: its demand, and the last step with its request's digest and answer."""

    owner: str
    """Public key of the client that opened it; empty for a service without keys."""
    used: float
    """When the last request came, on the monotonic clock."""
    demand: Demand | None = None
    """None before it is opened and after its end."""
    step: int = -1
    asked: bytes = b""
    answer: bytes = b""
    ended: str = ""
    """How it ended; empty before."""
    standing: float = 1.0
    """The highest of the loading factors that it was opened with."""
    busy: threading.Lock = field(default_factory=threading.Lock)
    """Held while one of its requests is answered."""


class Sessions:
    """The table of sessions; may be used from several threads."""

    def __init__(self, most: int = MAX_SESSIONS, idle: float = IDLE_SECONDS) -> None:
        """Begin empty.

        Args:
            most: sessions open at once.
            idle: seconds without a request after which a session is closed.
        """
        self._most = most
        self._idle = idle
        self._lock = threading.Lock()
        self._table: OrderedDict[str, Session] = OrderedDict()

    def __len__(self) -> int:
        """Sessions that are open now."""
        with self._lock:
            return self._open_count()

    def find(self, message: Conversing, client: str) -> Session:
        """The session of a request; a new one takes its place before it is opened.

        Raises:
            Refusal: not open, another client's, or no place left.
        """
        with self._lock:
            known = self._table.get(message.session)
            if known is None:
                known = self._reserve(message, client)
            elif known.owner != client:
                raise Refusal("session", f"session {message.session!r} is another client's")
            known.used = time.monotonic()
            return known

    def standing(self, name: str) -> float:
        """The highest of the factors that a session was opened with."""
        with self._lock:
            known = self._table.get(name)
            return 1.0 if known is None else known.standing

    def drop(self, name: str, how: str) -> None:
        """Give back the place of a session that could not be opened."""
        with self._lock:
            self._table.pop(name).ended = how

    def end(self, session: Session, how: str) -> None:
        """Keep of a session only its last answer."""
        with self._lock:
            session.demand, session.ended = None, how
            self._forget_old()

    def expire(self) -> None:
        """Close the sessions that have been idle for too long; to be called now and then."""
        with self._lock:
            self._expire()

    def close(self) -> None:
        """Free every session; no request may be under way."""
        for session in self._table.values():
            if session.demand is not None:
                session.demand.close()
        self._table.clear()

    def _reserve(self, message: Conversing, client: str) -> Session:
        if not isinstance(message, protocol.Open):
            raise Refusal("session", f"session {message.session!r} is not open; open it with step 0")
        if message.step != 0:
            raise Refusal("step", f"expected step 0 to open a session, got {message.step}")
        # First the idle ones, so that nobody is refused a place that is only forgotten.
        self._expire()
        if self._open_count() >= self._most:
            raise Refusal("busy", f"all {self._most} sessions are in use; try again later")
        session = self._table[message.session] = Session(client, time.monotonic())
        return session

    def _open_count(self) -> int:
        return sum(not one.ended for one in self._table.values())

    def _expire(self) -> None:
        """Close idle sessions, except those being answered."""
        now = time.monotonic()
        for name, one in self._table.items():
            if one.demand is None or now - one.used < self._idle or not one.busy.acquire(blocking=False):
                continue
            try:
                log.info("session %s expired", name[:SHOWN])
                one.demand.abandon()
                one.demand, one.asked, one.answer = None, b"", b""
                one.ended = f"expired after {self._idle:g} s without a request"
            finally:
                one.busy.release()
        self._forget_old()

    def _forget_old(self) -> None:
        # In order of opening, so the oldest are forgotten first.
        ended = [name for name, one in self._table.items() if one.ended]
        for name in ended[: max(0, len(ended) - REMEMBERED)]:
            del self._table[name]
