"""Timed records of whatever layout: dates, offsets, names, and what is left out."""

from __future__ import annotations

import gzip
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from microsim import CATEGORIES, DataError
from microsim.offences.rhythm import read_category_rhythm
from microsim.rhythm.learned_table import learn_rhythm, write_rhythm
from microsim.rhythm.rhythm_picture import draw_rhythm
from microsim.rhythm.timed_records import TimedRecords, hours_of_week, read_names, read_timed

BURGLARY = CATEGORIES.index("burglary")


def records(tmp_path: Path, *rows: str, header: str = "time,category") -> Path:
    path = tmp_path / "records.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def one_time(tmp_path: Path, text: str, **options: object) -> datetime:
    path = records(tmp_path, f'"{text}",burglary')
    read = read_timed(path, "time", "category", **options)  # type: ignore[arg-type]
    assert len(read.time) == 1
    return read.time.astype("datetime64[us]").tolist()[0]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "text",
    [
        "01/07/2018 13:45",
        "1/7/2018 13:45:59",
        "1/7/18 1:45 pm",
        "01-07-2018 1345",
        "01.07.2018 13:45",
        "01/07/2018, 13:45",
        "2018-07-01 13:45",
        "2018-07-01T13:45:10.5",
        "2018-07-01T12:45:00Z",
        "2018-07-01 12:45:00+00:00",
        "2018-07-01T14:45:00+0200",
    ],
)
def test_times_of_many_spellings(tmp_path: Path, text: str) -> None:
    """1 July 2018, a quarter to two in London's summer."""
    assert one_time(tmp_path, text) == datetime(2018, 7, 1, 13, 45)


def test_a_zone_and_months_first(tmp_path: Path) -> None:
    assert one_time(tmp_path, "2018-07-01T12:45Z", zone="America/Detroit") == datetime(2018, 7, 1, 8, 45)
    assert one_time(tmp_path, "7/13/2018 13:45", month_first=True) == datetime(2018, 7, 13, 13, 45)
    assert one_time(tmp_path, "1/7/2018 12:45 am") == datetime(2018, 7, 1, 0, 45)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "07/13/2018 13:45",
            r"row 2, column 'time': .* '07/13/2018 13:45'; with --month-first it is one",
        ),
        ("yesterday", r"expected a time like 01/07/2018 13:45 or 2018-07-01T13:45, got 'yesterday'"),
        ("01/07/2018 25:00", r"got '01/07/2018 25:00'"),
        ("2018-02-30 10:00", r"got '2018-02-30 10:00'"),
    ],
)
def test_times_that_are_none(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        one_time(tmp_path, text)


def test_an_unknown_zone(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="expected a time zone such as Europe/London, got 'Mars'"):
        one_time(tmp_path, "2018-07-01T12:45Z", zone="Mars")


def test_dates_alone_are_left_out_and_counted(tmp_path: Path) -> None:
    read = read_timed(
        records(tmp_path, "01/07/2018,burglary", "01/07/2018 10:00,burglary"), "time", "category"
    )
    assert len(read.time) == 1
    assert read.notes == ("1 records have a date and no time of day: left out",)


def test_a_heap_at_midnight_is_left_out(tmp_path: Path) -> None:
    rows = [
        f"{day:02}/07/2018 {hour:02}:{minute:02},burglary"
        for day in (2, 3)
        for hour in range(24)
        for minute in (0, 7)
    ]
    rows += ["04/07/2018 00:00,burglary"] * 40
    read = read_timed(records(tmp_path, *rows), "time", "category")
    assert len(read.time) == 2 * 24 * 2 - 2
    assert "42 records at exactly 00:00" in read.notes[0]


def test_names_of_the_file_the_home_office_and_police_uk(tmp_path: Path) -> None:
    names = tmp_path / "names.csv"
    names.write_text("name,category\nBREAK IN,Burglary\n")
    rows = [
        f"01/07/2018 10:00,{name}"
        for name in ("break in", "BURGLARY", "28E", "Burglary Residential", "x", "x")
    ]
    read = read_timed(records(tmp_path, *rows), "time", "category", names=read_names(names))
    assert read.category is not None
    assert read.category.tolist() == [BURGLARY] * 4
    assert "2 records of unknown categories left out: 'x' (2)" in read.notes[0]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "a,burglery",
            r"row 2, column 'category': expected a category, got 'burglery'; did you mean 'burglary'",
        )
    ],
)
def test_bad_names(tmp_path: Path, row: str, message: str) -> None:
    names = tmp_path / "names.csv"
    names.write_text(f"name,category\n{row}\n")
    with pytest.raises(DataError, match=message):
        read_names(names)


def test_a_column_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"expected a column 'when', got none"):
        read_timed(records(tmp_path, "01/07/2018 10:00,burglary"), "when")


def test_nothing_left(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"records with time and category, got none; 1 records of unknown"):
        read_timed(records(tmp_path, "01/07/2018 10:00,x"), "time", "category")


def test_semicolons_windows_letters_gzip_and_parquet(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"time": ["01/07/2018 10:00", "02/07/2018 11:30"], "category": ["Burglary"] * 2, "place": "Caf\u00e9"}
    )
    semicolons, packed = tmp_path / "a.csv", tmp_path / "b.csv.gz"
    semicolons.write_bytes(frame.to_csv(index=False, sep=";").encode("cp1252"))
    packed.write_bytes(gzip.compress(frame.to_csv(index=False).encode()))
    stamped = frame.assign(time=pd.to_datetime(frame["time"], dayfirst=True))
    stamped.to_parquet(tmp_path / "c.parquet")
    for path in (semicolons, packed, tmp_path / "c.parquet"):
        read = read_timed(path, "time", "category")
        assert hours_of_week(read.time).tolist() == [6 * 24 + 10, 11]


def drawn(records: int, category: int | None) -> TimedRecords:
    rng = np.random.default_rng(1)
    minutes = np.sort(rng.integers(0, 52 * 7 * 1440, records))
    codes = None if category is None else np.full(records, category)
    return TimedRecords(np.datetime64("2018-01-01T00:00", "m") + minutes.astype("timedelta64[m]"), codes, ())


def test_the_table_is_one_that_the_model_reads(tmp_path: Path) -> None:
    learned = learn_rhythm(drawn(50_000, BURGLARY))
    path = write_rhythm(learned, tmp_path / "rhythm.csv", "records.csv")
    read = read_category_rhythm(path)
    assert read == pytest.approx(learned.weights, abs=1e-4)
    assert np.abs(read[BURGLARY] - 1).max() < 0.25  # the records are even
    assert read[0] == pytest.approx(learned.known[0], abs=1e-4)
    assert "without records, as known before: anti-social behaviour" in learned.notes[0]


def test_records_of_one_kind_change_all_categories() -> None:
    learned = learn_rhythm(drawn(50_000, None))
    assert learned.weights.mean(axis=0) == pytest.approx(np.ones(168), abs=0.2)
    assert learned.notes[-1] == "no category: the rhythms of all categories change alike"


def test_the_picture_is_written(tmp_path: Path) -> None:
    path = draw_rhythm(learn_rhythm(drawn(2_000, BURGLARY)), tmp_path / "rhythm.png")
    assert path.read_bytes()[:4] == b"\x89PNG"


def test_detroit(shared_data: Path) -> None:
    """Weekdays 08 to 16 and weekends 00 to 08: these hours are learned, the others keep what is known."""
    path = shared_data / "detroit" / "priority1-response-2019.csv.gz"
    learned = learn_rhythm(read_timed(path, "call_time"))
    assert learned.records[0] > 7000
    assert "112 of 168 hours of the week have no record" in learned.notes[0]
    covered = np.isfinite(learned.observed[0])
    before, after = (one.mean(axis=0)[covered] for one in (learned.known, learned.weights))
    seen = learned.observed[0][covered]
    assert np.corrcoef(after, seen)[0, 1] > np.corrcoef(before, seen)[0, 1]
    assert np.corrcoef(after, seen)[0, 1] > 0.9
