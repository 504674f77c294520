"""Stands between the coupler and its service and does, message by message, what a seed says.

It works on whole ZeroMQ messages: they arrive late, twice, in another order, cut, changed or not at all. At
chosen messages it also stops, continues, kills or signals one of the two processes.
"""

import contextlib
import heapq
import os
import random
import signal
import time
from dataclasses import dataclass, field
from itertools import count

import zmq

from bridge.demand.service_process import end_with_parent

KINDS = ("drop", "delay", "duplicate", "reorder", "truncate", "corrupt")
LATE = 0.25
"""Seconds that a message is held back at most."""


@dataclass(frozen=True)
class ProcessFault:
    """Something done to a process when so many messages have come by."""

    at: int
    target: str
    """"coupler" or "service"."""
    signal: int
    """SIGSTOP is followed by SIGCONT."""
    pause: float = 0.0

    def __str__(self) -> str:
        pause = f" for {self.pause:.2f} s" if self.signal == signal.SIGSTOP else ""
        return f"{signal.Signals(self.signal).name} to the {self.target} at message {self.at}{pause}"


@dataclass
class FaultPlan:
    """What happens to messages, and when to whom."""

    seed: int
    share: float = 0.0
    """Of the messages that something happens to."""
    faults: list[ProcessFault] = field(default_factory=list)


def run(front: str, back: str, plan: FaultPlan, service: int) -> None:
    """Relay until the coupler, whose child this is, ends."""
    pids = {"coupler": os.getppid(), "service": service}
    end_with_parent()
    _Relay(front, back, plan, pids).loop()


class _Relay:
    def __init__(self, front: str, back: str, plan: FaultPlan, pids: dict[str, int]) -> None:
        context = zmq.Context()
        self._near, self._far = context.socket(zmq.ROUTER), context.socket(zmq.DEALER)
        self._near.bind(front)
        self._far.connect(back)
        self._rng = random.Random(plan.seed)
        self._share, self._faults, self._pids = plan.share, list(plan.faults), pids
        self._client = b""
        self._messages = 0
        self._number = count()
        self._due: list[tuple[float, int, bool, list[bytes]]] = []
        """When, in which order, whether to the service, the message."""
        self._held: list[tuple[bool, list[bytes]]] = []
        self._thaw: list[tuple[float, int]] = []

    def loop(self) -> None:
        poller = zmq.Poller()
        poller.register(self._near, zmq.POLLIN)
        poller.register(self._far, zmq.POLLIN)
        while True:
            ready = dict(poller.poll(10 if self._due or self._thaw else 100))
            if self._near in ready:
                self._client, *parts = self._near.recv_multipart()
                self._come(True, parts)
            if self._far in ready:
                self._come(False, self._far.recv_multipart())
            now = time.monotonic()
            while self._due and self._due[0][0] <= now:
                _, _, to_service, parts = heapq.heappop(self._due)
                self._send(to_service, parts)
            for moment, pid in [one for one in self._thaw if one[0] <= now]:
                self._thaw.remove((moment, pid))
                _signal(pid, signal.SIGCONT)

    def _come(self, to_service: bool, parts: list[bytes]) -> None:
        self._messages += 1
        for fault in [one for one in self._faults if one.at == self._messages]:
            self._strike(fault)
        kind = self._rng.choice(KINDS) if self._rng.random() < self._share else ""
        if kind == "drop":
            return
        if kind == "reorder":
            self._held.append((to_service, parts))
            self._later(to_service, parts, LATE, held=True)
            return
        if kind == "delay":
            self._later(to_service, parts, self._rng.random() * LATE)
        elif kind == "duplicate":
            self._send(to_service, parts)
            self._later(to_service, parts, self._rng.random() * LATE)
        else:
            self._send(to_service, damaged(self._rng, kind, parts))
        held, self._held = self._held, []
        for direction, waiting in held:
            self._send(direction, waiting)

    def _later(self, to_service: bool, parts: list[bytes], seconds: float, held: bool = False) -> None:
        """Send after a while; one that was held back for the next one may go twice, which must not matter."""
        heapq.heappush(self._due, (time.monotonic() + seconds, next(self._number), to_service, parts))

    def _send(self, to_service: bool, parts: list[bytes]) -> None:
        with contextlib.suppress(zmq.Again):
            if to_service:
                self._far.send_multipart(parts, zmq.NOBLOCK)
            else:
                self._near.send_multipart([self._client, *parts], zmq.NOBLOCK)

    def _strike(self, fault: ProcessFault) -> None:
        pid = self._pids[fault.target]
        _signal(pid, fault.signal)
        if fault.signal == signal.SIGSTOP:
            self._thaw.append((time.monotonic() + fault.pause, pid))


def damaged(rng: random.Random, kind: str, parts: list[bytes]) -> list[bytes]:
    """The message cut short or with some other bytes; as it is for any other kind."""
    if kind == "truncate":
        return [part[: rng.randrange(len(part) + 1)] for part in parts][: rng.randint(1, len(parts))]
    if kind == "corrupt":
        whole = [bytearray(part) for part in parts]
        for _ in range(rng.randint(1, 4)):
            part = rng.choice([one for one in whole if one])
            part[rng.randrange(len(part))] ^= rng.randint(1, 255)
        return [bytes(part) for part in whole]
    return parts


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
