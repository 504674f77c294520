import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from bridge.cli.run_commands.status import command
from bridge.record.record import RunDirectory
from bridge.service.service_status import ServiceStatus, running
from tests.bridge.record.test_record import exchanges, manifest


def shown(folder: Path) -> str:
    result = CliRunner().invoke(command, [str(folder)])
    assert result.exit_code == 0, result.exception
    return result.output


def test_a_service_is_shown_while_it_lives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.service.service_status.EVERY", 0.0)
    monkeypatch.setattr("bridge.service.service_status.services", lambda: tmp_path / "services")
    with ServiceStatus("tcp://127.0.0.1:5557") as status:
        time.sleep(0.01)
        status.show(sessions=3, answered=1200, error="no [bold]such[/] file")
        (state,) = running()
        assert (state.process, state.sessions, state.answered) == (os.getpid(), 3, 1200)
        assert state.per_second > 0
        assert state.memory_mib > 10
        text = shown(tmp_path)
        assert "tcp://127.0.0.1:5557" in text
        assert "no [bold]such[/] file" in text
    assert list(running()) == []


def test_what_a_killed_service_left_is_not_shown(tmp_path: Path) -> None:
    serve = [sys.executable, "-m", "bridge.cli", "serve", "--endpoint", "tcp://127.0.0.1:*"]
    environment = {**os.environ, "CRIMS_CACHE_DIR": str(tmp_path)}
    with subprocess.Popen(serve, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        endpoint = process.stderr.readline().split()[-1]
        deadline = time.monotonic() + 60
        while not (found := list(running(tmp_path / "services"))) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert [(one.endpoint, one.process) for one in found] == [(endpoint, process.pid)]
        process.send_signal(signal.SIGKILL)
    assert list(running(tmp_path / "services")) == []
    assert list((tmp_path / "services").iterdir()) == []


def test_a_live_run_is_shown_with_its_figures(tmp_path: Path) -> None:
    directory = RunDirectory.create(tmp_path / "mine")
    directory.begin(manifest())
    for exchange in exchanges():
        directory.append(exchange)
    directory.manifest.counts = {"sampled": 1234}
    directory.save()
    live = shown(tmp_path).splitlines()[1]
    assert live.split()[:6] == ["mine", "running", "2018-07-03T00:00", "2", "of", "2"]
    assert ["1,234", "MiB", str(os.getpid())] == [live.split()[n] for n in (7, 9, 10)]
    directory.release()
    assert "killed" in shown(tmp_path)


def test_a_failed_run_is_shown_with_its_error(tmp_path: Path) -> None:
    directory = RunDirectory.create(tmp_path / "mine")
    directory.begin(manifest())
    directory.end("failed", "DemandLost: the [service] died")
    directory.release()
    text = shown(tmp_path)
    assert "failed" in text
    assert "DemandLost: the [service] died" in text
