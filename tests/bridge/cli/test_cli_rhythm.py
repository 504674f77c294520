"""`crims data rhythm`: a table that `fit` takes, and what it says."""

from pathlib import Path

import pytest

from microsim.offences.offences import read_offences
from microsim.offences.rhythm import read_rhythm
from tests.bridge.cli.test_cli import crims


def test_a_table_and_a_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    records = tmp_path / "records.csv"
    rows = [f"{day:02}/07/2018 {hour:02}:15,Burglary" for day in range(2, 30) for hour in (7, 8, 20)]
    records.write_text("\n".join(["when,what", *rows, "01/07/2018 10:00,Loitering", ""]))
    out, picture = tmp_path / "rhythm.csv", tmp_path / "rhythm.svg"
    options = ("--time", "when", "--category", "what", "--out", out, "--picture", picture)
    assert crims(monkeypatch, "data", "rhythm", records, *options) == 0
    said = capsys.readouterr().out
    assert "1 records of unknown categories left out: 'Loitering' (1)" in said
    assert "84 records in" in said
    offences = read_offences()
    burglary = list(offences["code"]).index("28E")
    learned, known = (read_rhythm(offences, path)[burglary] for path in (out, None))
    assert learned[8] > known[8]
    assert picture.read_bytes().startswith(b"<?xml")


def test_errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert crims(monkeypatch, "data", "rhythm", "x.csv", "--time", "t", "--picture", "x.gif") == 2
    assert "expected --picture to end in .png, .svg, .pdf, got 'x.gif'" in capsys.readouterr().err
    assert crims(monkeypatch, "data", "rhythm", tmp_path / "none.csv", "--time", "t") != 0
    assert "expected a table of records" in capsys.readouterr().err
