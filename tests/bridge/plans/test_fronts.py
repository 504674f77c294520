"""Fronts of a force's districts."""

from datetime import datetime

import numpy as np
import pytest

from bridge.plans.districts import problem_of_inputs
from bridge.plans.fronts import FrontRules, PlansFront, evenly_staffed, front_of_plans, front_rows
from bridge.plans.inputs import Inputs, inputs_of
from bridge.scenario.scenario import Scenario
from planning.districts.search import Budget
from planning.errors import PlanError
from planning.plan.check import check_plan

RULES = FrontRules(plans=40, days=3)


@pytest.fixture(scope="module")
def calderdale() -> Inputs:
    return inputs_of(Scenario(start=datetime(2018, 7, 1), end=datetime(2018, 8, 1), areas=("Calderdale",)))


@pytest.fixture(scope="module", params=["search", "zhang-brown"])
def found(request: pytest.FixtureRequest, calderdale: Inputs) -> PlansFront:
    problem = problem_of_inputs(calderdale, 3)
    return front_of_plans(calderdale, problem, request.param, 1, Budget(3000), RULES)


def test_every_plan_of_a_front_can_be_run_with_even_units(calderdale: Inputs, found: PlansFront) -> None:
    for at in found.front.on_front:
        plan = evenly_staffed(calderdale, found.front.labels[at], "a test")
        check_plan(plan, calderdale.areas)
        early = [row.units for row in plan.units if row.shift == "early"]
        assert sum(early) == calderdale.plan.total("early")
        assert max(early) - min(early) <= 1


def test_rows_number_the_front_from_the_soonest(calderdale: Inputs, found: PlansFront) -> None:
    rows = front_rows(problem_of_inputs(calderdale, 3), found)
    numbered = {row[0]: row[1] for row in rows if row[0] != ""}
    assert len(rows) == len(found.front.labels)
    assert numbered[1] == min(float(np.min(row[1])) for row in rows)


def test_other_methods_have_no_front(calderdale: Inputs) -> None:
    with pytest.raises(PlanError, match="expected --front with a method search or zhang-brown, got 'azp'"):
        front_of_plans(calderdale, problem_of_inputs(calderdale, 3), "azp", 1, Budget(10), RULES)
