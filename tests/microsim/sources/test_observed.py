"""Reading crimes from files of any origin."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from microsim import DataError
from microsim.sources.observed import read_observed


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "crimes.csv"
    path.write_text(text)
    return path


def test_only_the_wanted_columns_are_needed(tmp_path: Path) -> None:
    found = read_observed(write(tmp_path, "time\n2018-07-01 13:45:00\n"), ("time",))
    assert found["time"].tolist() == [pd.Timestamp(2018, 7, 1, 13, 45)]


def test_the_old_name_of_a_column_is_understood(tmp_path: Path) -> None:
    found = read_observed(write(tmp_path, "crime_type\nBurglary\n"), ("crime_category",))
    assert found["crime_category"].tolist() == ["burglary"]


def test_parquet_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "crimes.parquet"
    pd.DataFrame({"MSOA": ["E02000101"]}).to_parquet(path)
    assert read_observed(path, ("MSOA",))["MSOA"].tolist() == ["E02000101"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("when\n2018-07-01\n", "row 1: expected a column 'time'"),
        ("time\nyesterday\n", "row 2, column 'time': expected a time like .*'yesterday'"),
        ("time,crime_category\n2018-07-01,burglery\n", "did you mean 'burglary'"),
        ("time\n01/07/2018 09:00\n", "row 2, column 'time': expected a time like .*'01/07/2018 09:00'"),
        ("time\n2018-07-01\n2018-07-01T09:00Z\n", "row 3, column 'time': expected a time like .*00Z'"),
        ("time\n", "without rows"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_observed(write(tmp_path, text), ("time",))


def test_a_damaged_parquet_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "crimes.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(DataError, match="expected a Parquet file"):
        read_observed(path, ())
