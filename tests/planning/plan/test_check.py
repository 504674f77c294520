"""Whether a plan fits some areas."""

from dataclasses import replace

import pytest

from planning.errors import PlanError
from planning.plan.check import check_plan
from planning.plan.model import SHIFTS, Plan, Route, Stop, Units
from tests.planning.conftest import Squares

ROW = Plan(
    district={"a00": "West", "a01": "West", "a02": "East"},
    units=tuple(Units("West", shift.name, 1, 1) for shift in SHIFTS),
)


def test_a_plan_that_fits(squares: Squares) -> None:
    check_plan(ROW, squares(3, 1))


def test_an_area_that_is_left_out(squares: Squares) -> None:
    with pytest.raises(PlanError, match=r"got none for 'a03' \(Area 3\) and 2 more"):
        check_plan(ROW, squares(3, 2))


def test_an_area_of_another_place(squares: Squares) -> None:
    with pytest.raises(PlanError, match="expected areas of this run, got 'a02'"):
        check_plan(ROW, squares(2, 1))


def test_a_district_in_pieces(squares: Squares) -> None:
    broken = replace(ROW, district={"a00": "West", "a01": "East", "a02": "West"})
    with pytest.raises(PlanError, match="expected every district in one piece, got 'West' in 2; join"):
        check_plan(broken, squares(3, 1))


def test_a_district_may_reach_over_water(squares: Squares) -> None:
    islands = squares(3, 1).select(["a00", "a02"])
    check_plan(replace(ROW, district={"a00": "West", "a02": "West"}), islands)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"units": (Units("Weest", "early", 1, 1),)},
            "units: a district .* got 'Weest'; did you mean 'West'",
        ),
        ({"units": (*ROW.units, Units("West", "noon", 1, 1))}, "units: a shift of the plan: .* got 'noon'"),
        ({"units": ROW.units[:2]}, "expected at least one unit on the shift 'night', got none"),
        ({"stations": {"West": "a09"}}, "stations: an area: expected a known name, got 'a09'"),
        ({"routes": (Route("West", "early", 0, 1, (Stop("a09", 0, 10),)),)}, "routes: an area: .* got 'a09'"),
    ],
)
def test_unknown_names(squares: Squares, change: dict[str, object], message: str) -> None:
    with pytest.raises(PlanError, match=message):
        check_plan(replace(ROW, **change), squares(3, 1))  # type: ignore[arg-type]
