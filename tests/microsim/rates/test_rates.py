"""Rates: hand-worked values, and what must hold for any counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from microsim import RateError
from microsim.rates.rates import (
    DAYS,
    annual,
    fill_missing,
    monthly_means,
    share_out,
    smooth,
    suspect_probability,
)

counts = arrays(np.float64, (12, 2, 3), elements=st.integers(0, 500).map(float))


def one_cell(*months: float) -> np.ndarray:
    """Twelve months of one category in one area, zero where not given."""
    values = np.zeros(12)
    values[: len(months)] = months
    return values.reshape(12, 1, 1)


def test_smoothing_by_hand() -> None:
    # 365 crimes, all in January: N = 365 and the prior weighs 365, so January has 365 (365 + 31) / 730 = 198.
    smoothed = smooth(one_cell(365)).ravel()
    assert smoothed[0] == pytest.approx(198)
    assert smoothed[1] == pytest.approx(365 * 28 / 730)
    assert smoothed.sum() == pytest.approx(365)


def test_smoothing_draws_an_area_towards_the_season_of_the_others() -> None:
    # Two areas of one category: 365 crimes, all in January, and none: the empty one stays empty. With 365 in
    # February there, the prior's January is 31 / 730, and January here has 365 (365 + 365 31 / 730) / 730.
    alone = smooth(np.concatenate([one_cell(365), one_cell()], axis=2))
    assert alone[:, 0, 0] == pytest.approx(smooth(one_cell(365)).ravel())
    assert alone[:, 0, 1].sum() == 0
    both = smooth(np.concatenate([one_cell(365), one_cell(0, 365)], axis=2))[:, 0, 0]
    assert both[:2] == pytest.approx([(365 + 31 / 2) / 2, (365 + 28) / 4])
    assert both.sum() == pytest.approx(365)


def test_smoothing_keeps_the_season_of_many_small_areas() -> None:
    # 300 areas with one crime a month and three in December: single cells say nothing, the force does.
    small = np.repeat(one_cell(*[1.0] * 11, 3.0), 300, axis=2)
    share = smooth(small)[11].sum() / small.sum()
    assert 3 / 14 * 0.9 < share < 3 / 14


def test_smoothing_leaves_a_steady_rate_alone() -> None:
    assert smooth(3 * DAYS.reshape(12, 1, 1)).ravel() == pytest.approx(3 * DAYS)


def test_smoothing_leaves_no_crimes_at_none() -> None:
    assert smooth(one_cell()).sum() == 0


def test_no_prior_no_smoothing() -> None:
    assert smooth(one_cell(5, 7), prior_per_day=0).ravel()[:3] == pytest.approx([5, 7, 0])


@given(counts)
def test_smoothing_keeps_every_annual_total(values: np.ndarray) -> None:
    assert smooth(values).sum(axis=0) == pytest.approx(values.sum(axis=0))


@given(counts)
def test_annual_rates_over_the_year_give_the_annual_total(values: np.ndarray) -> None:
    per_year = annual(smooth(values))
    assert (per_year * DAYS[:, None, None] / 365).sum(axis=0) == pytest.approx(values.sum(axis=0))


def test_annual_rate_by_hand() -> None:
    assert annual(one_cell(31, 28)).ravel()[:3] == pytest.approx([365, 365, 0])


def test_months_of_one_name_are_averaged_per_day() -> None:
    read = np.array([10.0, 20.0, 29.0]).reshape(3, 1, 1)
    means = monthly_means(read, np.array([0, 0, 1]), np.array([31.0, 31.0, 29.0])).ravel()
    assert means[:2] == pytest.approx([15, 28])  # 29 crimes in the 29 days of a leap year are one a day
    assert np.isnan(means[2:]).all()


def test_missing_months_take_the_crimes_per_day_of_the_others() -> None:
    means = np.full((12, 1, 1), np.nan)
    means[0], means[1] = 31.0, 56.0
    filled, missing = fill_missing(means)
    assert missing == list(range(2, 12))
    assert filled.ravel()[2] == pytest.approx(31 * 87 / 59)
    assert filled.ravel()[3] == pytest.approx(30 * 87 / 59)


def test_crimes_without_a_place_are_shared_like_the_placed_ones() -> None:
    placed = np.array([[[3.0, 1.0, 0.0]], [[0.0, 0.0, 0.0]]])  # two months, one category, three areas
    shared = share_out(placed, np.array([[0.0], [8.0]]))
    assert shared[1, 0] == pytest.approx([6, 2, 0])


def test_a_category_never_placed_is_shared_like_all_others() -> None:
    placed = np.array([[[3.0, 1.0], [0.0, 0.0]]])
    assert share_out(placed, np.array([[0.0, 4.0]]))[0, 1] == pytest.approx([3, 1])


def test_nothing_placed_at_all_is_shared_evenly() -> None:
    assert share_out(np.zeros((1, 1, 4)), np.array([[2.0]]))[0, 0] == pytest.approx([0.5] * 4)


@given(counts, arrays(np.float64, (12, 2), elements=st.integers(0, 50).map(float)))
def test_sharing_out_loses_nothing(placed: np.ndarray, unplaced: np.ndarray) -> None:
    shared = share_out(placed, unplaced)
    assert shared.sum(axis=2) == pytest.approx(placed.sum(axis=2) + unplaced)


def test_suspect_probability_by_hand() -> None:
    # 5 of 10 crimes in the first area, none in the second; the force's mean 0.2 weighs 10: (5 + 2) / 20.
    probability = suspect_probability(
        np.array([[10.0, 0.0]]), np.array([[5.0, 0.0]]), np.array([0.2]), prior=10
    )
    assert probability[0] == pytest.approx([0.35, 0.2])


def test_suspect_probability_without_prior_is_the_areas_share() -> None:
    probability = suspect_probability(
        np.array([[4.0, 0.0]]), np.array([[1.0, 0.0]]), np.array([0.2]), prior=0
    )
    assert probability[0] == pytest.approx([0.25, 0.2])


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_bad_count_is_refused_with_its_place(value: float) -> None:
    with pytest.raises(RateError, match=rf"finite and >= 0, got .*{value}.* at \(1, 0, 0\)"):
        smooth(one_cell(1, value))
