"""A scheduler that is killed in mid-experiment costs the runs that were under way, and no more."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bridge.errors import EngineUnavailable
from bridge.experiments.execute import execute
from bridge.experiments.experiment_file import Experiment, read_experiment
from bridge.experiments.journal import RunRow
from bridge.experiments.store import Store
from tests.bridge.experiments.small import three_hours

distributed = pytest.importorskip("distributed", reason="Dask is not installed")
FILE = three_hours(6)


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A scheduler in a process of its own, with one worker, and its address."""
    found = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with ExitStack() as stack:

        def start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", f"distributed.cli.{module}", "--no-dashboard", *arguments]
            process = subprocess.Popen(command, **quiet)  # type: ignore[call-overload]
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process  # type: ignore[no-any-return]

        process = start(
            "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(found)
        )
        start("dask_worker", "--scheduler-file", str(found), "--nthreads", "1", "--no-nanny")
        end = time.monotonic() + 120
        while not found.exists() or not found.read_text():
            assert time.monotonic() < end
            time.sleep(0.1)
        yield process, json.loads(found.read_text())["address"]


class Killer:
    """Kills a process after the first run."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def planned(self, runs: int, done: int) -> None: ...

    def finished(self, row: RunRow) -> None:
        self._process.kill()


@pytest.mark.filterwarnings("default")  # Dask's own, about its ports and files
def test_what_was_done_is_kept_and_the_rest_is_made_by_resume(
    scheduler: tuple[subprocess.Popen[bytes], str], tmp_path: Path
) -> None:
    (tmp_path / "e.toml").write_text(FILE)
    made = read_experiment(tmp_path / "e.toml")
    process, address = scheduler
    with distributed.Client(address, timeout=120) as client, Store.create(tmp_path / "out", made) as store:
        client.wait_for_workers(1, timeout=120)
        client._timeout = 1  # for the way back to a scheduler that is gone; the first contact may take longer
        with pytest.raises(EngineUnavailable, match="is gone") as caught:
            execute(store, client=client, watcher=Killer(process))
    assert "crims experiment --resume" in caught.value.__notes__[0]
    assert store.about.state == "interrupted"
    assert store.about.failed == 0
    assert 0 < store.about.done < 6
    with Store.reopen(tmp_path / "out") as store:
        execute(store)
    assert (tmp_path / "out" / "runs.parquet").read_bytes() == undisturbed(made, tmp_path / "alone")


def undisturbed(made: Experiment, folder: Path) -> bytes:
    """The table of the same experiment in one go."""
    with Store.create(folder, made) as store:
        execute(store)
    return (folder / "runs.parquet").read_bytes()
