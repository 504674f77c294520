"""What a cut into districts is judged by before any simulation: balance, compactness, nearness."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from planning.arrays import Floats, Labels
from planning.districts.problem import Problem

SUMS = 12
"""Numbers that a district is described by: count, demand and size, each with its first moments and the
second moment about the origin."""


def moments(problem: Problem) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """What each cell adds to the sums of its district, shape (cells, `SUMS`).

    Second moments of sizes include the cell's own, that of a disc: size squared over 2 pi.
    """
    x = problem.x_km - problem.x_km.mean()
    y = problem.y_km - problem.y_km.mean()
    columns = []
    for weight, own in (
        (np.ones(len(problem)), np.zeros(len(problem))),
        (problem.shares, np.zeros(len(problem))),
        (problem.km2, problem.km2**2 / (2 * math.pi)),
    ):
        columns += [weight, weight * x, weight * y, weight * (x**2 + y**2) + own]
    return np.column_stack(columns)


def district_sums(problem: Problem, labels: Labels) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """The sums of every district, shape (districts, `SUMS`)."""
    found = np.zeros((problem.count, SUMS))
    np.add.at(found, labels, moments(problem))
    return found


def deviation(problem: Problem, labels: Labels) -> float:
    """Standard deviation of the districts' shares of demand (Zhang and Brown's first measure)."""
    return float(np.std(np.bincount(labels, weights=problem.shares, minlength=problem.count)))


def compactness(problem: Problem, labels: Labels) -> float:
    """Mean over the districts of size squared over 2 pi times the moment of inertia: 1 for discs.

    The index of Li, Goodchild and Church (2013); it needs no outlines.
    """
    return float(np.mean([disc_share(row) for row in district_sums(problem, labels).tolist()]))


def nearness_km(problem: Problem, labels: Labels) -> float:
    """Root mean square distance from a unit anywhere in the district to an incident in it, km, weighted by
    demand: what can be said about the way without dispatch across districts."""
    rows = district_sums(problem, labels).tolist()
    return float(sum(row[4] * way_km(row) for row in rows))


def disc_share(row: list[float]) -> float:
    """The compactness of one district from its sums."""
    size, x, y, second = row[8:12]
    if size <= 0:
        return 0.0
    inertia = second - (x * x + y * y) / size
    return size * size / (2 * math.pi * inertia) if inertia > 0 else 1.0


def way_km(row: list[float]) -> float:
    """The distance between a unit at a random cell and a random incident of one district."""
    count, x, y, second, share, qx, qy, q_second = row[:8]
    if count <= 0 or share <= 0:
        return 0.0
    squared = second / count + q_second / share - 2 * (x * qx + y * qy) / (count * share)
    return math.sqrt(max(squared, 0.0))


@dataclass(frozen=True)
class Objective:
    """What a search makes small: weighted shares of what is not ideal.

    Attributes:
        balance: weight of the standard deviation of shares over the mean share.
        compactness: weight of 1 - compactness.
        nearness: weight of the way over that of round districts of equal size.
    """

    balance: float = 1.0
    compactness: float = 0.0
    nearness: float = 0.0

    def value(self, problem: Problem, labels: Labels) -> float:
        """Of a whole cut."""
        ideal = ideal_way_km(problem)
        return (
            self.balance * deviation(problem, labels) * problem.count
            + self.compactness * (1 - compactness(problem, labels))
            + self.nearness * nearness_km(problem, labels) / ideal
        )


def ideal_way_km(problem: Problem) -> float:
    """The way in round districts of equal size: the root of twice the mean squared radius, R^2 / 2."""
    return math.sqrt(float(problem.km2.sum()) / problem.count / math.pi)


def normalised(values: Floats) -> Floats:
    """Values from 0 for the least to 1 for the greatest; all 0 where they are equal."""
    spread = float(values.max() - values.min())
    found: Floats = (values - values.min()) / spread if spread > 0 else np.zeros(len(values))
    return found
