"""The timeline of the crime model, which lets its caller choose the length of each step."""

from __future__ import annotations

from datetime import datetime

from microsim.model.neworder_import import neworder


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
