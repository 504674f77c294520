"""Crimes and calls between their sampling and the tick of their report.

A crime that occurs in one window may be reported in a later one, or after the run. So what has been sampled
and not yet handed over is kept here, by the tick in which it is due. After a resume it is the same again,
because the windows before are sampled again.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bridge.base.time_windows import HOUR
from bridge.demand.crime_rows import Crimes, Row
from bridge.police.contract import Needs

_Due = tuple[float, int, Row]
"""Minute within the tick, number, and what the model is told: in the order in which it is told."""


class Handover:
    """Gives out, tick by tick, what is reported in each."""

    def __init__(self, start: datetime, needs: Needs, areas: Sequence[str] = ()) -> None:
        """Begin with the tick at `start`.

        Args:
            start: of the first window.
            needs: what the model wants to be told, and the length of its ticks.
            areas: codes of the areas, in the order of `receive-areas`.
        """
        self._start = start
        self._needs = needs
        self._length = 60 // needs.ticks_per_hour
        self._index = {code: number for number, code in enumerate(areas)}
        self._tick = 0
        self._crimes: dict[int, list[list[_Due]]] = {}
        self._calls: dict[int, list[list[_Due]]] = {}
        self.unreported = 0
        """Crimes that have been sampled and are reported later."""
        self.handed_over = 0
        """Crimes so far."""

    def add(self, crimes: Crimes) -> None:
        """Take the crimes and calls of the next window."""
        offset = (crimes.window.start - self._start) // HOUR * 60.0
        self._sort_in(
            self._crimes, crimes.id, crimes.reported + offset, crimes.columns, self._needs.crime_items
        )
        self.unreported += len(crimes)
        if self._needs.calls:
            calls = crimes.calls
            self._sort_in(self._calls, calls.id, calls.minute + offset, calls.columns, self._needs.call_items)

    def next(self) -> tuple[list[Row], list[Row]]:
        """The crimes and the calls that are reported in the coming tick, each by time."""
        crimes, calls = (_taken(one, self._tick) for one in (self._crimes, self._calls))
        self._tick += 1
        self.unreported -= len(crimes)
        self.handed_over += len(crimes)
        return crimes, calls

    def skip(self, hours: int) -> None:
        """Pass over ticks that the model has run already."""
        for _ in range(hours * self._needs.ticks_per_hour):
            self.next()

    def _sort_in(
        self,
        ticks: dict[int, list[list[_Due]]],
        ids: NDArray[np.int64],
        reported: NDArray[np.float64],
        columns: Callable[[NDArray[np.float64], Mapping[str, int]], dict[str, Any]],
        items: Sequence[str],
    ) -> None:
        """Make the rows of one window and put each where it is due; none is due before the coming tick."""
        if not len(ids):
            return
        tick = np.floor_divide(reported, self._length).astype(np.int64)
        minute = reported - tick * float(self._length)
        make = columns(minute, self._index)
        rows = [list(row) for row in zip(*[make[name]() for name in items], strict=True)]
        if not rows:
            rows = [[] for _ in ids]
        order = np.lexsort((ids, minute, tick))
        due = list(zip(minute.tolist(), ids.tolist(), rows, strict=True))
        tick = tick[order]
        bounds = [0, *(np.flatnonzero(np.diff(tick)) + 1).tolist(), len(tick)]
        places = order.tolist()
        for first, end in pairwise(bounds):
            ticks.setdefault(int(tick[first]), []).append([due[k] for k in places[first:end]])


def _taken(ticks: dict[int, list[list[_Due]]], tick: int) -> list[Row]:
    parts = ticks.pop(tick, None)
    if parts is None:
        return []
    due = parts[0] if len(parts) == 1 else sorted(one for part in parts for one in part)
    return [row for _, _, row in due]
