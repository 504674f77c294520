"""Report, grade and minutes on the scene: the tables' figures come out, by offence."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from microsim import CrimeModel, DataError
from microsim.offences.incident_tables import IncidentTables, read_incident_tables
from microsim.offences.offences import read_offences
from microsim.offences.rhythm import read_rhythm
from microsim.sampling.incident_draws import MAX_DELAY_DAYS, grades, report_minutes, scene_minutes
from microsim.sampling.streams import key_of_stream, numbered_keys
from microsim.storage.packaged_data import data_dir
from tests.microsim.conftest import tiny_model

OFFENCES = read_offences()
KEYS = numbered_keys(key_of_stream(1, "test"), np.arange(40_000))
START, END = datetime(2018, 7, 2), datetime(2018, 7, 30)


@pytest.fixture(scope="module")
def tables() -> IncidentTables:
    return read_incident_tables(OFFENCES)


@pytest.fixture(scope="module")
def crimes() -> pd.DataFrame:
    fitted = tiny_model(per_year=9000, rhythm=read_rhythm(OFFENCES))
    return CrimeModel(fitted, START, END, 3).advance(END)


def kind(code: str) -> np.ndarray:
    return np.full(len(KEYS), list(OFFENCES["code"]).index(code))


def test_grades_have_their_chances(tables: IncidentTables) -> None:
    drawn = grades(tables.handling, kind("34B"), KEYS)
    shares = np.bincount(drawn, minlength=5)[1:] / len(drawn)
    assert shares == pytest.approx(tables.handling.grade[kind("34B")[0]], abs=0.01)


def test_scene_minutes_have_mean_and_median(tables: IncidentTables) -> None:
    drawn = scene_minutes(tables.handling, kind("34B"), KEYS)
    assert np.median(drawn) == pytest.approx(30.4, rel=0.03)
    assert drawn.mean() == pytest.approx(51, rel=0.03)


@pytest.mark.parametrize(
    ("category", "hours", "tolerance"),
    [("burglary", 5.3, 0.25), ("other theft", 7.8, 0.25), ("robbery", 26 / 60, 0.25)],
)
def test_median_delays_are_those_published(
    crimes: pd.DataFrame, category: str, hours: float, tolerance: float
) -> None:
    """Pontiac, 1978 to 1979: see data/README.md."""
    mine = crimes[crimes["crime_category"] == category]
    delay = (mine["reported"] - mine["time"]).dt.total_seconds() / 3600
    assert delay.median() == pytest.approx(hours, rel=tolerance)


def test_what_is_found_is_reported_when_people_come_by(crimes: pd.DataFrame) -> None:
    mine = crimes[crimes["crime_category"] == "vehicle crime"]
    hour = mine["reported"].dt.hour
    assert hour.isin([6, 7, 8, 9, 17, 18, 19, 20]).mean() > 0.7


def test_nothing_is_reported_before_it_happens_or_after_the_longest_delay(crimes: pd.DataFrame) -> None:
    delay = crimes["reported"] - crimes["time"]
    assert delay.min() >= pd.Timedelta(0)
    assert delay.max() <= pd.Timedelta(days=MAX_DELAY_DAYS)


def test_found_at_any_hour_is_found_within_a_day(tables: IncidentTables) -> None:
    minute = np.arange(len(KEYS)) % 1440
    offence = kind("45")
    delay = report_minutes(tables.delays, offence, minute, KEYS) - minute
    assert (delay >= 0).all()
    assert np.mean(delay <= 15 * 60) > tables.delays.found[offence[0]]  # 15 hours from 19 h to 06 h and more


def copy_of(tmp_path: Path, name: str, before: str, after: str) -> Path:
    text = (data_dir() / name).read_text()
    assert before in text
    path = tmp_path / name
    path.write_text(text.replace(before, after, 1))
    return path


@pytest.mark.parametrize(
    ("name", "before", "after", "message"),
    [
        ("grades.csv", "burglary,,0.15", "burglary,,0.25", r"row 4: expected chances .* got 1.1"),
        ("grades.csv", "30.5,19.7", "30.5,39.7", r"row 2: expected a median .* got 39.7 and 30.5"),
        ("grades.csv", "burglary,", "burglery,", r"row 4, column 'category': .* did you mean 'burglary'"),
        ("report_delays.csv", "0.95,5,0,", "0.95,5,0.1,", r"row 2: expected chances at_once and found"),
        ("report_delays.csv", "06-10 17-21", "06-09 19-16", r"row 3, column 'found_hours': expected hours"),
        ("report_delays.csv", "06-10 17-21", "", r"row 3, column 'found_hours': expected hours, got ''"),
    ],
)
def test_bad_tables(tmp_path: Path, name: str, before: str, after: str, message: str) -> None:
    path = copy_of(tmp_path, name, before, after)
    chosen = {"delays" if name.startswith("report") else "grades": path}
    with pytest.raises(DataError, match=message):
        read_incident_tables(OFFENCES, **chosen)


def test_a_category_that_is_left_out(tmp_path: Path) -> None:
    lines = (data_dir() / "grades.csv").read_text().splitlines(keepends=True)
    path = tmp_path / "grades.csv"
    path.write_text("".join(line for line in lines if not line.startswith("robbery")))
    with pytest.raises(DataError, match=r"expected a row for category 'robbery' or offence '34A', got none"):
        read_incident_tables(OFFENCES, grades=path)
