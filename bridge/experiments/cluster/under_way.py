"""Work on a cluster, no more of it under way than keeps the workers busy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from bridge.errors import EngineUnavailable

if TYPE_CHECKING:
    from distributed import Client

AHEAD = 2
"""Pieces of work under way or waiting for each worker thread."""


def ended(client: Client, futures: Iterator[Any]) -> Iterator[Any]:
    """The futures in the order in which they end; each is let go once the next one is asked for.

    Args:
        futures: are taken, and so submitted, one by one as others end, so that memory does not grow with
            their number.

    Raises:
        EngineUnavailable: the scheduler is gone.
    """
    from distributed import as_completed

    number = max(1, sum(client.nthreads().values())) * AHEAD
    running = as_completed(list(islice(futures, number)))
    for future in running:
        if future.status in ("cancelled", "lost") and client.status != "running":
            raise gone(client)
        yield future
        future.release()
        for following in islice(futures, 1):
            running.add(following)


def gone(client: Client) -> EngineUnavailable:
    """The error of a scheduler that nobody reaches any more."""
    address = getattr(client.scheduler, "address", None)
    return EngineUnavailable(f"the Dask scheduler{f' at {address}' if address else ''} is gone")
