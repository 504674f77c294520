"""Officers by function, force and year."""

from pathlib import Path

import pytest

from planning.errors import StaffingError
from planning.geography.shipped import msoas
from planning.staffing.table import officers_of, read_staffing, shipped_staffing

HEADER = "force,year,response,neighbourhood,investigation,total\n"


def test_all_forces_and_years_are_there() -> None:
    rows = shipped_staffing()
    assert {row.force for row in rows} == set(msoas("2021").force)
    assert {row.year for row in rows} == set(range(2012, 2022))
    assert len(rows) == 430


def test_published_figures_of_2018() -> None:
    found = officers_of("west yorkshire", 2018)
    assert round(found.response) == 1818
    assert round(found.neighbourhood) == 501
    assert round(found.investigation) == 428
    assert round(found.total or 0) == 5014
    assert found.notes == ()


def test_response_and_neighbourhood_together_move_less_than_either() -> None:
    before, after = officers_of("West Yorkshire", 2016), officers_of("West Yorkshire", 2017)
    assert after.response / before.response == pytest.approx(1.55, abs=0.01)
    assert after.visible / before.visible == pytest.approx(0.88, abs=0.01)


def test_a_year_that_is_not_there_takes_the_last_before_it_and_says_so() -> None:
    found = officers_of("Durham", 2026)
    assert found.year == 2021
    assert found.notes == ("officers of Durham are those of 31 March 2021; 2026 is not in the table",)
    assert officers_of("Durham", 2005).year == 2012


def test_a_year_recorded_under_other_functions_is_doubtful() -> None:
    (note,) = officers_of("Derbyshire", 2018).notes
    assert note.startswith("249 of 1741 officers of Derbyshire were in response and neighbourhood policing")


def test_a_part_of_a_force_says_so() -> None:
    part = officers_of("Durham", 2018).scaled(0.25, "share of demand")
    assert part.response == pytest.approx(430.0 / 4)
    assert part.source.endswith("times 0.25 (share of demand)")
    with pytest.raises(StaffingError, match=r"expected a staffing factor above 0, got -1"):
        part.scaled(-1, "no")


def test_ones_own_table(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "# counted by hand\nforce,year,response,neighbourhood,investigation\nDurham,2025,400,90,80\n"
    )
    found = officers_of("durham", 2025, read_staffing(path))
    assert (found.visible, found.total) == (490, None)
    assert found.source == "mine.csv, Durham, 31 March 2025"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Durham,2025,400,x,80,", r"t\.csv: row 2, column 'neighbourhood': expected a number >= 0, got 'x'"),
        ("Durham,2025.5,400,1,80,", "row 2, column 'year': expected a whole number >= 0, got '2025.5'"),
        ("Durham,2025,400,1,80,lots", "row 2, column 'total': expected a number >= 0, got 'lots'"),
        (
            "Durham,2025,1,1,1,\nDurham,2025,1,1,1,",
            "row 3: expected each force and year once, got 'Durham' 2025",
        ),
    ],
)
def test_bad_rows_are_named(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEADER + row + "\n")
    with pytest.raises(StaffingError, match=message):
        read_staffing(path)


def test_an_unknown_force_is_named_with_near_ones() -> None:
    with pytest.raises(
        StaffingError, match="expected officers of 'Durhum' in the staffing table, got none; did"
    ):
        officers_of("Durhum", 2018)
