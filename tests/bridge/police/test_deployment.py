"""What a model is told of its force, from the packaged tables and from files of one's own."""

from pathlib import Path
from typing import Any

import pytest

from bridge.demand.demand import DemandInfo
from bridge.errors import ScenarioError
from bridge.police.contract import GIVEN
from bridge.police.deployment import deployment_of
from bridge.scenario.scenario import Scenario

CODES = ("E02002183", "E02002184", "E02002185")
INFO = DemandInfo(areas=3, area_codes=CODES, area_rates=(100.0, 200.0, 100.0), share=0.01, years=(2018,))


def given(**options: Any) -> dict[str, list[Any]]:
    return dict(deployment_of(Scenario.of(**options), INFO, GIVEN).given)


def test_rows_are_in_the_order_of_the_demand_side() -> None:
    rows = given()
    assert [row[0] for row in rows["receive-areas"]] == list(CODES)
    assert rows["receive-risk"] == [0.25, 0.5, 0.25]
    assert len(rows["receive-travel"]) == 4
    assert rows["receive-travel"][0][0][0] == 0  # the area itself is nearest
    assert [row[0] for row in rows["receive-shifts"]] == ["early", "late", "night"]


def test_part_of_a_force_has_its_share_of_the_officers_and_a_factor_scales_it() -> None:
    units = [sum(row[2] for row in given(staffing_factor=by)["receive-units"]) for by in (1.0, 0.5)]
    assert 4 <= units[0] <= 9
    assert units[1] < units[0]


def test_a_plan_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "districts.csv").write_text("area,district\n" + "".join(f"{one},all\n" for one in CODES))
    shifts = ("early", "late", "night")
    (tmp_path / "units.csv").write_text(
        "district,shift,units,crew\n" + "".join(f"all,{s},8,1\n" for s in shifts)
    )
    assert [row[2:] for row in given(plan=tmp_path)["receive-units"]] == [[8.0, 1.0]] * 3
    half = given(plan=tmp_path, staffing_factor=0.5)
    assert [row[2:] for row in half["receive-units"]] == [[4.0, 1.0]] * 3
    (tmp_path / "districts.csv").write_text("area,district\nE02002183,all\n")
    with pytest.raises(ScenarioError, match="expected a district for every area"):
        given(plan=tmp_path)


def test_a_model_without_places_is_told_nothing_and_takes_no_plan() -> None:
    assert deployment_of(Scenario.of(), INFO, []).given == {}
    with pytest.raises(ScenarioError, match="for --staffing-factor"):
        deployment_of(Scenario.of(staffing_factor=0.9), INFO, [])
