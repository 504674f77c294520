"""The weekly rhythm: a weight for each of the 168 hours of a week.

A table has a row by category or offence with 168 weights, or, as older tables have, with 21 of eight hours
each.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.errors import RateError
from microsim.offences.offence_rows import rows_of_offences
from microsim.reference.known_names import CATEGORIES
from microsim.reference.strict_tables import State, file_state, number_column, read_table, require_columns
from microsim.storage.packaged_data import data_dir

FloatArray = npt.NDArray[np.float64]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = ("00", "08", "16")
PERIODS: tuple[str, ...] = tuple(f"{day}_{hour}" for day in WEEKDAYS for hour in HOURS)
"""The 21 eight-hour periods of a week, by weekday and first hour; period 0 is Monday 00:00 to 08:00."""

PERIOD_MINUTES = 480
WEEK_HOURS = 168
HOURS_OF_WEEK: tuple[str, ...] = tuple(f"{day}_{hour:02}h" for day in WEEKDAYS for hour in range(24))
"""The columns of a table by hour; hour 0 is Monday 00:00 to 01:00."""


def read_rhythm(offences: pd.DataFrame, path: Path | None = None) -> FloatArray:
    """Weights of each offence, from its own row if the table has one, else from its category's row, else
    all 1.

    Args:
        offences: as `offences.read_offences` gives it.
        path: a table in the layout of `data/rhythm.csv`: `category`, `code` (one of the two filled), then
            the 168 columns of `HOURS_OF_WEEK` or the 21 of `PERIODS`; None is that file.

    Returns:
        Shape (offences, 168), unscaled.

    Raises:
        DataError: an unknown category or code, a row twice, or a weight that is no finite number >= 0.
        RateError: a row whose weights are all 0.
    """
    path = path or data_dir() / "rhythm.csv"
    table, weights = _read_weights(path)
    return _weights_of(table, weights, offences, path.name)


def read_category_rhythm(path: Path | None = None) -> FloatArray:
    """Weights of each category from its own row, all 1 without one, shape (categories, 168), unscaled.

    The table and errors are those of `read_rhythm`; rows of offences are left out.
    """
    path = path or data_dir() / "rhythm.csv"
    table, weights = _read_weights(path)
    own = (table["category"] != "").to_numpy()
    categories = pd.DataFrame({"category": list(CATEGORIES), "code": ""})
    return _weights_of(table[own].reset_index(drop=True), weights[own], categories, path.name)


def _read_weights(path: Path) -> tuple[pd.DataFrame, FloatArray]:
    """The table and its weights; not read again while the file is the same, for many forces ask for it."""
    state = file_state(path)
    return _parse_weights(path) if state is None else _weights_as_of(state)


@lru_cache(maxsize=4)
def _weights_as_of(state: State) -> tuple[pd.DataFrame, FloatArray]:
    return _parse_weights(state[0])


def _parse_weights(path: Path) -> tuple[pd.DataFrame, FloatArray]:
    table = read_table(path, ("category", "code"), blank=("category", "code"))
    columns = PERIODS if PERIODS[0] in table.columns else HOURS_OF_WEEK
    require_columns(list(table.columns), columns, path.name)
    weights = np.column_stack([number_column(table, column, path.name).to_numpy() for column in columns])
    empty = np.flatnonzero(~(weights.sum(axis=1) > 0))
    if len(empty):
        raise RateError(f"{path.name}: row {empty[0] + 2}: expected some weight above 0, got only 0")
    return table, np.repeat(weights, WEEK_HOURS // len(columns), axis=1)


def _weights_of(table: pd.DataFrame, weights: FloatArray, offences: pd.DataFrame, name: str) -> FloatArray:
    rows = rows_of_offences(table, offences, name)
    result = np.ones((len(offences), WEEK_HOURS))
    result[rows >= 0] = weights[rows[rows >= 0]]
    return result


def normalised(weights: FloatArray, first_weekday: int, days: int) -> FloatArray:
    """Scale weights so that they average to 1 over the hours of one month.

    Args:
        weights: shape (offences, 168).
        first_weekday: weekday of the month's first day, 0 = Monday.
        days: days of the month.

    Returns:
        Shape (offences, 168). Every month has each hour of the week at least four times, so only all-zero
        weights have no scale; `read_rhythm` refuses them.
    """
    by_day = weights.reshape(len(weights), 7, 24).sum(axis=2)
    times = np.bincount((first_weekday + np.arange(days)) % 7, minlength=7)
    scaled: FloatArray = weights * (24 * days / (by_day @ times))[:, None]
    return scaled
