"""Common random numbers: runs of one seed that differ in loading share every crime that both have."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from microsim import CATEGORIES, CrimeModel, FittedModel, RateError, UnknownNameError
from microsim.offences.rhythm import read_rhythm
from microsim.rates.loading import Loading
from microsim.reference.clock import minutes
from microsim.sampling.layers import layers_up_to
from microsim.sampling.sampler import Events, Sampler
from tests.microsim.conftest import tiny_model

START, END = datetime(2018, 7, 1), datetime(2018, 7, 8)
JULY, WEEK = minutes(START), minutes(END)
SHAPE = (len(CATEGORIES), 3)
Z = 4.0
FACTORS = st.sampled_from([0.0, 0.3, 1.0, 1.1, 1.3, 2.0, 3.5])


def model() -> FittedModel:
    return tiny_model(per_year=1500, rhythm=read_rhythm(tiny_model().offences))


def happened(factors: np.ndarray, standing: dict[tuple[str, str], float] | None = None) -> Events:
    fitted = model()
    loading = Loading(fitted.force, fitted.offences, fitted.areas)
    for (kind, name), factor in (standing or {}).items():
        loading.set(kind, name, factor)
    return Sampler(fitted, loading, 9).sample(JULY, WEEK, factors)


def as_set(events: Events) -> set[tuple[int, ...]]:
    """Every crime with all that was drawn for it."""
    columns = (events.minute, events.area, events.offence, events.suspect, events.key)
    return set(zip(*(column.tolist() for column in columns), strict=True))


def test_layers_end_above_the_factor() -> None:
    spans = [(layer.low, layer.high) for layer in layers_up_to(9.0)]
    assert spans == [(0, 1), (1, 1.25), (1.25, 1.5), (1.5, 2), (2, 4), (4, 8), (8, 16)]
    assert len(list(layers_up_to(1.0))) == 1
    assert len(list(layers_up_to(0.0))) == 1


@settings(max_examples=15, deadline=None)
@given(st.lists(FACTORS, min_size=42, max_size=42), st.lists(FACTORS, min_size=42, max_size=42))
def test_runs_share_the_crimes_that_both_have(first: list[float], second: list[float]) -> None:
    """The crimes of two runs that are in both are those of a run under the lower of each two factors."""
    one, other = (np.array(factors).reshape(SHAPE) for factors in (first, second))
    shared = as_set(happened(one)) & as_set(happened(other))
    assert shared == as_set(happened(np.minimum(one, other)))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("force", "West Yorkshire"),
        ("category", "drugs"),
        ("offence", "92E"),
        ("authority", "Leeds"),
        ("area", "E02000103"),
    ],
)
def test_a_higher_standing_factor_keeps_all_crimes(kind: str, name: str) -> None:
    even = np.ones(len(CATEGORIES))
    low, middle, high = (as_set(happened(even, {(kind, name): factor})) for factor in (0.4, 1.0, 3.0))
    assert low < middle < high


def test_crimes_of_other_cells_stay_when_one_factor_changes() -> None:
    factors = np.ones(SHAPE)
    factors[CATEGORIES.index("drugs"), 1] = 2.7
    before, after = as_set(happened(np.ones(SHAPE))), as_set(happened(factors))
    new = after - before
    assert before < after
    assert {crime[1] for crime in new} == {1}
    offences = model().offences["category"]
    assert {offences[crime[2]] for crime in new} == {"drugs"}


def test_a_standing_factor_is_a_window_factor() -> None:
    factors = np.ones(len(CATEGORIES))
    factors[CATEGORIES.index("burglary")] = 1.7
    standing = {("category", "burglary"): 1.7}
    assert as_set(happened(factors)) == as_set(happened(np.ones(len(CATEGORIES)), standing))


def test_counts_by_cell_are_exact_poisson_numbers() -> None:
    """Over 300 seeds, counts of each cell have its mean and Poisson dispersion, and no two cells depend."""
    fitted = tiny_model(per_year=300)
    factors = np.linspace(0.2, 3.0, 42).reshape(SHAPE)
    category = fitted.offences["category"].map(CATEGORIES.index).to_numpy()
    counts = np.zeros((300, 42))
    for seed in range(300):
        sampler = Sampler(fitted, Loading(fitted.force, fitted.offences, fitted.areas), seed)
        events = sampler.sample(JULY, WEEK, factors)
        counts[seed] = np.bincount(category[events.offence] * 3 + events.area, minlength=42)
    mean = 300 * 7 / 365 * factors.ravel()
    assert (np.abs(counts.mean(axis=0) - mean) < Z * np.sqrt(mean / 300)).all()
    observed = np.array([(counts == number).sum() for number in range(60)])
    expected = 300 * stats.poisson.pmf(np.arange(60)[:, None], mean).sum(axis=1)
    kept = expected > 5
    assert (
        stats.chisquare(observed[kept], expected[kept] * observed[kept].sum() / expected[kept].sum()).pvalue
        > 1e-4
    )
    correlation = np.corrcoef(counts.T)[np.triu_indices(42, 1)]
    assert np.abs(correlation).max() < 4.8 / np.sqrt(300)  # 861 pairs
    assert abs((correlation**2).mean() * 300 - 1) < Z * np.sqrt(2 / 861)


def test_time_change_gives_exponential_gaps() -> None:
    """Measured in expected crimes, gaps between crimes are exponential with mean 1, also under loading."""
    fitted = model()
    sampler = Sampler(fitted, Loading(fitted.force, fitted.offences, fitted.areas), 21)
    rng = np.random.default_rng(3)
    clock, now = [], 0.0
    for start in range(JULY, WEEK, 60):
        factors = rng.uniform(0.3, 2.2, SHAPE)
        mean = sampler.expected(start, start + 60, factors).sum()
        minute = sampler.sample(start, start + 60, factors).minute - start
        within = np.sort(minute + rng.random(len(minute)))  # moments are cut to the minute
        clock.append(now + within / 60 * mean)
        now += mean
    gaps = np.diff(np.concatenate(clock), prepend=0.0)
    assert len(gaps) > 1000
    assert stats.kstest(gaps, "expon").pvalue > 1e-4
    assert abs(np.corrcoef(gaps[1:], gaps[:-1])[0, 1]) < Z / np.sqrt(len(gaps))


@pytest.mark.parametrize("hours", [1, 5, 24, 100])
def test_windows_do_not_change_the_crimes(hours: int) -> None:
    """Whatever the windows, and whether factors go by category or by area."""
    whole = CrimeModel(model(), START, END, 4)
    whole.loading.set("authority", "Leeds", 1.4)
    cut = CrimeModel(model(), START, END, 4)
    cut.loading.set("authority", "Leeds", 1.4)
    parts, moment = [], START
    while moment < END:
        moment = min(moment + timedelta(hours=hours), END)
        parts.append(cut.advance(moment, np.full(SHAPE, 1.2)))
    pd.testing.assert_frame_equal(
        pd.concat(parts, ignore_index=True), whole.advance(END, dict.fromkeys(CATEGORIES, 1.2))
    )


def test_a_part_of_the_force_has_the_crimes_of_the_whole() -> None:
    whole = CrimeModel(model(), START, END, 4).advance(END)
    part = CrimeModel(model().select(["Bradford"]), START, END, 4).advance(END)
    mine = whole[whole["MSOA"] == "E02000103"]
    columns = ["code", "time", "suspect", "reported", "grade", "scene_minutes"]
    assert part[columns].astype(str).to_numpy().tolist() == mine[columns].astype(str).to_numpy().tolist()


def test_a_factor_of_an_area_wins_over_that_of_its_category() -> None:
    run = CrimeModel(model(), START, END, 4)
    crimes = run.advance(END, {"drugs": 0.0, ("Drugs", "e02000102"): 2.0})
    assert set(crimes["MSOA"][crimes["crime_category"] == "drugs"]) == {"E02000102"}
    assert run.history[0].window == {"drugs": pytest.approx(2 / 3)}


@pytest.mark.parametrize(
    ("loading", "error", "message"),
    [
        ({("drugs", "E02000109"): 1.0}, UnknownNameError, "expected an area, got 'E02000109'; did you mean"),
        ({("drugs", "E02000103"): -1.0}, RateError, "loading of 'drugs, E02000103'"),
        (np.ones((14, 2)), RateError, r"shape \(14, 3\) \(categories, areas\), got \(14, 2\)"),
        (np.full(SHAPE, np.nan), RateError, "loading of 'anti-social behaviour, E02000101'"),
    ],
)
def test_bad_factors_of_areas(loading: object, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        CrimeModel(model(), START, END, 4).advance(END, loading)  # type: ignore[arg-type]
