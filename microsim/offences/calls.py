"""The table of calls that are not crimes: how many, how urgent, how long they take, when they come.

Anti-social behaviour in street-level data is such calls already, so the table has none of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.errors import DataError
from microsim.offences.incident_tables import GRADE_COLUMNS, SCENE_COLUMNS, Handling, handling_of
from microsim.offences.rhythm import WEEK_HOURS, read_category_rhythm
from microsim.reference.known_names import ASB, CATEGORIES, near, plain, shown
from microsim.reference.strict_tables import number_column, read_table
from microsim.storage.packaged_data import data_dir

FloatArray = npt.NDArray[np.float64]

EVEN = "even"
"""What the column `rhythm` says of calls that come at all hours alike."""

COLUMNS = ("type", "ratio", "per_1000", *GRADE_COLUMNS, *SCENE_COLUMNS, "rhythm")


@dataclass(frozen=True)
class CallTable:
    """Calls that are not crimes, by type; all arrays have the types as axis 0."""

    types: tuple[str, ...]
    ratio: FloatArray
    """Calls for each expected crime of the area, anti-social behaviour not among these."""
    per_1000: FloatArray
    """Calls a year for each 1,000 people of the area, on top."""
    handling: Handling
    rhythm: FloatArray
    """Weight of each hour of the week, unscaled, shape (types, 168)."""


def read_calls(path: Path | None = None, rhythm: Path | None = None) -> CallTable:
    """Read a table of calls.

    Args:
        path: a table in the layout of `data/calls.csv`; None is that file. Each row has a `ratio` or a number
            `per_1000`, and in `rhythm` the name of the category whose rhythm its calls share, or `even`.
        rhythm: the table of rhythms; None is `data/rhythm.csv`.

    Raises:
        DataError: no rows, a type twice or that is anti-social behaviour, neither or both of the two numbers,
            an unknown category, or chances of grades that do not add up to 1.
    """
    path = path or data_dir() / "calls.csv"
    table = read_table(path, COLUMNS, blank=("ratio", "per_1000"))
    if table.empty:
        raise DataError(
            f"{path.name}: expected calls, got a file without rows; '--calls none' leaves them out"
        )
    _check_types(table, path.name)
    both = table.index[(table["ratio"] == "") == (table["per_1000"] == "")]
    if len(both):
        raise DataError(
            f"{path.name}: row {both[0] + 2}: expected a ratio or a number per_1000, "
            f"got {shown(table['ratio'][both[0]])} and {shown(table['per_1000'][both[0]])}"
        )
    rates = table[["ratio", "per_1000"]].replace("", "0")
    return CallTable(
        types=tuple(table["type"]),
        ratio=np.asarray(number_column(rates, "ratio", path.name), dtype=np.float64),
        per_1000=np.asarray(number_column(rates, "per_1000", path.name), dtype=np.float64),
        handling=handling_of(table, path.name, np.arange(len(table))),
        rhythm=_rhythms(table, path.name, rhythm),
    )


def _check_types(table: pd.DataFrame, name: str) -> None:
    kinds = table["type"].map(plain)
    twice = table.index[kinds.duplicated()]
    if len(twice):
        raise DataError(
            f"{name}: row {twice[0] + 2}: expected each type once, got {shown(kinds[twice[0]])} again"
        )
    counted = table.index[kinds == ASB]
    if len(counted):
        raise DataError(
            f"{name}: row {counted[0] + 2}: expected no calls about {ASB!r}, "
            f"which street-level data count already"
        )


def _rhythms(table: pd.DataFrame, name: str, rhythm: Path | None) -> FloatArray:
    """The rhythm of each row, taken from a category's own row of the table of rhythms."""
    weights = read_category_rhythm(rhythm)
    result = np.ones((len(table), WEEK_HOURS))
    for row, text in enumerate(table["rhythm"].map(plain)):
        if text == EVEN:
            continue
        if text not in CATEGORIES:
            raise DataError(
                f"{name}: row {row + 2}, column 'rhythm': expected a category or {EVEN!r}, "
                f"got {shown(text)}{near(text, CATEGORIES)}"
            )
        result[row] = weights[CATEGORIES.index(text)]
    return result
