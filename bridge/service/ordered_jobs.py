"""Runs jobs in threads, those with the same key strictly one after the other.

Results wait in a queue, with a sign on a file descriptor that a poll loop can watch, because sockets stay
with the thread that owns them.
"""

import logging
import socket
import threading
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Generic, Self, TypeVar

log = logging.getLogger(__name__)
R = TypeVar("R")

PER_KEY = 16
"""Jobs of one key that wait at most: a client has one, and some copies of it."""
IN_ALL = 1024
"""Jobs that wait at most."""


class OrderedJobs(Generic[R]):
    """A pool of threads behind one queue per key."""

    def __init__(self, workers: int) -> None:
        """Start without threads; up to `workers` are added as they are needed."""
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="job")
        self._waiting: dict[Hashable, deque[Callable[[], R]]] = {}
        self._count = 0
        self._lock = threading.Lock()
        self._done: SimpleQueue[R] = SimpleQueue()
        self.sign, self._signal = socket.socketpair()
        """`sign` is readable while there are results."""
        self.sign.setblocking(False)
        self._signal.setblocking(False)

    @property
    def idle(self) -> bool:
        """Whether no job waits or runs, and no result waits to be taken."""
        return not self._waiting and self._done.empty()  # in this order: a job leaves its result first

    def put(self, key: Hashable, job: Callable[[], R]) -> bool:
        """Queue a job; False where its key's queue or the whole is full and it was dropped."""
        with self._lock:
            running = key in self._waiting
            if self._count >= IN_ALL or (running and len(self._waiting[key]) >= PER_KEY):
                return False
            self._waiting.setdefault(key, deque()).append(job)
            self._count += 1
        if not running:
            self._pool.submit(self._drive, key)
        return True

    def results(self) -> list[R]:
        """What has been finished since the last call, in order of finishing; clears the sign."""
        with suppress(BlockingIOError):
            self.sign.recv(4096)
        found = []
        while True:
            try:
                found.append(self._done.get_nowait())
            except Empty:
                return found

    def close(self) -> None:
        """Forget the jobs that wait, and wait for those that run."""
        with self._lock:
            for jobs in self._waiting.values():
                self._count -= len(jobs)
                jobs.clear()
        self._pool.shutdown()
        self.sign.close()
        self._signal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _drive(self, key: Hashable) -> None:
        """Run one job of a key, and queue the key again if it has more: long queues take turns."""
        with self._lock:
            job = self._next(key)
        if job is None:
            return
        try:
            self._done.put(job())
            self._wake()
        except Exception:
            log.exception("a job failed; its sender gets no answer")
        with self._lock:
            if not self._waiting[key]:
                del self._waiting[key]
                return
        try:
            self._pool.submit(self._drive, key)
        except RuntimeError:  # the pool is closing
            log.debug("the jobs of %r end with the pool", key)

    def _next(self, key: Hashable) -> Callable[[], R] | None:
        if not self._waiting[key]:
            del self._waiting[key]
            return None
        self._count -= 1
        return self._waiting[key].popleft()

    def _wake(self) -> None:
        with suppress(BlockingIOError):  # thousands of signs are waiting already
            self._signal.send(b"\0")
