"""How a force on the map responded: times by priority, work by district, from its model's tables.

Times are of incidents reported within the results. An incident that nobody has reached by the end has no
time; so each mean goes with the share of those that are left out of it.
"""

from collections.abc import Iterable

import msgspec
import numpy as np
from numpy.typing import NDArray

from bridge.police.table_columns import TableColumns

INCIDENTS, TOURS = "incidents", "tours"
"""The tables that are understood, by their names; their columns are in docs/couple-your-model.md."""
TIMES = ("priority", "reported", "dispatched", "arrived")
STATUSES = ("patrolling", "travelling", "on-scene", "paperwork", "meal")
"""Minutes of a tour of duty by status of the unit."""
ATTENDED = (1, 2, 3)
"""Priorities that a unit is sent to."""
WITHIN = (15, 20, 60)
"""Minutes in which a response is asked for: the targets of 2026 for towns and the country, and an hour."""


class ResponseTimes(msgspec.Struct, kw_only=True):
    """The response to the incidents of one priority; minutes, and shares from 0 to 1."""

    incidents: int
    """Reported within the results."""
    attended: int
    waiting: int
    """Without an arrival by the end of the run: left out of all that follows."""
    share_waiting: float
    mean: float | None = None
    """From report to first arrival; None where nobody was attended."""
    median: float | None = None
    percentile_90: float | None = None
    queueing: float | None = None
    """Mean from report to dispatch, call-taking included."""
    travel: float | None = None
    """Mean from dispatch to arrival."""
    within: dict[str, float] = {}
    """Share of those attended within so many minutes."""
    crossed_district: float | None = None
    """Share attended first by a unit of another district."""


class DistrictWork(msgspec.Struct, kw_only=True):
    """The work of one district's units."""

    hours: float
    """Unit-hours of travel, scene and paperwork."""
    share: float
    """Of the work of all districts."""
    utilisation: float
    """Of the hours on duty without meals."""
    patrol_hours: float


class Response(msgspec.Struct, kw_only=True):
    """What `summary.json` says of a force on the map."""

    priorities: dict[str, ResponseTimes]
    districts: dict[str, DistrictWork]
    workload_deviation: float | None = None
    """Standard deviation of the districts' shares of the work; None without districts."""
    utilisation: float | None = None
    """Of the unit-hours on duty without meals."""
    patrol_hours: float | None = None


class ResponseBooks:
    """Adds up the rows of incidents and units, exchange by exchange."""

    def __init__(self, since: float = 0.0) -> None:
        """Count what is reported from `since` on, in minutes after the beginning of the run."""
        self._since = since
        self._incidents: list[NDArray[np.float64]] = []
        self._minutes: dict[str, NDArray[np.float64]] = {}

    def add(self, tables: Iterable[TableColumns]) -> None:
        """Take the new rows of an exchange; tables of other names or columns are passed over."""
        for table in tables:
            if not table.count:
                continue
            if table.name == INCIDENTS and {*TIMES, "crossed"} <= set(table.columns):
                self._incidents.append(table.numbers(*TIMES, "crossed"))
            if table.name == TOURS and {*STATUSES, "district"} <= set(table.columns):
                self._add_tours(table)

    def _add_tours(self, table: TableColumns) -> None:
        names = [str(one) for one in table.listed("district")]
        number = {name: at for at, name in enumerate(dict.fromkeys(names))}
        sums = np.array([self._minutes.get(name, np.zeros(len(STATUSES))) for name in number])
        # One row after the other, so that the sums do not depend on how rows are parted into exchanges.
        np.add.at(sums, [number[name] for name in names], np.nan_to_num(table.numbers(*STATUSES)))
        self._minutes.update(zip(number, sums, strict=True))

    def result(self) -> Response | None:
        """What was added; None for a model that hands over no such rows."""
        if not self._incidents and not self._minutes:
            return None
        rows = np.concatenate(self._incidents) if self._incidents else np.zeros((0, len(TIMES) + 1))
        rows = rows[rows[:, 1] >= self._since]
        districts = _work(self._minutes)
        total = np.sum([np.zeros(len(STATUSES)), *self._minutes.values()], axis=0)
        shares = [one.share for one in districts.values()]
        return Response(
            priorities={str(one): _times(rows[rows[:, 0] == one]) for one in ATTENDED},
            districts=districts,
            workload_deviation=_rounded(float(np.std(shares))) if shares else None,
            utilisation=_busy(total),
            patrol_hours=_rounded(float(total[0]) / 60) if self._minutes else None,
        )


def _times(rows: NDArray[np.float64]) -> ResponseTimes:
    reported, dispatched, arrived, crossed = rows[:, 1], rows[:, 2], rows[:, 3], rows[:, 4]
    came = ~np.isnan(arrived)
    count, attended = len(rows), int(came.sum())
    times = ResponseTimes(
        incidents=count,
        attended=attended,
        waiting=count - attended,
        share_waiting=_rounded((count - attended) / count) if count else 0.0,
    )
    if attended:
        minutes = (arrived - reported)[came]
        times.mean = _rounded(float(minutes.mean()))
        times.median = _rounded(float(np.median(minutes)))
        times.percentile_90 = _rounded(float(np.quantile(minutes, 0.9)))
        times.queueing = _rounded(float((dispatched - reported)[came].mean()))
        times.travel = _rounded(float((arrived - dispatched)[came].mean()))
        times.within = {str(limit): _rounded(float((minutes <= limit).mean())) for limit in WITHIN}
        times.crossed_district = _rounded(float(np.nan_to_num(crossed[came]).mean()))
    return times


def _work(minutes: dict[str, NDArray[np.float64]]) -> dict[str, DistrictWork]:
    busy = {district: float(one[1:4].sum()) for district, one in minutes.items()}
    total = sum(busy.values()) or 1.0
    return {
        district: DistrictWork(
            hours=_rounded(busy[district] / 60),
            share=_rounded(busy[district] / total),
            utilisation=_busy(minutes[district]) or 0.0,
            patrol_hours=_rounded(float(minutes[district][0]) / 60),
        )
        for district in sorted(minutes)
    }


def _busy(minutes: NDArray[np.float64]) -> float | None:
    """Share of the time on duty without meals that is no patrol."""
    duty = float(minutes[:4].sum())
    return _rounded(float(minutes[1:4].sum()) / duty) if duty else None


def _rounded(value: float) -> float:
    """Nine significant digits: the last ones of a sum mean nothing to a reader."""
    return float(f"{value:.9g}")
