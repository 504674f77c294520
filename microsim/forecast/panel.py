"""A force's crimes as whole numbers by month, category and area: what is forecast from and scored on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.errors import DataError
from microsim.reference.known_names import CATEGORIES
from microsim.street.street_crimes import CrimeData, require_rows

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

LEVELS = ("area", "lsoa")
"""What the areas of a panel may be: MSOAs or LSOAs."""


@dataclass(frozen=True)
class Panel:
    """Counts of one force. Axes: T months without a gap, C categories, A areas.

    Attributes:
        force: name of the force.
        counts: whole numbers, shape (T, C, A); 0 in months that do not count.
        months: `YYYY-MM`, one after the other, without a gap.
        used: which months count; False for those without data and those left out, shape (T,).
        areas: codes of the areas.
        authorities: name of each area's local authority.
        categories: names of the categories.
        level: one of `LEVELS`.
    """

    force: str
    counts: FloatArray
    months: tuple[str, ...]
    used: BoolArray
    areas: tuple[str, ...]
    authorities: tuple[str, ...]
    categories: tuple[str, ...] = CATEGORIES
    level: str = LEVELS[0]

    @property
    def parent(self) -> IntArray:
        """Index of each area's authority among the authorities in alphabetical order."""
        return np.unique(np.array(self.authorities), return_inverse=True)[1].astype(np.int64)

    def until(self, month: str) -> Panel:
        """The same before a month, which may lie beyond the last.

        Raises:
            DataError: no month that counts lies before it.
        """
        known = sum(one < month for one in self.months)
        if not self.used[:known].any():
            raise DataError(
                f"expected months of data before {month}, got none; the first is {self.months[0]}"
            )
        return replace(self, counts=self.counts[:known], months=self.months[:known], used=self.used[:known])


def make_panel(data: CrimeData, level: str = LEVELS[0], keep: BoolArray | None = None) -> Panel:
    """Count a force's crimes.

    Crimes without an area of the force go to areas of the same month and category: each area's claim grows by
    its share of the category's placed crimes so far, and whole crimes go where the claim is largest. Nothing
    is taken from later months, so that a forecast can be scored on the counts.

    Args:
        data: as `load_crimes` gives it.
        level: "area" for MSOAs, "lsoa" for the LSOAs that had a crime.
        keep: which of `data.months` count; None is all of them.

    Raises:
        DataError: no crimes in the months kept, or a mask of another length.
    """
    require_rows(data)
    if keep is not None and len(keep) != len(data.months):
        raise DataError(f"expected a mask of {len(data.months)} months, got {len(keep)}")
    kept = np.ones(len(data.months), dtype=bool) if keep is None else np.asarray(keep, dtype=bool)
    months = month_range(data.months[0], data.months[-1])
    position = {month: index for index, month in enumerate(months)}
    used = np.zeros(len(months), dtype=bool)
    used[[position[month] for month, wanted in zip(data.months, kept, strict=True) if wanted]] = True
    if not used.any():
        raise DataError(f"expected some month of {data.force.name!r} to forecast from, all are left out")
    places, authorities, counted, lost = _by_area(data) if level == LEVELS[0] else _by_lsoa(data)
    counts = np.zeros((len(months), *counted.shape[1:]), dtype=np.int64)
    unplaced = np.zeros(counts.shape[:2], dtype=np.int64)
    rows = [position[month] for month in data.months]
    counts[rows], unplaced[rows] = counted, lost
    counts[~used], unplaced[~used] = 0, 0
    whole = place(counts, unplaced).astype(np.float64)
    return Panel(data.force.name, whole, months, used, places, authorities, CATEGORIES, level)


def place(counts: IntArray, unplaced: IntArray) -> IntArray:
    """Give whole crimes without a place to areas, month by month; see `make_panel`.

    Args:
        counts: shape (T, C, A).
        unplaced: shape (T, C).

    Returns:
        Shape (T, C, A); the sum over areas is that of `counts` plus `unplaced`.
    """
    result = counts.copy()
    placed = np.zeros(counts.shape[1:])
    claim = np.zeros(counts.shape[1:])
    for t in range(len(counts)):
        placed += counts[t]
        everything = placed.sum(axis=0) + 1e-9
        total = placed.sum(axis=1, keepdims=True)
        share = np.where(total > 0, placed / np.maximum(total, 1), everything / everything.sum())
        claim += unplaced[t][:, None] * share
        whole = _rounded(claim, unplaced[t])
        claim -= whole
        result[t] += whole
    return result


def _rounded(claim: FloatArray, total: IntArray) -> IntArray:
    """Whole numbers near the claims, not below 0, whose sum over areas is `total`, shape (C, A)."""
    whole = np.maximum(np.floor(claim), 0.0).astype(np.int64)
    for row in range(len(claim)):
        surplus = int(whole[row].sum() - total[row])
        order = np.argsort(-(claim[row] - whole[row]), kind="stable")
        if surplus < 0:
            whole[row] += np.bincount(np.resize(order, -surplus), minlength=len(order))
        for area in order[::-1]:  # a claim that was carried over may be more than came this month
            taken = min(max(surplus, 0), int(whole[row, area]))
            whole[row, area] -= taken
            surplus -= taken
    return whole


def month_range(first: str, last: str) -> tuple[str, ...]:
    """All months from the first to the last, `YYYY-MM`."""
    return tuple(str(month) for month in pd.period_range(first, last, freq="M"))


def months_after(month: str, number: int) -> tuple[str, ...]:
    """The next months, `YYYY-MM`."""
    begin = pd.Period(month, freq="M")
    return tuple(str(begin + ahead) for ahead in range(1, number + 1))


Counted = tuple[tuple[str, ...], tuple[str, ...], IntArray, IntArray]
"""Codes and authorities of the areas; crimes by month read, category and area, and those without an area."""


def _by_area(data: CrimeData) -> Counted:
    areas = data.areas["authority"]
    return tuple(map(str, areas.index)), tuple(areas), data.cells.placed, data.cells.unplaced


def _by_lsoa(data: CrimeData) -> Counted:
    inside = data.table[data.table["MSOA"].notna()]
    by_lsoa = inside.groupby("LSOA", observed=True)["MSOA"].first().sort_index()
    names = tuple(str(code) for code in by_lsoa.index)
    month = _codes(inside["month"], {name: i for i, name in enumerate(data.months)})
    category = _codes(inside["crime_category"], {name: i for i, name in enumerate(CATEGORIES)})
    lsoa = _codes(inside["LSOA"], {name: i for i, name in enumerate(names)})
    shape = (len(data.months), len(CATEGORIES), len(names))
    cell = np.ravel_multi_index((month, category, lsoa), shape)
    counts = np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape)
    areas = data.areas["authority"]
    return names, tuple(areas[code] for code in by_lsoa), counts, data.cells.unplaced


def _codes(column: pd.Series[str], position: dict[str, int]) -> IntArray:
    """Position of each value of a categorical column, -1 where it has none."""
    known = [position.get(str(name), -1) for name in column.cat.categories]
    result: IntArray = np.array([*known, -1], dtype=np.int64)[column.cat.codes.to_numpy()]
    return result


def some_months(months: Sequence[str], keep: Sequence[str]) -> BoolArray:
    """The mask of the months that are among `keep`."""
    return np.array([month in set(keep) for month in months], dtype=bool)
