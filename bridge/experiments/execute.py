"""Runs an experiment: here, or on the workers of a Dask cluster, and goes on with one that was cut short.

The scheduler and its transport are Dask's. What is ours: which runs are due, what a worker keeps from run to
run, that a failed run is a row and no end, and that no more runs are under way than keep the workers busy, so
that memory does not grow with the number of runs.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bridge.base.fingerprints import versions_of
from bridge.errors import EngineUnavailable, ScenarioError
from bridge.experiments.experiment_file import Experiment
from bridge.experiments.one_run import Workbench, run_one
from bridge.experiments.precision import batches, wide_cells
from bridge.experiments.store import PACKAGES, RunRow, Store

if TYPE_CHECKING:
    from distributed import Client

log = logging.getLogger(__name__)

AHEAD = 2
"""Runs under way or waiting for each worker thread."""
SAVE_SECONDS = 2.0
"""How often `experiment.json` follows, for those who look from outside."""
DEATHS = 1
"""How often a run may end its worker before it counts as failed."""

Task = tuple[int, int]
"""Cell and replicate."""
Finished = tuple[RunRow, dict[str, str]]


class Watcher(Protocol):
    """Is told how an experiment goes on."""

    def planned(self, runs: int, done: int) -> None:
        """So many runs are planned by now, of which so many were there before."""

    def finished(self, row: RunRow) -> None:
        """A run has ended."""


def execute(
    store: Store,
    *,
    client: Client | None = None,
    netlogo_home: Path | None = None,
    watcher: Watcher | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Make every run that the experiment asks for and the store has not.

    Args:
        store: new or reopened; it is finished afterwards, as `interrupted` where `stopped` said so.
        client: of a Dask cluster; None makes the runs in this process.
        netlogo_home: for models on NetLogo itself.
        stopped: asked after every run.

    Raises:
        ScenarioError: the metric of the precision is none.
        RecordError: the store cannot be written.
        EngineUnavailable: workers of another version.
    """
    experiment = store.about.experiment
    store.about.runs, saved = 0, time.monotonic()
    with ExitStack() as stack:
        make = _local(store, netlogo_home, stack) if client is None else _spread(store, client, netlogo_home)
        try:
            for tasks in _due(experiment, store):
                if watcher is not None:
                    watcher.planned(store.about.runs, len(store.rows))
                for row, inputs in make(tasks, stopped):
                    store.add(row)
                    store.about.inputs = store.about.inputs or inputs
                    if watcher is not None:
                        watcher.finished(row)
                    if time.monotonic() - saved > SAVE_SECONDS:
                        store.save()
                        saved = time.monotonic()
                if stopped():
                    store.finish("interrupted")
                    return
        except BaseException:
            store.finish("interrupted")
            raise
    store.finish("complete")


def _due(experiment: Experiment, store: Store) -> Iterator[list[Task]]:
    """What is to be run next, batch after batch, less what is there."""
    wide: Iterable[int] = range(len(experiment.cells))
    for replicates in batches(experiment):
        tasks = [(cell, replicate) for replicate in replicates for cell in wide]
        store.about.runs += len(tasks)
        yield [task for task in tasks if task not in store.rows]
        wide = wide_cells(experiment, store.rows.values())
        if not wide:
            return


Make = Callable[[list[Task], Callable[[], bool]], Iterator[Finished]]


def _local(store: Store, netlogo_home: Path | None, stack: ExitStack) -> Make:
    bench = Workbench(netlogo_home)
    stack.callback(bench.close)

    def make(tasks: list[Task], stopped: Callable[[], bool]) -> Iterator[Finished]:
        for cell, replicate in tasks:
            if stopped():
                return
            yield run_one(bench, store.about.experiment, cell, replicate, store.folder)

    return make


def _spread(store: Store, client: Client, netlogo_home: Path | None) -> Make:
    """Runs on the workers of a cluster: the experiment travels to each of them once."""
    from distributed import as_completed

    experiment = store.about.experiment
    check_versions(client)
    folder = store.folder.resolve() if experiment.keep == "tables" else None
    shared = client.scatter(experiment, broadcast=True)

    def make(tasks: list[Task], stopped: Callable[[], bool]) -> Iterator[Finished]:
        waiting = iter(tasks)
        known: dict[Any, Task] = {}

        def submit() -> Any | None:
            task = next(waiting, None)
            if task is None or stopped():
                return None
            future = client.submit(
                _on_worker,
                shared,
                *task,
                folder,
                netlogo_home,
                pure=False,
                retries=0,
                key=f"run-{task[0]}-{task[1]}",
            )
            known[future.key] = task
            return future

        under_way = max(1, sum(client.nthreads().values())) * AHEAD
        first = [one for one in (submit() for _ in range(under_way)) if one is not None]
        running = as_completed(first)
        for future in running:
            yield _result(future, known.pop(future.key), experiment)
            future.release()
            following = submit()
            if following is not None:
                running.add(following)

    return make


def _result(future: Any, task: Task, experiment: Experiment) -> Finished:
    """What a run came to; a worker that died with it, or a cluster that lost it, is the run's failure."""
    error = future.exception()
    if error is None:
        found: Finished = future.result()
        return found
    cell, replicate = task
    row = RunRow(
        cell=cell,
        replicate=replicate,
        seed=experiment.first_seed + replicate,
        values=experiment.cells[cell],
        error=f"{type(error).__name__}: {error}".splitlines()[0],
    )
    return row, {}


_bench: Workbench | None = None
"""Of this worker process: it lasts from run to run."""


def _on_worker(
    experiment: Experiment, cell: int, replicate: int, folder: Path | None, netlogo_home: Path | None
) -> Finished:
    global _bench
    _bench = _bench or Workbench(netlogo_home)
    return run_one(_bench, experiment, cell, replicate, folder)


def check_versions(client: Client) -> None:
    """Refuse workers whose packages would give other results.

    Raises:
        EngineUnavailable: with the first worker, and what differs.
        ScenarioError: there is no worker.
    """
    ours = versions_of(PACKAGES)
    answers: dict[str, dict[str, str]] = client.run(versions_of, PACKAGES)
    if not answers:
        raise ScenarioError("the cluster has no worker; start one and try again")
    for worker, theirs in answers.items():
        differ = [
            f"{name} {theirs.get(name, 'missing')} instead of {ours.get(name, 'none')}"
            for name in sorted(ours.keys() | theirs.keys())
            if ours.get(name) != theirs.get(name)
        ]
        if differ:
            raise EngineUnavailable(f"the worker {worker} would give other results: {', '.join(differ)}")
