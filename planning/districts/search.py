"""A search of ours: annealing, then tabu, by single cells and swaps, every district always in one piece.

Simulated annealing as D'Amico and others (2002) used it for police districts; tabu as Liberatore and
Camacho-Collados (2016). How long it goes on is a number of moves tried, so that equal seeds give equal plans.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planning.arrays import Labels
from planning.districts.measures import Objective, disc_share, ideal_way_km, moments, way_km
from planning.districts.moves import stays_in_one_piece
from planning.districts.problem import Problem

HOT, COLD = 0.02, 1e-5
"""Objective that is given up with chance 1/e at the beginning and the end of the annealing."""
SWAPS = 0.4
"""Share of the tries that exchange two cells."""
TABU = 12
"""Rounds for which a cell may not go back to where it came from."""
CANDIDATES = 60
"""Moves looked at in a round of tabu."""
CHECK = 512
"""Tries between two looks at the clock."""


@dataclass(frozen=True)
class Budget:
    """How long a search may go on.

    Attributes:
        tries: moves tried; decides the result.
        seconds: at most; a search that is cut short by it is not repeatable by its seed alone.
        clock: that the seconds are read from; that of the processor compares methods on a busy machine.
    """

    tries: int = 100_000
    seconds: float = math.inf
    clock: Callable[[], float] = time.perf_counter

    def part(self, share: float) -> Budget:
        """A share of it."""
        return Budget(int(self.tries * share), self.seconds * share, self.clock)


@dataclass(frozen=True, eq=False)
class Found:
    """What a search came to.

    Attributes:
        labels: district number of each cell.
        value: of the objective.
        tries: that were made.
        cut_short: whether the time ended before the tries.
    """

    labels: Labels
    value: float
    tries: int
    cut_short: bool


class State:
    """A cut with the sums of its districts, changed cell by cell."""

    def __init__(self, problem: Problem, labels: Labels, objective: Objective) -> None:
        self.problem, self.objective = problem, objective
        self.links = problem.links
        self.label: list[int] = labels.tolist()
        self.cell: list[list[float]] = moments(problem).tolist()
        self.sums = [[0.0] * 12 for _ in range(problem.count)]
        for at, district in enumerate(self.label):
            self.sums[district] = [a + b for a, b in zip(self.sums[district], self.cell[at], strict=True)]
        self.mean = 1.0 / problem.count
        self.ideal = ideal_way_km(problem)
        self.shapes = objective.compactness > 0 or objective.nearness > 0
        self.squares = sum((row[4] - self.mean) ** 2 for row in self.sums)
        self.rest = sum(self._shape(row) for row in self.sums) if self.shapes else 0.0

    def _shape(self, row: list[float]) -> float:
        """What a district adds to the objective besides balance."""
        found = 0.0
        if self.objective.compactness:
            found += self.objective.compactness * (1 - disc_share(row)) / self.problem.count
        if self.objective.nearness:
            found += self.objective.nearness * row[4] * way_km(row) / self.ideal
        return found

    @property
    def value(self) -> float:
        """Of the objective, as `Objective.value`."""
        return self._value(self.squares, self.rest)

    def _value(self, squares: float, rest: float) -> float:
        count = self.problem.count
        return self.objective.balance * math.sqrt(max(squares, 0.0) / count) * count + rest

    def after(self, cell: int, there: int) -> float:
        """The objective if a cell went to another district."""
        here = self.label[cell]
        one, other = self.sums[here], self.sums[there]
        mine = self.cell[cell]
        squares = self.squares + self._square_change(one[4], other[4], mine[4])
        rest = self.rest
        if self.shapes:
            less = [a - b for a, b in zip(one, mine, strict=True)]
            more = [a + b for a, b in zip(other, mine, strict=True)]
            rest += self._shape(less) + self._shape(more) - self._shape(one) - self._shape(other)
        return self._value(squares, rest)

    def _square_change(self, one: float, other: float, share: float) -> float:
        m = self.mean
        return (one - share - m) ** 2 + (other + share - m) ** 2 - (one - m) ** 2 - (other - m) ** 2

    def can_leave(self, cell: int) -> bool:
        """Whether the district of a cell stays in one piece without it."""
        return stays_in_one_piece(self.links, self.label, cell)

    def move(self, cell: int, there: int) -> None:
        """Change a cell's district."""
        here, mine = self.label[cell], self.cell[cell]
        one, other = self.sums[here], self.sums[there]
        self.squares += self._square_change(one[4], other[4], mine[4])
        less = [a - b for a, b in zip(one, mine, strict=True)]
        more = [a + b for a, b in zip(other, mine, strict=True)]
        if self.shapes:
            self.rest += self._shape(less) + self._shape(more) - self._shape(one) - self._shape(other)
        self.sums[here], self.sums[there] = less, more
        self.label[cell] = there

    def array(self) -> Labels:
        """District number of each cell."""
        return np.array(self.label, dtype=np.int32)


def search(
    problem: Problem, start: Labels, objective: Objective, seed: int, budget: Budget | None = None
) -> Found:
    """Annealing for two thirds of the tries, then tabu from the best cut found.

    The result is never worse than the start.
    """
    budget = budget or Budget()
    begun = budget.clock()
    first = anneal(problem, start, objective, seed, budget.part(2 / 3))
    left = budget.seconds - (budget.clock() - begun)
    rest = Budget(budget.tries - first.tries, left, budget.clock)
    second = tabu(problem, first.labels, objective, seed, rest)
    best = min((second, first), key=lambda one: one.value)
    if objective.value(problem, start) < best.value:
        best = Found(start, objective.value(problem, start), 0, False)
    return Found(best.labels, best.value, first.tries + second.tries, first.cut_short or second.cut_short)


def anneal(problem: Problem, start: Labels, objective: Objective, seed: int, budget: Budget) -> Found:
    """Simulated annealing: cells at the edge of a district, or two against each other."""
    rng = random.Random(seed)
    state = State(problem, start, objective)
    best, kept = state.value, list(state.label)
    now = best
    begun = budget.clock()
    share = 0.0
    tries = 0
    limited = math.isfinite(budget.seconds)
    while tries < budget.tries:
        if tries % CHECK == 0:
            share = tries / budget.tries
            if limited:
                share = max(share, (budget.clock() - begun) / max(budget.seconds, 1e-9))
                if share >= 1:
                    break
            heat = HOT * (COLD / HOT) ** share
        tries += 1
        cell = int(rng.random() * len(state.label))
        here = state.label[cell]
        near = [n for n in state.links[cell] if state.label[n] != here]
        if not near:
            continue
        there = state.label[near[int(rng.random() * len(near))]]
        if rng.random() < SWAPS:
            after = _swap(state, cell, there, now, heat, rng)
        else:
            after = state.after(cell, there)
            if not _accepted(after - now, heat, rng) or not state.can_leave(cell):
                continue
            state.move(cell, there)
        now = after
        if now < best - 1e-12:
            best, kept = now, list(state.label)
    labels = np.array(kept, dtype=np.int32)
    return Found(labels, objective.value(problem, labels), tries, tries < budget.tries)


def _accepted(change: float, heat: float, rng: random.Random) -> bool:
    return change <= 0 or rng.random() < math.exp(-change / heat)


def _swap(state: State, cell: int, there: int, now: float, heat: float, rng: random.Random) -> float:
    """Send a cell over and one back, if both districts stay in one piece and chance accepts it."""
    here = state.label[cell]
    if not state.can_leave(cell):
        return now
    state.move(cell, there)
    back = [
        m
        for n in state.links[cell]
        if state.label[n] == here
        for m in state.links[n]
        if state.label[m] == there and m != cell
    ]
    if back:
        other = back[int(rng.random() * len(back))]
        if _accepted(state.after(other, here) - now, heat, rng) and state.can_leave(other):
            state.move(other, here)
            return state.value
    state.move(cell, here)
    return state.value


def tabu(problem: Problem, start: Labels, objective: Objective, seed: int, budget: Budget) -> Found:
    """The best of some moves in each round, also a worse one, but none that undoes a recent one."""
    rng = random.Random(seed + 1)
    state = State(problem, start, objective)
    best, kept = state.value, list(state.label)
    barred: dict[tuple[int, int], int] = {}
    begun = budget.clock()
    tries, round_ = 0, 0
    while tries < budget.tries and budget.clock() - begun < budget.seconds:
        round_ += 1
        ranked = []
        for _ in range(CANDIDATES):
            cell = int(rng.random() * len(state.label))
            near = {state.label[n] for n in state.links[cell]} - {state.label[cell]}
            for there in sorted(near):
                value = state.after(cell, there)
                if barred.get((cell, there), 0) < round_ or value < best - 1e-12:
                    ranked.append((value, cell, there))
        tries += CANDIDATES
        for value, cell, there in sorted(ranked):
            if state.can_leave(cell):
                barred[(cell, state.label[cell])] = round_ + TABU
                state.move(cell, there)
                if value < best - 1e-12:
                    best, kept = value, list(state.label)
                break
        if round_ % 25 == 0 and state.value > best * 1.5 + 1e-9:
            state = State(problem, np.array(kept, dtype=np.int32), objective)
    labels = np.array(kept, dtype=np.int32)
    return Found(labels, objective.value(problem, labels), tries, tries < budget.tries)
