"""Whole numbers in proportion to weights, by the largest remainder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planning.errors import PlanError


def largest_remainder(weights: Sequence[float], seats: int) -> list[int]:
    """Share `seats` in proportion to `weights`; each gets its quota rounded down, the rest by remainder.

    Equal remainders go to the larger weight, then to the earlier place. Without any weight all are equal.

    Raises:
        PlanError: a weight is negative or not finite, seats are negative, or there is no weight to give to.
    """
    values = np.asarray(weights, dtype=float)
    if seats < 0:
        raise PlanError(f"expected a number of seats >= 0, got {seats}")
    if not len(values):
        if seats:
            raise PlanError(f"expected weights to share {seats} among, got none")
        return []
    wrong = np.flatnonzero(~(np.isfinite(values) & (values >= 0)))
    if len(wrong):
        raise PlanError(f"expected weights >= 0, got {values[wrong[0]]!r} in place {wrong[0] + 1}")
    if values.sum() == 0:
        values = np.ones(len(values))
    quota = values / values.sum() * seats
    given = np.floor(quota + 1e-9).astype(int)
    order = np.lexsort((np.arange(len(values)), -values, -np.round(quota - given, 12)))
    given[order[: seats - int(given.sum())]] += 1
    return [int(count) for count in given]
