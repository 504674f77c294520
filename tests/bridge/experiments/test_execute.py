"""Experiments run to the same bytes, wherever and in whatever order their runs are made."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pandas as pd
import pytest

from bridge.errors import RecordError, ScenarioError
from bridge.experiments import execute as executing
from bridge.experiments.execute import execute
from bridge.experiments.experiment_file import Experiment, read_experiment
from bridge.experiments.journal import RunRow
from bridge.experiments.one_run import Workbench, run_one
from bridge.experiments.precision import half_width
from bridge.experiments.store import Store, flatten, read_rows
from bridge.run.coupled_run import run

FILE = """
replicates = 2
[scenario]
areas = ["Calderdale"]
model = "police-supply-demand"
start = "2018-07-01"
end = "2018-07-01T06:00"
exchange = "2h"
[factors]
response-shift-3 = [3, 500]
"""


@pytest.fixture
def experiment(tmp_path: Path) -> Experiment:
    (tmp_path / "e.toml").write_text(FILE)
    return read_experiment(tmp_path / "e.toml")


@pytest.fixture
def done(experiment: Experiment, tmp_path: Path) -> Path:
    with Store.create(tmp_path / "done", experiment) as store:
        execute(store)
    return tmp_path / "done"


class StopAfter:
    """Says stop once so many runs are done."""

    def __init__(self, runs: int) -> None:
        self.left = runs

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


def test_a_run_gives_what_it_gives_alone(experiment: Experiment, done: Path, tmp_path: Path) -> None:
    for row in read_rows(done):
        alone = run(experiment.scenario_of(row.cell, row.replicate), tmp_path / f"{row.cell}-{row.replicate}")
        assert row.metrics == dict(flatten(msgspec.to_builtins(alone.summary)))


def test_the_table_has_a_row_a_run(done: Path) -> None:
    table = pd.read_parquet(done / "runs.parquet")
    assert list(table["factor.response-shift-3"]) == [3, 3, 500, 500]
    assert list(table["seed"]) == [1, 2, 1, 2]
    assert table["error"].isna().all()
    assert (table["crimes"] > 0).all()


def test_one_that_was_stopped_goes_on_to_the_same_bytes(
    experiment: Experiment, done: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "stopped"
    with Store.create(folder, experiment) as store:
        execute(store, stopped=StopAfter(2))
        assert store.about.state == "interrupted"
        assert 0 < len(store.journal) < 4
    with (folder / "rows.jsonl").open("ab") as file:
        file.write(b'00000000 {"cell": 1, "repl')  # as a kill in the midst of writing leaves it
    with Store.reopen(folder) as store:
        execute(store)
    assert (folder / "runs.parquet").read_bytes() == (done / "runs.parquet").read_bytes()


def test_a_failed_run_is_a_row_and_the_others_go_on(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulate = Workbench.simulate

    def fails(self: Workbench, scenario: object, folder: Path | None = None) -> object:
        if scenario.seed == 2:  # type: ignore[attr-defined]
            raise ScenarioError("this seed is broken")
        return simulate(self, scenario, folder)  # type: ignore[arg-type]

    monkeypatch.setattr(Workbench, "simulate", fails)
    with Store.create(tmp_path / "e", experiment) as store:
        execute(store)
    table = pd.read_parquet(tmp_path / "e" / "runs.parquet")
    assert list(table["error"].isna()) == [True, False, True, False]
    assert table["error"][1] == "ScenarioError: this seed is broken"
    monkeypatch.undo()
    with Store.reopen(tmp_path / "e") as store:
        store.forget_failed()
        execute(store)
    assert pd.read_parquet(tmp_path / "e" / "runs.parquet")["error"].isna().all()


def test_a_damaged_journal_is_refused(done: Path) -> None:
    path = done / "rows.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"replicate":0', b'"replicate":9', 1))
    with pytest.raises(RecordError, match=r"rows\.jsonl:1: "):
        Store.reopen(done)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an experiment that keeps the tables of its two runs, those of its model among them."""
    folder = tmp_path_factory.mktemp("kept")
    made = FILE.replace('model = "police-supply-demand"\n', "").partition("[factors]")[0]
    (folder / "e.toml").write_text(f'keep = "tables"\n{made}')
    with Store.create(folder / "e", read_experiment(folder / "e.toml")) as store:
        execute(store)
    return folder / "e"


def test_tables_of_every_run_are_one_dataset(kept: Path) -> None:
    table = pd.read_parquet(kept / "runs.parquet")
    assert table["error"].isna().all()
    crimes = pd.read_parquet(kept / "tables" / "crimes")
    assert len(crimes) == table["crimes"].sum()
    assert set(crimes["replicate"].astype(int)) == {0, 1}
    incidents = pd.read_parquet(kept / "tables" / "incidents")
    assert {"cell", "replicate", "reported", "priority"} <= set(incidents.columns)
    for folder in (kept / "tables").iterdir():
        assert len(list(folder.rglob("*.parquet"))) == 2


def test_polars_reads_the_dataset_as_one(kept: Path) -> None:
    polars = pytest.importorskip("polars")
    found = polars.scan_parquet(kept / "tables" / "crimes", hive_partitioning=True).collect()
    expected = pd.read_parquet(kept / "tables" / "crimes")
    assert found.shape == expected.shape
    assert found["replicate"].to_list() == expected["replicate"].astype(int).tolist()


def test_duckdb_reads_the_dataset_as_one(kept: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    files = kept / "tables" / "crimes" / "**" / "*.parquet"
    found = duckdb.sql(f"from read_parquet('{files}', hive_partitioning = true)")
    assert found.shape == pd.read_parquet(kept / "tables" / "crimes").shape


def test_precision_goes_on_in_whole_batches_until_the_interval_is_narrow(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(bench: object, of: Experiment, cell: int, replicate: int, folder: object = None) -> object:
        value = 100.0 + (replicate % 2) * (10.0 if cell else 0.1)
        return RunRow(
            cell=cell, replicate=replicate, seed=replicate, values=of.cells[cell], metrics={"crimes": value}
        ), {}

    monkeypatch.setattr(executing, "run_one", made)
    (tmp_path / "p.toml").write_text(
        FILE.replace("replicates = 2", "[precision]\nmetric = 'crimes'\nhalf-width = 4\nbatch = 3\nmost = 30")
    )
    with Store.create(tmp_path / "p", read_experiment(tmp_path / "p.toml")) as store:
        execute(store)
        by_cell = [[row.metrics["crimes"] for row in store.rows() if row.cell == cell] for cell in (0, 1)]
    assert len(by_cell[0]) == 3
    assert half_width(by_cell[1]) <= 4 < half_width(by_cell[1][:-3])


@pytest.fixture
def cluster() -> Iterator[object]:
    distributed = pytest.importorskip("distributed")
    import dask

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", host="127.0.0.1"
        ) as found,
        distributed.Client(found) as client,
    ):
        yield client


@pytest.mark.filterwarnings("default")  # Dask's own, about its ports and files
def test_workers_of_a_cluster_give_the_same_bytes_and_one_that_dies_ends_no_other_run(
    experiment: Experiment, done: Path, tmp_path: Path, cluster: object
) -> None:
    with Store.create(tmp_path / "many", experiment) as store:
        execute(store, client=cluster)  # type: ignore[arg-type]
    assert (tmp_path / "many" / "runs.parquet").read_bytes() == (done / "runs.parquet").read_bytes()
    pids = cluster.run(os.getpid)  # type: ignore[attr-defined]
    os.kill(next(iter(pids.values())), signal.SIGKILL)
    with Store.create(tmp_path / "again", experiment) as store:
        execute(store, client=cluster)  # type: ignore[arg-type]
        store.forget_failed()
        execute(store, client=cluster)  # type: ignore[arg-type]
    assert (tmp_path / "again" / "runs.parquet").read_bytes() == (done / "runs.parquet").read_bytes()


def test_a_model_that_was_used_before_gives_the_same(experiment: Experiment) -> None:
    bench = Workbench()
    first = [run_one(bench, experiment, cell, 0)[0].metrics for cell in (0, 1, 0, 1)]
    bench.close()
    assert first[:2] == first[2:]
    assert first[0] != first[1]
