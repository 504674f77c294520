"""The demand side as a service: requests in, answers out, one demand object per session.

Bytes enter and bytes leave, without sockets, so that every rule of the conversation can be tested by a call.
A repeated request gets its first answer again, which is what makes resending after a timeout safe. No message
can name a file: data are chosen by the names that the service was started with.
"""

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from bridge import protocol
from bridge.context import SHOWN, within
from bridge.demand import USUAL_FACTOR, Demand, DemandSpec
from bridge.errors import BridgeError, DemandRefused, ProtocolError, ScenarioError
from bridge.names import hint
from bridge.windows import Window

log = logging.getLogger(__name__)

MAX_SESSIONS = 64
"""Sessions open at once; another one is answered with ``busy``."""
IDLE_SECONDS = 3600.0
"""A session without a request for so long is closed."""
REMEMBERED = 256
"""Ended sessions whose last answer is still repeated."""
MAX_HOURS = 366 * 24
"""Longest window."""
BRIEF_HOURS = 24
"""Windows up to this length are sampled in milliseconds."""

Conversing = protocol.Open | protocol.Advance | protocol.Close
MakeDemand = Callable[[DemandSpec], Demand]
T = TypeVar("T")


@dataclass(slots=True)
class _Session:
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
    busy: threading.Lock = field(default_factory=threading.Lock)
    """Held while one of its requests is answered."""


class _Refusal(Exception):  # noqa: N818 - never leaves this module
    """A request that gets a ``Failure`` of this kind."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Service:
    """Answers the messages of any number of sessions; may be called from several threads."""

    def __init__(
        self,
        make_demand: MakeDemand,
        data: Mapping[str, Path | None],
        *,
        max_sessions: int = MAX_SESSIONS,
        idle: float = IDLE_SECONDS,
    ) -> None:
        """Serve the named data sets.

        Args:
            make_demand: builds the demand of a session.
            data: the names clients may ask for -> where the data are (None: the packaged sample).
            max_sessions: sessions open at once.
            idle: seconds without a request after which a session is closed.
        """
        self._make_demand = make_demand
        self._data = dict(data)
        self._max_sessions = max_sessions
        self._idle = idle
        self._table = threading.Lock()
        self._sessions: OrderedDict[str, _Session] = OrderedDict()
        self.answered = 0
        """Requests so far, refused ones as well."""
        self.error = ""
        """The last failure that was the service's or its data's."""

    @property
    def sessions(self) -> int:
        """Sessions that are open now."""
        with self._table:
            return self._open_count()

    def handle(self, request: bytes, client: str = "") -> bytes:
        """The answer to one request; never raises: what cannot be met is answered with a ``Failure``.

        Args:
            request: one message.
            client: who sent it, by its public key: a session answers only to the key that opened it.
        """
        self.answered += 1
        try:
            try:
                message = protocol.decode_request(request)
            except ProtocolError as error:
                raise _Refusal("message", str(error)) from error
            with within(message.session[:SHOWN]):
                log.debug("step %d: %s, %d bytes", message.step, type(message).__name__, len(request))
                return self._answer(message, hashlib.blake2b(request).digest(), client)
        except _Refusal as refusal:
            session, step = protocol.addressee(request)
            if refusal.kind in ("internal", "data"):
                self.error = str(refusal)
            log.warning("session %s, step %d refused: %s", session[:SHOWN], step, refusal)
            failure = protocol.Failure(session=session, step=step, kind=refusal.kind, message=str(refusal))
            return protocol.encode(failure)

    @staticmethod
    def brief(request: bytes) -> bool:
        """Whether a request is answered in milliseconds: all but openings and long or heavy windows."""
        try:
            message = protocol.decode_request(request)
        except ProtocolError:
            return True
        if not isinstance(message, protocol.Advance):
            return not isinstance(message, protocol.Open)
        try:
            short = _window(message.start, message.end).hours <= BRIEF_HOURS
        except _Refusal:
            return True
        return short and max(message.loading.values(), default=1.0) <= USUAL_FACTOR

    def expire(self) -> None:
        """Close the sessions that have been idle for too long; to be called now and then."""
        with self._table:
            self._expire()

    def close(self) -> None:
        """Free every session; no request may be under way."""
        for session in self._sessions.values():
            if session.demand is not None:
                session.demand.close()
        self._sessions.clear()

    def _answer(self, message: protocol.Request, digest: bytes, client: str) -> bytes:
        if isinstance(message, protocol.Ping):
            return protocol.encode(self._pong(message))
        with self._table:
            known = self._sessions.get(message.session)
            if known is None:
                known = self._reserve(message, client)
            elif known.owner != client:
                raise _Refusal("session", f"session {message.session!r} is another client's")
            known.used = time.monotonic()
        with known.busy:
            return self._converse(known, message, digest)

    def _converse(self, known: _Session, message: Conversing, digest: bytes) -> bytes:
        if message.step == known.step and known.asked:
            if known.asked == digest:
                return known.answer
            raise _Refusal(
                "step", f"step {message.step} was asked before with other content; use the next step"
            )
        if isinstance(message, protocol.Open):
            if known.step >= 0 or known.ended:
                raise _Refusal(
                    "session", f"session {message.session!r} is already in use; choose another name"
                )
            reply: protocol.Reply = self._open(message, known)
        elif known.demand is None:
            raise _Refusal(
                "session", f"session {message.session!r} {known.ended}; open one of another name with step 0"
            )
        elif message.step != known.step + 1:
            raise _Refusal(
                "step", f"expected step {known.step + 1}, or {known.step} again, got {message.step}"
            )
        elif isinstance(message, protocol.Advance):
            reply = self._advance(message, known.demand)
        else:
            reply = self._close(message, known.demand)
            self._end(known, "is closed")
        known.step, known.asked, known.answer = message.step, digest, protocol.encode(reply)
        return known.answer

    def _pong(self, message: protocol.Ping) -> protocol.Pong:
        return protocol.Pong(
            session=message.session, step=message.step, sessions=self.sessions, data=sorted(self._data)
        )

    def _reserve(self, message: Conversing, client: str) -> _Session:
        """Take a place for a session that is not known yet; the table is locked."""
        if not isinstance(message, protocol.Open):
            raise _Refusal("session", f"session {message.session!r} is not open; open it with step 0")
        if message.step != 0:
            raise _Refusal("step", f"expected step 0 to open a session, got {message.step}")
        if message.data not in self._data:
            raise _Refusal("scenario", f"unknown data {message.data!r}; {hint(message.data, self._data)}")
        self._expire()
        if self._open_count() >= self._max_sessions:
            raise _Refusal("busy", f"all {self._max_sessions} sessions are in use; try again later")
        session = self._sessions[message.session] = _Session(client, time.monotonic())
        return session

    def _open(self, message: protocol.Open, known: _Session) -> protocol.Opened:
        try:
            window = _window(message.start, message.end)
            spec = DemandSpec(
                force=message.force,
                start=window.start,
                end=window.end,
                seed=message.seed,
                areas=tuple(message.areas),
                data=self._data[message.data],
                loading=message.loading,
                trend=message.trend,
            )
            known.demand = demand = _attempt(lambda: self._make_demand(spec))
        except _Refusal:
            with self._table:
                del self._sessions[message.session]
            known.ended = "could not be opened"
            raise
        log.info("session opened: %s from %s", message.force, window)
        info = demand.info
        return protocol.Opened(
            session=message.session,
            step=0,
            areas=info.areas,
            inputs=info.inputs,
            versions=info.versions,
            categories=list(info.categories),
            notes=info.notes,
        )

    def _advance(self, message: protocol.Advance, demand: Demand) -> protocol.Sampled:
        window = _window(message.start, message.end)
        if window.hours > MAX_HOURS:
            raise _Refusal("window", f"expected a window of at most {MAX_HOURS // 24} days, got {window}")
        crimes = _attempt(lambda: demand.advance(window, message.loading))
        return protocol.Sampled(
            session=message.session,
            step=message.step,
            start=message.start,
            end=message.end,
            crimes=crimes.to_message(),
        )

    def _close(self, message: protocol.Close, demand: Demand) -> protocol.Closed:
        costs = _attempt(demand.close)
        log.info("session closed")
        return protocol.Closed(
            session=message.session,
            step=message.step,
            seconds=costs.seconds,
            peak_memory_bytes=costs.peak_memory,
        )

    def _open_count(self) -> int:
        return sum(not one.ended for one in self._sessions.values())

    def _expire(self) -> None:
        """Close idle sessions, except those being answered; the table is locked."""
        now = time.monotonic()
        for name, one in self._sessions.items():
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

    def _end(self, known: _Session, how: str) -> None:
        with self._table:
            known.demand, known.ended = None, how
            self._forget_old()

    def _forget_old(self) -> None:
        ended = [name for name, one in self._sessions.items() if one.ended]
        for name in ended[: max(0, len(ended) - REMEMBERED)]:
            del self._sessions[name]


def _window(start: str, end: str) -> Window:
    try:
        return Window(datetime.fromisoformat(start), datetime.fromisoformat(end))
    except (ValueError, BridgeError) as error:
        raise _Refusal("window", f"not a window from {start!r} to {end!r}: {error}") from error


def _attempt(action: Callable[[], T]) -> T:
    """Run one step of a demand; what goes wrong there becomes the client's answer."""
    try:
        return action()
    except ProtocolError as error:
        raise _Refusal("window", str(error)) from error
    except ScenarioError as error:
        raise _Refusal("scenario", str(error)) from error
    except DemandRefused as error:
        raise _Refusal("data", str(error)) from error
    except Exception as error:
        log.exception("the demand failed")
        raise _Refusal("internal", f"{type(error).__name__}: {error}") from error
