"""Scores from rows of runs."""

import math
from datetime import datetime
from pathlib import Path

import pytest

from bridge.errors import ScenarioError
from bridge.experiments.journal import RunRow
from bridge.plans.report import report_text
from bridge.plans.score import experiment_of, measures_of, scores
from bridge.scenario.scenario import Scenario
from planning.plan.files import write_plan
from planning.plan.model import Plan, Units

SCENARIO = Scenario(start=datetime(2018, 7, 1), end=datetime(2018, 7, 2), burn_in="1d")
RESPONSE, WORKLOAD = "metrics.response-minutes-1.last", "response.workload_deviation"


@pytest.fixture
def plans(tmp_path: Path) -> list[Path]:
    found = [tmp_path / name for name in ("now", "better", "worse")]
    for one in found:
        one.mkdir()
    return found


def rows(values: dict[tuple[int, int], tuple[float, float]]) -> list[RunRow]:
    return [
        RunRow(cell=cell, replicate=r, seed=1 + r, values={}, metrics={RESPONSE: minutes, WORKLOAD: work})
        for (cell, r), (minutes, work) in values.items()
    ]


def test_differences_are_paired_and_the_front_leaves_out_what_is_beaten(plans: list[Path]) -> None:
    experiment = experiment_of(SCENARIO, plans, 2)
    made = rows(
        {(0, 0): (10, 0.3), (0, 1): (20, 0.3), (1, 0): (9, 0.2), (1, 1): (19, 0.2), (2, 0): (11, 0.4),
         (2, 1): (21, 0.4)}
    )  # fmt: skip
    now, better, worse = scores(experiment, made, measures_of(made))
    assert [one.on_front for one in (now, better, worse)] == [False, True, False]
    assert better.against is not None
    response = better.against.differences[0]
    assert (response.difference, response.half_width, response.pairs) == (-1, 0, 2)
    assert better.half_width[RESPONSE] > 10
    assert math.isclose(better.mean[RESPONSE], 14)


def test_replicates_share_their_seeds_between_plans(plans: list[Path]) -> None:
    experiment = experiment_of(SCENARIO, plans, 2)
    one, other = (experiment.scenario_of(cell, 1) for cell in (0, 1))
    assert one.seed == other.seed == 2
    assert (one.plan, other.plan) == (str(plans[0]), str(plans[1]))


def test_a_plan_that_never_ran_is_one_error(plans: list[Path]) -> None:
    experiment = experiment_of(SCENARIO, plans[:2], 1)
    made = [*rows({(0, 0): (1, 1)}), RunRow(cell=1, replicate=0, seed=1, values={}, error="PlanError: no")]
    with pytest.raises(ScenarioError, match=r"no run of the plan .*better came to its end: PlanError: no"):
        scores(experiment, made, measures_of(made))


def test_one_plan_alone_cannot_be_scored(plans: list[Path]) -> None:
    with pytest.raises(ScenarioError, match="expected at least two different plans"):
        experiment_of(SCENARIO, plans[:1], 1)


def test_the_report_says_what_is_clear_and_what_it_does_not_show(plans: list[Path]) -> None:
    for one in plans[:2]:
        district = Plan({"a": "north"}, (Units("north", "early", 1, 1),), made_by=f"hand of {one.name}")
        write_plan(district, one)
    experiment = experiment_of(SCENARIO, plans[:2], 2)
    made = rows({(0, 0): (10, 0.3), (0, 1): (20, 0.3), (1, 0): (9, 0.2), (1, 1): (19, 0.2)})
    measures = measures_of(made)
    text = report_text(SCENARIO, experiment, scores(experiment, made, measures), measures)
    assert "* better: minutes to emergencies -1 ± 0 (-6.7%)" in text
    assert "elasticities" in text
    assert "* now: hand of now" in text
