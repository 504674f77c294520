"""Several hosts, as network namespaces on this machine; one of them is cut off in mid-experiment."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest

from bridge.experiments.execute import execute
from bridge.experiments.experiment_file import read_experiment
from bridge.experiments.journal import RunRow
from bridge.experiments.store import Store, read_rows
from tests.bridge.experiments.small import three_hours

pytest.importorskip("distributed", reason="Dask is not installed")
FILE = three_hours(6)


class Host:
    """A network namespace with one cable to this one."""

    def __init__(self, number: int, stack: ExitStack) -> None:
        name = uuid4().hex[:8]
        self.space, self.cable = f"crims-{name}", f"v{name}"
        net = f"10.{200 + os.getpid() % 50}.{os.getpid() % 200 + number}"
        self.gateway = f"{net}.1"
        ip("netns", "add", self.space)
        stack.callback(ip, "netns", "del", self.space, check=False)
        ip("link", "add", self.cable, "type", "veth", "peer", "name", "eth0", "netns", self.space)
        stack.callback(ip, "link", "del", self.cable, check=False)
        ip("addr", "add", f"{self.gateway}/24", "dev", self.cable)
        ip("link", "set", self.cable, "up")
        ip("-n", self.space, "addr", "add", f"{net}.2/24", "dev", "eth0")
        ip("-n", self.space, "link", "set", "eth0", "up")
        ip("-n", self.space, "link", "set", "lo", "up")

    def start_worker(self, port: int, stack: ExitStack) -> None:
        """A worker process on this host."""
        worker = [sys.executable, "-m", "distributed.cli.dask_worker", f"tcp://{self.gateway}:{port}"]
        options = ["--nthreads", "1", "--no-nanny", "--no-dashboard"]
        process = subprocess.Popen(
            ["ip", "netns", "exec", self.space, *worker, *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(process.wait)
        stack.callback(process.kill)

    def cut_off(self) -> None:
        """Pull the cable: nobody is told."""
        ip("link", "set", self.cable, "down")


def ip(*arguments: str, check: bool = True) -> None:
    """Run `ip`."""
    subprocess.run(["ip", *arguments], check=check, capture_output=True, timeout=60)


@pytest.fixture
def hosts() -> Iterator[tuple[list[Host], ExitStack]]:
    with ExitStack() as stack:
        try:
            yield [Host(number, stack) for number in range(2)], stack
        except (OSError, subprocess.CalledProcessError) as error:
            pytest.skip(f"no network namespaces can be made here: {error}")


class CutOff:
    """Cuts a host off once the first run has ended."""

    def __init__(self, host: Host) -> None:
        self._host, self._done = host, threading.Event()

    def planned(self, runs: int, done: int) -> None: ...

    def finished(self, row: RunRow) -> None:
        if not self._done.is_set():
            self._host.cut_off()
            self._done.set()


@pytest.mark.filterwarnings("default")  # Dask's own
def test_an_experiment_outlives_a_host_that_is_cut_off(
    hosts: tuple[list[Host], ExitStack], tmp_path: Path
) -> None:
    import dask
    import distributed

    (first, second), stack = hosts
    stack.enter_context(dask.config.set({"distributed.scheduler.worker-ttl": "10s"}))
    cluster = stack.enter_context(
        distributed.LocalCluster(n_workers=0, host="0.0.0.0", dashboard_address="127.0.0.1:0")
    )
    port = cluster.scheduler.port
    client = stack.enter_context(distributed.Client(f"tcp://127.0.0.1:{port}"))
    for host in (first, second):
        host.start_worker(port, stack)
    client.wait_for_workers(2, timeout=300)
    (tmp_path / "e.toml").write_text(FILE)
    experiment = read_experiment(tmp_path / "e.toml")
    with Store.create(tmp_path / "many", experiment) as store:
        execute(store, client=client, watcher=CutOff(first))
    rows = read_rows(tmp_path / "many")
    assert [row.error for row in rows] == [None] * 6
    with Store.create(tmp_path / "here", experiment) as store:
        execute(store)
    assert (tmp_path / "many" / "runs.parquet").read_bytes() == (
        tmp_path / "here" / "runs.parquet"
    ).read_bytes()
