"""Sharing rows among several possibilities without chance and without losing any.

Every stretch of rows that follow each other gets each possibility in proportion to its share, to within a
few rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]

GOLDEN = (5**0.5 - 1) / 2
"""The step of the sequence: of all steps, its multiples modulo 1 are the most evenly spread."""


def spread(number: int, shares: Sequence[float]) -> IntArray:
    """For each of `number` rows the position in `shares` that it gets.

    Args:
        shares: finite, >= 0, not all 0; they need not add up to 1.
    """
    edges = np.cumsum(np.asarray(shares, dtype=np.float64))
    place = ((np.arange(number) + 0.5) * GOLDEN) % 1.0
    chosen: IntArray = np.searchsorted(edges, place * edges[-1], side="right")
    return np.minimum(chosen, len(edges) - 1)
