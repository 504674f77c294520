"""A source at a glance: every force, and one bad force does not hide the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsim import DataError
from microsim.sources.homeoffice import read_recorded
from microsim.sources.survey import survey
from tests.microsim.conftest import crime, street_csv, write_month


def test_packaged_sample() -> None:
    [holding] = survey(None)
    assert holding.name == "West Yorkshire"
    assert holding.months == ("2016-07", "2017-07", "2018-07")
    assert holding.areas == 299
    first, second, *_ = holding.lines()
    assert first == (
        "West Yorkshire, 2016-07 to 2018-07: 87348 rows of 3 months read, 87348 kept, crimes in 299 areas"
    )
    assert (
        second
        == "3771 rows without an LSOA: kept, shared among the areas like the placed ones of their category"
    )


def test_every_force_is_looked_at(tmp_path: Path, lookup: Path) -> None:
    source = tmp_path / "source"
    write_month(source, street_csv([crime(), crime(type="Nonsense")]))
    write_month(source, street_csv([crime()]), slug="btp")
    write_month(source, "nonsense", slug="south-yorkshire")
    railways, south, west = survey(source, lookup)
    assert "polices the railways" in railways.problem
    assert "expected a column 'Crime ID'" in south.problem
    assert south.lines() == [f"south-yorkshire, 2018-07: cannot be used: {south.problem}"]
    assert west.report is not None
    assert west.report.counts["unknown_category"] == 1


def test_a_source_without_street_files(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"expected files YYYY-MM/YYYY-MM-<force>-street.csv, got none"):
        survey(tmp_path)


def test_months_that_cannot_be_whole_are_marked(tmp_path: Path, lookup: Path) -> None:
    for month in range(1, 7):
        rows = [crime(month=f"2021-{month:02}")] * (3 if month == 4 else 60)
        write_month(tmp_path, street_csv(rows), f"2021-{month:02}")
    [holding] = survey(tmp_path, lookup)
    assert holding.years == {"2021": "###?##......"}
    assert holding.doubtful["2021-04"].startswith("3 rows, where the months around have about")


def test_a_quick_look_counts_the_same_rows(tmp_path: Path, lookup: Path) -> None:
    for month in range(1, 7):
        text = street_csv([crime(month=f"2021-{month:02}")] * (3 if month == 4 else 60))
        write_month(tmp_path, text.rstrip() if month == 2 else text + "\n" * (month == 3), f"2021-{month:02}")
    [whole], [quick] = survey(tmp_path, lookup), survey(tmp_path, quick=True)
    assert whole.report is not None
    assert quick.report is not None
    assert quick.report.rows_by_month == whole.report.rows_by_month
    assert (quick.years, quick.doubtful, quick.gaps) == (whole.years, whole.doubtful, whole.gaps)


@pytest.mark.parametrize("content", ["", "\n", "a,b", "a,b\n", "a,b\r"])
def test_a_quick_look_at_a_file_without_rows(tmp_path: Path, content: str) -> None:
    write_month(tmp_path, content)
    [holding] = survey(tmp_path, quick=True)
    assert holding.report is not None
    assert holding.report.rows == 0


def test_some_forces_of_several_sources(tmp_path: Path, lookup: Path) -> None:
    for name in ("one", "two"):
        write_month(tmp_path / name, street_csv([crime()] * (1 if name == "one" else 2)))
        write_month(tmp_path / name, street_csv([crime()]), slug="south-yorkshire")
    [holding] = survey([tmp_path / "one", tmp_path / "two"], lookup, forces=["West Yorkshire"])
    assert holding.report is not None
    assert holding.report.rows == 2
    assert "1 month supplied twice" in holding.report.notes[0]


def test_months_against_what_the_home_office_counted(tmp_path: Path, lookup: Path) -> None:
    write_month(tmp_path / "a", street_csv([crime(id=str(row)) for row in range(40)]))
    table = tmp_path / "counts.csv"
    table.write_text(
        "Financial Year,Force Name,Offence Description,Offence Code,Number of Offences\n"
        "2018/19,West Yorkshire,Robbery,34B,36500\n"
    )
    per_day = read_recorded(table).crimes_per_day
    [alone], [beside] = (survey(tmp_path / "a", lookup, recorded=one) for one in (None, per_day))
    assert alone.doubtful == {}
    assert beside.doubtful == {"2018-07": "40 crimes, where the Home Office counted about 3,100"}
