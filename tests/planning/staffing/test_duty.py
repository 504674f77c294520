"""The staffing of a run."""

from pathlib import Path

import pytest

from planning.errors import StaffingError
from planning.staffing.duty import officers_over, staffing_of
from planning.staffing.table import officers_of


def test_the_fitted_years_are_averaged() -> None:
    found = officers_over("West Yorkshire", [2017, 2018, 2017])
    one, other = officers_of("West Yorkshire", 2017), officers_of("West Yorkshire", 2018)
    assert found.visible == pytest.approx((one.visible + other.visible) / 2)
    assert found.source == "staffing.csv, West Yorkshire, mean of 31 March 2017, 2018"


def test_years_beyond_the_table_count_once() -> None:
    found = officers_over("Durham", [2021, 2024, 2025])
    assert found.visible == officers_of("Durham", 2021).visible
    assert len(found.notes) == 2


def test_a_part_gets_its_share_and_says_so() -> None:
    whole, part = staffing_of("West Yorkshire", [2018]), staffing_of("West Yorkshire", [2018], 0.35, "Leeds")
    assert part.officers.visible == pytest.approx(0.35 * whole.officers.visible)
    assert (
        "times 0.35 (share of demand of Leeds)), units on duty: 113 early, 113 late, 32 night"
        in part.notes[0]
    )


def test_a_factor_scales_everything() -> None:
    less = staffing_of("Durham", [2018], factor=0.9)
    assert less.officers.visible == pytest.approx(0.9 * officers_of("Durham", 2018).visible)
    assert "times 0.9 (staffing factor)" in less.notes[0]


def test_ones_own_table_replaces_the_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("force,year,response,neighbourhood,investigation\nDurham,2025,1000,0,50\n")
    assert staffing_of("Durham", [2025], table=path).officers.visible == 1000


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"share": 0.0}, "expected a share of demand above 0"),
        ({"factor": -1.0}, "expected a staffing factor"),
    ],
)
def test_out_of_range(more: dict[str, float], message: str) -> None:
    with pytest.raises(StaffingError, match=message):
        staffing_of("Durham", [2018], **more)  # type: ignore[arg-type]


def test_no_year_is_refused() -> None:
    with pytest.raises(StaffingError, match="expected at least one year of staffing"):
        staffing_of("Durham", [])
