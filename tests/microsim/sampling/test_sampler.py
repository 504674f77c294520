"""Sampling: exact values where nothing is random, and tests with fixed seeds where something is.

A tolerance of z standard deviations is stated as Z; at 4, a right program fails one check in 16,000.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from microsim import CATEGORIES, FittedModel, RateError
from microsim.offences.rhythm import read_rhythm
from microsim.rates.loading import Loading, category_factors
from microsim.reference.clock import minutes
from microsim.sampling.month_tables import hours_of_week, split_months
from microsim.sampling.sampler import BLOCK, Events, Sampler
from tests.microsim.conftest import tiny_model

Z = 4.0
JULY = minutes(datetime(2018, 7, 1))
AUGUST = minutes(datetime(2018, 8, 1))
HOUR, DAY = 60, 1440
EVEN = category_factors(None)


def sampler(model: FittedModel | None = None, seed: int = 1) -> tuple[Sampler, Loading]:
    model = model or tiny_model()
    loading = Loading(model.force, model.offences, model.areas)
    return Sampler(model, loading, seed), loading


def in_windows(source: Sampler, length: int, start: int = JULY, end: int = AUGUST) -> Events:
    parts = [source.sample(first, min(first + length, end), EVEN) for first in range(start, end, length)]
    return Events(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def test_hours_are_cut_at_full_hours() -> None:
    hour, length = hours_of_week(JULY + 100, JULY + 190)  # 1 July 2018 is a Sunday
    assert hour.tolist() == [145, 146, 147]
    assert (length * 60).tolist() == [20, 60, 10]


def test_the_week_turns_over_on_monday() -> None:
    assert hours_of_week(JULY + 1439, JULY + 1441)[0].tolist() == [167, 0]


def test_months_are_cut_at_midnight() -> None:
    start = minutes(datetime(2019, 12, 31, 23))
    assert split_months(start, start + 120) == [
        (2019, 12, start, start + 60),
        (2020, 1, start + 60, start + 120),
    ]


@given(st.integers(0, 40_000_000), st.integers(1, 200_000))
def test_parts_of_a_window_add_up(start: int, length: int) -> None:
    months = split_months(start, start + length)
    assert sum(last - first for *_, first, last in months) == length
    _, hours = hours_of_week(start, start + length)
    assert hours.sum() * 60 == pytest.approx(length)
    assert (hours > 0).all()


def test_expected_number_by_hand() -> None:
    source, _ = sampler(tiny_model(per_year=8760))  # one crime an hour in each of 3 areas and 14 categories
    assert source.expected(JULY, JULY + 10 * HOUR, EVEN) == pytest.approx(np.full(14, 30.0))


def test_expected_number_of_a_month_does_not_depend_on_the_rhythm() -> None:
    model = tiny_model()
    source, _ = sampler(tiny_model(rhythm=read_rhythm(model.offences)))
    for month in range(1, 13):
        start, end = (
            minutes(datetime(2019, month, 1)),
            minutes(datetime(2019 + month // 12, month % 12 + 1, 1)),
        )
        assert source.expected(start, end, EVEN) == pytest.approx(np.full(14, 3 * (end - start) / 60))


def test_doubled_rates_double_the_mean() -> None:
    once, _ = sampler(tiny_model(per_year=100))
    twice, _ = sampler(tiny_model(per_year=200))
    assert twice.expected(JULY, AUGUST, EVEN) == pytest.approx(2 * once.expected(JULY, AUGUST, EVEN))


def test_loading_multiplies_the_mean() -> None:
    source, loading = sampler()
    before = source.expected(JULY, AUGUST, EVEN)
    loading.set("authority", "Bradford", 4)  # one of three areas of equal rate: mean factor 2
    loading.set("category", "drugs", 0.5)
    after = source.expected(JULY, AUGUST, category_factors({"drugs": 3}))
    assert after[CATEGORIES.index("drugs")] == pytest.approx(before[0] * 2 * 0.5 * 3)
    assert after[CATEGORIES.index("burglary")] == pytest.approx(before[0] * 2)


@pytest.mark.parametrize(
    ("kind", "name"),
    [("category", "drugs"), ("offence", "92E"), ("area", "E02000103"), ("authority", "Leeds")],
)
def test_a_factor_of_zero_gives_none(kind: str, name: str) -> None:
    model = tiny_model()
    source, loading = sampler(model)
    loading.set(kind, name, 0)
    events = source.sample(JULY, JULY + 7 * DAY, EVEN)
    offences = model.offences.iloc[events.offence]
    areas = model.areas.iloc[events.area]
    drawn = {
        "category": offences["category"],
        "offence": offences["code"],
        "area": areas.index,
        "authority": areas["authority"],
    }[kind]
    assert len(drawn) > 1000
    assert name not in set(drawn)


def test_everything_off_gives_no_crimes() -> None:
    source, loading = sampler()
    loading.set("force", "West Yorkshire", 0)
    assert len(source.sample(JULY, AUGUST, EVEN).minute) == 0


def test_a_suspect_probability_of_zero_or_one_is_certain() -> None:
    model = tiny_model()
    model.suspect[:] = 0.0
    model.suspect[CATEGORIES.index("robbery"), 1] = 1.0
    source, _ = sampler(model)
    events = source.sample(JULY, JULY + 7 * DAY, EVEN)
    certain = (model.offences["category"].to_numpy()[events.offence] == "robbery") & (events.area == 1)
    assert certain.sum() > 50
    assert (events.suspect == certain).all()


@pytest.mark.parametrize("length", [1, HOUR, 480, DAY, 45 * DAY])
def test_crimes_lie_in_their_window_in_order(length: int) -> None:
    source, _ = sampler(tiny_model(per_year=100_000))
    events = source.sample(JULY + 77, JULY + 77 + length, EVEN)
    assert len(events.minute) > 0
    assert events.minute.min() >= JULY + 77
    assert events.minute.max() < JULY + 77 + length
    assert (np.diff(events.minute) >= 0).all()


@pytest.mark.parametrize("length", [HOUR, 8 * HOUR, DAY, AUGUST - JULY], ids=["1h", "8h", "1d", "1M"])
def test_the_window_does_not_change_the_distribution(length: int) -> None:
    """Counts by period have the mean and the dispersion of a Poisson process: Z deviations."""
    model = tiny_model(per_year=2000, rhythm=read_rhythm(tiny_model().offences))
    source, _ = sampler(model, 20180701)
    events = in_windows(source, length)
    observed = np.bincount((events.minute - JULY) // 480, minlength=93)
    expected = np.array(
        [source.expected(first, first + 480, EVEN).sum() for first in range(JULY, AUGUST, 480)]
    )
    assert abs(observed.sum() - expected.sum()) < Z * np.sqrt(expected.sum())
    dispersion = ((observed - expected) ** 2 / expected).sum()  # chi-square with 93 degrees of freedom
    assert abs(dispersion - 93) < Z * np.sqrt(2 * 93)


@pytest.mark.parametrize("length", [HOUR, 8 * HOUR, DAY, AUGUST - JULY], ids=["1h", "8h", "1d", "1M"])
def test_the_window_does_not_change_what_is_drawn(length: int) -> None:
    """Areas, offences and suspects follow their shares whatever the window: p above 0.0001."""
    model = tiny_model(per_year=3000)
    model.rates[:, :, 1] *= 3
    source, _ = sampler(model, 7)
    events = in_windows(source, length)
    total = len(events.minute)
    by_area = np.bincount(events.area, minlength=3)
    assert stats.chisquare(by_area, total * np.array([0.2, 0.6, 0.2])).pvalue > 1e-4
    by_offence = np.bincount(events.offence, minlength=len(model.offences))
    assert stats.chisquare(by_offence, total * model.shares / 14).pvalue > 1e-4
    assert abs(events.suspect.mean() - 0.25) < Z * np.sqrt(0.25 * 0.75 / total)


def test_minutes_are_even_within_a_period() -> None:
    source, _ = sampler(tiny_model(per_year=20_000))
    events = source.sample(JULY, JULY + 7 * DAY, EVEN)
    by_minute = np.bincount(events.minute % 60, minlength=60)
    assert stats.chisquare(by_minute).pvalue > 1e-4


def test_monthly_totals_scatter_like_poisson_numbers() -> None:
    """Variance over mean of 400 monthly totals lies within Z deviations of 1."""
    sources = [sampler(tiny_model(per_year=20), seed)[0] for seed in range(400)]
    source = sources[0]
    totals = np.array([len(one.sample(JULY, AUGUST, EVEN).minute) for one in sources])
    assert abs(totals.mean() - source.expected(JULY, AUGUST, EVEN).sum()) < Z * np.sqrt(totals.mean() / 400)
    assert abs(totals.var(ddof=1) / totals.mean() - 1) < Z * np.sqrt(2 / 399)


def test_a_window_in_many_blocks_is_in_order_and_complete() -> None:
    source, _ = sampler(tiny_model(per_year=500_000))
    events = source.sample(JULY, JULY + 12 * DAY, EVEN)
    expected = source.expected(JULY, JULY + 12 * DAY, EVEN).sum()
    assert expected > 10 * BLOCK
    assert abs(len(events.minute) - expected) < Z * np.sqrt(expected)
    assert (np.diff(events.minute) >= 0).all()


def test_a_loading_that_would_exhaust_the_memory_is_refused() -> None:
    source, _ = sampler()
    with pytest.raises(RateError, match=r"expected a window of at most 50,000,000 crimes, got 2,232,0"):
        source.sample(JULY, AUGUST, category_factors({"drugs": 1e6}))


def test_a_change_of_standing_factors_takes_effect_in_the_same_month() -> None:
    source, loading = sampler()
    before = source.expected(JULY, JULY + DAY, EVEN)
    loading.set("offence", "92E", 0)
    after = source.expected(JULY, JULY + DAY, EVEN)
    assert after[CATEGORIES.index("drugs")] < before[CATEGORIES.index("drugs")]
    assert after[CATEGORIES.index("burglary")] == before[CATEGORIES.index("burglary")]


def test_a_forecast_replaces_the_rates_of_its_month() -> None:
    model = tiny_model(per_year=100)
    forecast = replace(model, forecast={"2018-07": np.full((14, 3), 300.0)})
    september = minutes(datetime(2018, 9, 1))
    before, after = (sampler(one)[0].expected(JULY, september, EVEN) for one in (model, forecast))
    assert after == pytest.approx(before * 2)  # three times in one of two months of 31 days
    part = replace(forecast, trend=None).select(["Bradford"])
    assert part.forecast["2018-07"].shape == (14, 1)
