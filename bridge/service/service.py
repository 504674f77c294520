"""The demand side as a service: requests in, answers out, one demand object per session.

It works on bytes, without sockets, so that every rule of the conversation can be tested by a call. A repeated
request gets its first answer again, which is what makes resending after a timeout safe. No message can name a
file: data are chosen by the names that the service was started with.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import numpy as np

from bridge.base.context import SHOWN, within
from bridge.base.near_names import hint
from bridge.base.time_windows import Window
from bridge.demand.area_factors import AreaFactors
from bridge.demand.demand import USUAL_FACTOR, Demand
from bridge.demand.request import DemandRequest
from bridge.errors import BridgeError, DemandRefused, ProtocolError, ScenarioError
from bridge.service.sessions import IDLE_SECONDS, MAX_SESSIONS, Conversing, Refusal, Session, Sessions
from bridge.wire import protocol

log = logging.getLogger(__name__)

MAX_HOURS = 366 * 24
"""Longest window."""
BRIEF_HOURS = 24
"""Windows up to this length are sampled in milliseconds."""

MakeDemand = Callable[[DemandRequest], Demand]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """A request that has been read, once, and what is known of it before it is answered."""

    service: "Service"
    client: str
    payload: bytes
    message: protocol.Request | Refusal
    """What it says, or why it cannot be read."""
    window: Window | Refusal | None = None
    """The time of an `Open` or `Advance`, or why it is none."""
    by_area: AreaFactors | None = None
    """The loading by area of an `Advance`."""

    @property
    def order_key(self) -> str:
        """The session, whose requests are answered in order."""
        return protocol.NOBODY if isinstance(self.message, Refusal) else self.message.session

    @property
    def brief(self) -> bool:
        """Whether it is answered in milliseconds: all but openings and long or heavy windows."""
        if not isinstance(self.window, Window):
            return True
        return (
            isinstance(self.message, protocol.Advance)
            and self.window.hours <= BRIEF_HOURS
            and self.service.standing(self.message.session) * self._highest(self.message) <= USUAL_FACTOR
        )

    def _highest(self, message: protocol.Advance) -> float:
        return max(1.0, *message.loading.values(), 0.0 if self.by_area is None else self.by_area.highest)

    def span(self) -> Window:
        """The window; raises why it is none."""
        if isinstance(self.window, Window):
            return self.window
        assert self.window is not None, "asked of a message without a window"
        raise self.window

    def answer(self) -> bytes:
        """The answer; never raises."""
        return self.service.answer(self)


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
        self._sessions = Sessions(max_sessions, idle)
        self.answered = 0
        """Requests so far, refused ones as well."""
        self.error = ""
        """The last failure that was the service's or its data's."""

    @property
    def sessions(self) -> int:
        """Sessions that are open now."""
        return len(self._sessions)

    def standing(self, session: str) -> float:
        """The highest of the factors that a session was opened with, 1 at least."""
        return self._sessions.standing(session)

    def handle(self, request: bytes, client: str = "") -> bytes:
        """The answer to one request; never raises: what cannot be met is answered with a `Failure`.

        Args:
            request: one message.
            client: who sent it, by its public key: a session answers only to the key that opened it.
        """
        return self.read(request, client).answer()

    def read(self, request: bytes, client: str = "") -> ReadRequest:
        """The first half of `handle`: takes microseconds and says how long the other half will."""
        try:
            message = protocol.decode_request(request)
            factors = message.area_loading if isinstance(message, protocol.Advance) else None
            by_area = None if factors is None else AreaFactors.from_message(factors)
        except ProtocolError as error:
            return ReadRequest(self, client, request, Refusal("message", str(error)))
        if not isinstance(message, protocol.Open | protocol.Advance):
            return ReadRequest(self, client, request, message)
        try:
            window = Window(datetime.fromisoformat(message.start), datetime.fromisoformat(message.end))
        except (ValueError, BridgeError) as error:
            return ReadRequest(self, client, request, message, _no_window(message, error))
        return ReadRequest(self, client, request, message, window, by_area)

    def answer(self, asked: ReadRequest) -> bytes:
        """The second half of `handle`."""
        self.answered += 1
        message = asked.message
        try:
            if isinstance(message, Refusal):
                raise message
            with within(message.session[:SHOWN]):
                log.debug("step %d: %s, %d bytes", message.step, type(message).__name__, len(asked.payload))
                if isinstance(message, protocol.Ping):
                    return protocol.encode(self._pong(message))
                known = self._find(message, asked.client)
                with known.busy:
                    return self._converse(known, message, asked)
        except Refusal as refusal:
            session, step = protocol.addressee(asked.payload)
            if refusal.kind in ("internal", "data"):
                self.error = str(refusal)
            log.warning("session %s, step %d refused: %s", session[:SHOWN], step, refusal)
            failure = protocol.Failure(session=session, step=step, kind=refusal.kind, message=str(refusal))
            return protocol.encode(failure)

    def expire(self) -> None:
        """Close the sessions that have been idle for too long; to be called now and then."""
        self._sessions.expire()

    def close(self) -> None:
        """Free every session; no request may be under way."""
        self._sessions.close()

    def _find(self, message: Conversing, client: str) -> Session:
        if isinstance(message, protocol.Open) and message.data not in self._data:
            raise Refusal("scenario", f"unknown data {message.data!r}; {hint(message.data, self._data)}")
        return self._sessions.find(message, client)

    def _converse(self, known: Session, message: Conversing, asked: ReadRequest) -> bytes:
        # The whole request is compared, so that a step used again for something else is noticed.
        digest = hashlib.blake2b(asked.payload).digest()
        if message.step == known.step and known.asked:
            if known.asked == digest:
                return known.answer
            raise Refusal(
                "step", f"step {message.step} was asked before with other content; use the next step"
            )
        if isinstance(message, protocol.Open):
            if known.step >= 0 or known.ended:
                raise Refusal(
                    "session", f"session {message.session!r} is already in use; choose another name"
                )
            reply: protocol.Reply = self._open(message, asked, known)
        elif known.demand is None:
            raise Refusal(
                "session", f"session {message.session!r} {known.ended}; open one of another name with step 0"
            )
        elif message.step != known.step + 1:
            raise Refusal(
                "step", f"expected step {known.step + 1}, or {known.step} again, got {message.step}"
            )
        elif isinstance(message, protocol.Advance):
            reply = self._advance(message, asked, known.demand)
        else:
            reply = self._close(message, known.demand)
            self._sessions.end(known, "is closed")
        known.step, known.asked, known.answer = message.step, digest, protocol.encode(reply)
        return known.answer

    def _pong(self, message: protocol.Ping) -> protocol.Pong:
        return protocol.Pong(
            session=message.session, step=message.step, sessions=self.sessions, data=sorted(self._data)
        )

    def _open(self, message: protocol.Open, asked: ReadRequest, known: Session) -> protocol.Opened:
        try:
            window = asked.span()
            spec = DemandRequest.read(message, window, self._data[message.data])
            known.demand = demand = _attempt(lambda: self._make_demand(spec))
            known.standing = max([1.0, *spec.loading.values()])
        except Refusal:
            self._sessions.drop(message.session, "could not be opened")
            raise
        log.info("session opened: %s from %s", message.force, window)
        info = demand.info
        return protocol.Opened(
            session=message.session,
            step=0,
            areas=info.areas,
            area_codes=list(info.area_codes),
            area_rates=protocol.pack(np.array(info.area_rates, dtype=np.float64), "float64"),
            share=info.share,
            years=list(info.years),
            inputs=info.inputs,
            versions=info.versions,
            categories=list(info.categories),
            notes=info.notes,
        )

    def _advance(self, message: protocol.Advance, asked: ReadRequest, demand: Demand) -> protocol.Sampled:
        window = asked.span()
        if window.hours > MAX_HOURS:
            raise Refusal("window", f"expected a window of at most {MAX_HOURS // 24} days, got {window}")
        crimes = _attempt(lambda: demand.advance(window, message.loading, asked.by_area))
        return protocol.Sampled(
            session=message.session,
            step=message.step,
            start=message.start,
            end=message.end,
            crimes=crimes.to_message(),
            calls=crimes.calls.to_message(),
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


def _no_window(message: protocol.Open | protocol.Advance, error: Exception) -> Refusal:
    return Refusal("window", f"not a window from {message.start!r} to {message.end!r}: {error}")


def _attempt(action: Callable[[], T]) -> T:
    """Run one step of a demand; what goes wrong there becomes the client's answer."""
    try:
        return action()
    except ProtocolError as error:
        raise Refusal("window", str(error)) from error
    except ScenarioError as error:
        raise Refusal("scenario", str(error)) from error
    except DemandRefused as error:
        raise Refusal("data", str(error)) from error
    except Exception as error:
        log.exception("the demand failed")
        raise Refusal("internal", f"{type(error).__name__}: {error}") from error
