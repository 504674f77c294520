"""From officers to units: the arithmetic, and the inspectorate's figure as a check."""

import pytest

from planning.errors import StaffingError
from planning.staffing.chain import RESPONSE_OF_ALL, ChainRules, morning_response, on_duty
from planning.staffing.table import Officers, officers_of, shipped_staffing


def of(response: float, neighbourhood: float = 0, investigation: float = 0) -> Officers:
    return Officers("Durham", 2018, response, neighbourhood, investigation, 1000, "made for a test")


def test_the_chain_by_hand() -> None:
    rules = ChainRules(rostered=0.5, present=0.8, full_duty=1.0, in_units=0.5)
    found = on_duty(of(800, 200, 100), rules)
    assert found.officers == pytest.approx({"early": 78.0, "late": 78.0, "night": 44.0})
    assert found.units == {"early": 78, "late": 78, "night": 22}
    assert found.crew == {"early": 1, "late": 1, "night": 2}
    assert found.investigators == {"early": 20, "late": 20, "night": 0}


def test_every_step_is_in_the_report() -> None:
    steps = on_duty(officers_of("West Yorkshire", 2018)).steps
    assert steps[0].startswith(
        "2319 officers in response (1818) and neighbourhood policing (501): staffing.csv"
    )
    assert steps[-1] == "night: 182.6 officers, 91 units of 2"


def test_reclassifying_officers_changes_nothing() -> None:
    assert on_duty(of(800, 200)).units == on_duty(of(300, 700)).units


def test_a_small_area_keeps_one_unit_on_each_shift() -> None:
    assert on_duty(of(0.4)).units == {"early": 1, "late": 1, "night": 1}
    assert on_duty(of(0)).units == {"early": 0, "late": 0, "night": 0}


def test_england_and_wales_agree_with_the_inspectorate() -> None:
    year = [row for row in shipped_staffing() if row.year == 2018]
    response = sum((morning_response(row) or 0) * (row.total or 0) for row in year)
    share = response / sum(row.total or 0 for row in year)
    least, mean, most = RESPONSE_OF_ALL
    assert least < share < most
    assert share == pytest.approx(mean, rel=0.1)  # 3.2 % against 3.5 %


def test_a_share_out_of_range_is_refused() -> None:
    with pytest.raises(StaffingError, match="expected the share 'present' above 0 and at most 1, got 77"):
        ChainRules(present=77)
    with pytest.raises(StaffingError, match="expected units of 1 or 2 officers, got 3 in shift 'night'"):
        ChainRules(crew={"night": 3})
