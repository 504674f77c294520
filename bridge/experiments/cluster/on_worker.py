"""What a worker of a Dask cluster does: takes an experiment up once, then makes its runs.

Imported where there is a cluster: it needs Dask.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin

from bridge.base.fingerprints import versions_of
from bridge.base.garbage import collect_rarely
from bridge.errors import EngineUnavailable
from bridge.experiments.experiment_file import Experiment
from bridge.experiments.journal import RunRow
from bridge.experiments.one_run import Workbench, run_one

log = logging.getLogger(__name__)

_experiments: dict[str, tuple[Experiment, Path | None]] = {}
_one_at_a_time = threading.Lock()
"""A worker may have several threads, but its models are one process's: give workers one thread each."""
_bench: Workbench | None = None
"""Of this worker process: fitted rates and compiled models last from run to run."""


class Taken(WorkerPlugin):  # type: ignore[misc]
    """Brings an experiment to every worker once, also to those that join later."""

    def __init__(
        self, name: str, experiment: Experiment, folder: Path | None, versions: Mapping[str, str]
    ) -> None:
        self.name, self._versions = name, dict(versions)
        self._content = experiment, folder

    def setup(self, worker: Any) -> None:
        """Keep it; a worker with other versions is refused.

        Raises:
            EngineUnavailable: what differs.
        """
        differ = differences(self._versions, versions_of([one for one in self._versions if one != "python"]))
        if differ:
            raise EngineUnavailable(f"the worker {worker.address} would give other results: {differ}")
        _experiments[self.name] = self._content

    def teardown(self, worker: Any) -> None:
        """Let it go; what was fitted and compiled stays for the next experiment."""
        _experiments.pop(self.name, None)


def differences(ours: Mapping[str, str], theirs: Mapping[str, str]) -> str:
    """Packages whose versions differ, in words; empty where none does."""
    return ", ".join(
        f"{name} {theirs.get(name, 'missing')} instead of {ours.get(name, 'none')}"
        for name in sorted(ours.keys() | theirs.keys())
        if ours.get(name) != theirs.get(name)
    )


def make_run(
    name: str, cell: int, replicate: int, netlogo_home: Path | None
) -> tuple[RunRow, dict[str, str]]:
    """One run of an experiment that this worker has taken up."""
    experiment, folder = _experiments[name]
    with _one_at_a_time:
        return run_one(_workbench(netlogo_home), experiment, cell, replicate, folder)


def make_reference(name: str, cell: int, netlogo_home: Path | None) -> float:
    """Have the reference of a cell's world made; the processor's seconds that it took.

    Raises:
        BridgeError: it cannot be made, as the runs will say.
    """
    experiment, _ = _experiments[name]
    with _one_at_a_time:
        return _workbench(netlogo_home).prepare(experiment.scenario_of(cell, 0))


def _workbench(netlogo_home: Path | None) -> Workbench:
    global _bench
    if _bench is None:
        collect_rarely()
        _bench = Workbench(netlogo_home)
    return _bench
