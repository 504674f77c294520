"""Runs an experiment: here, or on the workers of a Dask cluster, and goes on with one that was cut short.

The scheduler and its transport are Dask's. What is ours: which runs are due, what a worker keeps from run to
run, that a failed run is a row and no end, and that no more runs are under way than keep the workers busy, so
that memory does not grow with the number of runs.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from bridge.base.fingerprints import versions_of
from bridge.errors import EngineUnavailable, ScenarioError
from bridge.experiments.experiment_file import Experiment
from bridge.experiments.journal import RunRow, Task
from bridge.experiments.one_run import Workbench, run_one
from bridge.experiments.precision import batches, wide_cells
from bridge.experiments.store import PACKAGES, Store
from bridge.experiments.world import place_of_cells, worlds

if TYPE_CHECKING:
    from distributed import Client

log = logging.getLogger(__name__)

AHEAD = 2
"""Runs under way or waiting for each worker thread."""
ASKED_AGAIN = 10
"""How often all workers are asked the same, half a second apart, while some of them die."""
NOTED_SECONDS = 1.0
"""References that took longer are worth a note."""
SAVE_SECONDS = 2.0
"""How often `experiment.json` follows, for those who look from outside."""
DEATHS = 1
"""How often a run may end its worker before it counts as failed."""

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
        crew = (
            _Here(store, netlogo_home, stack)
            if client is None
            else _Cluster(store, client, netlogo_home, stack)
        )
        try:
            for number, tasks in enumerate(_due(experiment, store)):
                if watcher is not None:
                    watcher.planned(store.about.runs, len(store.journal))
                if not number:
                    _make_references(crew, store, tasks)
                for row, inputs in crew.make(tasks, stopped):
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


def _make_references(crew: Crew, store: Store, tasks: list[Task]) -> None:
    """Have each world's reference made once, before runs on several workers each make their own."""
    cells = worlds(store.about.experiment, {cell for cell, _ in tasks})
    seconds = crew.prepare(cells)
    if seconds > NOTED_SECONDS:
        note = (
            f"references of {len(cells)} worlds: {seconds:.0f} s of the workers' processors, before the runs"
        )
        store.about.notes.append(note)


def _due(experiment: Experiment, store: Store) -> Iterator[list[Task]]:
    """What is to be run next, batch after batch, less what is there."""
    wide: Iterable[int] = range(len(experiment.cells))
    group = place_of_cells(experiment)
    for replicates in batches(experiment):
        tasks = [(cell, replicate) for replicate in replicates for cell in wide]
        tasks.sort(key=lambda task: group[task[0]])  # one force after the other: its rates are in memory
        store.about.runs += len(tasks)
        yield [task for task in tasks if task not in store.journal]
        wide = wide_cells(experiment, store)
        if not wide:
            return


class Crew(Protocol):
    """Who makes the runs."""

    def prepare(self, cells: list[int]) -> float:
        """Have the references of some cells made; the processor's seconds that it took them all."""

    def make(self, tasks: list[Task], stopped: Callable[[], bool]) -> Iterator[Finished]:
        """Make the runs, in any order."""


class _Here:
    """This process, one run after the other."""

    def __init__(self, store: Store, netlogo_home: Path | None, stack: ExitStack) -> None:
        self._bench, self._store = Workbench(netlogo_home), store
        stack.callback(self._bench.close)

    def prepare(self, cells: list[int]) -> float:
        seconds = 0.0
        for cell in cells:
            with suppress(Exception):  # the runs fail with it, and say so in their rows
                seconds += self._bench.prepare(self._store.about.experiment.scenario_of(cell, 0))
        return seconds

    def make(self, tasks: list[Task], stopped: Callable[[], bool]) -> Iterator[Finished]:
        for cell, replicate in tasks:
            if stopped():
                return
            yield run_one(self._bench, self._store.about.experiment, cell, replicate, self._store.folder)


class _Cluster:
    """The workers of a cluster: the experiment travels to each of them once, to late ones as well."""

    def __init__(self, store: Store, client: Client, netlogo_home: Path | None, stack: ExitStack) -> None:
        from bridge.experiments.on_worker import Taken

        check_versions(client)
        self._experiment, self._client, self._home = store.about.experiment, client, netlogo_home
        folder = store.folder.resolve() if self._experiment.keep == "tables" else None
        self._name = f"crims-{uuid4().hex}"
        taken = Taken(self._name, self._experiment, folder, versions_of(PACKAGES))
        _while_workers_die(lambda: client.register_plugin(taken))
        stack.callback(self._let_go)

    def _let_go(self) -> None:
        with suppress(OSError, TimeoutError):  # the cluster may be gone by now
            self._client.unregister_worker_plugin(self._name)

    def prepare(self, cells: list[int]) -> float:
        from distributed import as_completed

        from bridge.experiments.on_worker import make_reference

        waiting = as_completed(
            self._client.submit(make_reference, self._name, cell, self._home, pure=False) for cell in cells
        )
        return float(sum(one.result() for one in waiting if one.exception() is None))

    def make(self, tasks: list[Task], stopped: Callable[[], bool]) -> Iterator[Finished]:
        from distributed import as_completed

        from bridge.experiments.on_worker import make_run

        waiting = iter(tasks)
        known: dict[Any, Task] = {}

        def submit() -> Any | None:
            task = next(waiting, None)
            if task is None or stopped():
                return None
            key = f"run-{self._name}-{task[0]}-{task[1]}"
            future = self._client.submit(make_run, self._name, *task, self._home, key=key, pure=False)
            known[future.key] = task
            return future

        under_way = max(1, sum(self._client.nthreads().values())) * AHEAD
        running = as_completed([one for one in (submit() for _ in range(under_way)) if one is not None])
        for future in running:
            yield _result(future, known.pop(future.key), self._experiment)
            future.release()
            following = submit()
            if following is not None:
                running.add(following)


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


def _while_workers_die(ask: Callable[[], Any]) -> Any:
    """What all workers say: asked again where one of them died meanwhile."""
    for _ in range(ASKED_AGAIN):
        with suppress(OSError):
            return ask()
        time.sleep(0.5)
    return ask()


def check_versions(client: Client) -> None:
    """Refuse workers whose packages would give other results.

    Raises:
        EngineUnavailable: with the first worker, and what differs.
        ScenarioError: there is no worker.
    """
    ours = versions_of(PACKAGES)
    answers: dict[str, dict[str, str]] = _while_workers_die(lambda: client.run(versions_of, PACKAGES))
    if not answers:
        raise ScenarioError("the cluster has no worker; start one and try again")
    from bridge.experiments.on_worker import differences

    for worker, theirs in answers.items():
        differ = differences(ours, theirs)
        if differ:
            raise EngineUnavailable(f"the worker {worker} would give other results: {differ}")
