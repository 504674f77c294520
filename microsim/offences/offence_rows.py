"""Tables whose rows are about a category or, taking precedence, about a single offence."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.errors import DataError
from microsim.reference.known_names import CATEGORIES, near, plain, shown

IntArray = npt.NDArray[np.int64]


def rows_of_offences(table: pd.DataFrame, offences: pd.DataFrame, name: str) -> IntArray:
    """Which row of a table is about each offence: its own, else its category's, else -1.

    Args:
        table: columns `category` and `code`, one of the two filled in each row.
        offences: as `offences.read_offences` gives it.
        name: of the file, for errors.

    Raises:
        DataError: an unknown category or code, both or neither, or a row twice.
    """
    rows = _rows_by_key(table, offences, name)
    keys = zip(offences["code"], offences["category"], strict=True)
    found = [rows.get(("code", code), rows.get(("category", category), -1)) for code, category in keys]
    return np.array(found, dtype=np.int64)


def require_all(rows: IntArray, offences: pd.DataFrame, name: str) -> None:
    """Refuse a table without a row for some offence, naming the first."""
    missing = np.flatnonzero(rows < 0)
    if len(missing):
        offence = offences.iloc[missing[0]]
        raise DataError(
            f"{name}: expected a row for category {offence['category']!r} or offence {offence['code']!r}, "
            f"got none"
        )


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
