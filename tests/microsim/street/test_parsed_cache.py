"""The cache: the same data again, and never data of another input."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from cryptography.fernet import Fernet

from microsim import CrimeData, DataWarning, FittedModel, fit, load_crimes
from microsim.storage.encryption import KEY_NAME, encrypt_file
from microsim.street import parsed_cache as cache
from microsim.street.cell_counts import count_table
from tests.microsim.conftest import crime, street_csv, write_month

Archive = Callable[..., Path]


@pytest.fixture
def source(archive: Archive) -> Path:
    return archive(
        m2018_07=[crime(), crime(lsoa=""), crime(type="Nonsense")], m2018_08=[crime(lsoa="E01000004")]
    )


def load(source: Path, lookup: Path, folder: Path) -> CrimeData:
    return load_crimes(source, "West Yorkshire", lookup, folder)


def rates_of(data: CrimeData) -> FittedModel:
    with pytest.warns(DataWarning, match="no data"):
        return fit(data, keep_doubtful=True)


def test_a_second_start_gives_the_same_data(source: Path, lookup: Path, tmp_path: Path) -> None:
    first, second = (load(source, lookup, tmp_path / "cache") for _ in range(2))
    assert len(list((tmp_path / "cache").iterdir())) == 2  # rows and counts
    pd.testing.assert_frame_equal(first.table, second.table)
    pd.testing.assert_frame_equal(first.areas, second.areas)
    assert (first.months, first.report) == (second.months, second.report)


def test_the_second_start_parses_nothing(
    source: Path, lookup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(source, lookup, tmp_path / "cache")
    monkeypatch.setattr("microsim.street.rows.read_street", None)
    assert load(source, lookup, tmp_path / "cache").report.kept == 3


def test_other_content_is_another_key(source: Path, lookup: Path, tmp_path: Path) -> None:
    load(source, lookup, tmp_path / "cache")
    write_month(source, street_csv([crime(), crime()]))
    assert load(source, lookup, tmp_path / "cache").report.rows == 3
    lookup.write_text(lookup.read_text().replace("E02000102", "E02000104"))
    assert "E02000104" in load(source, lookup, tmp_path / "cache").areas.index


@pytest.mark.parametrize("content", [b"", b"PAR1 nonsense"])
@pytest.mark.parametrize("which", ["rows", "counts"])
def test_a_damaged_file_is_left_aside(
    source: Path, lookup: Path, tmp_path: Path, content: bytes, which: str
) -> None:
    folder = tmp_path / "cache"
    first = load(source, lookup, folder)
    [path] = [one for one in folder.iterdir() if ("counts" in one.name) == (which == "counts")]
    path.write_bytes(content)
    second = load(source, lookup, folder)
    pd.testing.assert_frame_equal(second.table, first.table)
    assert (second.cells.counts == first.cells.counts).all()
    assert path.read_bytes() != content


def test_rates_of_a_second_start_need_no_rows(source: Path, lookup: Path, tmp_path: Path) -> None:
    first = rates_of(load(source, lookup, tmp_path))
    for path in tmp_path.glob("*[!s].parquet"):
        path.write_text("nothing that could be read")
    second = rates_of(load(source, lookup, tmp_path))
    assert (second.rates == first.rates).all()
    assert (second.suspect == first.suspect).all()


def test_months_chosen_of_counts_are_those_of_rows(source: Path, lookup: Path, tmp_path: Path) -> None:
    data = load(source, lookup, tmp_path).select(["2018-08"])
    again = count_table(data.table, data.months, len(data.areas))
    assert (again.counts == data.cells.counts).all()
    assert data.cells.crimes.sum() == 1


def test_a_folder_that_cannot_be_made_does_no_harm(source: Path, lookup: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert load(source, lookup, tmp_path / "file" / "cache").report.kept == 3


def test_the_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRIMS_CACHE_DIR", "/somewhere")
    assert cache.default_folder() == Path("/somewhere")
    monkeypatch.delenv("CRIMS_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", "/elsewhere")
    assert cache.default_folder() == Path("/elsewhere/crims")


def test_encrypted_sources_are_not_kept_in_the_clear(
    source: Path, lookup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_NAME, Fernet.generate_key().decode())
    plain = next(source.rglob("*2018-07*.csv"))
    encrypt_file(plain)
    plain.unlink()
    assert load(source, lookup, tmp_path / "cache").report.rows == 4
    assert not (tmp_path / "cache").exists()


def test_parts_of_a_key_do_not_run_together() -> None:
    assert cache.key_of(["ab", "c"]) != cache.key_of(["a", "bc"])
