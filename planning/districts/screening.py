"""A fast event loop that judges many plans at once: calls in turn, all plans side by side.

Every plan meets the same calls, and a unit draws the same numbers for its patrol. A free unit patrols its
district, one cell at random after the other; the nearest free unit answers, across districts if need be
(`integrity_minutes` is how much nearer it has to be); where none is free the call waits for the first unit
that is. It leaves out shifts, meals, grades and further units, and is meant for the order of plans, not for
minutes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.arrays import Floats, Indices, Matrix, Positions
from planning.demand import WEEK, Demand
from planning.errors import PlanError

STAY = 30.0
"""Minutes that a unit on patrol stays in a cell, as in the patrol model (20 to 40)."""


@dataclass(frozen=True, eq=False)
class Calls:
    """Calls in the order of their times.

    Attributes:
        minute: since the start, ascending.
        cell: where.
        work: minutes on the scene and of paperwork.
    """

    minute: Floats
    cell: Positions
    work: Floats

    def __len__(self) -> int:
        return len(self.minute)


@dataclass(frozen=True, eq=False)
class Screened:
    """What became of each plan; shape (plans,).

    Attributes:
        response: mean minutes from call to arrival.
        workload_deviation: standard deviation over the districts of their share of the busy minutes of a
            unit (one unit each: Zhang and Brown's measure).
        crossed: share of calls answered from another district.
        busy: share of the units' time.
    """

    response: Floats
    workload_deviation: Floats
    crossed: Floats
    busy: Floats


def draw_calls(demand: Demand, days: int, seed: int, pace: float = 1.0) -> Calls:
    """Calls of some whole days from Monday 00:00: a Poisson process, work lognormal.

    Args:
        pace: factor of all rates.
    """
    rng = np.random.default_rng([seed, 1])
    rates = demand.per_hour.sum(axis=0) * pace
    hours = np.arange(24 * days)
    counts = rng.poisson(rates[hours % WEEK])
    hour = np.repeat(hours, counts)
    minute = hour * 60 + rng.uniform(0, 60, len(hour))
    cells = np.empty(len(hour), dtype=np.int64)
    for of_week in range(WEEK):
        here = np.flatnonzero(hour % WEEK == of_week)
        if len(here):
            chance = demand.per_hour[:, of_week] / demand.per_hour[:, of_week].sum()
            cells[here] = rng.choice(len(chance), len(here), p=chance)
    sigma2 = np.log1p(demand.variation)
    mean = demand.work_minutes[cells]
    work = mean * np.exp(rng.normal(-sigma2 / 2, np.sqrt(sigma2), len(hour)))
    order = np.argsort(minute, kind="stable")
    return Calls(minute[order], cells[order], work[order])


def screen(
    labels: Indices,
    units: Indices,
    calls: Calls,
    minutes: Matrix,
    integrity_minutes: float = 0.0,
    seed: int = 1,
) -> Screened:
    """Judge plans.

    Args:
        labels: district number of each cell, shape (plans, cells).
        units: in each district, shape (plans, districts); the same number in all plans.
        minutes: from row to column, shape (cells, cells).
        integrity_minutes: how much nearer a unit of another district has to be.
        seed: of the patrols.

    Raises:
        PlanError: no calls, or numbers of units that differ.
    """
    totals = units.sum(axis=1)
    if not len(calls) or (totals != totals[0]).any() or totals[0] < 1:
        raise PlanError(f"expected calls and as many units in all plans, got {sorted(set(totals.tolist()))}")
    loop = _Loop(labels, units, minutes, integrity_minutes, seed)
    for at, (minute, cell, work) in enumerate(
        zip(calls.minute.tolist(), calls.cell.tolist(), calls.work.tolist(), strict=True)
    ):
        loop.answer(at, minute, cell, work)
    return loop.outcome(calls)


class _Loop:
    def __init__(
        self, labels: Indices, units: Indices, minutes: Matrix, integrity_minutes: float, seed: int
    ) -> None:
        plans, size = labels.shape[0], int(units[0].sum())
        self.labels, self.units = labels, units
        self.to = np.ascontiguousarray(minutes.T)
        self.integrity = integrity_minutes
        self.rng = np.random.default_rng([seed, 2])
        self.home = np.array([np.repeat(np.arange(units.shape[1]), row) for row in units])
        order = np.argsort(labels, axis=1, kind="stable")
        counts = np.array([np.bincount(row, minlength=units.shape[1]) for row in labels])
        first = np.cumsum(counts, axis=1) - counts
        self.rows = np.arange(plans)
        self.order = order
        self.first = np.take_along_axis(first, self.home, axis=1)
        self.length = np.take_along_axis(counts, self.home, axis=1)
        self.slot = -1
        self.patrol = np.zeros((plans, size), dtype=np.int64)
        self.at = np.zeros((plans, size), dtype=np.int64)
        self.free_at = np.zeros((plans, size))
        self.busy = np.zeros((plans, size))
        self.response = np.zeros(plans)
        self.crossed = np.zeros(plans)

    def _patrol(self, minute: float) -> None:
        slot = int(minute // STAY)
        if slot != self.slot:
            self.slot = slot
            draw = self.rng.random(self.home.shape[1])
            place = self.first + (draw * self.length).astype(np.int64)
            self.patrol = np.take_along_axis(self.order, place, axis=1)

    def answer(self, number: int, minute: float, cell: int, work: float) -> None:
        self._patrol(minute)
        rows = self.rows
        way = self.to[cell][self.patrol]
        cost = way + self.integrity * (self.home != self.labels[:, cell, None]) if self.integrity else way
        cost = np.where(self.free_at <= minute, cost, np.inf)
        unit = cost.argmin(axis=1)
        travel = way[rows, unit]
        started = np.full(len(rows), minute)
        late = np.flatnonzero(np.isinf(cost[rows, unit]))
        if len(late):
            unit[late] = self.free_at[late].argmin(axis=1)
            started[late] = self.free_at[late, unit[late]]
            travel[late] = self.to[cell][self.at[late, unit[late]]]
        self.free_at[rows, unit] = started + travel + work
        self.busy[rows, unit] += travel + work
        self.at[rows, unit] = cell
        self.response += started - minute + travel
        self.crossed += self.home[rows, unit] != self.labels[:, cell]

    def outcome(self, calls: Calls) -> Screened:
        work = np.zeros(self.units.shape)
        for district in range(self.units.shape[1]):
            work[:, district] = np.where(self.home == district, self.busy, 0).sum(axis=1)
        each = work / np.maximum(self.units, 1)
        share = each / each.sum(axis=1, keepdims=True)
        duration = max(float(calls.minute[-1]), 1.0)
        return Screened(
            response=self.response / len(calls),
            workload_deviation=share.std(axis=1),
            crossed=self.crossed / len(calls),
            busy=self.busy.mean(axis=1) / duration,
        )
