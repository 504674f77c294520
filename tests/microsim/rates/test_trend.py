"""Trend: found where there is one, not where there is a season, and applied around the years' average."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from microsim import CATEGORIES, CrimeModel, DataError, DataWarning, fit, load_crimes
from microsim.rates.trend import HORIZON_YEARS, estimate

K = len(CATEGORIES)


def series(
    growth: float, years: int = 3, noise: int | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Whole years of months of 30 days with a strong season: counts, years, months, days."""
    year, month = (
        axis.ravel() for axis in np.meshgrid(np.arange(2015, 2015 + years), np.arange(1, 13), indexing="ij")
    )
    time = year - 2015 + (month - 0.5) / 12
    mean = 1000 * (1 + 0.5 * np.sin(month)) * np.exp(growth * time)
    counts = mean if noise is None else np.random.default_rng(noise).poisson(mean).astype(float)
    return np.repeat(counts[:, None], K, axis=1), year, month, np.full(len(year), 30.0)


@pytest.mark.parametrize("growth", [-0.2, 0.0, 0.1])
def test_an_exact_trend_is_found_whatever_the_season(growth: float) -> None:
    assert estimate(*series(growth)).growth == pytest.approx(np.full(K, growth), abs=1e-8)


def test_the_standard_error_fits_the_scatter() -> None:
    """The mean of 50 estimates lies within 4 standard errors of the mean of the truth."""
    found = [estimate(*series(0.1, noise=seed)) for seed in range(50)]
    growth = np.array([trend.growth[0] for trend in found])
    error = np.array([trend.error[0] for trend in found])
    assert abs(growth.mean() - 0.1) < 4 * error.mean() / np.sqrt(50)
    assert 0.6 < growth.std() / error.mean() < 1.4


def test_factors_average_to_one_over_the_fitted_years() -> None:
    trend = estimate(*series(0.3))
    factors = np.array([trend.factor(year, 6)[0] for year in (2015, 2016, 2017)])
    assert factors.mean() == pytest.approx(1)
    assert factors[1] / factors[0] == pytest.approx(np.exp(0.3))


def test_a_trend_is_not_carried_on_for_ever() -> None:
    trend = estimate(*series(0.3))
    assert HORIZON_YEARS == 2
    assert trend.factor(2019, 12)[0] > trend.factor(2018, 12)[0]
    assert trend.factor(2025, 12)[0] == trend.factor(2019, 12)[0]
    assert trend.factor(2000, 12)[0] == trend.factor(2013, 1)[0] * trend.level[0, 0] / trend.level[11, 0]


def test_one_year_gives_no_trend() -> None:
    with pytest.raises(DataError, match=r"expected some month of the year in at least two years"):
        estimate(*series(0.1, years=1))


def test_a_category_without_crimes_has_none() -> None:
    counts, *calendar = series(0.1)
    counts[:, 3] = 0
    trend = estimate(counts, *calendar)
    assert trend.growth[3] == 0
    assert trend.lines()[3] == "criminal damage and arson: no estimate, taken as none"
    assert trend.lines()[0].startswith("anti-social behaviour: +10.5 % a year (standard error 0.")


def test_west_yorkshire_grows_only_when_asked_to() -> None:
    data = load_crimes(None, "West Yorkshire")
    expected = []
    for trend in (False, True):
        with pytest.warns(DataWarning):
            run = CrimeModel(fit(data, trend=trend), datetime(2018, 7, 1))
        expected.append(run.expected(datetime(2018, 8, 1)).sum())
    average = (27176 + 28537 + 31635) / 3
    assert expected[0] == pytest.approx(average)
    assert abs(expected[1] - 31635) < 300
