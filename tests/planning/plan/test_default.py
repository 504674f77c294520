"""The plan in force where none is given."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from planning.errors import PlanError
from planning.geography.shipped import areas_of_force, msoas
from planning.plan.check import check_plan
from planning.plan.default import default_districts, default_plan
from planning.staffing.chain import on_duty
from planning.staffing.table import officers_of
from tests.planning.conftest import Squares

UNITS = {"early": 10, "late": 10, "night": 4}
CREW = {"early": 1, "late": 1, "night": 2}


def test_districts_are_the_local_authorities() -> None:
    found = Counter(default_districts(areas_of_force("West Yorkshire", "2011")).values())
    assert found == {"Bradford": 61, "Calderdale": 27, "Kirklees": 59, "Leeds": 107, "Wakefield": 45}


def test_birmingham_is_cut_in_two() -> None:
    names = set(default_districts(areas_of_force("West Midlands", "2021")).values())
    assert {"Birmingham 1", "Birmingham 2"} <= names
    assert len(names) == 8


def test_a_single_authority_is_cut_into_even_parts() -> None:
    every = msoas("2021")
    cornwall = every.take([at for at, name in enumerate(every.authority_name) if name == "Cornwall"])
    parts = Counter(default_districts(cornwall).values())
    assert len(parts) == 3
    assert max(parts.values()) - min(parts.values()) <= 4


@pytest.mark.parametrize("force", sorted(set(msoas("2021").force)))
def test_every_force_has_a_plan_that_can_be_run(force: str) -> None:
    areas = areas_of_force(force, "2021")
    duty = on_duty(officers_of(force, 2019))
    plan = default_plan(areas, duty.units, duty.crew, areas.population)
    check_plan(plan, areas)
    assert {shift: plan.total(shift) for shift in duty.units} == duty.units


def test_units_follow_the_demand_of_each_shift(squares: Squares) -> None:
    field = replace(squares(2, 1), authority=("x", "y"), authority_name=("X", "Y"))
    weights = {"early": [3.0, 1.0], "late": [1.0, 1.0], "night": [0.0, 5.0]}
    plan = default_plan(field, UNITS, CREW, weights)
    counts = {(row.district, row.shift): row.units for row in plan.units}
    assert [counts["X", shift] for shift in UNITS] == [8, 5, 0]
    assert [counts["Y", shift] for shift in UNITS] == [2, 5, 4]


def test_the_station_stands_where_demand_is_nearest(squares: Squares) -> None:
    weights = np.array([0.0, 0.0, 1.0, 9.0, 0.0])
    assert default_plan(squares(5, 1), UNITS, CREW, weights).stations == {"Leeds": "a03"}


def test_districts_may_be_given(squares: Squares) -> None:
    plan = default_plan(squares(2, 1), UNITS, CREW, districts={"a00": "N", "a01": "S"})
    assert plan.districts == ("N", "S")


def test_a_shift_without_units_is_refused(squares: Squares) -> None:
    with pytest.raises(PlanError, match="expected units and crew of the shift 'night'"):
        default_plan(squares(2, 1), {"early": 1, "late": 1}, CREW)


def test_weights_that_do_not_fit_are_refused(squares: Squares) -> None:
    with pytest.raises(PlanError, match="expected a weight >= 0 of each of 2 areas"):
        default_plan(squares(2, 1), UNITS, CREW, [1.0])
