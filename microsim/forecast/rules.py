"""The simple rules that a forecast has to beat, each with a distribution fitted to its own errors."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from microsim.forecast import negative_binomial as nb

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

YEAR = 12
SIZES = np.geomspace(0.1, nb.MAX_SIZE, 28)
"""The sizes among which the one of greatest likelihood is taken."""

FIRST_SIZE = 10.0
"""Before any error is known."""

LEAST_MEAN = 0.05
"""A rule that says 0 is not certain of it: the mean of its distribution, not the value it is judged by."""


def last_three(counts: FloatArray, used: BoolArray, ahead: int) -> FloatArray:
    """Mean of the last three months that count."""
    result: FloatArray = counts[np.flatnonzero(used)[-3:]].mean(axis=0)
    return result


def last_month(counts: FloatArray, used: BoolArray, ahead: int) -> FloatArray:
    """The last month that counts."""
    result: FloatArray = counts[np.flatnonzero(used)[-1]]
    return result


def last_year(counts: FloatArray, used: BoolArray, ahead: int) -> FloatArray:
    """The latest month of the same name that counts; the plain mean where there is none."""
    earlier = range(len(counts) - 1 + ahead - YEAR, -1, -YEAR)
    found = next((month for month in earlier if month < len(counts) and used[month]), None)
    return plain_mean(counts, used, ahead) if found is None else counts[found]


def plain_mean(counts: FloatArray, used: BoolArray, ahead: int) -> FloatArray:
    """Mean of all months that count."""
    result: FloatArray = counts[used].mean(axis=0)
    return result


RULES: dict[str, Callable[[FloatArray, BoolArray, int], FloatArray]] = {
    "mean of last three months": last_three,
    "last month": last_month,
    "same month last year": last_year,
    "plain mean": plain_mean,
}
"""Name of a rule -> its value, from the months before an origin, for the month `ahead` (1 is the next)."""


class Rule:
    """One rule through the origins in order: what it says, and the size that its errors so far give it."""

    def __init__(self, name: str, ahead: int, categories: int) -> None:
        self.name = name
        self._rule, self._ahead = RULES[name], ahead
        self._score = np.zeros((len(SIZES), categories))
        self._known = False

    def forecast(
        self, counts: FloatArray, used: BoolArray, fallback: FloatArray | None
    ) -> tuple[FloatArray, FloatArray]:
        """Value of each cell and size of each category.

        Args:
            counts: the months before the origin, shape (T, C, A).
            used: which of them count, shape (T,).
            fallback: sizes to take while the rule has no errors of its own; None is `FIRST_SIZE`.

        Returns:
            Shapes (C, A) and (C,).
        """
        value = self._rule(counts, used, self._ahead)
        if self._known:
            return value, SIZES[np.argmin(self._score, axis=0)]
        return value, np.full(len(value), FIRST_SIZE) if fallback is None else fallback

    def learn(self, value: FloatArray, count: FloatArray) -> None:
        """Take in one month's outcome, both of shape (C, A)."""
        mean = np.maximum(value, LEAST_MEAN)
        for row, size in enumerate(SIZES):
            self._score[row] += nb.log_score(mean, np.asarray(size), count).sum(axis=1)
        self._known = True
