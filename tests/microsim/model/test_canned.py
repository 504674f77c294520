"""Canned crimes: the same interface as the model, and strict reading of the file."""

from __future__ import annotations

import warnings
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from microsim import CannedCrimes, CrimeModel, DataError, DataWarning, MicrosimError, write_crimes
from microsim.model.canned import read_canned
from microsim.sampling.crime_frames import COLUMNS, NEW_COLUMNS
from tests.microsim.conftest import need_shared, tiny_model

START, END = datetime(2018, 7, 1), datetime(2018, 7, 3)
HOUR = timedelta(hours=1)


def recorded() -> pd.DataFrame:
    return CrimeModel(tiny_model(per_year=1000), START, END, seed=1).advance(END)


@pytest.mark.parametrize("name", ["crimes.csv", "crimes.parquet"])
def test_what_was_written_is_played_back(tmp_path: Path, name: str) -> None:
    crimes = recorded()
    canned = CannedCrimes(read_canned(write_crimes(crimes, tmp_path / name)), START, END)
    played = pd.concat([canned.advance(START + HOUR * hour) for hour in range(1, 49)], ignore_index=True)
    assert len(played) > 100
    pd.testing.assert_frame_equal(played.astype(str), crimes.astype(str))
    assert played.dtypes[["id", "time", "suspect", "severity"]].equals(
        crimes.dtypes[["id", "time", "suspect", "severity"]]
    )


def test_only_the_run_is_played_and_ids_count_from_one() -> None:
    canned = CannedCrimes(recorded(), START + HOUR, START + 3 * HOUR)
    played = canned.advance(START + 3 * HOUR)
    assert played["id"].tolist() == list(range(1, len(played) + 1))
    assert (played["time"] >= START + HOUR).all()
    assert (played["time"] < START + 3 * HOUR).all()


def test_loading_is_ignored_with_one_note() -> None:
    canned = CannedCrimes(recorded(), START, END)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        canned.advance(START + HOUR, {"drugs": 1.0})
    with pytest.warns(DataWarning, match=r"loading has no effect"):
        canned.advance(START + 2 * HOUR, {"drugs": 0.5})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        canned.advance(START + 3 * HOUR, {"drugs": 0.5})


def test_windows_are_checked_as_in_the_model() -> None:
    canned = CannedCrimes(recorded(), START, END)
    with pytest.raises(MicrosimError, match=r"the model does not go back"):
        canned.advance(START)
    with pytest.raises(MicrosimError, match=r"up to the end of the run"):
        canned.advance(END + HOUR)


def test_output_of_crims_is_understood() -> None:
    crimes = read_canned(need_shared("reference/crims-sample-500-durham.csv"))
    assert len(crimes) == 500
    played = CannedCrimes(crimes, datetime(2021, 1, 1)).advance(datetime(2022, 1, 1))
    assert len(played) == 500
    assert played["time"].is_monotonic_increasing


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("crime_category", "burglery", "row 3, .* got 'burglery'; did you mean 'burglary'"),
        (
            "time",
            "yesterday",
            "row 3, column 'time': expected a time like 2018-07-01 13:45:00, got 'yesterday'",
        ),
        ("suspect", "maybe", "row 3, column 'suspect': expected true or false, got 'maybe'"),
        ("id", "x", "row 3, column 'id': expected a number, got 'x'"),
        ("severity", "-1", "row 3, column 'severity': expected a number >= 0"),
    ],
)
def test_bad_values_are_named(tmp_path: Path, column: str, value: str, message: str) -> None:
    crimes = recorded().astype(str)
    crimes.loc[1, column] = value
    crimes.to_csv(tmp_path / "crimes.csv", index=False)
    with pytest.raises(DataError, match=f"crimes.csv: {message}"):
        read_canned(tmp_path / "crimes.csv")


def test_missing_column(tmp_path: Path) -> None:
    recorded().drop(columns="severity").to_csv(tmp_path / "crimes.csv", index=False)
    with pytest.raises(DataError, match=r"crimes.csv: row 1: expected a column 'severity', got none"):
        read_canned(tmp_path / "crimes.csv")


def test_a_file_that_is_no_parquet(tmp_path: Path) -> None:
    (tmp_path / "crimes.parquet").write_text("id,time\n")
    with pytest.raises(DataError, match=r"expected a Parquet file of crimes"):
        read_canned(tmp_path / "crimes.parquet")


def test_a_file_without_the_newer_columns_gets_them(tmp_path: Path) -> None:
    """Reported at once; grade and minutes by the packaged tables, always the same for the same id."""
    path = write_crimes(recorded().drop(columns=list(NEW_COLUMNS)), tmp_path / "old.csv")
    first, second = read_canned(path), read_canned(path)
    assert tuple(first.columns) == COLUMNS
    assert (first["reported"] == first["time"]).all()
    assert first["grade"].nunique() == 4
    assert (first["scene_minutes"] > 0).all()
    pd.testing.assert_frame_equal(first, second)


def test_columns_that_are_there_are_kept(tmp_path: Path) -> None:
    crimes = recorded().drop(columns="grade")
    read = read_canned(write_crimes(crimes, tmp_path / "some.parquet"))
    assert read["reported"].tolist() == crimes["reported"].tolist()
    assert read["scene_minutes"].tolist() == crimes["scene_minutes"].tolist()


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("grade", 5, "row 2, column 'grade': expected a grade from 1 to 4, got '5'"),
        ("reported", datetime(2018, 6, 1), "row 2, column 'reported': expected a time not before the crime"),
        ("scene_minutes", -1.0, "row 2, column 'scene_minutes': expected a number >= 0, got '-1.0'"),
    ],
)
def test_newer_columns_are_checked(tmp_path: Path, column: str, value: object, message: str) -> None:
    path = write_crimes(recorded().assign(**{column: value}), tmp_path / "bad.csv")
    with pytest.raises(DataError, match=message):
        read_canned(path)
