"""Is the prior over the months a good one? Half of a force's crimes must foretell the other half."""

from __future__ import annotations

import numpy as np
import pytest

from microsim import load_crimes
from microsim.rates.fitted import count_cells
from microsim.rates.rates import DAYS, YEAR_DAYS, fill_missing, monthly_means, smooth
from tests.microsim.conftest import need_shared

MONTHS = [9, 10, 11, 0, 1]
"""October 2018 to February 2019, the months of the Durham data."""

LEAST = 0.02
"""Crimes added to every cell, so that one that was empty in the first half may have some in the second."""


@pytest.fixture(scope="module")
def halves() -> list[tuple[np.ndarray, np.ndarray]]:
    """Ten ways to cut the crimes of Durham in two: monthly counts of one half, and of the other."""
    data = load_crimes(need_shared("police-uk/durham-2018-10-to-2019-02.zip"), "Durham")
    counts = count_cells(data)[0]
    generator = np.random.default_rng(1)
    drawn = [generator.binomial(counts.astype(np.int64), 0.5).astype(np.float64) for _ in range(10)]
    return [(half, counts - half) for half in drawn]


def to_days(means: np.ndarray) -> np.ndarray:
    """The plainer prior: every cell for itself, towards the days of the months."""
    total = means.sum(axis=0)
    return total * (means + DAYS[:, None, None]) / (total + YEAR_DAYS)


def gain(better: np.ndarray, worse: np.ndarray, half: np.ndarray) -> float:
    """Difference of the Poisson log-likelihoods of the other half."""
    better, worse = better[MONTHS] + LEAST, worse[MONTHS] + LEAST
    return float((half * np.log(better / worse) - better + worse).sum())


def test_the_prior_foretells_better_than_plainer_ones(halves: list[tuple[np.ndarray, np.ndarray]]) -> None:
    gains = np.empty((len(halves), 2))
    misfit = np.empty((len(halves), 2))
    for index, (first, second) in enumerate(halves):
        days = DAYS[MONTHS]
        means, _ = fill_missing(monthly_means(first, np.array(MONTHS), days))
        ours, plain = smooth(means), to_days(means)
        gains[index] = gain(ours, plain, second), gain(ours, means, second)
        for column, rates in enumerate((ours, plain)):
            expected = rates[MONTHS].sum(axis=2) + LEAST
            misfit[index, column] = ((second.sum(axis=2) - expected) ** 2 / expected).sum()
    assert (gains.mean(axis=0) > 2 * gains.std(axis=0) / len(halves) ** 0.5).all()
    ours, plain = misfit.mean(axis=0)
    assert ours < 0.85 * plain
