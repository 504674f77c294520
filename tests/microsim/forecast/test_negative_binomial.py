"""The distribution against scipy's, its scores against the definition."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from microsim.forecast import negative_binomial as nb

CASES = [
    (mean, size, count)
    for mean in (0.001, 0.4, 5.0, 60.0, 3000.0)
    for size in (0.05, 0.7, 4.9, 5.1, 80.0, nb.MAX_SIZE)
    for count in (0, round(mean / 2), round(mean * 1.4) + 1)
]


def arrays(*values: float) -> list[np.ndarray]:
    return [np.array(value, dtype=np.float64) for value in values]


@pytest.mark.parametrize(("mean", "size", "count"), CASES)
def test_crps_is_the_sum_of_its_definition(mean: float, size: float, count: int) -> None:
    many = int(mean + 60 * np.sqrt(mean + mean**2 / size) + 200)
    numbers = np.arange(many)
    below = stats.nbinom.cdf(numbers, size, size / (size + mean))
    expected = ((below - (count <= numbers)) ** 2).sum()
    assert nb.crps(*arrays(mean, size, count)) == pytest.approx(expected, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize(("mean", "size", "count"), CASES)
def test_probabilities_are_scipys(mean: float, size: float, count: int) -> None:
    chance = size / (size + mean)
    assert nb.log_score(*arrays(mean, size, count)) == pytest.approx(
        -stats.nbinom.logpmf(count, size, chance), rel=1e-6, abs=1e-6
    )
    assert nb.cumulative(*arrays(mean, size, count)) == pytest.approx(stats.nbinom.cdf(count, size, chance))


def test_crps_takes_whole_arrays() -> None:
    mean, size, count = np.array([[1.0, 200.0]]), np.array([[2.0], [50.0]]), np.array([[0.0, 180.0]])
    found = nb.crps(mean, size, count)
    assert found.shape == (2, 2)
    assert found[1, 1] == nb.crps(*arrays(200.0, 50.0, 180.0))


def test_quantile_is_the_least_count_that_reaches_its_level() -> None:
    mean, size = np.full(1, 7.0), np.full(1, 3.0)
    found = nb.quantile(mean, size, 0.75)
    assert nb.cumulative(mean, size, found) >= 0.75 > nb.cumulative(mean, size, found - 1)


def test_pit_is_uniform_where_the_distribution_is_right() -> None:
    random = np.random.default_rng(1)
    mean, size = np.full(20_000, 2.5), np.full(20_000, 1.5)
    count = random.negative_binomial(1.5, 1.5 / 4.0, 20_000).astype(np.float64)
    pit = nb.randomised_pit(mean, size, count, random.random(20_000))
    assert stats.kstest(pit, "uniform").pvalue > 0.01
