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
from typing import TYPE_CHECKING, Protocol

from bridge.errors import EngineUnavailable
from bridge.experiments.experiment_file import Experiment
from bridge.experiments.journal import Finished, RunRow, Task
from bridge.experiments.one_run import Workbench, run_one
from bridge.experiments.precision import batches, wide_cells
from bridge.experiments.store import Store
from bridge.experiments.world import place_of_cells, worlds

if TYPE_CHECKING:
    from distributed import Client

log = logging.getLogger(__name__)

NOTED_SECONDS = 1.0
"""References that took longer are worth a note."""
SAVE_SECONDS = 2.0
"""How often `experiment.json` follows, for those who look from outside."""


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
        EngineUnavailable: workers of another version, or a cluster that is gone; what was done is kept.
    """
    store.about.runs, saved = 0, time.monotonic()
    with ExitStack() as stack:
        try:
            crew = _crew(store, client, netlogo_home, stack)
            for number, tasks in enumerate(_due(store.about.experiment, store)):
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
        except BaseException as error:
            if isinstance(error, EngineUnavailable):
                error.add_note(f"what is done is kept; go on with: crims experiment --resume {store.folder}")
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


def _crew(store: Store, client: Client | None, netlogo_home: Path | None, stack: ExitStack) -> Crew:
    if client is None:
        return _Here(store, netlogo_home, stack)
    from bridge.experiments.cluster.crew import Workers  # late: it needs Dask

    return Workers(store, client, netlogo_home, stack)


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
