"""Calls that are not crimes: how many, where, when, and what does not move them."""

from __future__ import annotations

import warnings
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from microsim import CATEGORIES, CrimeModel, DataError, FittedModel, fit, load_crimes
from microsim.offences.calls import CallTable, read_calls
from microsim.sampling.call_sampler import CALL_COLUMNS, CallSampler
from microsim.storage.packaged_data import data_dir
from tests.microsim.conftest import tiny_model

START, END = datetime(2018, 7, 1), datetime(2018, 8, 1)
Z = 4.0


def run(loading: float = 1.0, seed: int = 1) -> CrimeModel:
    model = CrimeModel(tiny_model(per_year=2000), START, END, seed, calls=read_calls())
    model.advance(END, dict.fromkeys(CATEGORIES, loading))
    return model


def calls_of(model: CrimeModel) -> pd.DataFrame:
    assert model.calls is not None
    return model.calls


def test_columns_and_ids() -> None:
    calls = calls_of(run())
    assert tuple(calls.columns) == CALL_COLUMNS
    assert calls["id"].tolist() == list(range(-1, -len(calls) - 1, -1))
    assert calls["reported"].is_monotonic_increasing
    assert calls["grade"].isin([1, 2, 3, 4]).all()


def test_a_model_without_calls_has_none() -> None:
    model = CrimeModel(tiny_model(), START, END)
    model.advance(END)
    assert model.calls is None


def test_calls_leave_the_crimes_as_they_are() -> None:
    fitted = tiny_model()
    pd.testing.assert_frame_equal(
        CrimeModel(fitted, START, END, calls=read_calls()).advance(END),
        CrimeModel(fitted, START, END).advance(END),
    )


def test_loading_does_not_move_them() -> None:
    pd.testing.assert_frame_equal(calls_of(run(1.0)), calls_of(run(0.2)))


def test_numbers_by_type_and_area_follow_the_expected_crimes() -> None:
    """Anti-social behaviour is not among the crimes of the ratio: Z deviations."""
    fitted = tiny_model(per_year=3000)
    fitted.rates[:, :, 1] *= 2
    fitted.rates[:, CATEGORIES.index("anti-social behaviour"), 2] *= 50
    table = read_calls()
    model = CrimeModel(fitted, START, END, calls=table)
    model.advance(END)
    calls = calls_of(model)
    mean = np.outer(table.ratio, 13 * 3000 * np.array([1, 2, 1]) * 31 / 365)
    counts = calls.groupby(["type", "MSOA"], observed=False).size().to_numpy().reshape(mean.shape)
    assert (np.abs(counts - mean) < Z * np.sqrt(mean)).all()


def test_windows_do_not_change_them() -> None:
    cut = CrimeModel(tiny_model(per_year=2000), START, END, calls=read_calls())
    parts = []
    while cut.now < END:
        cut.advance(cut.now + timedelta(hours=8))
        parts.append(calls_of(cut))
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), calls_of(run()))


def test_calls_per_head() -> None:
    fitted = tiny_model()
    fitted = replace(fitted, areas=fitted.areas.assign(population=[1000, 5000, 0]))
    table = read_calls()
    only = replace(table, ratio=table.ratio * 0, per_1000=np.linspace(1, 9, len(table.types)))
    rates = CallSampler(fitted, only, 1).rates(2018, 7)
    assert rates == pytest.approx(np.outer(only.per_1000, [1, 5, 0]))


def test_calls_per_head_need_a_population() -> None:
    table = read_calls()
    heads = replace(table, per_1000=table.per_1000 + 1)
    with pytest.raises(DataError, match=r"'suspicious circumstances': expected a ratio .* no population"):
        CrimeModel(tiny_model(), START, END, calls=heads)


@pytest.fixture(scope="module")
def west_yorkshire() -> FittedModel:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return fit(load_crimes(None, "West Yorkshire"), months=["2018-07"])


def minutes_attended(incidents: pd.DataFrame) -> float:
    return float(incidents["scene_minutes"][incidents["grade"] < 4].sum())


def test_they_take_two_fifths_to_a_half_of_the_time_on_scene(west_yorkshire: FittedModel) -> None:
    """Bradford: about 40 %; Detroit: 49 %. Anti-social behaviour is among them."""
    model = CrimeModel(west_yorkshire, START, END, calls=read_calls())
    crimes = model.advance(END)
    nuisance = crimes["crime_category"] == "anti-social behaviour"
    others = minutes_attended(calls_of(model)) + minutes_attended(crimes[nuisance])
    assert 0.4 < others / (others + minutes_attended(crimes[~nuisance])) < 0.5


def test_urgent_incidents_peak_in_the_evening_and_in_the_nights_of_the_weekend(
    west_yorkshire: FittedModel,
) -> None:
    """Most of any four hours between 17 and 22 h; 00 to 04 h at weekends about double the other nights."""
    model = CrimeModel(west_yorkshire, START, END, calls=read_calls())
    crimes = model.advance(END)
    urgent = pd.concat([one.loc[one["grade"] == 1, "reported"] for one in (crimes, calls_of(model))])
    urgent = urgent[urgent < END]
    counts = np.bincount(urgent.dt.day_of_week * 24 + urgent.dt.hour, minlength=168).reshape(7, 24)
    rate = counts / np.array([5, 5, 4, 4, 4, 4, 5])[:, None]  # July 2018 begins on a Sunday
    four_hours = np.convolve(rate.sum(axis=0), np.ones(4), "valid")
    assert four_hours.argmax() in (17, 18)
    nights = rate[:, :4].mean(axis=1)
    assert 1.6 < nights[5:].mean() / nights[:5].mean() < 2.4


def write(tmp_path: Path, before: str, after: str) -> CallTable:
    text = (data_dir() / "calls.csv").read_text()
    assert before in text
    path = tmp_path / "calls.csv"
    path.write_text(text.replace(before, after, 1))
    return read_calls(path)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("sudden death", "alarm", "row 10: expected each type once, got 'alarm' again"),
        ("alarm", "Anti-social behaviour", "row 10: expected no calls about 'anti-social behaviour'"),
        (",,0.1,0.25", ",3,0.1,0.25", "row 2: expected a ratio or a number per_1000, got '0.298' and '3'"),
        ("19.7,anti-social", "19.7,anti-sozial", "row 2, column 'rhythm': .* did you mean 'anti-social"),
        (",,0.1,0.25", ",,0.2,0.25", "row 2: expected chances of the grades that add up to 1, got 1.1"),
    ],
)
def test_bad_tables(tmp_path: Path, before: str, after: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        write(tmp_path, before, after)


def test_a_table_without_rows(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text((data_dir() / "calls.csv").read_text().splitlines()[0] + "\n")
    with pytest.raises(DataError, match="without rows; '--calls none' leaves them out"):
        read_calls(path)
