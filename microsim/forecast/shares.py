"""How the crimes of a category are shared out among areas: discounted gamma weights, drawn to the parent.

An area's weight is its discounted count plus a prior of k crimes shared as all categories together are. Many
pairs of discount and k run side by side; each category weighs them by how well they foretold its months so
far, given the total of the parent (the force or the authority). Beyond Poisson chance a month scatters about
the share by a relative variance v, found in the same way. An area that is alone has no such scatter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from microsim.forecast import negative_binomial as nb

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

DISCOUNTS = np.array([1.0, 0.97, 0.93, 0.85, 0.7, 0.5])
PRIORS = np.array([3.0, 30.0, 200.0, 1000.0])
"""k, in crimes."""

SCATTERS = np.array([0.002, 0.01, 0.03, 0.1, 0.3])
"""v, relative variance."""

UNSEEN = 0.5
"""Crimes of all categories together that each area is thought to have had before the first month."""


@dataclass(frozen=True)
class Shares:
    """What the areas' shares of their parents rest on after each month.

    Axes: T months, D discounts, K priors, V scatters, C categories, A areas.

    Attributes:
        weighted: discounted counts, shape (T, D, C, A).
        overall: each area's share of its parent over all categories, shape (T, A).
        likelihood: logarithm of the probability of the months up to each one, shape (T, D, K, V, C).
        parent: index of each area's parent, shape (A,).
    """

    weighted: FloatArray
    overall: FloatArray
    likelihood: FloatArray
    parent: IntArray

    @classmethod
    def fit(cls, counts: FloatArray, parent: IntArray, used: BoolArray) -> Self:
        """Go through the months once.

        Args:
            counts: shape (T, C, A).
            parent: index of each area's parent, shape (A,).
            used: months that count, shape (T,).
        """
        months, categories, areas = counts.shape
        weighted = np.zeros((months, len(DISCOUNTS), categories, areas))
        overall = np.zeros((months, areas))
        grid = (len(DISCOUNTS), len(PRIORS), len(SCATTERS), categories)
        likelihood = np.zeros((months, *grid))
        sums, total, score = np.zeros(weighted.shape[1:]), np.full(areas, UNSEEN), np.zeros(grid)
        for t in range(months):
            if used[t]:
                if used[:t].any():
                    score = score + _likelihood(weighted[t - 1], overall[t - 1], parent, counts[t])
                sums = sums * DISCOUNTS[:, None, None] + counts[t]
                total = total + counts[t].sum(axis=0)
            weighted[t], overall[t], likelihood[t] = sums, total / group_sum(total, parent)[parent], score
        return cls(weighted, overall, likelihood, parent)

    def forecast(self, origin: int) -> tuple[FloatArray, FloatArray]:
        """Share of its parent and relative variance of each area's count, from the months before `origin`.

        Returns:
            Both of shape (C, A). The shares of a parent's areas sum to 1.
        """
        shares, counted = _shares(self.weighted[origin - 1], self.overall[origin - 1], self.parent)
        score = self.likelihood[origin - 1]
        weight = np.exp(score - score.max(axis=(0, 1, 2)))
        weight /= weight.sum(axis=(0, 1, 2))
        both = weight.sum(axis=2)[..., None]
        scatter = np.einsum("dkvc,v->dkc", weight, SCATTERS)[..., None]
        mean = (both * shares).sum(axis=(0, 1))
        others = 1.0 - shares  # an area that is alone has all, whatever happens
        square = (both * shares**2 * (1.0 + others / counted) + scatter * shares**2 * others).sum(axis=(0, 1))
        return mean, np.maximum(square / mean**2 - 1.0, 1.0 / nb.MAX_SIZE)


def group_sum(values: FloatArray, parent: IntArray) -> FloatArray:
    """Sum over the last axis by parent; every parent from 0 up has at least one child."""
    order = np.argsort(parent, kind="stable")
    begins = np.searchsorted(parent[order], np.arange(int(parent.max()) + 1))
    result: FloatArray = np.add.reduceat(values[..., order], begins, axis=-1)
    return result


def _shares(weighted: FloatArray, overall: FloatArray, parent: IntArray) -> tuple[FloatArray, FloatArray]:
    """Shares and the crimes that they rest on, both of shape (D, K, C, A)."""
    counted = weighted[:, None] + PRIORS[:, None, None] * overall
    return counted / group_sum(counted, parent)[..., parent], counted


def _likelihood(weighted: FloatArray, overall: FloatArray, parent: IntArray, count: FloatArray) -> FloatArray:
    """Logarithm of the probability of a month's counts given the parents' totals, shape (D, K, V, C)."""
    shares, counted = _shares(weighted, overall, parent)
    mean = np.maximum(shares * group_sum(count, parent)[:, parent], 1e-4)
    others = np.maximum(1.0 - shares, 1.0 / nb.MAX_SIZE)
    parts = [
        -nb.log_score(mean, 1.0 / (others * (1.0 / counted + scatter)), count).sum(axis=-1)
        for scatter in SCATTERS
    ]
    return np.stack(parts, axis=2)
