"""Which run a log line belongs to.

Set where a run, or one request of a session, begins; read by the command line, which writes the lines.
Nothing here writes anything.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

RUN: ContextVar[str] = ContextVar("RUN", default="")
"""Name of the run, or the beginning of the session's name in a service; empty outside of both."""
SHOWN = 8
"""Characters of a session's name that are shown: who knows the whole of it could speak in it."""


@contextmanager
def within(run: str) -> Iterator[None]:
    """Let the lines of this block belong to `run`."""
    token = RUN.set(run)
    try:
        yield
    finally:
        RUN.reset(token)
