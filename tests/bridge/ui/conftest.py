"""A folder of results: a run, an experiment, a score of two plans, a forecast with its score."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from bridge.experiments.experiment_file import Experiment
from bridge.experiments.store import RunRow, Store
from bridge.plans.score import experiment_of
from bridge.scenario.scenario import Scenario
from bridge.ui.server import UiServer
from planning.geography.shipped import areas_of_force
from planning.plan.files import write_plan
from planning.plan.model import Plan, Route, Stop, Units
from tests.bridge.ui.visits import LONG, Visit

SCENARIO = Scenario.of(burn_in="1M", end="2018-07-02")
RESPONSE, WORKLOAD = "metrics.response-minutes-1.last", "response.workload_deviation"


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory, patrol_run: Path) -> Path:
    """The folder; only to be read."""
    folder = tmp_path_factory.mktemp("results")
    shutil.copytree(patrol_run, folder / "calderdale")
    cells = ({"staffing-factor": 1.0}, {"staffing-factor": 0.5})
    factors = Experiment(name="staffing", scenario=SCENARIO, factors=("staffing-factor",), cells=cells)
    rows = {
        (cell, r): {"crimes": 100.0 + r + 10 * cell + 0.1 * r * cell} for cell in (0, 1) for r in range(3)
    }
    write(folder / "staffing", factors, rows)
    codes = areas_of_force("Durham", "2021").codes[:8]
    plans = [folder / "plans" / name for name in ("now", "even")]
    for at, path in enumerate(plans):
        write_plan(made(codes, 2 + 2 * at, path.name), path)
    scored = {
        (cell, r): {RESPONSE: 10.0 - cell + r, WORKLOAD: 0.3 - 0.1 * cell, "crimes": 50.0}
        for cell in (0, 1)
        for r in (0, 1)
    }
    write(folder / "score", experiment_of(SCENARIO, plans, 2), scored)
    forecast(codes).to_parquet(folder / "forecast.parquet")
    figures = {"total_error": 0.1, "mae": 1.5, "crps": 1.0, "within_50": 0.5, "within_90": 0.9}
    score = {"forecaster": "model", "level": "area", "ahead": 1, "period": "all", **figures}
    (folder / "score.json").write_text(json.dumps({"scores": [score]}))
    return folder


@pytest.fixture(scope="module")
def server(results: Path) -> Iterator[UiServer]:
    with UiServer(results) as server:
        yield server


@pytest.fixture(scope="module")
def visit(browser: Any, server: UiServer) -> Iterator[Callable[..., Visit]]:
    """Makes a visitor who has been let in."""
    contexts = []

    def make(**options: Any) -> Visit:
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **options})
        context.set_default_timeout(LONG)
        contexts.append(context)
        found = Visit(context, server.base)
        found.page.goto(server.address)
        found.page.get_by_text("calderdale").first.wait_for()
        return found

    yield make
    for one in contexts:
        one.close()


@pytest.fixture(scope="module")
def visitor(visit: Callable[..., Visit]) -> Visit:
    return visit()


def write(folder: Path, experiment: Experiment, values: dict[tuple[int, int], dict[str, float]]) -> None:
    """An experiment whose runs came to these metrics."""
    with Store.create(folder, experiment) as store:
        store.about.runs = len(values)
        for (cell, replicate), metrics in values.items():
            named = experiment.cells[cell]
            store.add(
                RunRow(cell=cell, replicate=replicate, seed=1 + replicate, values=named, metrics=metrics)
            )
        store.finish("complete")


def made(codes: tuple[str, ...], split: int, name: str) -> Plan:
    """Two districts, one of them with the first areas, a station and a route each."""
    district = {code: "north" if at < split else "south" for at, code in enumerate(codes)}
    stops = tuple(Stop(code, 30.0 * at, 15.0) for at, code in enumerate(codes[:2], 1))
    return Plan(
        district,
        (Units("north", "early", 2, 1), Units("south", "early", 1, 1)),
        stations={"north": codes[0], "south": codes[-1]},
        routes=(Route("north", "early", 0, 1, stops),),
        made_by=name,
    )


def forecast(codes: tuple[str, ...]) -> pd.DataFrame:
    """Ten crimes, 6 to 15, in every area, category and month."""
    rows = [
        ("Durham", "County Durham", code, category, month, 10.0, 6, 8, 10, 12, 15)
        for code in codes
        for category in ("burglary", "drugs")
        for month in ("2019-01", "2019-02")
    ]
    names = ["force", "authority", "area", "category", "month", "expected", "q05", "q25", "q50", "q75", "q95"]
    return pd.DataFrame(rows, columns=names)
