"""Expected and simulated counts of whole months, for the comparison with observed ones.

Counts are by month, category and area, and by period of the week. Apart from the comparison because
simulating is the part that costs time.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.model.crime_model import CrimeModel
from microsim.offences.rhythm import PERIOD_MINUTES, PERIODS
from microsim.rates.fitted import FittedModel
from microsim.reference.known_names import CATEGORIES
from microsim.reference.months import month_bounds

EPOCH_PERIOD = 9
"""Period of the week in which 1 January 1970, a Thursday, begins."""

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def period_of_week(time: pd.Series[pd.Timestamp]) -> IntArray:
    """Which of the 21 eight-hour periods of a week each time lies in."""
    minute = time.to_numpy().astype("datetime64[m]").astype(np.int64)
    period: IntArray = (minute // PERIOD_MINUTES + EPOCH_PERIOD) % len(PERIODS)
    return period


def periods_between(start: int, end: int) -> IntArray:
    """The period of the week of each eight-hour period that lies in [start, end), minutes since
    1970-01-01."""
    periods: IntArray = (np.arange(start // PERIOD_MINUTES, end // PERIOD_MINUTES) + EPOCH_PERIOD) % len(
        PERIODS
    )
    return periods


def expected_counts(fitted: FittedModel, months: Sequence[str]) -> FloatArray:
    """The model's mean counts with all loading factors 1, shape (months, categories, areas)."""
    result = np.zeros((len(months), len(CATEGORIES), len(fitted.areas)))
    for index, name in enumerate(months):
        begin, end = month_bounds(name)
        totals = CrimeModel(fitted, begin, end).expected(end)
        by_area = fitted.rates_of(begin.year, begin.month)
        sums = by_area.sum(axis=1, keepdims=True)
        result[index] = totals[:, None] * np.divide(by_area, sums, out=np.zeros_like(by_area), where=sums > 0)
    return result


def simulate(
    fitted: FittedModel, months: Sequence[str], replicates: int, seed: int
) -> tuple[FloatArray, FloatArray]:
    """Count the crimes of many independent runs.

    Months that follow each other are run through in one go, as a user would; each run has its own stream.

    Returns:
        Counts of shape (replicates, months, categories, areas), and by period of the week of shape
        (replicates, categories, 21), all months together.
    """
    cells = len(CATEGORIES) * len(fitted.areas)
    counts = np.zeros((replicates, len(months), cells), dtype=np.float64)
    periods = np.zeros((replicates, len(CATEGORIES) * len(PERIODS)), dtype=np.float64)
    for number, span in enumerate(_spans(months)):
        begin = month_bounds(months[span[0]])[0]
        for replicate in range(replicates):
            model = CrimeModel(fitted, begin, None, seed, number * replicates + replicate)
            for index in span:
                crimes = model.advance(month_bounds(months[index])[1])
                category = crimes["crime_category"].cat.codes.to_numpy().astype(np.int64)
                area = crimes["MSOA"].cat.codes.to_numpy()
                counts[replicate, index] = np.bincount(category * len(fitted.areas) + area, minlength=cells)
                cell = category * len(PERIODS) + period_of_week(crimes["time"])
                periods[replicate] += np.bincount(cell, minlength=periods.shape[1])
    shape = (replicates, len(months), len(CATEGORIES), len(fitted.areas))
    return counts.reshape(shape), periods.reshape(replicates, len(CATEGORIES), len(PERIODS))


def _spans(months: Sequence[str]) -> list[list[int]]:
    """Positions of months that follow each other without a gap, together."""
    spans = [[0]]
    for index, (before, after) in enumerate(pairwise(months), start=1):
        if month_bounds(before)[1] == month_bounds(after)[0]:
            spans[-1].append(index)
        else:
            spans.append([index])
    return spans
