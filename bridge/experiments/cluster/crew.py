"""The workers of a Dask cluster, as those who make the runs of an experiment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bridge.base.fingerprints import versions_of
from bridge.errors import EngineUnavailable, ScenarioError
from bridge.experiments.cluster.on_worker import Taken, differences, make_reference, make_run
from bridge.experiments.cluster.under_way import ended, gone
from bridge.experiments.experiment_file import Experiment
from bridge.experiments.journal import Finished, RunRow, Task
from bridge.experiments.store import PACKAGES, Store

if TYPE_CHECKING:
    from distributed import Client

ASKED_AGAIN = 10
"""How often all workers are asked the same, half a second apart, while some of them die."""


class Workers:
    """The workers of a cluster: the experiment travels to each of them once, to late ones as well."""

    def __init__(self, store: Store, client: Client, netlogo_home: Path | None, stack: ExitStack) -> None:
        """Bring the experiment to all workers.

        Raises:
            EngineUnavailable: workers of another version, or a scheduler that is gone.
            ScenarioError: there is no worker.
        """
        self._experiment, self._client, self._home = store.about.experiment, client, netlogo_home
        folder = store.folder.resolve() if self._experiment.keep == "tables" else None
        self._name = f"crims-{uuid4().hex}"
        check_versions(client)
        taken = Taken(self._name, self._experiment, folder, versions_of(PACKAGES))
        _while_workers_die(client, lambda: client.register_plugin(taken))
        stack.callback(self._let_go)

    def _let_go(self) -> None:
        with suppress(OSError, TimeoutError, RuntimeError, ValueError):  # the cluster may be gone by now
            self._client.unregister_worker_plugin(self._name)

    def prepare(self, cells: list[int]) -> float:
        """Have the references of some cells made; the processor's seconds that it took them all.

        Raises:
            EngineUnavailable: the scheduler is gone.
        """
        submitted = (
            self._client.submit(make_reference, self._name, cell, self._home, pure=False) for cell in cells
        )
        # The runs of a reference that fails will fail with it, and say so in their rows.
        made = (one.result() for one in ended(self._client, submitted) if one.status == "finished")
        return float(sum(made))

    def make(self, tasks: list[Task], stopped: Callable[[], bool]) -> Iterator[Finished]:
        """Make the runs, in any order.

        Raises:
            EngineUnavailable: the scheduler is gone.
        """
        known: dict[Any, Task] = {}

        def submitted() -> Iterator[Any]:
            for task in tasks:
                if stopped():
                    return
                key = f"run-{self._name}-{task[0]}-{task[1]}"
                future = self._client.submit(make_run, self._name, *task, self._home, key=key, pure=False)
                known[future.key] = task
                yield future

        for future in ended(self._client, submitted()):
            yield _result(future, known.pop(future.key), self._experiment)


def _result(future: Any, task: Task, experiment: Experiment) -> Finished:
    """What a run came to; a worker that died with it is the run's failure."""
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


def _while_workers_die(client: Client, ask: Callable[[], Any]) -> Any:
    """What all workers say: asked again where one of them died meanwhile.

    Raises:
        EngineUnavailable: it is the scheduler that does not answer.
    """
    for _ in range(ASKED_AGAIN):
        with suppress(OSError):
            return ask()
        time.sleep(0.5)
    try:
        return ask()
    except OSError as error:
        raise gone(client) from error


def check_versions(client: Client) -> None:
    """Refuse workers whose packages would give other results.

    Raises:
        EngineUnavailable: with the first worker, and what differs; or the scheduler is gone.
        ScenarioError: there is no worker.
    """
    ours = versions_of(PACKAGES)
    answers: dict[str, dict[str, str]] = _while_workers_die(client, lambda: client.run(versions_of, PACKAGES))
    if not answers:
        raise ScenarioError("the cluster has no worker; start one and try again")
    for worker, theirs in answers.items():
        differ = differences(ours, theirs)
        if differ:
            raise EngineUnavailable(f"the worker {worker} would give other results: {differ}")
