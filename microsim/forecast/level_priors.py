"""How fast each category's level is thought to drift and how far its months to scatter, before any data.

A force with a few months of data says little about either; many forces together say a lot.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from common.paths import data_dir
from microsim.errors import DataError
from microsim.reference.strict_tables import number_column, read_table

FloatArray = npt.NDArray[np.float64]

DRIFTS = (0.0005, 0.002, 0.006, 0.02, 0.06)
"""q: growth of a level's relative variance per month."""

SCATTERS = (0.001, 0.005, 0.015, 0.04, 0.3)
"""p: relative variance of a month about its level beyond Poisson; the last for months that are not whole."""

ALL = "all"
"""The row of all categories together."""

LEAST = 0.002
"""No value is thought impossible."""


def grid() -> tuple[FloatArray, FloatArray]:
    """All pairs of drift and scatter, each of shape (G, 1)."""
    drift, scatter = np.meshgrid(DRIFTS, SCATTERS, indexing="ij")
    return drift.reshape(-1, 1), scatter.reshape(-1, 1)


def even_prior(number: int) -> FloatArray:
    """Logarithm of a prior by which every pair is as likely, shape (G, number)."""
    pairs = len(DRIFTS) * len(SCATTERS)
    return np.full((pairs, number), -np.log(pairs))


def read_level_priors(categories: Sequence[str], path: Path | None = None) -> FloatArray:
    """Logarithm of the chance of each pair of drift and scatter, taken as independent, shape (G, categories).

    Args:
        categories: their names; one without a row has the mean of all rows.
        path: a table `category`, `drift_1` ... `drift_5`, `scatter_1` ... `scatter_5`; None is
            `data/level_priors.csv`.

    Raises:
        DataError: no such table, a category twice, or chances of which none is above 0.
    """
    path = path or data_dir() / "level_priors.csv"
    drifts = [f"drift_{i + 1}" for i in range(len(DRIFTS))]
    scatters = [f"scatter_{i + 1}" for i in range(len(SCATTERS))]
    table = read_table(path, ("category", *drifts, *scatters))
    twice = table.index[table["category"].duplicated()]
    if len(twice):
        raise DataError(f"{path.name}: row {twice[0] + 2}: {table['category'][twice[0]]!r} has a row already")
    parts = []
    for names in (drifts, scatters):
        chance = np.array([number_column(table, name, path.name).to_numpy() for name in names])
        if not (chance.sum(axis=0) > 0).all():
            raise DataError(f"{path.name}: expected chances above 0 in {names[0]} to {names[-1]}, got none")
        chance = np.maximum(chance / chance.sum(axis=0), LEAST)
        parts.append(chance / chance.sum(axis=0))
    pairs = (parts[0][:, None] * parts[1][None, :]).reshape(len(DRIFTS) * len(SCATTERS), len(table))
    row = {str(name): index for index, name in enumerate(table["category"])}
    mean = pairs.mean(axis=1)
    prior: FloatArray = np.log(
        np.stack([pairs[:, row[name]] if name in row else mean for name in categories], axis=1)
    )
    return prior
