"""Moves bytes over ZeroMQ: framing with a checksum, timeouts, resending, and the signs of a dead peer.

A request gets its answer or one error within seconds. What the bytes mean is no business of this module. A
frame is `[empty, CRC-32 of the payload (4 bytes, big-endian), payload]`, so that a plain REQ socket on the
other side sends `[crc, payload]`.
"""

import logging
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlsplit

import zmq

from bridge.errors import DemandLost, ScenarioError
from bridge.wire.curve import ClientKeys
from bridge.wire.protocol import MAX_BYTES

log = logging.getLogger(__name__)
T = TypeVar("T")

LOOPBACK = ("127.0.0.1", "localhost", "::1")
POLL_MS = 200
"""How often a waiting side looks whether its peer lives and whether it was told to stop."""


ANSWER = 300.0
"""Seconds to wait for an answer unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait before something counts as lost."""

    answer: float = ANSWER
    """For the answer to one request of a service that is alive: long enough to read a large force's data."""
    resend: float = 10.0
    """Before a request is sent again."""
    connect: float = 60.0
    """For the first connection: a started process has to load its packages."""
    lost: float = 5.0
    """Without a connection after there was one."""

    @classmethod
    def of(cls, answer: float) -> Self:
        """All of it shortened or lengthened as the wait for an answer is."""
        usual, by = cls(), answer / ANSWER
        return cls(answer, usual.resend * by, usual.connect * by, usual.lost * by)


def is_local(endpoint: str) -> bool:
    """Whether an address is an ipc socket or TCP on loopback, which no network can reach."""
    parts = urlsplit(endpoint)
    if parts.scheme == "ipc":
        return len(endpoint) > len("ipc://")
    return parts.scheme == "tcp" and parts.hostname in LOOPBACK


def frame(payload: bytes) -> list[bytes]:
    """The message parts that carry `payload`."""
    return [b"", zlib.crc32(payload).to_bytes(4, "big"), payload]


def unframe(parts: list[bytes]) -> bytes | None:
    """The payload of message parts, or None where they are garbled: the sender will repeat it."""
    if len(parts) != 3 or parts[0] or zlib.crc32(parts[2]).to_bytes(4, "big") != parts[1]:
        return None
    return parts[2]


class Requester:
    """The asking side: one request at a time to one endpoint."""

    def __init__(
        self,
        endpoint: str,
        patience: Patience | None = None,
        death_notice: Callable[[], str | None] = lambda: None,
        keys: ClientKeys | None = None,
    ) -> None:
        """Connect (in the background) to `endpoint`.

        Args:
            endpoint: a ZeroMQ address.
            patience: how long to wait for what.
            death_notice: how the service died, with its last words; None while it lives or is not known.
            keys: for a service behind CURVE.
        """
        self._endpoint = endpoint
        self._patience = patience or Patience()
        self._death_notice = death_notice
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.DEALER)
        # What a dead service never took must not hold up our end.
        self._socket.setsockopt(zmq.LINGER, 0)
        self._socket.setsockopt(zmq.RCVTIMEO, POLL_MS)
        self._socket.setsockopt(zmq.MAXMSGSIZE, MAX_BYTES)
        # On one machine an attempt costs nothing, and a service started again is found at once.
        self._socket.setsockopt(zmq.RECONNECT_IVL, 50)
        self._socket.setsockopt(zmq.RECONNECT_IVL_MAX, 500)
        heartbeat(self._socket)
        if keys is not None:
            self._socket.setsockopt(zmq.CURVE_SERVERKEY, keys.server)
            self._socket.setsockopt(zmq.CURVE_PUBLICKEY, keys.own.public)
            self._socket.setsockopt(zmq.CURVE_SECRETKEY, keys.own.secret)
        self._monitor = self._socket.get_monitor_socket(
            zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_DISCONNECTED
        )
        self._connected: bool | None = None
        self._since = time.monotonic()
        try:
            self._socket.connect(endpoint)
        except zmq.ZMQError as error:
            self.close()
            raise ScenarioError(f"{endpoint!r} is not a ZeroMQ address: {error}") from error

    def ask(self, payload: bytes, recognise: Callable[[bytes], T | None]) -> T:
        """Send `payload`, again where needed, until `recognise` takes an answer.

        Args:
            payload: the request; the other side must give a repeated one the same answer.
            recognise: turns an answer's bytes into its value; None means that it answers something else.

        Raises:
            DemandLost: the service died, the connection is gone, or nothing came in time.
        """
        deadline = time.monotonic() + self._patience.answer
        sent = -float("inf")
        while True:
            now = time.monotonic()
            if now - sent >= self._patience.resend:
                sent = now
                self._send(payload)
            if (answer := self._receive()) is not None and (value := recognise(answer)) is not None:
                return value
            self._watch()
            if time.monotonic() > deadline:
                raise DemandLost(
                    f"the demand service at {self._endpoint} is connected but gave no answer within "
                    f"{self._patience.answer:g} s; is it stopped or overloaded?"
                )

    def close(self) -> None:
        """Give the sockets back; safe to repeat."""
        if self._socket.closed:
            return
        self._socket.disable_monitor()
        self._monitor.close(0)
        self._socket.close(0)
        self._context.term()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send(self, payload: bytes) -> None:
        try:
            self._socket.send_multipart(frame(payload), zmq.NOBLOCK)
        except zmq.Again:
            log.debug("the queue is full of earlier copies of this request; one of them will do")

    def _receive(self) -> bytes | None:
        try:
            parts = self._socket.recv_multipart()
        except zmq.Again:
            return None
        payload = unframe(parts)
        if payload is None:
            log.warning("a garbled answer from %s was dropped", self._endpoint)
        return payload

    def _watch(self) -> None:
        """Raise as soon as it is clear that no answer will come."""
        from zmq.utils.monitor import parse_monitor_message  # late: it brings asyncio along

        while self._monitor.poll(0):
            event = parse_monitor_message(self._monitor.recv_multipart(zmq.NOBLOCK))["event"]
            if event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
                self._connected, self._since = True, time.monotonic()
            elif (
                self._connected
            ):  # else it was turned away while the service was starting, and will try again
                self._connected, self._since = False, time.monotonic()
        if (words := self._death_notice()) is not None:
            raise DemandLost(words)
        # Connected is enough: how long an answer may take is the deadline's business, not this one's.
        if self._connected:
            return
        first = self._connected is None
        allowed = self._patience.connect if first else self._patience.lost
        if time.monotonic() - self._since > allowed:
            what = "no demand service answers" if first else "the connection was lost to the demand service"
            raise DemandLost(
                f"{what} at {self._endpoint} (waited {allowed:g} s); start it with 'crims serve', or run "
                "with --transport inproc"
            )


def heartbeat(socket: "zmq.Socket[bytes]") -> None:
    """Let ZeroMQ's I/O thread show life, which it does while Python is busy but not in a frozen process."""
    socket.setsockopt(zmq.HEARTBEAT_IVL, 1000)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 3000)
