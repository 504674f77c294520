"""The season of each category: how many crimes a day each month of the year has, against the whole year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from common.paths import data_dir
from microsim.errors import DataError
from microsim.reference.known_names import CATEGORIES
from microsim.reference.strict_tables import number_column, read_table

FloatArray = npt.NDArray[np.float64]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MEAN_DAYS = 365.25 / 12


def read_season(path: Path | None = None, categories: Sequence[str] = CATEGORIES) -> FloatArray:
    """Crimes per day of each month of the year as a multiple of the year's, shape (12, categories).

    Args:
        path: a table `category`, `jan` ... `dec`; None is `data/season.csv`. A category without a row has 1.

    Raises:
        DataError: no such table, a category twice, or a factor that is not above 0.
    """
    path = path or data_dir() / "season.csv"
    table = read_table(path, ("category", *MONTHS))
    twice = table.index[table["category"].duplicated()]
    if len(twice):
        raise DataError(f"{path.name}: row {twice[0] + 2}: {table['category'][twice[0]]!r} has a row already")
    factors = np.ones((12, len(categories)))
    values = np.array([number_column(table, month, path.name).to_numpy() for month in MONTHS])
    if not (values > 0).all():
        raise DataError(f"{path.name}: expected factors above 0, got one of 0")
    for row, name in enumerate(table["category"]):
        if name in categories:
            factors[:, list(categories).index(name)] = values[:, row] / values[:, row].mean()
    return factors


def exposure(months: Sequence[str], season: FloatArray) -> FloatArray:
    """What the level of a category is multiplied with in each month: days over a mean month's, times season.

    Args:
        months: `YYYY-MM`.
        season: shape (12, categories).

    Returns:
        Shape (months, categories).
    """
    number = np.array([int(month[5:]) - 1 for month in months])
    days = np.array([days_of(month) for month in months])
    result: FloatArray = days[:, None] / MEAN_DAYS * season[number]
    return result


def days_of(month: str) -> int:
    """Days of a month, `YYYY-MM`."""
    return monthrange(int(month[:4]), int(month[5:]))[1]
