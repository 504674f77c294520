"""A weekly rhythm learned from counts by hour of the week, thin cells drawn towards a table known before.

The counts of a category are Poisson numbers of mean e_h f_h, with e_h how often hour h of the week came and
f_h its rate. Three steps, each a gamma-Poisson posterior mean, so that few crimes change little:

1. the known rhythm p_h is the start;
2. factors by hour of the day and by day of the week bring its margins to those of the counts (iterative
   proportional fitting with W crimes that say 1 added to each margin): p_h a b;
3. each hour of the week gets the ratio of counts to p_h a b around it, (n + W) / (m + W), with counts and
means
   taken over the neighbouring hours by a normal kernel.

Hours of the week that the records do not cover keep p_h, on the level that gives the covered ones their
number: where records end with a shift, factors of hours and days cannot be told apart.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from microsim.offences.rhythm import WEEK_HOURS

FloatArray = npt.NDArray[np.float64]

MARGIN_PRIOR = 10.0
"""W of step 2: crimes that say 1 in each hour of the day and each day of the week."""

CELL_PRIOR = 20.0
"""W of step 3: crimes that say 1 in each hour of the week."""

SURELY_SOME = 8.0
"""With so many crimes expected, an hour without any has a probability of 1 in 3,000."""

KERNEL_HOURS = 1.0
"""Standard deviation of the kernel of step 3."""

ROUNDS = 30
"""Rounds of proportional fitting; it converges within a few."""


def learn(counts: FloatArray, exposure: FloatArray, known: FloatArray) -> FloatArray:
    """The rhythm of each category.

    Args:
        counts: crimes by category and hour of the week, shape (categories, 168).
        exposure: how often each hour of the week came within the records, 0 where none is covered, shape
        (168,). known: the rhythm to lean on, shape (categories, 168), of any scale.

    Returns:
        Weights that average to 1 over the week, shape (categories, 168); those known where a category has no
        crimes.
    """
    known = known / known.mean(axis=1, keepdims=True)
    rows = [_learn_one(*row, exposure) if row[0].any() else row[1] for row in zip(counts, known, strict=True)]
    learned = np.array(rows)
    scaled: FloatArray = learned / learned.mean(axis=1, keepdims=True)
    return scaled


def covered_hours(counts: FloatArray, known: FloatArray) -> npt.NDArray[np.bool_]:
    """Which hours of the week the records cover, shape (168,).

    An hour without a record of any category is not covered where the known rhythm leads one to expect
    `SURELY_SOME` or more; where it expects fewer, there may have been none by chance.

    Args:
        counts: crimes by category and hour of the week, shape (categories, 168).
        known: the rhythm to lean on, likewise.
    """
    shares = known / known.sum(axis=1, keepdims=True)
    expected = counts.sum(axis=1) @ shares
    covered: npt.NDArray[np.bool_] = (counts.sum(axis=0) > 0) | (expected < SURELY_SOME)
    return covered


def _learn_one(counts: FloatArray, known: FloatArray, exposure: FloatArray) -> FloatArray:
    counts = np.where(exposure > 0, counts, 0.0)
    fitted = _fit_margins(counts, known, exposure)
    around, expected = smoothed(counts), smoothed(exposure * fitted)
    ratio = (around + CELL_PRIOR) / (expected + CELL_PRIOR)
    scale = counts.sum() / (exposure * known).sum()
    learned: FloatArray = np.where(exposure > 0, fitted * ratio, known * scale)
    return learned


def _fit_margins(counts: FloatArray, known: FloatArray, exposure: FloatArray) -> FloatArray:
    """The known rhythm times factors by hour of the day and day of the week, scaled to the counts' total."""
    by_day, days = counts.reshape(7, 24), exposure.reshape(7, 24)
    shape = known.reshape(7, 24)
    day = np.ones(7)
    for _ in range(ROUNDS):
        hour = _factors(by_day.sum(axis=0), (days * shape * day[:, None]).sum(axis=0))
        day = _factors(by_day.sum(axis=1), (days * shape * hour).sum(axis=1))
    fitted = shape * hour * day[:, None]
    scaled: FloatArray = (fitted * (counts.sum() / (days * fitted).sum())).ravel()
    return scaled


def _factors(counts: FloatArray, mean: FloatArray) -> FloatArray:
    """Posterior means of factors on a margin whose means are known but for their scale."""
    scaled = mean * (counts.sum() / mean.sum())
    factors: FloatArray = (counts + MARGIN_PRIOR) / (scaled + MARGIN_PRIOR)
    return factors


def smoothed(values: FloatArray) -> FloatArray:
    """Values of the 168 hours averaged over their neighbours by a normal kernel, the week taken as a
    circle."""
    distance = np.arange(WEEK_HOURS)
    distance = np.minimum(distance, WEEK_HOURS - distance)
    kernel = np.exp(-0.5 * (distance / KERNEL_HOURS) ** 2)
    spectrum = np.fft.rfft(kernel / kernel.sum()) * np.fft.rfft(values)
    result: FloatArray = np.maximum(np.fft.irfft(spectrum, WEEK_HOURS), 0.0)
    return result
