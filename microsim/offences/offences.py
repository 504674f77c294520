"""The table of Home Office offences with severity and follow-up, and how a category splits into them.

This is where published tables that know nothing of each other meet: the severity of offences from one, the
force's recorded counts from another, the categories of data.police.uk from a third.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.errors import DataError
from microsim.reference.forces import Force
from microsim.reference.known_names import ASB, CATEGORIES, near, plain, shown
from microsim.reference.strict_tables import State, choice_column, file_state, number_column, read_table
from microsim.storage.packaged_data import data_dir

FloatArray = npt.NDArray[np.float64]

COLUMNS = ("code", "description", "category", "severity", "investigation")


def read_offences(path: Path | None = None) -> pd.DataFrame:
    """The offence table, grouped by category in the order of `CATEGORIES`, otherwise as in the file.

    Args:
        path: a table in the layout of `data/offences.csv`; None is that file.

    Returns:
        Columns `code`, `description`, `category`, `severity` (ONS crime severity weight, float) and
        `investigation` ('yes', 'no' or 'maybe'), and whatever else the file holds.

    Raises:
        DataError: an offence has no weight, or one that is no finite number >= 0, a code is there twice, a
            category is none of the 14, or anti-social behaviour is not one offence.
    """
    path = path or data_dir() / "offences.csv"
    state = file_state(path)
    return _read(path) if state is None else _read_as_of(state).copy()


@lru_cache(maxsize=4)
def _read_as_of(state: State) -> pd.DataFrame:
    """The table of a file that is still the same: many forces ask for it."""
    return _read(state[0])


def _read(path: Path) -> pd.DataFrame:
    table = read_table(path, COLUMNS, blank=("severity",))
    unweighted = table[table["severity"] == ""]
    if len(unweighted):
        first = unweighted.iloc[0]
        raise DataError(
            f"{path.name}: row {unweighted.index[0] + 2}, column 'severity': expected a severity weight for "
            f"offence {first['code']!r} ({first['description']}), got ''"
        )
    table["severity"] = number_column(table, "severity", path.name)
    table["investigation"] = choice_column(table, "investigation", path.name, ("yes", "no", "maybe"))
    twice = table["code"][table["code"].duplicated()]
    if len(twice):
        raise DataError(
            f"{path.name}: row {twice.index[0] + 2}: "
            f"expected each code once, got {shown(twice.iloc[0])} again"
        )
    table["category"] = table["category"].map(plain)
    wrong = table.index[~table["category"].isin(CATEGORIES)]
    if len(wrong):
        name = str(table["category"][wrong[0]])
        raise DataError(
            f"{path.name}: row {wrong[0] + 2}: expected a category, got {name!r}{near(name, CATEGORIES)}"
        )
    if (table["category"] == ASB).sum() != 1:
        raise DataError(
            f"{path.name}: expected one offence of category {ASB!r}, got {(table['category'] == ASB).sum()}"
        )
    order = table["category"].map(CATEGORIES.index).to_numpy().argsort(kind="stable")
    return table.iloc[order].reset_index(drop=True)


def category_index(offences: pd.DataFrame) -> npt.NDArray[np.int64]:
    """The position of each offence's category in `CATEGORIES`, shape (offences,)."""
    return offences["category"].map(CATEGORIES.index).to_numpy(dtype=np.int64)


def offence_shares(
    counts: pd.DataFrame, force: Force, offences: pd.DataFrame
) -> tuple[FloatArray, list[str]]:
    """Split each category into its offences in proportion to the force's recorded counts.

    Args:
        counts: columns `force` (Home Office spelling), `code`, `description`, `count`; several rows per
            offence are added up first, then a negative sum (a correction larger than the period's own
            count) becomes zero.
        offences: as `read_offences` gives it.

    Returns:
        The share of each offence within its category, shape (offences,), adding up to 1 in every category;
        and notes on categories in which the force recorded nothing, which take the shares of all forces
        together.

    Raises:
        DataError: an offence counted for this force is not in the offence table and so has no weight, or no
            force recorded any offence of a category.
    """
    _require_known(counts[counts["force"] == force.home_office], offences)
    mine = _totals(counts[counts["force"] == force.home_office], offences)
    everyone: FloatArray | None = None
    shares = np.zeros(len(offences))
    notes = []
    group = category_index(offences)
    for index, category in enumerate(CATEGORIES):
        members = group == index
        if category == ASB:
            shares[members] = 1.0
            continue
        weights = mine[members]
        if not weights.sum() > 0:
            everyone = _totals(counts, offences) if everyone is None else everyone
            weights = everyone[members]
            notes.append(f"{force.name} recorded no offence of {category!r}: split as in all forces together")
        if not weights.sum() > 0:
            raise DataError(f"expected recorded offences of category {category!r} in some force, got none")
        shares[members] = weights / weights.sum()
    return shares, notes


def _totals(counts: pd.DataFrame, offences: pd.DataFrame) -> FloatArray:
    sums = counts.groupby("code")["count"].sum()
    total: FloatArray = np.maximum(
        sums.reindex(offences["code"], fill_value=0).to_numpy(dtype=np.float64), 0.0
    )
    return total


def _require_known(counts: pd.DataFrame, offences: pd.DataFrame) -> None:
    unknown = counts[~counts["code"].isin(offences["code"])]
    number = unknown.groupby("code")["count"].sum()
    counted = number.index[number > 0]
    if len(counted):
        first = unknown[unknown["code"] == counted[0]].iloc[0]
        raise DataError(
            f"offence {first['code']!r} ({first['description']}) is counted for {first['force']!r} "
            f"but has no severity weight; give a copy of data/offences.csv with a row for it as --offences"
        )
