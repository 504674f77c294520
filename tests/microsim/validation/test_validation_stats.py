"""Residuals, chi-square and dispersion on tables worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from microsim import MicrosimError
from microsim.validation.stats import (
    chi_square,
    dispersion,
    interval,
    match_totals,
    pool,
    residuals,
    total_error,
    variance_to_mean,
)


def table(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


def test_a_residual_is_the_difference_in_poisson_standard_deviations() -> None:
    found = residuals(table(130, 0, 0, 3), table(100, 4, 0, 0))
    assert found[:2].tolist() == [3.0, -2.0]
    assert np.isnan(found[2])
    assert found[3] == np.inf


def test_residuals_of_different_shapes_are_refused() -> None:
    with pytest.raises(MicrosimError, match=r"\(2,\) and \(3,\)"):
        residuals(table(1, 2), table(1, 2, 3))


def test_small_cells_are_pooled_into_one() -> None:
    observed, expected, simulated = pool(
        table(5, 1, 0), table(4, 0.25, 0.5), np.array([[4.0, 0, 1], [3, 2, 0]])
    )
    assert observed.tolist() == [5, 1]
    assert expected.tolist() == [4, 0.75]
    assert simulated.tolist() == [[4, 1], [3, 2]]


def test_chi_square_ranks_the_observed_table_among_the_simulated_ones() -> None:
    simulated = np.array([[10.0, 10], [14, 10], [10, 6], [10, 10]])
    found = chi_square(table(13, 9), table(10, 10), simulated, shape=False)
    assert found.statistic == pytest.approx(0.9 + 0.1)
    assert found.expected == pytest.approx((1.6 + 1.6) / 4)
    assert found.p_value == pytest.approx((1 + 2) / 5)


def test_the_shape_does_not_see_a_common_trend() -> None:
    simulated = np.array([[10.0, 12], [11, 9], [8, 13]])
    assert chi_square(table(20, 20), table(10, 10), simulated, shape=True).statistic == 0
    assert chi_square(table(20, 20), table(10, 10), simulated, shape=False).statistic == 20


def test_what_was_impossible_is_infinitely_far_off() -> None:
    found = chi_square(table(10, 1), table(10, 0), np.array([[10.0, 0], [9, 0], [12, 0]]), shape=False)
    assert found.statistic == np.inf
    assert found.p_value == pytest.approx(1 / 4)


def test_totals_are_matched_along_every_axis() -> None:
    fitted = match_totals(np.array([[1.0, 1], [1, 1]]), np.array([[30.0, 10], [6, 2]]))
    assert fitted == pytest.approx(np.array([[30.0, 10], [6, 2]]))  # rank one: the totals determine it


def test_zeros_stay_zero_when_totals_are_matched() -> None:
    assert match_totals(np.array([[1.0, 0], [1, 1]]), np.array([[4.0, 0], [2, 6]]))[0, 1] == 0


def draws(shape: tuple[int, ...], factor: np.ndarray | float = 1.0) -> tuple[np.ndarray, ...]:
    """A Poisson table of the expectation times `factor`, the expectation, and 60 tables of it."""
    rng = np.random.default_rng(5)
    expected = rng.uniform(20, 60, shape)
    observed = rng.poisson(expected * factor).astype(float)
    return observed, expected, rng.poisson(expected, (60, *shape)).astype(float)


def test_poisson_counts_are_not_overdispersed() -> None:
    found = dispersion(*draws((2, 6, 12)))
    assert found.index == pytest.approx(1, abs=0.25)
    assert found.extra < 0.1
    assert found.p_value > 0.05


def test_a_trend_is_no_dispersion() -> None:
    assert dispersion(*draws((2, 6, 12), 1.5)).index == pytest.approx(1, abs=0.3)


def test_means_that_wander_are_overdispersed_by_as_much() -> None:
    wander = np.exp(0.3 * np.random.default_rng(6).standard_normal((2, 6, 12)))
    found = dispersion(*draws((2, 6, 12), wander))
    assert found.index > 2
    assert found.extra == pytest.approx(0.3, abs=0.1)
    assert found.p_value == pytest.approx(2 / 61)


def test_counts_that_vary_too_little_are_found_as_well() -> None:
    observed, expected, simulated = draws((2, 6, 12))
    found = dispersion(expected, expected, simulated)
    assert observed.shape == expected.shape
    assert found.index < 0.1
    assert found.p_value < 0.05


def test_the_interval_holds_the_middle_95_percent() -> None:
    low, high = interval(np.arange(201.0)[:, None])
    assert (low[0], high[0]) == (5.0, 195.0)


def test_the_total_error_is_relative_to_what_was_expected() -> None:
    assert total_error(table(80, 38), table(60, 40)) == pytest.approx(0.18)
    assert np.isnan(total_error(table(1), table(0)))


def test_poisson_draws_have_variance_to_mean_one() -> None:
    assert variance_to_mean(np.random.default_rng(1).poisson(30, (400, 50)).astype(float)) == pytest.approx(
        1, abs=0.05
    )
