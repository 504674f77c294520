"""Limits on connections to the service before a client has shown a key.

ZeroMQ takes connections in a thread of its own and says so afterwards. One too many is shut down again; a
silent one is closed by ZeroMQ itself when its greeting does not come in time.
"""

import os
import resource
import socket as sockets
import time
from collections import OrderedDict
from contextlib import suppress

import zmq
from zmq.utils.monitor import parse_monitor_message

from bridge.base.loopback import is_loopback

IN_ALL = 512
"""Connections of one service."""
PER_ADDRESS = 64
"""Connections from one address of the network; those of this machine share the whole."""
NEW_PER_ADDRESS = 32
"""Connections from one address that may be in their greeting at once."""
GREETING_SECONDS = 10.0
"""For the greeting and the keys of a connection."""
BACKLOG = 256
"""Connections that the operating system keeps until they are taken."""
FILES = 4096
"""Open files wanted, so that a burst of connections leaves some for the data."""

EVENTS = (
    zmq.EVENT_ACCEPTED
    | zmq.EVENT_DISCONNECTED
    | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
    | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
)
FAILED = (zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL, zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL)


class Door:
    """Watches the connections of one listening socket."""

    def __init__(
        self,
        socket: "zmq.Socket[bytes]",
        in_all: int = IN_ALL,
        per_address: int = PER_ADDRESS,
        greeting: float = GREETING_SECONDS,
    ) -> None:
        """Set the limits of `socket`, before it listens.

        Args:
            in_all: connections at once.
            per_address: of these from one address of the network.
            greeting: seconds that a connection may take until its client is known.
        """
        self._in_all, self._per_address, self._greeting = in_all, per_address, greeting
        self._open: OrderedDict[int, tuple[str, float]] = OrderedDict()
        """File descriptor -> address and time of coming, in the order of coming."""
        self._port = 0
        socket.setsockopt(zmq.HANDSHAKE_IVL, int(1000 * greeting))
        socket.setsockopt(zmq.BACKLOG, BACKLOG)
        self.monitor = socket.get_monitor_socket(EVENTS)
        self._socket = socket

    def listen(self, endpoint: str) -> None:
        """Note where the socket listens; an ipc socket, which only its owner reaches, counts nobody."""
        _, _, port = endpoint.rpartition(":")
        self._port = int(port) if endpoint.startswith("tcp://") and port.isdecimal() else 0
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        with suppress(OSError, ValueError):
            if soft < FILES:
                resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, hard), hard))

    @property
    def count(self) -> int:
        """Connections that are open, as far as has been heard."""
        return len(self._open)

    def look(self) -> int:
        """Hear what has happened, and shut what is too much.

        Returns:
            Greetings that failed.
        """
        failed = 0
        with suppress(zmq.Again):
            while True:
                event = parse_monitor_message(self.monitor.recv_multipart(zmq.NOBLOCK))
                number = int(event["value"])
                if event["event"] in FAILED:
                    failed += 1
                elif event["event"] == zmq.EVENT_DISCONNECTED:
                    self._open.pop(number, None)
                elif self._port:
                    self._admit(number)
        return failed

    def close(self) -> None:
        """Watch no more; before the socket is closed."""
        self._socket.disable_monitor()
        self.monitor.close(0)

    def _admit(self, number: int) -> None:
        """Let a connection be, or shut it down."""
        try:
            with sockets.socket(fileno=os.dup(number)) as one:
                address, ours = str(one.getpeername()[0]), one.getsockname()[1] == self._port
                now = time.monotonic()
                if not ours:  # closed, and its number used again, before we heard of it
                    return
                self._open[number] = (address, now)
                if self._too_many(address, now):
                    one.shutdown(sockets.SHUT_RDWR)
        except OSError:
            self._open.pop(number, None)

    def _too_many(self, address: str, now: float) -> bool:
        if len(self._open) > self._in_all:
            return True
        if is_loopback(address):
            return False
        mine = [since for one, since in self._open.values() if one == address]
        return (
            len(mine) > self._per_address
            or sum(now - since < self._greeting for since in mine) > NEW_PER_ADDRESS
        )
