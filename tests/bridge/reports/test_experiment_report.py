"""Reports of experiments and scores of plans, from rows of runs; of a plan, from its files."""

from pathlib import Path

import pytest

from bridge.errors import RecordError
from bridge.experiments.experiment_file import Experiment
from bridge.experiments.journal import RunRow
from bridge.experiments.store import Store
from bridge.plans.score import experiment_of
from bridge.reports.experiment_report import experiment_report, width_text
from bridge.reports.page import render
from bridge.reports.plan_report import plan_report, score_report
from bridge.scenario.scenario import Scenario
from planning.geography.shipped import areas_of_force
from planning.plan.files import write_plan
from planning.plan.model import Plan, Units
from tests.bridge.reports.test_page import check_alone

SCENARIO = Scenario.of(burn_in="1M", end="2018-07-02")
RESPONSE, WORKLOAD = "metrics.response-minutes-1.last", "response.workload_deviation"


def written(folder: Path, experiment: Experiment, values: dict[tuple[int, int], dict[str, float]]) -> Path:
    with Store.create(folder, experiment) as store:
        for (cell, replicate), metrics in values.items():
            row = RunRow(
                cell=cell,
                replicate=replicate,
                seed=1 + replicate,
                values=experiment.cells[cell],
                metrics=metrics,
            )
            if not metrics:
                row.error = "ContractError: <broken>"
            store.add(row)
        store.finish("complete")
    return folder


def grid(*factors: float) -> Experiment:
    cells = tuple({"staffing-factor": one} for one in factors)
    return Experiment(name="staffing", scenario=SCENARIO, factors=("staffing-factor",), cells=cells)


def test_a_clear_difference_is_a_sentence_and_a_failure_is_told(tmp_path: Path) -> None:
    values = {
        (cell, r): {"crimes": 100.0 + r + 10 * cell + 0.1 * r * cell} for cell in (0, 1) for r in range(3)
    }
    folder = written(tmp_path / "e", grid(1.0, 0.5), values | {(1, 3): {}})
    page = render(experiment_report(folder))
    check_alone(page)
    assert "crimes +10.1 ± 0.25 (+10.0%)" in page
    assert "Failed: cell 1, seed 4: ContractError: &lt;broken&gt;." in page
    assert "Cells with as few as 3 runs" in page


def test_where_nothing_is_clear_it_says_so(tmp_path: Path) -> None:
    folder = written(tmp_path / "e", grid(1.0, 0.5), {(0, 0): {"crimes": 1.0}, (1, 0): {"crimes": 2.0}})
    assert "No difference is clear" in render(experiment_report(folder))


def test_an_experiment_without_a_run_has_no_report(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no run of the experiment"):
        experiment_report(written(tmp_path / "e", grid(1.0), {(0, 0): {}}))


def test_widths_have_two_digits() -> None:
    assert [width_text(one) for one in (0.0534, 12.3, 171.6)] == ["0.053", "12", "172"]


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder, codes = tmp_path_factory.mktemp("plans"), areas_of_force("City of London", "2021").codes
    codes = codes or areas_of_force("Durham", "2021").codes[:6]
    found = []
    for name, split in (("now", 1), ("even", max(1, len(codes) // 2))):
        district = {code: "a" if at < split else "b" for at, code in enumerate(codes)}
        plan = Plan(
            district, tuple(Units(one, "early", 2, 1) for one in set(district.values())), made_by=name
        )
        write_plan(plan, folder / name)
        found.append(folder / name)
    return found


def test_a_score_shows_the_plans_and_the_front(tmp_path: Path, plans: list[Path]) -> None:
    values = {
        (cell, r): {RESPONSE: 10.0 - cell + r, WORKLOAD: 0.3 - 0.1 * cell, "crimes": 50.0}
        for cell in (0, 1)
        for r in (0, 1)
    }
    page = render(score_report(written(tmp_path / "s", experiment_of(SCENARIO, plans, 2), values)))
    check_alone(page)
    assert (
        "On the front (no other plan is as good in response, workload and crimes, and better in one): even."
        in page
    )
    assert "even (front)" in page
    assert "Districts of now" in page


def test_a_score_whose_plans_are_gone_is_still_told(tmp_path: Path) -> None:
    gone = [tmp_path / name for name in ("a", "b")]
    values = {(cell, 0): {RESPONSE: 1.0 + cell, WORKLOAD: 0.1} for cell in (0, 1)}
    page = render(score_report(written(tmp_path / "s", experiment_of(SCENARIO, gone, 1), values)))
    assert "a cannot be shown" in page


def test_a_plan_is_a_map_and_its_units(plans: list[Path]) -> None:
    page = render(plan_report(plans[0]))
    check_alone(page)
    assert "Districts of now" in page
    assert "units, early" in page
