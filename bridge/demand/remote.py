"""The demand side behind ZeroMQ: the same interface, each call one request and one answer.

The service is somebody else's, at an address, or a process of our own. Every request carries its step, so
resending it can neither sample twice nor lose a window.
"""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from bridge.base.context import SHOWN
from bridge.base.time_windows import Window, stamp
from bridge.demand.area_factors import AreaFactors
from bridge.demand.crime_rows import Crimes
from bridge.demand.demand import Costs, DemandInfo
from bridge.demand.request import DemandRequest
from bridge.demand.service_process import ServiceProcess
from bridge.errors import BridgeError, DemandRefused, ProtocolError, ScenarioError
from bridge.wire import protocol
from bridge.wire.curve import ClientKeys
from bridge.wire.transport import Patience, Requester, is_local

log = logging.getLogger(__name__)
R = TypeVar("R", bound=protocol.Reply)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A service that somebody else runs, and the keys to it."""

    endpoint: str
    keys: ClientKeys | None = None

    def __post_init__(self) -> None:
        if self.keys is None and not is_local(self.endpoint):
            raise ScenarioError(
                f"expected keys for the service at {self.endpoint!r}, which is not on this machine: "
                "give its public key with --server-key and your secret one with --key"
            )


class RemoteDemand:
    """A session with a demand service."""

    def __init__(
        self,
        spec: DemandRequest,
        *,
        endpoint: str | None = None,
        process: ServiceProcess | None = None,
        data: str = "default",
        patience: Patience | None = None,
        keys: ClientKeys | None = None,
    ) -> None:
        """Open a session; the service reads its data, which takes seconds.

        Args:
            spec: what to simulate; its `data` path stays here, the service knows its data by name.
            endpoint: address of a running service, or None with `process`.
            process: a service of our own, stopped by `close`.
            data: the service's name for the data.
            patience: how long to wait for what.
            keys: for a service behind CURVE.

        Raises:
            DemandLost: no service, or it died.
            DemandRefused: the service cannot simulate this; the message is its own.
        """
        if process is not None:
            endpoint = process.endpoint
        if endpoint is None:
            raise ScenarioError("expected the address of a demand service or a process, got neither")
        self._process = process
        self._session = secrets.token_hex(16)
        self._step = 0
        death_notice = process.death_notice if process is not None else lambda: None
        self._requester = Requester(endpoint, patience, death_notice, keys)
        try:
            opened = self._ask(spec.opening(self._session, data), protocol.Opened)
        except BaseException:
            self.abandon()
            raise
        log.info("session %s opened at %s", self._session[:SHOWN], endpoint)
        count = len(opened.area_codes)
        self._info = DemandInfo(
            areas=opened.areas,
            area_codes=tuple(opened.area_codes),
            area_rates=tuple(protocol.unpack(opened.area_rates, "float64", count, "area_rates").tolist()),
            share=opened.share,
            years=tuple(opened.years),
            categories=tuple(opened.categories),
            inputs=opened.inputs,
            versions=opened.versions,
            notes=opened.notes,
        )

    @property
    def info(self) -> DemandInfo:
        """What the crimes are sampled from."""
        return self._info

    def advance(
        self, window: Window, loading: Mapping[str, float], by_area: AreaFactors | None = None
    ) -> Crimes:
        """Sample the next window.

        Raises:
            DemandLost: the service died or stopped answering.
            DemandRefused: the service cannot sample it.
            ProtocolError: its answer is not the one asked for.
        """
        start, end = stamp(window.start), stamp(window.end)
        request = protocol.Advance(
            session=self._session,
            step=self._step + 1,
            start=start,
            end=end,
            loading=dict(loading),
            area_loading=None if by_area is None else by_area.to_message(),
        )
        reply = self._ask(request, protocol.Sampled)
        if (reply.start, reply.end) != (start, end):
            raise ProtocolError(
                f"step {request.step}: expected crimes for {window}, got [{reply.start}, {reply.end})"
            )
        self._step += 1
        return Crimes.from_message(reply.crimes, window, reply.calls)

    def close(self) -> Costs:
        """End the session, and the process if it is ours, and say what it took."""
        try:
            closed = self._ask(protocol.Close(session=self._session, step=self._step + 1), protocol.Closed)
        finally:
            self.abandon()
        return Costs(closed.seconds, closed.peak_memory_bytes)

    def abandon(self) -> None:
        """Let go of connection and process without a word to the service; safe to repeat."""
        self._requester.close()
        if self._process is not None:
            self._process.stop()

    def _ask(self, request: protocol.Message, expected: type[R]) -> R:
        def recognise(data: bytes) -> protocol.Reply | None:
            try:
                reply = protocol.decode_reply(data)
            except ProtocolError:
                if protocol.addressee(data) == wanted:
                    raise
                return None
            return reply if (reply.session, reply.step) == wanted else None

        wanted = (request.session, request.step)  # others are late copies of earlier answers

        reply = self._requester.ask(protocol.encode(request), recognise)
        if isinstance(reply, protocol.Failure):
            raise _refusal(reply)
        if not isinstance(reply, expected):
            raise ProtocolError(
                f"step {request.step}: expected an answer {expected.__name__!r}, got {type(reply).__name__!r}"
            )
        return reply


def _refusal(failure: protocol.Failure) -> BridgeError:
    """The service's error as the same exception that the work would raise in this process."""
    if failure.kind in ("message", "version", "step", "window"):
        return ProtocolError(failure.message)
    if failure.kind == "scenario":
        return ScenarioError(failure.message)
    return DemandRefused(failure.message)
