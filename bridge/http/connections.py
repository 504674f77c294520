"""Limits on connections before anybody has said who they are: how many, and how long they may take.

A connection has its place while it is open. Where there is no room, the one that has waited longest for its
own request goes; only where all are being answered is a new one told 503.
"""

import asyncio
import socket
import struct
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from bridge.base.loopback import is_loopback

IN_ALL = 256
"""Connections of one server."""
PER_ADDRESS = 64
"""Connections from one address; those of this machine share the whole."""
BACKLOG = 256
"""Connections that the operating system keeps for us until we take them."""
REQUEST_SECONDS = 10.0
"""For a whole request, headers and body, from its connection or its first byte."""
STALLED_SECONDS = 20.0
"""A client that takes nothing of its answer for so long is let go."""

_FULL_REASON = b'{"detail": "too many connections at once"}'
FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\nretry-after: 1\r\n"
    b"connection: close\r\ncontent-length: %d\r\n\r\n%b" % (len(_FULL_REASON), _FULL_REASON)
)


class Places:
    """The open connections of one server."""

    def __init__(self, in_all: int = IN_ALL, per_address: int = PER_ADDRESS) -> None:
        """Begin empty, with room for `in_all`, of which `per_address` from one address of the network."""
        self._in_all = in_all
        self._per_address = per_address
        self._taken: dict[asyncio.Transport, BoundedProtocol] = {}
        """In the order in which they came."""

    def enter(self, transport: asyncio.Transport, protocol: "BoundedProtocol") -> bool:
        """Give a new connection a place, that of one that waits if need be; False where none can be had."""
        # A socket of the window has another protocol by now, so what counts is whether its transport lives.
        self._taken = {one: its for one, its in self._taken.items() if not one.is_closing()}
        mine = [one for one, its in self._taken.items() if its.address == protocol.address]
        rivals: list[asyncio.Transport] = []
        if len(mine) >= self._per_address and not is_loopback(protocol.address):
            rivals = mine
        elif len(self._taken) >= self._in_all:
            rivals = list(self._taken)
        if rivals:
            waiting = [one for one in rivals if self._taken[one].waits]
            if not waiting:
                return False
            _drop(waiting[0])
            del self._taken[waiting[0]]
        self._taken[transport] = protocol
        return True


class BoundedProtocol(H11Protocol):
    """Uvicorn's HTTP connection with a place to take and a time to keep."""

    places: Places
    request_seconds = REQUEST_SECONDS
    stalled_seconds = STALLED_SECONDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = ""
        self._late: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._upgraded = False

    @property
    def waits(self) -> bool:
        """Whether the client has not sent a whole request that is not yet answered."""
        answering = self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body
        return not answering and not self._upgraded

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a place, or be told that there is none."""
        super().connection_made(transport)
        self.address = self.client[0] if self.client else ""
        if not self.places.enter(transport, self):
            transport.write(FULL)
            transport.close()
            return
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clocks."""
        super().connection_lost(exc)
        self._stop_waiting()
        self.resume_writing()

    def data_received(self, data: bytes) -> None:
        """Read on; from a request's first byte to its last the clock runs."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self.waits:
            self._expect()
        else:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        """Let a request that was begun meanwhile have its own time; a silent client has the keep-alive."""
        super().on_response_complete()
        begun = bool(self.conn.trailing_data[0]) or self.conn.their_state is h11.SEND_BODY
        if self.waits and begun:
            self._expect()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """The connection becomes a socket, which keeps its place."""
        self._upgraded = True
        self._stop_waiting()
        super().handle_websocket_upgrade(event)

    def pause_writing(self) -> None:
        """The client takes its answer more slowly than it is made: see whether it takes it at all."""
        super().pause_writing()
        self._watch(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        """It has taken most of it."""
        super().resume_writing()
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _expect(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(self.request_seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        if not self._upgraded:
            _drop(self.transport)

    def _watch(self, before: int) -> None:
        self._stalled = self.loop.call_later(self.stalled_seconds, self._see, before)

    def _see(self, before: int) -> None:
        left = self.transport.get_write_buffer_size()
        if left >= before:
            _drop(self.transport)
        else:
            self._watch(left)


def _drop(transport: asyncio.Transport) -> None:
    """Close at once, with what the operating system still keeps for a client that takes nothing."""
    transport.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
    )
    transport.abort()


def bounded(places: Places | None = None, **seconds: float) -> type[asyncio.Protocol]:
    """The class of one server's connections, for `uvicorn.Config(http=...)`.

    Args:
        places: room for connections.
        seconds: `request_seconds` or `stalled_seconds` other than the usual ones.
    """
    return type("Connection", (BoundedProtocol,), {"places": places or Places(), **seconds})
