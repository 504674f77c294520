"""The live models on NetLogo itself, without a window: its Python extension talks to the real adapter."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bridge.demand.service_process import ServiceProcess
from bridge.live.live import LiveOptions
from bridge.live.netlogo_window import INCLUDE, search_path
from bridge.police.engines import locate
from bridge.record.record import read_manifest
from bridge.run.coupled_run import run
from bridge.scenario.model_settings import Settings
from bridge.scenario.models import HOURLY, police_model
from bridge.scenario.scenario import Scenario
from tests.bridge.live.test_netlogo_adapter import TABLES
from tests.docs.test_couple_your_model import COUPLED, TEXT

SCRIPT = """
import sys
from bridge.police.engines import locate
from netlogo.jvm import JvmWorkspace
with JvmWorkspace(sys.argv[1], locate()) as workspace:
    for line in sys.argv[2:]:
        try:
            workspace.command(line)
        except Exception as error:
            print("error:", error)
        if "link-state" in workspace.globals:
            print(workspace.get_global("link-state"))
"""
"""In a process of its own: Java hands on the environment that it was started with."""


@pytest.fixture(scope="module", autouse=True)
def _real() -> None:
    if not os.environ.get("NETLOGO_HOME"):
        pytest.skip("NETLOGO_HOME is not set: no NetLogo to run this on")
    pytest.importorskip("jpype")
    extensions = locate().extensions
    if extensions is None or not (extensions / "py").is_dir():
        pytest.skip("this NetLogo has no Python extension")


def play(model: Path, options: LiveOptions, *lines: str) -> list[str]:
    """What is told after each line that is run in the model; its `python3` is the one that runs the tests."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(model), *lines],
        env={**os.environ, **options.written(), "PATH": search_path()},
        stdout=subprocess.PIPE,
        text=True,
        timeout=600,
        check=True,
    )
    return done.stdout.splitlines()


MODEL_TABLES = ("incidents.parquet", "tours.parquet", "units.parquet", "areas.parquet")


@pytest.mark.parametrize(
    ("name", "settings", "own"),
    [
        ("police-supply-demand", {}, ()),
        ("schelling-demo", {}, ()),
        ("police-patrol", {"ticks-per-hour": 4.0}, MODEL_TABLES),
    ],
)
def test_a_live_model_gives_the_files_of_a_run(
    name: str, settings: Settings, own: tuple[str, ...], tmp_path: Path
) -> None:
    headless = police_model(HOURLY).with_name(f"{name}.nlogo")
    model = headless.with_name(f"{name}-live.nlogo")
    service = ServiceProcess(None)
    options = LiveOptions(
        endpoint=service.endpoint,
        out=str(tmp_path),
        model=str(model),
        areas=("Calderdale",),
        settings={"seed": 5.0, **settings},
    )
    hours = 48 * int(settings.get("ticks-per-hour", 1))
    try:
        told = play(
            model,
            options,
            "startup connect",
            f"setup repeat {hours} [ go ]",
            "close-link",
            f"setup repeat {hours // 48} [ go ] close-link",
        )
    finally:
        service.stop()
    live = tmp_path / "calderdale-2018-07-01-seed-5-live"
    assert told[:2] == [
        "connected: West Yorkshire from 2018-07-01T00:00, 27 areas",
        f"connected, 27 areas; recording into {live.name}",
    ]
    again = read_manifest(tmp_path / f"{live.name}-2")
    counts = again.counts
    assert again.state == "complete"
    assert counts["sampled"] == (counts["received"] or 0) + (counts["unreported"] or 0)
    other = tmp_path / "run"
    run(Scenario.of(areas=["Calderdale"], end="2018-07-03", seed=5, model=headless), other)
    for table in (*TABLES, *own):
        assert (live / table).read_bytes() == (other / table).read_bytes(), table


def test_the_live_model_of_the_docs_runs_and_is_recorded(tmp_path: Path) -> None:
    code = "\n".join(
        re.findall(r"^    (.*)$", TEXT.partition("## Let NetLogo's window drive")[2], re.MULTILINE)
    )
    assert code.startswith("extensions [ py ]")
    others = re.findall(r"^to(?:-report)? (?:receive|report).*?end$", COUPLED, re.MULTILINE | re.DOTALL)
    assert len(others) == 3
    model = tmp_path / "live.nlogo"
    sections = (
        police_model(HOURLY)
        .with_name("schelling-demo.nlogo")
        .read_text(encoding="utf-8")
        .split("@#$#@#$#@\n")
    )
    view = sections[1].split("\n\n")[0] + "\n"
    model.write_text(
        "@#$#@#$#@\n".join(["\n".join([code, *others, ""]), view, *sections[2:]]), encoding="utf-8"
    )
    shutil.copy(police_model(HOURLY).parents[1] / "includes" / INCLUDE, tmp_path)
    service = ServiceProcess(None)
    options = LiveOptions(endpoint=service.endpoint, out=str(tmp_path / "runs"), model=str(model))
    try:
        assert play(model, options, "setup repeat 3 [ go ] crims-close") == []
    finally:
        service.stop()
    manifest = read_manifest(tmp_path / "runs" / "west-yorkshire-2018-07-01-seed-1-live")
    assert (manifest.state, manifest.settings, manifest.options.end.hour) == ("complete", {}, 3)


def test_without_a_service_the_model_says_what_to_do() -> None:
    told = play(
        police_model(HOURLY).with_name("police-supply-demand-live.nlogo"),
        LiveOptions(),
        'set service-address "tcp://127.0.0.1:9" setup',
        "close-link",
    )
    sentence = "no demand service answers at tcp://127.0.0.1:9 (waited 5 s); start it with: crims serve"
    assert told[0].startswith(f"error: {sentence}")
    assert told[1:] == [
        f"{sentence} --endpoint tcp://127.0.0.1:9",
        "closed: what was run is recorded; setup begins anew",
    ]


def test_a_python_without_the_bridge_is_told(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -S "$@"\n')
    python.chmod(0o755)
    model = police_model(HOURLY).with_name("schelling-demo-live.nlogo")
    told = play(model, LiveOptions(), f'set crims-python "{python}" startup', "connect")
    assert told[-1] == (
        f"the Python '{python}' cannot load the bridge (No module named 'bridge'); open this window with: "
        "crims gui, or name the Python that has crims-bridge"
    )
