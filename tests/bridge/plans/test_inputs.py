"""A force's demand as plans see it."""

from datetime import datetime

import numpy as np
import pytest

from bridge.plans.inputs import Inputs, inputs_of
from bridge.plans.officers import by_minutes, by_weight, cells_of, stock_of, with_units
from bridge.scenario.scenario import Scenario
from planning.plan.check import check_plan


@pytest.fixture(scope="module")
def calderdale() -> Inputs:
    return inputs_of(Scenario(start=datetime(2018, 7, 1), end=datetime(2018, 8, 1), areas=("Calderdale",)))


def test_demand_has_every_area_and_peaks_in_the_evening(calderdale: Inputs) -> None:
    by_hour = calderdale.demand.per_hour.sum(axis=0).reshape(7, 24).sum(axis=0)
    assert calderdale.demand.codes == calderdale.areas.codes
    assert by_hour[20] > by_hour[5]
    assert 60 < calderdale.demand.work_minutes.mean() < 150


def test_shifts_take_all_incidents_of_a_week(calderdale: Inputs) -> None:
    cells = cells_of(calderdale, calderdale.plan)
    assert sum(cell.weekly for cell in cells) == pytest.approx(calderdale.demand.weekly.sum())


@pytest.mark.parametrize("weight", ["count", "workload", "severity", "population"])
def test_shares_keep_the_number_of_officers(calderdale: Inputs, weight: str) -> None:
    found = by_weight(calderdale, calderdale.plan, weight, 60, 1, None)
    plan = with_units(calderdale.plan, list(found.values()), "a test")
    check_plan(plan, calderdale.areas)
    stock = stock_of(calderdale, calderdale.plan, 60)
    assert plan.total("early") == stock["early"]


def test_more_officers_answer_sooner(calderdale: Inputs) -> None:
    few, many = (by_minutes(calderdale, calderdale.plan, n, 1, None, False).objective for n in (55, 80))
    assert many < few
    assert np.isfinite(many)
