import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from bridge.base.context import within
from bridge.cli.logs import PER_SECOND, Lines, Ration, Text


def record(message: str, *args: object) -> logging.LogRecord:
    return logging.LogRecord("bridge.service.service", logging.WARNING, "service.py", 1, message, args, None)


def test_a_line_carries_its_run_in_both_forms() -> None:
    with within("leeds-seed-1"):
        line = json.loads(Lines().format(record("%d\n%s", 3, "Grüße")))
        text = Text().format(record("it runs"))
    assert {name: line[name] for name in ("level", "run", "logger", "message")} == {
        "level": "warning",
        "run": "leeds-seed-1",
        "logger": "bridge.service.service",
        "message": "3\nGrüße",
    }
    assert line["time"].endswith("+00:00")
    assert text.endswith("warning [leeds-seed-1] bridge.service.service: it runs")
    assert "[" not in Text().format(record("outside"))


def test_a_traceback_stays_in_its_line() -> None:
    try:
        raise ValueError("odd")
    except ValueError:
        one = logging.LogRecord("x", logging.ERROR, "x.py", 1, "failed", (), sys.exc_info())
    text = Lines().format(one)
    assert "\n" not in text
    assert "ValueError: odd" in json.loads(text)["error"]


def test_a_flood_of_one_kind_is_rationed_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("bridge.cli.logs.time.monotonic", lambda: now)
    ration = Ration()
    written = [ration.filter(record("garbled from %s", number)) for number in range(1000)]
    assert written.count(True) == PER_SECOND
    assert ration.filter(record("another kind"))
    now = 101.0
    last = record("garbled from %s", 1000)
    assert ration.filter(last)
    assert last.getMessage() == f"garbled from 1000 (and {1000 - PER_SECOND} such lines left out before)"


def test_every_line_of_a_run_is_json_with_its_run(tmp_path: Path) -> None:
    options = ["--area", "Calderdale", "--end", "2018-07-02", "--transport", "zmq", "-q"]
    command = [sys.executable, "-m", "bridge.cli", "-vv", "--log-json", "run", *options]
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "my-run")], capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    ours = [line for line in lines if line["logger"].startswith("bridge")]
    assert len(ours) > 4
    assert {line["run"] for line in ours} == {"my-run"}
    assert any(line["message"].startswith("begins: calderdale") for line in ours)
