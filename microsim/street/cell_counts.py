"""A force's crimes counted by month, category, area and what is known of a suspect.

All that rates and forecasts by area need of the rows. Kept beside them, because the counts of 15 million
rows are read in a moment and the rows are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.reference.known_names import CATEGORIES

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

UNDECIDED, WITHOUT, IDENTIFIED = range(3)
"""Last axis of the counts: whether there is a suspect is not known, there is none, one was identified."""


@dataclass(frozen=True)
class CellCounts:
    """Counts of one force. Axes: T months, 14 categories, A + 1 areas, 3 states.

    Attributes:
        counts: whole numbers, shape (T, 14, A + 1, 3); the last area stands for crimes without an area of
            the force.
    """

    counts: npt.NDArray[np.uint32]

    @cached_property
    def crimes(self) -> IntArray:
        """Crimes in whatever state, shape (T, 14, A + 1)."""
        crimes: IntArray = self.counts.sum(axis=3, dtype=np.int64)
        return crimes

    @property
    def placed(self) -> IntArray:
        """Crimes in each area, shape (T, 14, A)."""
        return self.crimes[:, :, :-1]

    @property
    def unplaced(self) -> IntArray:
        """Crimes without an area of the force, shape (T, 14)."""
        return self.crimes[:, :, -1]

    def of_months(self, positions: Sequence[int]) -> CellCounts:
        """The counts of some months."""
        return CellCounts(self.counts[list(positions)])


def count_table(table: pd.DataFrame, months: Sequence[str], areas: int) -> CellCounts:
    """Count the rows of a table of `CrimeData`.

    Args:
        months: those that were read; every row is of one of them.
        areas: how many areas the force has.
    """
    position = {month: index for index, month in enumerate(months)}
    known = np.array([position.get(month, -1) for month in table["month"].cat.categories], dtype=np.int64)
    month = known[table["month"].cat.codes.to_numpy()]
    category = table["crime_category"].cat.codes.to_numpy().astype(np.int64)
    area = table["MSOA"].cat.codes.to_numpy().astype(np.int64)
    state = np.where(table["decided"], np.where(table["suspect"], IDENTIFIED, WITHOUT), UNDECIDED)
    shape = (len(months), len(CATEGORIES), areas + 1, 3)
    cell = np.ravel_multi_index((month, category, np.where(area < 0, areas, area), state), shape)
    counts = np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape)
    return CellCounts(counts.astype(np.uint32))
