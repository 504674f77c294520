"""neworder without what it costs at the start, and the timeline that lets a caller choose each step.

Separate because neworder warns when it is imported without MPI, which is how this project always uses it,
and a warning that nobody can act on must not reach the user or stop a run that treats warnings as errors;
and because it imports scipy.signal, which takes longer than all the rest, for grids that nobody here uses.
"""

from __future__ import annotations

import sys
import warnings
from datetime import datetime
from importlib import import_module
from types import ModuleType

GRIDS = "scipy.signal"
"""What neworder imports for its grids."""


class _OnFirstUse(ModuleType):
    """Stands for a module that is imported once something of it is asked for."""

    def __getattr__(self, name: str) -> object:
        found: object = getattr(import_module(self.__name__), name)
        return found


stand_in = _OnFirstUse(GRIDS)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    found = sys.modules.setdefault(GRIDS, stand_in)
    try:
        import neworder
    finally:
        if found is stand_in:
            del sys.modules[GRIDS]

__all__ = ["ExchangeTimeline", "neworder"]


class ExchangeTimeline(neworder.Timeline):
    """A neworder timeline of dates whose step is as long as the caller says, closed or open-ended.

    `until` is the end of the coming step; neworder calls `_next` after the step, which moves `time` there.
    """

    def __init__(self, start: datetime, end: datetime | None) -> None:
        super().__init__()
        self._start = start
        self._end = end
        self._time = start
        self.until = start

    @property
    def start(self) -> datetime:
        """Where the timeline begins."""
        return self._start

    @property
    def end(self) -> datetime | None:
        """Where it ends; None if it is open-ended."""
        return self._end

    @property
    def time(self) -> datetime:
        """The beginning of the coming step."""
        return self._time

    @property
    def dt(self) -> float:
        """Length of the coming step in years of 365 days."""
        return (self.until - self._time).total_seconds() / (365 * 86400)

    @property
    def nsteps(self) -> int:
        """-1, neworder's sign that the number of steps is not known beforehand."""
        return -1

    @property
    def at_end(self) -> bool:
        """Whether a closed timeline has been run through."""
        return self._end is not None and self._time >= self._end

    def _next(self) -> None:
        self._time = self.until
