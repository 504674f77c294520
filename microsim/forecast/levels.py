"""The moving level of each category in a force: gamma-Poisson filters, averaged by how well they foretold.

The level of a category (crimes in a mean month without season) has a gamma distribution. From month to month
its relative variance grows by q; a month's count scatters about it by Poisson chance and by a further
relative variance p, for which one count weighs less. Filters with many pairs (q, p) run side by side; each
category weighs them by the likelihood of its own months so far, and a little by that of all categories. So a
steady series is averaged over long, and one that jumps is followed at once. The mean is then mixed with a
plain exponentially weighted mean that knows neither days nor season, by the likelihood of all categories
together: it wins where a force's season is another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from microsim.forecast import negative_binomial as nb
from microsim.forecast.level_priors import grid

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

POOL = 0.25
"""What all categories together say about the pairs beforehand: their likelihood of so many mean months."""

FIRST_SHAPE = 1.0
"""Shape of the level's gamma distribution before the first month: it is as good as unknown."""

LONG_RUN = 0.97
"""Weight of a month against the next in the long-run level."""

STAY = 0.92
"""Share of the distance from the long-run level that is left after a month: levels come back."""

PLAIN_DISCOUNT = 0.5
PLAIN_WEIGHTS = np.linspace(0.0, 1.0, 6)
PLAIN_PRIOR = (0.2, 0.3)
"""Mean and standard deviation of the bell that weighs the shares of the plain mean beforehand."""

SKIPPED = 1
"""Months whose likelihood says nothing, because the first level was taken from them."""


@dataclass(frozen=True)
class Levels:
    """The filters' states after each month, so that every origin is foretold from its own past only.

    Axes: T months, G pairs (q, p), C categories.

    Attributes:
        shape, rate: of the level's gamma distribution after each month, shape (T, G, C).
        likelihood: logarithm of the probability of the months up to each one, summed, shape (T, G, C).
        plain: exponentially weighted mean of the counts, shape (T, C).
        long_run: weighted mean level, shape (T, C).
        share_score: logarithm of the likelihood of the shares of the plain mean, shape (T, shares).
        prior, counts, base, used: as given.
    """

    shape: FloatArray
    rate: FloatArray
    likelihood: FloatArray
    plain: FloatArray
    long_run: FloatArray
    share_score: FloatArray
    prior: FloatArray
    counts: FloatArray
    base: FloatArray
    used: BoolArray

    @classmethod
    def fit(cls, counts: FloatArray, base: FloatArray, used: BoolArray, prior: FloatArray) -> Self:
        """Run the filters.

        Args:
            counts: shape (T, C).
            base: days and season, as `season.exposure` gives it, shape (T, C).
            used: months that count, shape (T,); through the others only time passes.
            prior: logarithm of how likely each pair is thought beforehand, as `read_level_priors` gives it,
                shape (G, C).
        """
        drift, scatter = grid()
        months, categories = counts.shape
        size = (months, len(drift), categories)
        shape, rate, likelihood = np.empty(size), np.empty(size), np.zeros(size)
        first = int(np.argmax(used))
        level = (counts[first] + 0.3) / base[first]
        a = np.full(size[1:], FIRST_SHAPE)
        b = a / level
        score = prior.copy()
        for t in range(months):
            if t:
                keep = 1.0 / (1.0 + drift * a)
                a, b = a * keep, b * keep
            if used[t]:
                mean = np.maximum(a / b * base[t], nb.MIN_MEAN)
                if np.count_nonzero(used[:t]) >= SKIPPED:
                    score = score - nb.log_score(mean, 1.0 / (1.0 / a + scatter), counts[t])
                weight = 1.0 / (1.0 + scatter * mean)
                a, b = a + weight * counts[t], b + weight * base[t]
            shape[t], rate[t], likelihood[t] = a, b, score
        plain, long_run = (
            _weighted(counts, None, used, PLAIN_DISCOUNT),
            _weighted(counts, base, used, LONG_RUN),
        )
        bare = cls(
            shape, rate, likelihood, plain, long_run,
            np.zeros((months, len(PLAIN_WEIGHTS))), prior, counts, base, used,
        )  # fmt: skip
        bare.share_score[:] = bare._score_shares()
        return bare

    def forecast(self, origin: int, target: int, base: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Mean and size of each category's count in a month, from the months before `origin`.

        Args:
            origin: number of months that are known.
            target: index of the month to be forecast, `origin` or more.
            base: days and season of that month, shape (C,).
        """
        mean, size = self._filtered(origin, target, base)
        weight = np.exp(self.share_score[origin - 1] - self.share_score[origin - 1].max())
        share = float(weight @ PLAIN_WEIGHTS / weight.sum())
        return (1.0 - share) * mean + share * self.plain[origin - 1], size

    def _filtered(self, origin: int, target: int, base: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The filters alone, averaged: a mixture's mean and variance as those of one distribution."""
        drift, scatter = grid()
        last, ahead = origin - 1, target - origin + 1
        stay = STAY**ahead
        level = np.log(self.shape[last] / self.rate[last]) * stay
        level = level + (1.0 - stay) * np.log(np.maximum(self.long_run[last], nb.MIN_MEAN))
        means = np.exp(level) * base
        extra = 1.0 / self.shape[last] + ahead * drift + scatter
        likelihood = self.likelihood[last]
        months = max(int(np.count_nonzero(self.used[:origin])) - SKIPPED, 1)
        pooled = (likelihood - self.prior).sum(axis=1, keepdims=True) * POOL / months
        weight = np.exp(likelihood + pooled - (likelihood + pooled).max(axis=0))
        weight /= weight.sum(axis=0)
        mean = (weight * means).sum(axis=0)
        variance = (weight * means**2 * (1.0 + extra)).sum(axis=0) - mean**2
        size = np.clip(mean**2 / np.maximum(variance, nb.MIN_MEAN**2), 0.02, nb.MAX_SIZE)
        return mean, size

    def _score_shares(self) -> FloatArray:
        """How likely each share of the plain mean made the months so far, with its weight beforehand."""
        middle, spread = PLAIN_PRIOR
        score = -0.5 * ((PLAIN_WEIGHTS - middle) / spread) ** 2
        result = np.empty_like(self.share_score)
        for t in range(len(self.counts)):
            if self.used[t] and np.count_nonzero(self.used[:t]) > SKIPPED:
                mean, size = self._filtered(t, t, self.base[t])
                mixed = np.maximum(
                    (1.0 - PLAIN_WEIGHTS[:, None]) * mean + PLAIN_WEIGHTS[:, None] * self.plain[t - 1],
                    nb.MIN_MEAN,
                )
                score = score - nb.log_score(mixed, size, self.counts[t]).sum(axis=1)
            result[t] = score
        return result


def _weighted(counts: FloatArray, base: FloatArray | None, used: BoolArray, discount: float) -> FloatArray:
    """Exponentially weighted mean of the used months up to each one, over `base` if given, shape (T, C)."""
    result = np.empty_like(counts)
    above, below = np.zeros(counts.shape[1]), np.full(counts.shape[1], 1e-9)
    for t in range(len(counts)):
        if used[t]:
            above = above * discount + counts[t]
            below = below * discount + (1.0 if base is None else base[t])
        result[t] = above / below
    return result
