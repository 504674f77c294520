"""Expected response and workload where the nearest free unit answers, without a simulation.

A unit is free with one chance for all and then anywhere in its district, each cell alike; of the free units
the nearest answers, across districts if need be. This is Larson's hypercube (1975) with units independent of
each other and no queue: it puts plans in an order, and is made anew for one moved cell in under a
millisecond.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import numpy as np

from planning.arrays import Floats, Indices, Labels, Matrix
from planning.districts.moves import stays_in_one_piece
from planning.districts.problem import Links
from planning.districts.search import Budget
from planning.errors import PlanError

UNSEEN = 1e-6
"""Chance that all units in the cells looked at are busy, below which cells further away are left out."""

LARGEST = 1.5
"""Share of calls that a district may grow to, times the mean share."""


@dataclass(frozen=True, eq=False)
class Dispatch:
    """What the nearest free unit answers: calls, ways and units.

    Attributes:
        minutes: from row to column, shape (cells, cells).
        calls: of each cell, any unit of measure, shape (cells,).
        units: of each district, shape (districts,).
        free: chance that a unit is free.
    """

    minutes: Matrix
    calls: Floats
    units: Floats
    free: float

    def __post_init__(self) -> None:
        if not 0 < self.free < 1:
            raise PlanError(f"expected a chance to be free between 0 and 1, got {self.free:g}")


class Expected:
    """A cut with its expected response and workload, changed cell by cell."""

    def __init__(self, dispatch: Dispatch, labels: Labels) -> None:
        self.dispatch = dispatch
        self.label: list[int] = labels.tolist()
        size, districts = len(labels), len(dispatch.units)
        kept = math.log(UNSEEN) / math.log1p(-dispatch.free) * size / float(dispatch.units.sum())
        self.kept = min(size, 3 * math.ceil(kept) + 10)
        near = np.argsort(dispatch.minutes.T, axis=1, kind="stable")
        self.rank = np.empty((size, size), dtype=np.int32)
        np.put_along_axis(self.rank, near, np.arange(size, dtype=np.int32)[None], axis=1)
        self.near = near[:, : self.kept]
        self.way = np.take_along_axis(dispatch.minutes.T, self.near, axis=1)
        self.share = dispatch.calls / dispatch.calls.sum()
        self.of: Indices = labels[self.near]
        self.sizes = np.bincount(labels, minlength=districts).astype(float)
        self.counts: list[Matrix] = [
            np.cumsum(self.of == one, axis=1, dtype=float) for one in range(districts)
        ]
        self.logs = [self._log(one, self.counts[one], self.sizes[one]) for one in range(districts)]
        self.total = np.sum(self.logs, axis=0)

    def outcome(self) -> tuple[float, float]:
        """Minutes from dispatch to arrival, and the standard deviation of the districts' shares of a unit's
        work (Zhang and Brown's measure where each has one)."""
        return self._outcome(self.total, self.of)

    def after(self, cell: int, there: int) -> tuple[float, float]:
        """The outcome if a cell went to another district."""
        _, logs, of = self._changed(cell, there)
        here = self.label[cell]
        return self._outcome(self.total - self.logs[here] - self.logs[there] + logs[0] + logs[1], of)

    def move(self, cell: int, there: int) -> None:
        """Change a cell's district."""
        here = self.label[cell]
        counts, logs, of = self._changed(cell, there)
        self.total = self.total - self.logs[here] - self.logs[there] + logs[0] + logs[1]
        self.sizes[here] -= 1
        self.sizes[there] += 1
        for district, count, log in zip((here, there), counts, logs, strict=True):
            self.counts[district], self.logs[district] = count, log
        self.of = of
        self.label[cell] = there

    def _changed(self, cell: int, there: int) -> tuple[tuple[Matrix, Matrix], tuple[Matrix, Matrix], Indices]:
        here = self.label[cell]
        rank = self.rank[:, cell]
        beyond: Matrix = (np.arange(self.kept) >= rank[:, None]).astype(float)
        counts: tuple[Matrix, Matrix] = (self.counts[here] - beyond, self.counts[there] + beyond)
        logs = (
            self._log(here, counts[0], self.sizes[here] - 1),
            self._log(there, counts[1], self.sizes[there] + 1),
        )
        of = self.of.copy()
        rows = np.flatnonzero(rank < self.kept)
        of[rows, rank[rows]] = there
        return counts, logs, of

    def _log(self, district: int, count: Matrix, size: float) -> Matrix:
        """Log of the chance that no unit of a district is free so near."""
        free, units = self.dispatch.free, float(self.dispatch.units[district])
        found: Matrix = units * np.log1p(-free * count / max(size, 1.0))
        return found

    def _outcome(self, total: Matrix, of: Indices) -> tuple[float, float]:
        none = np.exp(total)
        chance = -np.diff(none, axis=1, prepend=1.0)
        answered = np.maximum(1.0 - none[:, -1], 1e-12)
        weight = self.share / answered
        minutes = float(weight @ (chance * self.way).sum(axis=1))
        work = np.bincount(
            of.ravel(), weights=(chance * weight[:, None]).ravel(), minlength=len(self.dispatch.units)
        )
        each = work / np.maximum(self.dispatch.units, 1)
        return minutes, float(np.std(each / each.sum()))


def descend(
    links: Links, dispatch: Dispatch, start: Labels, workload: float, seed: int, budget: Budget
) -> tuple[Labels, int]:
    """Move cells at the edges of districts as long as it makes response and workload less.

    What is made small is the response over that of the start, plus `workload` times the deviation of shares
    times the number of districts. No cell goes to a district that would have more than `LARGEST` times the
    mean share of calls: soonest of all would be units at the busiest cells alone. Ends when no move helps.

    Returns:
        The cut, every district in one piece, and the moves looked at.
    """
    rng = random.Random(seed)
    state = Expected(dispatch, start)
    unit = state.outcome()[0]

    def value(outcome: tuple[float, float]) -> float:
        return outcome[0] / unit + workload * outcome[1] * len(dispatch.units)

    now, tries, begun = value(state.outcome()), 0, budget.clock()
    calls = np.bincount(start, weights=state.share, minlength=len(dispatch.units))
    most = LARGEST / len(dispatch.units)
    improved = True
    while improved:
        improved = False
        edge = [(c, d) for c, group in enumerate(links) for d in {state.label[n] for n in group}]
        rng.shuffle(edge)
        for cell, there in edge:
            if tries >= budget.tries or budget.clock() - begun > budget.seconds:
                return np.array(state.label, dtype=np.int32), tries
            if there == state.label[cell] or all(state.label[n] != there for n in links[cell]):
                continue
            if calls[there] + state.share[cell] > most:
                continue
            tries += 1
            after = value(state.after(cell, there))
            if after < now - 1e-9 and stays_in_one_piece(links, state.label, cell):
                calls[state.label[cell]] -= state.share[cell]
                calls[there] += state.share[cell]
                state.move(cell, there)
                now, improved = after, True
    return np.array(state.label, dtype=np.int32), tries
