"""Zhang and Brown's districts (2013): seeds on circles grow, leftovers join, edges are evened."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from planning.arrays import Floats, Labels
from planning.districts.measures import disc_share, moments
from planning.districts.moves import stays_in_one_piece
from planning.districts.problem import Problem

LEAST_SPACING = 0.5
"""Distance of seeds at least, times the radius of a round district of equal size."""
SPACING_TRIES = 30


@dataclass(frozen=True)
class GrowthParameters:
    """The nine parameters of the procedure.

    Attributes:
        center: of the circles, as shares of the width and height of the city.
        circles: how many.
        radii: of each, as shares of the city's radius (of a disc of its size).
        seeds: on each circle; their sum is the number of districts.
        bound: a district stops growing when its share of demand passes this times the mean share.
        growth_iterations: rounds in which every district may add a cell.
        randomness: chance that a cell is added at random and not the most compact one.
        balancing_iterations: moves from a district of more to an adjoining one of less demand.
        smoothing_iterations: passes in which a cell with most neighbours elsewhere changes sides.
    """

    center: tuple[float, float] = (0.5, 0.5)
    circles: int = 2
    radii: tuple[float, ...] = (0.3, 0.7)
    seeds: tuple[int, ...] = (3, 5)
    bound: float = 1.0
    growth_iterations: int = 200
    randomness: float = 0.1
    balancing_iterations: int = 20
    smoothing_iterations: int = 2


def random_parameters(problem: Problem, rng: np.random.Generator) -> GrowthParameters:
    """Parameters as a first search draws them."""
    inner = int(rng.integers(1, max(2, problem.count // 2 + 1)))
    inner = min(inner, problem.count)
    return GrowthParameters(
        center=(float(rng.uniform(0.3, 0.7)), float(rng.uniform(0.3, 0.7))),
        circles=2,
        radii=(float(rng.uniform(0.1, 0.45)), float(rng.uniform(0.5, 0.95))),
        seeds=(inner, problem.count - inner),
        bound=float(rng.uniform(0.7, 1.2)),
        growth_iterations=int(rng.integers(20, 200)),
        randomness=float(rng.uniform(0, 0.6)),
        balancing_iterations=int(rng.integers(0, 20)),
        smoothing_iterations=int(rng.integers(0, 4)),
    )


def grow(problem: Problem, parameters: GrowthParameters, rng: np.random.Generator) -> Labels:
    """One plan; every district in one piece."""
    growth = _Growth(problem, rng)
    growth.plant(seed_cells(problem, parameters, rng))
    growth.grow(parameters)
    growth.join_leftovers()
    growth.balance(parameters.balancing_iterations)
    growth.smooth(parameters.smoothing_iterations)
    return np.array(growth.label, dtype=np.int32)


def seed_cells(problem: Problem, parameters: GrowthParameters, rng: np.random.Generator) -> list[int]:
    """Cells nearest to points on the circles, turned at random until they keep the least distance; where they
    cannot, the distance is given up step by step."""
    x, y = problem.x_km, problem.y_km
    radius = math.sqrt(float(problem.km2.sum()) / math.pi)
    cx = x.min() + parameters.center[0] * (x.max() - x.min())
    cy = y.min() + parameters.center[1] * (y.max() - y.min())
    spacing = LEAST_SPACING * radius / math.sqrt(problem.count)
    chosen: list[int] = []
    for circle, count in zip(parameters.radii, parameters.seeds, strict=True):
        turn = rng.uniform(0, 2 * math.pi)
        for number in range(count):
            angle = turn + 2 * math.pi * number / max(count, 1)
            chosen.append(_free_cell(problem, chosen, (cx, cy), circle * radius, angle, spacing, rng))
    return chosen


def _free_cell(
    problem: Problem,
    chosen: list[int],
    center: tuple[float, float],
    radius: float,
    angle: float,
    spacing: float,
    rng: np.random.Generator,
) -> int:
    x, y = problem.x_km, problem.y_km
    for attempt in range(SPACING_TRIES):
        px, py = center[0] + radius * math.cos(angle), center[1] + radius * math.sin(angle)
        distance = np.hypot(x - px, y - py)
        distance[chosen] = np.inf
        cell = int(np.argmin(distance))
        gap = spacing * (1 - attempt / SPACING_TRIES)
        if not chosen or np.hypot(x[chosen] - x[cell], y[chosen] - y[cell]).min() >= gap:
            return cell
        angle += rng.uniform(-0.6, 0.6)
    return cell


class _Growth:
    def __init__(self, problem: Problem, rng: np.random.Generator) -> None:
        self.problem, self.rng = problem, rng
        self.links = problem.links
        self.label = [-1] * len(problem)
        self.cell_sums: list[list[float]] = moments(problem).tolist()
        self.sums = [[0.0] * 12 for _ in range(problem.count)]
        self.edge: list[set[int]] = [set() for _ in range(problem.count)]

    def plant(self, seeds: list[int]) -> None:
        for district, cell in enumerate(seeds):
            self._add(cell, district)

    def grow(self, parameters: GrowthParameters) -> None:
        limit = parameters.bound / self.problem.count
        active = list(range(self.problem.count))
        for _ in range(parameters.growth_iterations):
            active = [d for d in active if self.sums[d][4] <= limit and self.edge[d]]
            if not active:
                return
            for district in active:
                free = sorted(self.edge[district])
                if not free:
                    continue
                if self.rng.random() < parameters.randomness:
                    self._add(free[int(self.rng.integers(len(free)))], district)
                else:
                    self._add(max(free, key=lambda cell: self._compact_with(cell, district)), district)

    def join_leftovers(self) -> None:
        """The cell and adjoining district that stay most compact, one after the other."""
        left = sum(label < 0 for label in self.label)
        known = [{cell: self._compact_with(cell, d) for cell in sorted(e)} for d, e in enumerate(self.edge)]
        for _ in range(left):
            _, cell, district = max(
                (score, -cell, d) for d, scores in enumerate(known) for cell, score in scores.items()
            )
            self._add(-cell, district)
            for scores in known:
                scores.pop(-cell, None)
            known[district] = {one: self._compact_with(one, district) for one in self.edge[district]}

    def balance(self, iterations: int) -> None:
        """The best of the moves from more to less demand, most compact first among those that help."""
        for _ in range(iterations):
            best, move = 0.0, None
            for cell, here in enumerate(self.label):
                share = self.cell_sums[cell][4]
                for there in {self.label[n] for n in self.links[cell]} - {here}:
                    gain = share * (self.sums[here][4] - self.sums[there][4] - share)
                    if gain > best and stays_in_one_piece(self.links, self.label, cell):
                        best, move = gain, (cell, there)
            if move is None:
                return
            self._move(*move)

    def smooth(self, passes: int) -> None:
        for _ in range(passes):
            for cell in range(len(self.label)):
                here = self.label[cell]
                counts: dict[int, int] = {}
                for n in self.links[cell]:
                    counts[self.label[n]] = counts.get(self.label[n], 0) + 1
                there = max(counts, key=lambda one: (counts[one], -one))
                if (
                    there != here
                    and counts[there] > counts.get(here, 0) + 1
                    and stays_in_one_piece(self.links, self.label, cell)
                ):
                    self._move(cell, there)

    def _compact_with(self, cell: int, district: int) -> float:
        return disc_share([a + b for a, b in zip(self.sums[district], self.cell_sums[cell], strict=True)])

    def _add(self, cell: int, district: int) -> None:
        self.label[cell] = district
        self.sums[district] = [a + b for a, b in zip(self.sums[district], self.cell_sums[cell], strict=True)]
        for edge in self.edge:
            edge.discard(cell)
        self.edge[district].update(n for n in self.links[cell] if self.label[n] < 0)

    def _move(self, cell: int, there: int) -> None:
        here, mine = self.label[cell], self.cell_sums[cell]
        self.label[cell] = there
        self.sums[here] = [a - b for a, b in zip(self.sums[here], mine, strict=True)]
        self.sums[there] = [a + b for a, b in zip(self.sums[there], mine, strict=True)]


def as_vector(parameters: GrowthParameters) -> Floats:
    """The parameters as numbers, in the order of `NAMES`."""
    one = parameters
    return np.array(
        [
            *one.center, *one.radii, one.seeds[0], one.bound, one.growth_iterations, one.randomness,
            one.balancing_iterations, one.smoothing_iterations,
        ]
    )  # fmt: skip


NAMES = (
    "center east", "center north", "inner radius", "outer radius", "inner seeds", "bound",
    "growth iterations", "randomness", "balancing iterations", "smoothing iterations",
)  # fmt: skip
LOW = np.array([0.2, 0.2, 0.05, 0.45, 1, 0.6, 5, 0, 0, 0])
HIGH = np.array([0.8, 0.8, 0.45, 1.0, 99, 1.3, 400, 1, 40, 8])


def from_vector(values: Floats, count: int) -> GrowthParameters:
    """Parameters from numbers in the order of `NAMES`, within limits, whole where they have to be."""
    v = np.clip(values, LOW, HIGH).tolist()
    inner = int(min(max(round(v[4]), 1), max(count - 1, 1)))
    return GrowthParameters(
        center=(v[0], v[1]),
        radii=(v[2], v[3]),
        seeds=(inner, count - inner),
        bound=v[5],
        growth_iterations=round(v[6]),
        randomness=v[7],
        balancing_iterations=round(v[8]),
        smoothing_iterations=round(v[9]),
    )
