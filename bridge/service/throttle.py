"""A bound on how fast each sender's messages are taken: early ones wait, a flood is dropped.

A client that only asks faster than the bound is slowed down to it and loses nothing; one that does not wait
for answers loses what is too much.
"""

import heapq
import itertools
from collections.abc import Hashable
from typing import Generic, TypeVar

M = TypeVar("M")

PER_SECOND = 1000.0
"""Messages taken of one sender in a second; a coupled run sends some tens."""
BURST = 1.0
"""Seconds' worth of messages that a sender may send at once after a pause."""
WAITING = 64
"""Messages of one sender that wait at most."""
IDLE_KEPT = 1024
"""Senders remembered before the idle ones are looked for and forgotten."""


class Throttle(Generic[M]):
    """Keeps the pace of any number of senders; time is the caller's monotonic clock."""

    def __init__(self, per_second: float = PER_SECOND) -> None:
        self._gap = 1 / per_second
        self._next: dict[Hashable, float] = {}
        """When the next message of each sender would be due if it came evenly (GCRA)."""
        self._waiting: list[tuple[float, int, M]] = []
        self._number = itertools.count()
        """Keeps the order of messages that are due at one time."""

    def put(self, sender: Hashable, message: M, now: float) -> bool:
        """Take a message, to be given by `due` when its time comes; False where it is too much."""
        even = max(self._next.get(sender, 0.0), now - BURST)
        if even - now > WAITING * self._gap:
            return False
        self._next[sender] = even + self._gap
        heapq.heappush(self._waiting, (even, next(self._number), message))
        if len(self._next) > IDLE_KEPT:
            self._forget(now)
        return True

    def due(self, now: float) -> list[M]:
        """The messages whose time has come, each sender's in their order."""
        found = []
        while self._waiting and self._waiting[0][0] <= now:
            found.append(heapq.heappop(self._waiting)[2])
        return found

    @property
    def waiting(self) -> bool:
        """Whether a message waits for its time."""
        return bool(self._waiting)

    def pause(self, now: float) -> float:
        """Seconds until the next message is due; infinite where none waits."""
        return max(0.0, self._waiting[0][0] - now) if self._waiting else float("inf")

    def _forget(self, now: float) -> None:
        """Drop the senders that have been quiet for so long that nothing is held against them."""
        self._next = {sender: even for sender, even in self._next.items() if even > now - BURST}
