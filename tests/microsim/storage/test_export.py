"""Export: whole files, the same bytes each time, and nothing left behind on failure."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from microsim import CrimeModel, DataError, write_crimes
from microsim.sampling.crime_frames import COLUMNS
from tests.microsim.conftest import tiny_model
from tests.microsim.model.test_crime_model import END, START


@pytest.fixture
def crimes() -> pd.DataFrame:
    return CrimeModel(tiny_model(per_year=1000), START, END, seed=1).advance(END)


def test_csv(crimes: pd.DataFrame, tmp_path: Path) -> None:
    path = write_crimes(crimes, tmp_path / "new" / "crimes.csv")
    lines = path.read_text().splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert len(lines) == len(crimes) + 1
    assert lines[1].startswith("1,E0200010")
    assert pd.to_datetime(pd.read_csv(path)["time"]).tolist() == crimes["time"].tolist()


def test_parquet_has_plain_text_columns(crimes: pd.DataFrame, tmp_path: Path) -> None:
    read = pd.read_parquet(write_crimes(crimes, tmp_path / "crimes.parquet"))
    assert list(read["code"]) == list(crimes["code"])
    assert not isinstance(read["code"].dtype, pd.CategoricalDtype)


@pytest.mark.parametrize("name", ["crimes.csv", "crimes.parquet"])
def test_the_same_frame_gives_the_same_bytes(crimes: pd.DataFrame, tmp_path: Path, name: str) -> None:
    one = write_crimes(crimes, tmp_path / "one" / name).read_bytes()
    assert one == write_crimes(crimes, tmp_path / "two" / name).read_bytes()


def test_unknown_ending(crimes: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"expected a name ending in .csv or .parquet, got '.xls'"):
        write_crimes(crimes, tmp_path / "crimes.xls")


def test_a_place_that_cannot_be_written_to(crimes: pd.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match=r"expected a place that can be written to"):
        write_crimes(crimes, tmp_path / "file" / "crimes.csv")
