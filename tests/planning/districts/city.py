"""A made city of 300 cells with 8 units, after Charlottesville in Zhang and Brown (2013).

About 11 by 8 km; 87 calls a day (their 317,548 in ten years) of 20 minutes, so that units are busy for some
18 % of their time. The plan in force are wards that evened out the demand of twenty years ago; since then
demand has moved to a campus in the west and to the south-east, as far as it takes for a workload deviation of
the plan in force of 0.034, as published. What a search gains is not set here.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from planning.arrays import Floats, Labels, Matrix
from planning.demand import WEEK, Demand
from planning.districts.problem import Problem

COLUMNS, ROWS, SIDE_KM = 20, 15, 0.55
UNITS = 8
CALLS_A_DAY, WORK_MINUTES = 87.0, 20.0
KM_PER_MINUTE, DETOUR = 40 / 60, 1.37
NOW = ((10.0, 7.5, 2.0, 0.7), (3.0, 9.0, 1.4, 1.7), (16.5, 2.5, 1.6, 0.4))
"""Centres of demand: column, row, spread (cells), weight."""
THEN = ((10.0, 7.5, 2.6, 1.0), (7.0, 10.0, 2.6, 0.35), (13.0, 5.0, 3.0, 0.35))


def _demand(centers: tuple[tuple[float, float, float, float], ...], seed: int) -> Floats:
    column, row = np.meshgrid(np.arange(COLUMNS) + 0.5, np.arange(ROWS) + 0.5)
    values = np.full(column.shape, 0.06)
    for x, y, spread, weight in centers:
        values += weight * np.exp(-((column - x) ** 2 + (row - y) ** 2) / (2 * spread**2))
    values *= np.random.default_rng(seed).gamma(3.0, 1 / 3.0, values.shape)
    found: Floats = (values / values.sum()).ravel()
    return found


def _links() -> tuple[tuple[int, ...], ...]:
    found = []
    for row in range(ROWS):
        for column in range(COLUMNS):
            near = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
            found.append(
                tuple(sorted(r * COLUMNS + c for r, c in near if 0 <= r < ROWS and 0 <= c < COLUMNS))
            )
    return tuple(found)


@cache
def city() -> Problem:
    """Cells and today's shares of demand."""
    column, row = np.meshgrid(np.arange(COLUMNS) + 0.5, np.arange(ROWS) + 0.5)
    return Problem(
        x_km=column.ravel() * SIDE_KM,
        y_km=row.ravel() * SIDE_KM,
        km2=np.full(COLUMNS * ROWS, SIDE_KM**2),
        shares=_demand(NOW, 2013),
        links=_links(),
        count=UNITS,
        members=tuple((at,) for at in range(COLUMNS * ROWS)),
    )


@cache
def wards() -> Labels:
    """The plan in force: four strips from west to east, each cut in two from south to north, even in demand
    as it was twenty years ago."""
    old = _demand(THEN, 1993).reshape(ROWS, COLUMNS)
    labels = np.zeros((ROWS, COLUMNS), dtype=np.int32)
    reached = np.cumsum(old.sum(axis=0))
    strip = np.minimum((reached * 4 - 1e-9).astype(int), 3)
    for number in range(4):
        inside = strip == number
        below = np.cumsum(old[:, inside].sum(axis=1))
        half = below > below[-1] / 2
        labels[:, inside] = 2 * number + half[:, None].astype(np.int32)
    found: Labels = labels.ravel()
    return found


@cache
def travel_minutes() -> Matrix:
    """Minutes from cell to cell; inside one that of the mean distance of a square."""
    problem = city()
    distance = np.hypot(problem.x_km[:, None] - problem.x_km, problem.y_km[:, None] - problem.y_km)
    inside = 0.52 * SIDE_KM
    found: Matrix = np.sqrt(distance**2 + inside**2) * DETOUR / KM_PER_MINUTE
    return found


def demand() -> Demand:
    """Calls by cell and hour of the week: quiet at night, busy in the evening."""
    hour = np.arange(WEEK) % 24
    rhythm = 1 + 0.5 * np.cos((hour - 19) / 24 * 2 * np.pi)
    per_hour = city().shares[:, None] * CALLS_A_DAY / 24 * rhythm / rhythm.mean()
    return Demand(
        codes=tuple(f"cell {at}" for at in range(len(city()))),
        per_hour=per_hour,
        work_minutes=np.full(len(city()), WORK_MINUTES),
        severity=city().shares,
        variation=1.8,
        source="a made city",
    )
