"""BehaviorSpace experiments with other designs, and on the workers of a cluster."""

from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from bridge.cli import crims
from bridge.errors import ScenarioError
from bridge.experiments.behaviorspace import designed, on_cluster
from netlogo.behaviorspace import Options, Outputs, run_experiment
from netlogo.behaviorspace.experiment import Enumerated, Experiment, Stepped
from tests.netlogo.behaviorspace.experiment_models import experiment, values, write_model

STEPS = Stepped("walkers", Decimal(1), Decimal(1), Decimal(9))
RANGES = Experiment(
    name="ranges",
    setup="setup",
    go="go",
    repetitions=2,
    every_step=False,
    time_limit=2,
    metrics=("count turtles",),
    constants=(STEPS, Enumerated("limit", (5.0,))),
)


def test_a_sampled_design_stays_within_the_limits_of_a_variable() -> None:
    made = designed(RANGES, "lhs", 6, 1)
    runs = [dict(one) for one in made.runs()]
    assert made.number_of_runs == 12
    assert made.variables == ["walkers", "limit"]
    assert all(1 <= one["walkers"] <= 9 and one["walkers"].is_integer() for one in runs)
    assert {one["limit"] for one in runs} == {5.0}
    assert designed(RANGES, "lhs", 6, 1) == made != designed(RANGES, "lhs", 6, 2)


def test_one_at_a_time_begins_with_the_first_values() -> None:
    two = Experiment(name="two", constants=(Enumerated("a", (1.0, 2.0)), Enumerated("b", ("x", "y"))))
    runs = [tuple(value for _, value in one) for one in designed(two, "one-at-a-time", 0, 1).runs()]
    assert runs == [(1.0, "x"), (2.0, "x"), (1.0, "y")]


def test_a_design_needs_something_that_varies() -> None:
    with pytest.raises(ScenarioError, match="variables with several values"):
        designed(Experiment(name="one", constants=(Enumerated("a", (1.0,)),)), "lhs", 4, 1)


@pytest.mark.filterwarnings("default")  # Dask's own
def test_workers_of_a_cluster_write_the_same_table(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    model = write_model(tmp_path)
    run_experiment(model, RANGES, Outputs(tmp_path / "here.csv"), Options(seed=3))
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=2, processes=False, dashboard_address="127.0.0.1:0"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        elsewhere = on_cluster(client, model, RANGES, Options(seed=3))
        run_experiment(model, RANGES, Outputs(tmp_path / "there.csv"), Options(seed=3), elsewhere=elsewhere)
    here, there = ((tmp_path / name).read_text().splitlines() for name in ("here.csv", "there.csv"))
    assert here[7:] == there[7:]
    assert len(here) == 6 + 1 + 18


def test_the_command_takes_a_design(tmp_path: Path) -> None:
    model = write_model(tmp_path, experiment(values("walkers", "1", "9") + "<metric>walkers</metric>"))
    table = tmp_path / "table.csv"
    arguments = ["netlogo", "experiment", str(model), "--name", "e", "--table", str(table), "-q"]
    found = CliRunner().invoke(crims, [*arguments, "--design", "lhs", "--samples", "3", "--seed", "1"])
    assert found.exit_code == 0, found.output
    walkers = {line.split(",")[1] for line in table.read_text().splitlines()[7:]}
    assert len(walkers) == 3
