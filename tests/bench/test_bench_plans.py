"""Screening of plans held against the patrol model: do both put plans in the same order?"""

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from bridge.experiments.one_run import Workbench
from bridge.plans.districts import staffed
from bridge.plans.inputs import inputs_of
from bridge.scenario.scenario import Scenario
from planning.districts.growth import grow, random_parameters
from planning.districts.problem import problem_of
from planning.districts.screening import draw_calls, screen
from planning.plan.files import write_plan
from planning.plan.model import Plan, Shift, Units

PLANS, DISTRICTS, UNITS = 16, 6, 4
START, END = datetime(2018, 7, 2), datetime(2018, 7, 30)
HALVES = (Shift("day", 7, 19), Shift("night", 19, 31))
SIMPLE = {
    "beat-integrity": "none",
    "officers-for-emergency": "1",
    "officers-for-serious": "1",
    "call-taking-minutes": "0",
    "mobilisation-minutes": "0",
    "meal-minutes": "0",
    "routine-travel-factor": "1",
}
"""Settings that leave out what the screening does not know."""


@pytest.mark.bench
def test_screening_orders_plans_as_the_patrol_model_does(tmp_path: Path) -> None:
    base = Scenario(start=START, end=END, areas=("Calderdale", "Kirklees"), burn_in="2d", settings=SIMPLE)
    inputs = inputs_of(base)
    problem = problem_of(inputs.areas, inputs.demand.workload, DISTRICTS)
    rng = np.random.default_rng(7)
    labels = np.array([grow(problem, random_parameters(problem, rng), rng) for _ in range(PLANS)])
    calls = draw_calls(inputs.demand, 28, 1)
    units = np.full((PLANS, DISTRICTS), UNITS)
    found = screen(labels, units, calls, inputs.minutes)
    bench = Workbench()
    coupled = []
    for number, row in enumerate(labels):
        plan = staffed(inputs, row, "a bench")
        folder = tmp_path / str(number)
        write_plan(_even(plan), folder)
        summary, _ = bench.simulate(
            Scenario(start=START, end=END, areas=base.areas, burn_in="2d", settings=SIMPLE, plan=str(folder))
        )
        assert summary.response is not None
        times = summary.response.priorities.values()
        attended = sum(one.attended for one in times)
        mean = sum((one.mean or 0.0) * one.attended for one in times) / attended
        coupled.append((mean, summary.response.workload_deviation))
    bench.close()
    response = spearmanr(found.response, [one[0] for one in coupled]).statistic
    workload = spearmanr(found.workload_deviation, [one[1] for one in coupled]).statistic
    busy = f"busy {found.busy.mean():.2f}"
    print(f"\nrank correlation: response {response:.2f}, workload {workload:.2f} ({PLANS} plans, {busy})")
    assert response > 0.5
    assert workload > 0.5


def _even(plan: Plan) -> Plan:
    """As many units of one officer in every district, in two shifts that cover the day."""
    units = tuple(Units(district, half.name, UNITS, 1) for district in plan.districts for half in HALVES)
    return Plan(plan.district, units, HALVES, plan.stations, (), plan.made_by)
