"""The cache: the same data again, and never data of another input."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from cryptography.fernet import Fernet

from microsim import CrimeData, load_crimes
from microsim.storage.encryption import KEY_NAME, encrypt_file
from microsim.street import parsed_cache as cache
from tests.microsim.conftest import crime, street_csv, write_month

Archive = Callable[..., Path]


@pytest.fixture
def source(archive: Archive) -> Path:
    return archive(
        m2018_07=[crime(), crime(lsoa=""), crime(type="Nonsense")], m2018_08=[crime(lsoa="E01000004")]
    )


def load(source: Path, lookup: Path, folder: Path) -> CrimeData:
    return load_crimes(source, "West Yorkshire", lookup, folder)


def test_a_second_start_gives_the_same_data(source: Path, lookup: Path, tmp_path: Path) -> None:
    first, second = (load(source, lookup, tmp_path / "cache") for _ in range(2))
    assert len(list((tmp_path / "cache").iterdir())) == 1
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
def test_a_damaged_file_is_left_aside(source: Path, lookup: Path, tmp_path: Path, content: bytes) -> None:
    folder = tmp_path / "cache"
    first = load(source, lookup, folder)
    [path] = folder.iterdir()
    path.write_bytes(content)
    pd.testing.assert_frame_equal(load(source, lookup, folder).table, first.table)
    assert path.read_bytes() != content


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
