"""The weekly rhythm: a weight for each of the 21 eight-hour periods of a week.

The weights are scaled so that they average to 1 in every month. Apart because users replace the default table
with their own.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.errors import DataError, RateError
from microsim.reference.known_names import CATEGORIES, near, plain, shown
from microsim.reference.strict_tables import number_column, read_table
from microsim.storage.packaged_data import data_dir

FloatArray = npt.NDArray[np.float64]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = ("00", "08", "16")
PERIODS: tuple[str, ...] = tuple(f"{day}_{hour}" for day in WEEKDAYS for hour in HOURS)
"""The 21 periods of a week, by weekday and first hour; period 0 is Monday 00:00 to 08:00."""

PERIOD_MINUTES = 480


def read_rhythm(offences: pd.DataFrame, path: Path | None = None) -> FloatArray:
    """Weights of each offence, from its own row if the table has one, else from its category's row, else
    all 1.

    Args:
        offences: as `offences.read_offences` gives it.
        path: a table in the layout of `data/rhythm.csv`: `category`, `code` (one of the two filled), then
            the 21 columns of `PERIODS`; None is that file.

    Returns:
        Shape (offences, 21), unscaled.

    Raises:
        DataError: an unknown category or code, a row twice, or a weight that is no finite number >= 0.
        RateError: a row whose weights are all 0.
    """
    path = path or data_dir() / "rhythm.csv"
    table = read_table(path, ("category", "code", *PERIODS), blank=("category", "code"))
    weights = np.column_stack([number_column(table, period, path.name).to_numpy() for period in PERIODS])
    rows = _rows_by_key(table, offences, path.name)
    result = np.ones((len(offences), len(PERIODS)))
    for index, (code, category) in enumerate(zip(offences["code"], offences["category"], strict=True)):
        row = rows.get(("code", code), rows.get(("category", category)))
        if row is not None:
            result[index] = weights[row]
            if not weights[row].sum() > 0:
                raise RateError(f"{path.name}: row {row + 2}: expected some weight above 0, got only 0")
    return result


def _rows_by_key(table: pd.DataFrame, offences: pd.DataFrame, name: str) -> dict[tuple[str, str], int]:
    known = {"category": set(CATEGORIES), "code": set(offences["code"])}
    rows: dict[tuple[str, str], int] = {}
    for index, (category, code) in enumerate(zip(table["category"], table["code"], strict=True)):
        if bool(category) == bool(code):
            raise DataError(
                f"{name}: row {index + 2}: "
                f"expected a category or a code, got {shown(category)} and {shown(code)}"
            )
        key = ("category", plain(category)) if category else ("code", code)
        if key[1] not in known[key[0]]:
            hint = near(key[1], known[key[0]])
            raise DataError(
                f"{name}: row {index + 2}, column {key[0]!r}: "
                f"expected a known {key[0]}, got {shown(key[1])}{hint}"
            )
        if key in rows:
            raise DataError(f"{name}: row {index + 2}: expected one row for {shown(key[1])}, got another")
        rows[key] = index
    return rows


def normalised(weights: FloatArray, first_weekday: int, days: int) -> FloatArray:
    """Scale weights so that they average to 1 over the periods of one month.

    Args:
        weights: shape (offences, 21).
        first_weekday: weekday of the month's first day, 0 = Monday.
        days: days of the month.

    Returns:
        Shape (offences, 21). Every month has each period at least four times, so only all-zero weights
        have no scale; `read_rhythm` refuses them.
    """
    periods = (3 * first_weekday + np.arange(3 * days)) % len(PERIODS)
    scaled: FloatArray = weights / weights[:, periods].mean(axis=1, keepdims=True)
    return scaled
