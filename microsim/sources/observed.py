"""Crimes from a file of whatever origin: this project's, CriMS's, or a force's own records.

Times and categories are checked. The only module that reads such files, CSV or Parquet, whether they are to
be drawn, compared or played back.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
from pandas.api.types import is_datetime64_dtype

from microsim.errors import DataError
from microsim.reference.known_names import CATEGORIES, near, plain, shown
from microsim.reference.strict_tables import read_table, require_columns
from microsim.storage.parquet import UNREADABLE

OLD_NAMES = {"crime_type": "crime_category"}
"""A column of older CriMS output, and its name today."""


LOCAL_TIME = r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?"
"""A date, or a time of day on it, without a time zone."""


def read_observed(path: Path, wanted: Sequence[str]) -> pd.DataFrame:
    """The crimes of a `.csv` or `.parquet` file.

    Args:
        wanted: columns that must be there. `time` and `crime_category` are checked wherever they are.

    Returns:
        All columns of the file as texts, but `time` as datetime64; `crime_category` in lower case.

    Raises:
        DataError: a column is missing, the file holds no crime, or a value is no time or category.
    """
    table = _read(path)
    table = table.rename(columns={old: new for old, new in OLD_NAMES.items() if new not in table.columns})
    require_columns(list(table.columns), wanted, path.name)
    if table.empty:
        raise DataError(f"{path.name}: expected crimes, got a file without rows")
    if "time" in table:
        table["time"] = times_of(path, table, "time")
    if "crime_category" in table:
        names = table["crime_category"].map(plain)
        refuse(path, table, "crime_category", ~names.isin(CATEGORIES), "a category")
        table["crime_category"] = names
    return table


def times_of(path: Path, table: pd.DataFrame, column: str) -> pd.Series[pd.Timestamp]:
    """A column of local times; raises a `DataError` for the first value that is none."""
    times = _times(table[column])
    refuse(path, table, column, times.isna(), "a time like 2018-07-01 13:45:00")
    return times


def _times(column: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    """Local times, NaT where a value is none. Nothing is guessed: 01/07/2018 could be in January."""
    if not is_datetime64_dtype(column):
        column = column.where(column.str.fullmatch(LOCAL_TIME))
    return pd.to_datetime(column, errors="coerce", format="ISO8601")


def _read(path: Path) -> pd.DataFrame:
    """The file's columns as texts, times of a Parquet file as they are."""
    if path.suffix.lower() != ".parquet":
        return read_table(path, ())
    try:
        frame: pd.DataFrame = pq.read_table(path).to_pandas()
        return frame.astype({name: str for name in frame if not is_datetime64_dtype(frame[name])})
    except UNREADABLE as error:
        raise DataError(f"{path}: expected a Parquet file of crimes ({error})") from error


def refuse(path: Path, table: pd.DataFrame, column: str, wrong: pd.Series[bool], expected: str) -> None:
    """Raise a `DataError` for the first row that is wrong, if there is one."""
    rows = table.index[wrong]
    if len(rows):
        value = str(table[column][rows[0]])
        hint = near(value, CATEGORIES) if column == "crime_category" else ""
        raise DataError(
            f"{path.name}: row {rows[0] + 2}, column {column!r}: "
            f"expected {expected}, got {shown(value)}{hint}"
        )
