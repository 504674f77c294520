"""Crimes avoided, by category, area and answer of crime to patrol."""

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from bridge.experiments.experiment_file import Experiment
from bridge.experiments.journal import RunRow
from bridge.experiments.run_tables import table_of
from bridge.plans.avoided import Avoided, avoided
from bridge.plans.report import report_text
from bridge.plans.score import LEVELS, experiment_of, measures_of, scores
from bridge.record.run_tables import CRIMES
from bridge.scenario.scenario import Scenario
from planning.plan.files import write_plan
from planning.plan.model import Plan, Units

SCENARIO = Scenario(start=datetime(2018, 7, 1), end=datetime(2018, 7, 2), burn_in="1d")
RESPONSE, WORKLOAD = "metrics.response-minutes-1.last", "response.workload_deviation"
FEWER = {"usual": 10, "weak": 4, "strong": 20}


@pytest.fixture
def experiment(tmp_path: Path) -> Experiment:
    plans = [tmp_path / name for name in ("now", "other")]
    for one in plans:
        write_plan(Plan({"a": "north"}, (Units("north", "early", 2, 1),), made_by="rates of 2018-07"), one)
    return experiment_of(SCENARIO, plans, 2, answers=tuple(LEVELS), areas=True)


@pytest.fixture
def rows(experiment: Experiment) -> list[RunRow]:
    """Two plans under three answers, two replicates."""
    found = []
    for number, answer in enumerate(LEVELS):
        for plan in (0, 1):
            for replicate in (0, 1):
                crimes = 100.0 + 7 * replicate - plan * (FEWER[answer] + replicate)
                found.append(
                    RunRow(
                        cell=2 * number + plan,
                        replicate=replicate,
                        seed=1 + replicate,
                        values={},
                        metrics={
                            "crimes": crimes,
                            "by_category.drugs": crimes / 2,
                            RESPONSE: 9,
                            WORKLOAD: 0.1,
                        },
                    )
                )
    return found


def of(found: list[Avoided], answer: str, kind: str) -> list[Avoided]:
    return [one for one in found if (one.answer, one.kind) == (answer, kind)]


@pytest.mark.parametrize("answer", list(LEVELS))
def test_each_answer_is_compared_with_the_plan_in_force_under_the_same_answer(
    experiment: Experiment, rows: list[RunRow], answer: str
) -> None:
    (one,) = of(avoided(experiment, rows), answer, "all")
    assert one.avoided == pytest.approx(FEWER[answer] + 0.5)
    assert one.half_width == pytest.approx(6.35, abs=0.01)  # t with 1 degree of freedom, sd 0.71, 2 pairs


def test_categories_are_those_of_the_usual_answer(experiment: Experiment, rows: list[RunRow]) -> None:
    found = avoided(experiment, rows)
    assert [one.name for one in of(found, "usual", "category")] == ["drugs"]
    assert not of(found, "strong", "category")


def test_areas_are_counted_in_the_tables_of_the_runs(
    experiment: Experiment, rows: list[RunRow], tmp_path: Path
) -> None:
    for plan, places in ((0, ["a", "a", "b"]), (1, ["a", "b"])):
        for replicate in (0, 1):
            folder = table_of(tmp_path, "crimes.parquet", plan, replicate).parent
            folder.mkdir(parents=True)
            pd.DataFrame({"MSOA": places}).to_parquet(folder / CRIMES)
    found = of(avoided(experiment, rows, tmp_path), "usual", "area")
    assert {one.name: one.avoided for one in found} == {"a": 1.0, "b": 0.0}


def test_the_report_has_the_range_and_says_where_a_plan_was_made_for_the_month(
    experiment: Experiment, rows: list[RunRow]
) -> None:
    measures = measures_of(rows)
    judged = scores(experiment, rows, measures)
    text = report_text(SCENARIO, experiment, judged, measures, avoided(experiment, rows))
    assert "| strong | +20.5 ± 6.4 |" in text
    assert "| officer-hours a day | 20 | 20 |" in text
    assert "which flatters them: now, other." in text


def test_unevenness_is_between_districts_and_for_plans_of_any_number(tmp_path: Path) -> None:
    plans = [tmp_path / name for name in ("now", "other")]
    for one in plans:
        one.mkdir()
    experiment = experiment_of(SCENARIO, plans, 1)
    metrics = [
        {"response.districts.a.utilisation": 0.2, "response.districts.a.hours": 2.0, WORKLOAD: 0.0},
        {
            "response.districts.a.utilisation": 0.1, "response.districts.a.hours": 1.0,
            "response.districts.b.utilisation": 0.3, "response.districts.b.hours": 3.0, WORKLOAD: 0.0,
        },
    ]  # fmt: skip
    made = [
        RunRow(cell=cell, replicate=0, seed=1, values={}, metrics={**one, RESPONSE: 9.0})
        for cell, one in enumerate(metrics)
    ]
    now, other = scores(experiment, made, measures_of(made))
    assert now.mean["response.utilisation_spread"] == 0
    assert other.mean["response.utilisation_spread"] == pytest.approx(0.5)
    assert (now.on_front, other.on_front) == (True, False)
