"""The neworder model: windows, ids, seeds, and the same bytes in another process."""

from __future__ import annotations

import gc
import hashlib
import pickle
import subprocess
import sys
import warnings
import weakref
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from microsim import CATEGORIES, CrimeModel, MicrosimError, RateError, UnknownNameError
from microsim.model.crime_model import stream_seed
from microsim.model.neworder_import import neworder
from microsim.sampling.crime_frames import COLUMNS
from tests.microsim.conftest import tiny_model

START = datetime(2018, 7, 1)
END = datetime(2018, 7, 3)
HOUR = timedelta(hours=1)


def model(seed: int = 1, end: datetime | None = END, replicate: int = 0) -> CrimeModel:
    return CrimeModel(tiny_model(), START, end, seed, replicate)


def test_columns_and_types() -> None:
    crimes = model().advance(END)
    assert tuple(crimes.columns) == COLUMNS
    assert crimes["id"].dtype == np.int64
    assert crimes["suspect"].dtype == bool
    assert crimes["severity"].dtype == np.float64
    assert crimes["time"].dtype.kind == "M"
    assert all(
        isinstance(value, str) for value in crimes.iloc[0][["MSOA", "crime_category", "code", "description"]]
    )


def test_rows_agree_with_the_offence_table() -> None:
    fitted = tiny_model()
    crimes = CrimeModel(fitted, START, END, 1).advance(END).head(200)
    known = fitted.offences.set_index("code")
    for row in crimes.itertuples():
        offence = known.loc[row.code]
        assert (row.crime_category, row.description, row.severity) == (
            offence["category"],
            offence["description"],
            offence["severity"],
        )


def test_times_are_whole_minutes_in_order() -> None:
    crimes = model().advance(END)
    assert crimes["time"].is_monotonic_increasing
    assert (crimes["time"] == crimes["time"].dt.floor("min")).all()
    assert crimes["time"].min() >= START
    assert crimes["time"].max() < END


def test_ids_count_on_over_the_run() -> None:
    run = model()
    crimes = pd.concat([run.advance(START + HOUR * hour) for hour in range(1, 49)])
    assert crimes["id"].tolist() == list(range(1, len(crimes) + 1))


def test_an_hour_without_crimes_is_an_empty_frame_of_the_same_shape() -> None:
    crimes = model().advance(START + HOUR, dict.fromkeys(CATEGORIES, 0.0))
    assert len(crimes) == 0
    assert tuple(crimes.columns) == COLUMNS
    assert crimes["time"].dtype.kind == "M"


def test_the_model_yields_and_completes() -> None:
    run = model()
    assert run.run_state == neworder.Model.NOT_STARTED
    run.advance(START + HOUR)
    assert run.run_state == neworder.Model.HALTED
    assert run.now == START + HOUR
    run.advance(END)
    assert run.run_state == neworder.Model.COMPLETED


def test_an_open_end_goes_on() -> None:
    run = model(end=None)
    run.advance(datetime(2018, 8, 1))
    assert run.advance(datetime(2018, 8, 2))["time"].dt.month.unique().tolist() == [8]


def test_loading_holds_for_one_window_only() -> None:
    run = model()
    first = run.advance(START + HOUR * 24, {"Drugs": 0})
    second = run.advance(END)
    assert "drugs" not in set(first["crime_category"])
    assert "drugs" in set(second["crime_category"])


def test_standing_loading_stays() -> None:
    run = model()
    run.loading.set("authority", "Bradford", 0)
    assert "E02000103" not in set(run.advance(START + HOUR * 24)["MSOA"])
    assert "E02000103" not in set(run.advance(END)["MSOA"])


def test_what_was_in_force_is_recorded() -> None:
    run = model()
    run.loading.set("area", "E02000101", 2)
    crimes = run.advance(START + HOUR, {"drugs": 0.5, "burglary": 1})
    run.loading.reset()
    run.advance(END)
    first, second = run.history
    assert first == (START, START + HOUR, len(crimes), {"drugs": 0.5}, (("area", "E02000101", 2.0),))
    assert second[:2] == (START + HOUR, END)
    assert second[3:] == ({}, ())


def test_the_same_seed_gives_the_same_crimes() -> None:
    pd.testing.assert_frame_equal(model(5).advance(END), model(5).advance(END))
    assert len(model(5).advance(END)) != len(model(6).advance(END))


def test_two_models_at_once_do_not_disturb_each_other() -> None:
    one, two = model(5), model(6)
    parts = []
    for hour in range(1, 49):
        parts.append(one.advance(START + HOUR * hour))
        two.advance(START + HOUR * hour)
    single = model(5)
    expected = [single.advance(START + HOUR * hour) for hour in range(1, 49)]
    pd.testing.assert_frame_equal(pd.concat(parts), pd.concat(expected))


def test_replicates_are_different_streams_of_one_seed() -> None:
    assert stream_seed(7) == 7
    seeds = {stream_seed(7, replicate) for replicate in range(200)}
    assert len(seeds) == 200
    assert all(0 <= seed < 2**31 for seed in seeds)
    assert stream_seed(7, 3) == stream_seed(7, 3)


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]);"
        "from tests.microsim.model.test_crime_model import model, END;"
        "print(hashlib.sha256(model(9).advance(END).to_csv(index=False).encode()).hexdigest())"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", program, str(root)], capture_output=True, text=True, check=True
    )
    here = hashlib.sha256(model(9).advance(END).to_csv(index=False).encode()).hexdigest()
    assert done.stdout.split() == [here]  # and nothing else: neworder keeps quiet


def test_a_fitted_model_can_be_pickled() -> None:
    fitted = tiny_model()
    again = pickle.loads(pickle.dumps(fitted))
    pd.testing.assert_frame_equal(
        CrimeModel(fitted, START, END, 1).advance(END), CrimeModel(again, START, END, 1).advance(END)
    )


def test_a_model_that_nobody_holds_is_freed() -> None:
    one = model()
    one.advance(END)
    held = weakref.ref(one)
    del one
    gc.collect()
    assert held() is None


def test_expected_draws_nothing() -> None:
    run = model()
    assert run.expected(END).sum() == pytest.approx(3 * 14 * 48)
    pd.testing.assert_frame_equal(run.advance(END), model().advance(END))


def test_importing_and_running_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model().advance(END)


@pytest.mark.parametrize(
    ("until", "message"),
    [
        (START, "expected a time after 2018-07-01 00:00:00, got 2018-07-01 00:00:00"),
        (datetime(2018, 6, 1), "the model does not go back"),
        (
            datetime(2018, 7, 4),
            "expected a time up to the end of the run, 2018-07-03 00:00:00, got 2018-07-04",
        ),
        (datetime(2018, 7, 2, 0, 0, 30), "in whole minutes, got '2018-07-02T00:00:30'"),
        (datetime(2018, 7, 2, tzinfo=UTC), "without a zone"),
    ],
)
def test_bad_windows(until: datetime, message: str) -> None:
    with pytest.raises(MicrosimError, match=message):
        model().advance(until)


def test_a_refused_window_changes_nothing() -> None:
    run = model()
    with pytest.raises(UnknownNameError, match=r"did you mean 'burglary'"):
        run.advance(END, {"burglery": 1})
    with pytest.raises(RateError, match=r"loading of 'drugs'"):
        run.advance(END, {"drugs": float("nan")})
    assert run.now == START
    pd.testing.assert_frame_equal(run.advance(END), model().advance(END))


@pytest.mark.parametrize("seed", [-1, 2**31])
def test_bad_seeds(seed: int) -> None:
    with pytest.raises(MicrosimError, match=rf"expected a seed from 0 to 2147483647, got {seed}"):
        model(seed)


def test_an_end_before_the_start() -> None:
    with pytest.raises(MicrosimError, match=r"expected an end after the start"):
        model(end=START)
