"""The plans that no other plan beats in everything."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planning.arrays import Flags, Matrix


def front(values: Matrix) -> Flags:
    """Which rows are not dominated; less is better in every column.

    A row is dominated by another one that is as good in all columns and better in one. Equal rows stay.
    """
    better = (values[:, None, :] <= values[None, :, :]).all(axis=2)
    strictly = (values[:, None, :] < values[None, :, :]).any(axis=2)
    best: Flags = np.logical_not(np.any(better & strictly, axis=0))
    return best


def front_of(rows: Sequence[Sequence[float]]) -> list[int]:
    """Positions of the rows that are not dominated."""
    return np.flatnonzero(front(np.asarray(rows, dtype=float))).tolist() if rows else []
