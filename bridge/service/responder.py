"""The answering side of the transport: who gets in, how fast, and which thread answers.

A request that is garbled or one too many gets no answer. What a message means is the business of the function
that answers.
"""

import logging
import math
import os
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import zmq
from zmq.utils import z85

from bridge.errors import ScenarioError
from bridge.service.door import Door
from bridge.service.ordered_jobs import OrderedJobs
from bridge.service.throttle import PER_SECOND, Throttle
from bridge.wire.curve import ClientList
from bridge.wire.protocol import MAX_REQUEST
from bridge.wire.transport import POLL_MS, frame, heartbeat, is_local, unframe

log = logging.getLogger(__name__)


class Answerable(Protocol):
    """A request that has been read."""

    @property
    def order_key(self) -> Hashable:
        """Requests with the same key are answered one after the other, in order."""
        ...

    @property
    def brief(self) -> bool:
        """Whether its answer takes milliseconds. One that finds nothing else under way is answered without a
        change of threads, which would take longer than many an answer.
        """
        ...

    def answer(self) -> bytes:
        """The answer; may be called in another thread."""
        ...


Read = Callable[[bytes, str], Answerable]
"""Reads a request, given its client's public key (empty without CURVE)."""

QUEUED = 32
"""Messages kept for a peer that does not read, and of one that writes faster than it is answered."""


@dataclass(frozen=True, slots=True)
class _Request:
    """A request and where its answer goes."""

    sender: bytes
    client: str
    payload: bytes


class Responder:
    """The answering side: a ROUTER socket that gives every request to one function."""

    def __init__(
        self,
        endpoint: str,
        clients: ClientList | None = None,
        door: Callable[["zmq.Socket[bytes]"], Door] = Door,
    ) -> None:
        """Listen on `endpoint`; port `*` takes a free one.

        Args:
            endpoint: a ZeroMQ address; one that a network can reach needs `clients`.
            clients: CURVE keys and the clients to let in.
            door: makes what limits the connections.

        Raises:
            ScenarioError: the address is not local, not an address, or in use.
        """
        if clients is None or urlsplit(endpoint).scheme != "tcp":
            check_local(endpoint)
        self._context = zmq.Context()
        self._clients = clients
        self._zap = self._context.socket(zmq.ROUTER)
        self._zap.setsockopt(zmq.LINGER, 0)
        self._socket = self._context.socket(zmq.ROUTER)
        self._socket.setsockopt(zmq.LINGER, 1000)
        self._socket.setsockopt(zmq.MAXMSGSIZE, MAX_REQUEST)
        self._socket.setsockopt(zmq.RCVTIMEO, POLL_MS)
        self._socket.setsockopt(zmq.SNDHWM, QUEUED)
        self._socket.setsockopt(zmq.RCVHWM, QUEUED)
        heartbeat(self._socket)
        self._door = door(self._socket)
        if clients is not None:
            self._zap.bind("inproc://zeromq.zap.01")  # before the first client comes, who would get in
            self._socket.setsockopt(zmq.CURVE_SERVER, 1)
            self._socket.setsockopt(zmq.CURVE_SECRETKEY, clients.own.secret)
            self._socket.setsockopt_string(zmq.ZAP_DOMAIN, "crims")
        before = os.umask(0o177)  # an ipc socket is a file: for its owner alone, from its first moment
        try:
            self._socket.bind(endpoint)
        except zmq.ZMQError as error:
            self.close()
            raise ScenarioError(f"cannot listen on {endpoint!r}: {error}; choose another address") from error
        finally:
            os.umask(before)
        self.endpoint: str = self._socket.getsockopt_string(zmq.LAST_ENDPOINT)
        self._door.listen(self.endpoint)

    def serve(
        self,
        read: Read,
        stopped: Callable[[], bool],
        *,
        workers: int = 1,
        per_second: float = PER_SECOND,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        """Answer requests until `stopped` says so.

        Args:
            read: called for one request after the other; the answers may be asked for in threads.
            stopped: asked several times a second.
            workers: requests that are answered at once.
            per_second: requests taken of one client; by its key, or without keys by its connection.
            meanwhile: called several times a second.
        """
        throttle = Throttle[_Request](per_second)
        look = 0.0
        with OrderedJobs[list[bytes]](workers) as jobs:
            poller = self._poller(jobs)
            while True:
                now = time.monotonic()
                if now >= look:
                    if stopped():
                        return
                    self._hear()
                    meanwhile()
                    # Not at every request: a busy service would ask about as often as it answers.
                    look = now + POLL_MS / 1000
                if self._clients is None and jobs.idle and not throttle.waiting:
                    self._take(throttle)  # nothing else can happen: waiting here saves the poll
                else:
                    wait = min(POLL_MS, math.ceil(1000 * min(1.0, throttle.pause(now))))
                    self._look(dict(poller.poll(wait)), jobs, throttle)
                for request in throttle.due(time.monotonic()):
                    self._answer(request, read, jobs)

    def _poller(self, jobs: OrderedJobs[list[bytes]]) -> zmq.Poller:
        poller = zmq.Poller()
        poller.register(self._socket, zmq.POLLIN)
        poller.register(jobs.sign, zmq.POLLIN)
        if self._clients is not None:
            poller.register(self._zap, zmq.POLLIN)
            poller.register(self._door.monitor, zmq.POLLIN)
        return poller

    def _look(
        self, ready: Mapping[object, int], jobs: OrderedJobs[list[bytes]], throttle: Throttle[_Request]
    ) -> None:
        """See to each socket that has something."""
        if jobs.sign.fileno() in ready:
            for answer in jobs.results():
                self._socket.send_multipart(answer)
        if self._zap in ready:
            self._admit()
        if self._door.monitor in ready:
            self._hear()
        if self._socket in ready:
            self._take(throttle)

    def _answer(self, request: _Request, read: Read, jobs: OrderedJobs[list[bytes]]) -> None:
        """Answer a request whose time has come, or let a thread do so."""
        asked = read(request.payload, request.client)
        if jobs.idle and asked.brief:
            self._socket.send_multipart(_answer(request.sender, asked))
        elif not jobs.put(asked.order_key, partial(_answer, request.sender, asked)):
            log.warning("a request was dropped: too many are waiting")

    def _take(self, throttle: Throttle[_Request]) -> None:
        """Read one message; where it is whole and its client may speak, let it wait for its time."""
        if self._clients is None:
            try:
                client, (sender, *parts) = "", self._socket.recv_multipart()
            except zmq.Again:
                return
        else:
            frames = self._socket.recv_multipart(zmq.NOBLOCK, copy=False)
            client = str(frames[-1].get("User-Id"))  # it may have been revoked since its owner came in
            if not self._clients.admits(client, str(frames[-1].get("Peer-Address"))):
                return
            sender, *parts = (one.bytes for one in frames)
        payload = unframe(parts)
        if payload is None:
            log.warning("a garbled request was dropped")
        elif not throttle.put(client or sender, _Request(sender, client, payload), time.monotonic()):
            log.warning("a request was dropped: its client sends too many a second")

    def _admit(self) -> None:
        """Answer ZeroMQ's question (RFC 27) whether to let a client in."""
        assert self._clients is not None
        peer, empty, version, number, _, address, _, mechanism, *proof = self._zap.recv_multipart()
        key = z85.encode(proof[0]).decode() if mechanism == b"CURVE" and proof else ""
        if self._clients.admits(key, address.decode("ascii", "replace")):
            verdict = [b"200", b"OK", key.encode(), b""]
        else:
            verdict = [b"400", b"not allowed", b"", b""]
        self._zap.send_multipart([peer, empty, version, number, *verdict])

    def _hear(self) -> None:
        """See to the connections; leave a line about a peer that did not get as far as showing a key."""
        if self._door.look() and self._clients is not None:
            self._clients.turn_away("no key, or not the key of this service")

    def close(self) -> None:
        """Stop listening; answers on their way get a second to leave. Safe to repeat."""
        if not self._socket.closed:
            self._door.close()
        self._socket.close()
        self._zap.close()
        self._context.term()


def _answer(sender: bytes, asked: Answerable) -> list[bytes]:
    return [sender, *frame(asked.answer())]


def check_local(endpoint: str) -> None:
    """Refuse an address that strangers on a network can reach.

    Raises:
        ScenarioError: neither an ipc socket nor TCP on loopback.
    """
    if is_local(endpoint):
        if endpoint.startswith("ipc://") and not Path(endpoint.removeprefix("ipc://")).parent.is_dir():
            raise ScenarioError(f"cannot listen on {endpoint!r}: its folder does not exist")
        return
    raise ScenarioError(
        "expected an address on this machine, such as 'tcp://127.0.0.1:5555' or 'ipc:///path/socket', "
        f"got {endpoint!r}; one that a network can reach needs keys ('crims keys new', --keys and --clients)"
    )
