import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from bridge.base.time_windows import Window
from bridge.demand.remote import RemoteDemand
from bridge.demand.request import DemandRequest
from bridge.demand.service_process import ServiceProcess
from bridge.errors import DemandLost, ScenarioError
from bridge.wire.transport import Patience

SPEC = DemandRequest("West Yorkshire", datetime(2018, 7, 1), datetime(2018, 7, 3), 1, areas=("Calderdale",))


def test_a_killed_service_is_reported_within_seconds_with_its_last_words() -> None:
    process = ServiceProcess(None)
    demand = RemoteDemand(SPEC, process=process)
    demand.advance(Window(datetime(2018, 7, 1), datetime(2018, 7, 2)), {})
    os.kill(process.pid, signal.SIGKILL)
    begun = time.monotonic()
    with pytest.raises(
        DemandLost, match=r"was killed by SIGKILL; its last words: .*serving crimes on ipc://"
    ):
        demand.advance(Window(datetime(2018, 7, 2), datetime(2018, 7, 3)), {})
    assert time.monotonic() - begun < 3
    demand.abandon()


def test_a_service_that_cannot_start_is_quoted() -> None:
    process = ServiceProcess(Path("no-such-folder"))
    with pytest.raises(DemandLost, match=r"exit code 2.*no-such-folder"):
        RemoteDemand(SPEC, process=process)


def test_nothing_is_imported_from_the_working_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("click", "numpy", "json", "bridge"):
        (tmp_path / f"{name}.py").write_text("open('stranger', 'w').close()")
    monkeypatch.chdir(tmp_path)
    process = ServiceProcess(None)
    demand = RemoteDemand(SPEC, process=process)
    assert len(demand.advance(Window(datetime(2018, 7, 1), datetime(2018, 7, 2)), {})) > 0
    demand.abandon()
    assert not (tmp_path / "stranger").exists()


def test_errors_of_the_service_arrive_as_its_own() -> None:
    process = ServiceProcess(None)
    spec = DemandRequest("West Yorkshire", SPEC.start, SPEC.end, 1, areas=("Leeeds",))
    with pytest.raises(ScenarioError, match=r"'Leeeds'.*'Leeds'"):
        RemoteDemand(spec, process=process)
    assert process.death_notice() is not None


def test_no_orphan_remains_when_the_parent_is_killed() -> None:
    script = (
        "import time; from bridge.demand.service_process import ServiceProcess\n"
        "p = ServiceProcess(None); print(p.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 120
    while _alive(child) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _alive(child)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_frozen_service_is_reported_and_a_thawed_one_goes_on() -> None:
    process = ServiceProcess(None)
    demand = RemoteDemand(SPEC, process=process, patience=Patience(lost=1.0))
    days = [Window(datetime(2018, 7, day), datetime(2018, 7, day + 1)) for day in (1, 2)]
    os.kill(process.pid, signal.SIGSTOP)
    begun = time.monotonic()
    with pytest.raises(DemandLost, match="connection was lost"):
        demand.advance(days[0], {})
    assert time.monotonic() - begun < 12
    os.kill(process.pid, signal.SIGCONT)
    assert demand.advance(days[0], {}).id[0] == 1
    demand.advance(days[1], {})
    demand.close()
