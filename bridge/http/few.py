"""Work in few threads, for clients that still wait: bounded, and given up when its client leaves."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from fastapi import HTTPException, Request

T = TypeVar("T")

WAITING = 64
"""Calls that wait for one pool's threads; another one is answered 503."""
RETRY_SECONDS = 2


class ClientLeft(Exception):  # noqa: N818 - nobody is left to read it
    """The client has gone; nobody needs the answer."""


class Wanted:
    """Says, in a thread that works for a client, whether the client is still there."""

    def __init__(self) -> None:
        self._left = threading.Event()

    def leave(self) -> None:
        """The client has gone."""
        self._left.set()

    def check(self) -> None:
        """To be called between two steps of the work.

        Raises:
            ClientLeft: nobody waits for the next step.
        """
        if self._left.is_set():
            raise ClientLeft


class Few:
    """Runs functions in so many threads at once; further calls wait, up to a bound, and hold no thread."""

    def __init__(self, number: int, name: str, waiting: int = WAITING) -> None:
        """Have `number` threads at most, called after `name`, and `waiting` calls that wait for one."""
        self._pool = ThreadPoolExecutor(number, name)
        self._most = number + waiting
        self._count = 0

    @property
    def count(self) -> int:
        """Calls under way or waiting."""
        return self._count

    async def __call__(self, request: Request, make: Callable[[Wanted], T]) -> T:
        """What `make` returns; it is asked not to start, or to stop, where the client has left.

        Raises:
            HTTPException: 503, too many wait already.
            ClientLeft: the client has gone.
        """
        if self._count >= self._most:
            raise HTTPException(
                503, "too many requests are waiting; try again", {"Retry-After": str(RETRY_SECONDS)}
            )
        wanted = Wanted()
        self._count += 1
        loop = asyncio.get_running_loop()
        work = self._pool.submit(_begin, wanted, make)
        work.add_done_callback(lambda _: self._free(loop))
        answer = asyncio.wrap_future(work)
        gone = asyncio.create_task(_departure(request))
        try:
            either: set[asyncio.Future[Any]] = {answer, gone}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                raise ClientLeft
            return answer.result()
        finally:
            wanted.leave()
            work.cancel()  # where it has not begun
            gone.cancel()

    def _free(self, loop: asyncio.AbstractEventLoop) -> None:
        """One call less, counted in the loop's thread, as all are."""
        with contextlib.suppress(RuntimeError):  # the server has ended before its work
            loop.call_soon_threadsafe(self._less)

    def _less(self) -> None:
        self._count -= 1


def _begin(wanted: Wanted, make: Callable[[Wanted], T]) -> T:
    wanted.check()
    return make(wanted)


async def _departure(request: Request) -> None:
    """Wait until the client has closed its connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
