"""`crims gui`: the interface that is asked for, and the real window under Xvfb where it is there."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bridge.cli import crims
from bridge.errors import ContractError, EngineUnavailable, ScenarioError
from bridge.live.netlogo_window import INCLUDE, NetLogoWindow, live_model, read_interface
from bridge.record.record import read_manifest
from bridge.scenario.models import HOURLY, police_model

DISPLAY = ":93"
POLICE = live_model(HOURLY)
PATROL = live_model()
SCHELLING = POLICE.with_name("schelling-demo-live.nlogo")


def test_what_is_asked_for_is_checked_against_the_widgets() -> None:
    typed = {"force": "city of london", "start-month": "2019-02", "seed": "7", "double-crew-by-day?": "on"}
    assert read_interface(POLICE, typed) == {
        "force": "City of London",
        "start-month": "2019-02",
        "seed": 7.0,
        "double-crew-by-day?": True,
    }
    with pytest.raises(ScenarioError, match="West Yorkshire"):
        read_interface(POLICE, {"force": "West Yorkshre"})
    with pytest.raises(ScenarioError, match="from 0 to 1000"):
        read_interface(POLICE, {"response-shift-1": "5000"})
    with pytest.raises(ScenarioError, match="there is no model"):
        read_interface(Path("nowhere.nlogo"), {})
    with pytest.raises(ContractError, match=f"does not include '{INCLUDE}'"):
        read_interface(police_model(HOURLY), {})


def test_the_live_models_offer_the_same_choices() -> None:
    forces = [
        read_interface(model, {"force": "Wiltshire", "start-month": "2017-01"})
        for model in (POLICE, SCHELLING, PATROL)
    ]
    assert forces[0] == forces[1] == forces[2]


def test_a_live_model_is_found_by_its_name() -> None:
    assert live_model().name == "police-patrol-live.nlogo"
    assert live_model("schelling-demo-live") == SCHELLING
    with pytest.raises(ScenarioError, match="police-patrol-live, police-supply-demand-live"):
        live_model("police-patrl")


def test_the_patrol_model_has_the_sliders_of_its_live_form() -> None:
    """What is moved in the window can be set in `crims run`, but for what the window has for itself."""
    from netlogo.modelfile.read_model import read_model

    windows, plain = ({one.name for one in read_model(path).globals} for path in (PATROL, police_model()))
    assert windows - plain == {"force", "start-month", "seed", "service-address", "crims-python"}
    assert plain - windows == {"start-date", "start-hour", "start-weekday"}


def test_without_a_display_the_message_says_what_runs_without_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISPLAY", raising=False)
    if sys.platform.startswith("linux"):
        result = CliRunner().invoke(crims, ["gui"])
        assert isinstance(result.exception, EngineUnavailable)
        assert "crims run --abm netlogo" in str(result.exception)


def test_a_window_that_dies_is_told_with_its_last_words() -> None:
    window = NetLogoWindow([sys.executable, "-c", "import sys; sys.exit('no such model')"], {})
    while window.open:
        time.sleep(0.01)
    assert "ended with exit code 1; its last words: no such model" in str(window.failure())
    window.stop()
    with pytest.raises(EngineUnavailable, match="cannot start NetLogo's window with '/nowhere/java'"):
        NetLogoWindow(["/nowhere/java"], {})


def test_whatever_the_window_started_ends_with_it() -> None:
    script = "import subprocess, sys; subprocess.Popen(['sleep', '600']); print(1, file=sys.stderr); input()"
    window = NetLogoWindow([sys.executable, "-c", script], {})
    window.stop(settle=0)
    assert not window.open
    until = time.monotonic() + 10  # the killed ones are in the group until the system has buried them
    while window._alive() and time.monotonic() < until:
        time.sleep(0.01)
    with pytest.raises(ProcessLookupError):
        os.killpg(window.pid, 0)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A screen for the window; tests that need it are skipped where NetLogo or Xvfb is not there."""
    if not os.environ.get("NETLOGO_HOME"):
        pytest.skip("NETLOGO_HOME is not set: no NetLogo to open a window of")
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed: no screen to open a window on")
    screen = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", "1600x1200x24", "-nolisten", "tcp"])
    time.sleep(1)
    yield DISPLAY
    screen.terminate()
    screen.wait()


Gui = Callable[[], "tuple[subprocess.Popen[str], Path]"]


@pytest.fixture
def gui(display: str, tmp_path: Path) -> Iterator[Gui]:
    """Starts `crims gui` on a copy of the Schelling model that runs for a while as it opens."""
    model = tmp_path / "models" / "live.nlogo"
    model.parent.mkdir()
    text = SCHELLING.read_text(encoding="utf-8")
    hook = 'set link-state "not connected: press connect, or setup"'
    assert hook in text
    model.write_text(text.replace(hook, "setup repeat 30 [ go ] loop [ ]", 1), encoding="utf-8")
    shutil.copytree(POLICE.parent.parent / "includes", tmp_path / "includes")
    runs = tmp_path / "runs"
    started = []

    def start() -> "tuple[subprocess.Popen[str], Path]":
        command = [sys.executable, "-m", "bridge.cli", "gui", "--model", str(model), "--out", str(runs)]
        process = subprocess.Popen(
            [*command, "--area", "Leeds", "--set", "density=70"],
            env={**os.environ, "DISPLAY": display},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        folder = runs / "leeds-2018-07-01-seed-1-live"
        until = time.monotonic() + 90
        while _hours(folder) < 24:
            assert time.monotonic() < until, "the window did not come to run a day"
            time.sleep(0.2)
        return process, folder

    yield start
    for process in started:
        process.kill()
        process.communicate()


def _hours(folder: Path) -> int:
    from bridge.record.journal import read_journal

    journal = folder / "journal.bin"
    return sum(1 for _ in read_journal(journal)) if journal.exists() else 0


def _children(pid: int) -> "dict[str, int]":
    """The service and NetLogo below `crims gui`, and Python below NetLogo: name -> process."""
    listing = subprocess.run(["ps", "-wweo", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2) for line in listing.stdout.splitlines()]
    found = {}
    for name, mark in (("service", "bridge.cli serve"), ("netlogo", "org.nlogo.app.App")):
        found[name] = next(int(one) for one, parent, text in rows if int(parent) == pid and mark in text)
    found["python"] = next(int(one) for one, parent, _ in rows if int(parent) == found["netlogo"])
    return found


def _gone(pids: "dict[str, int]", seconds: float = 30) -> list[str]:
    """Those that are still there after a while."""
    until = time.monotonic() + seconds
    while (left := [name for name, pid in pids.items() if _alive(pid)]) and time.monotonic() < until:
        time.sleep(0.2)
    return left


def _alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("victim", ["gui", "netlogo", "python", "service"])
def test_nothing_stays_and_the_record_is_complete_whatever_ends_first(victim: str, gui: Gui) -> None:
    process, folder = gui()
    pids = _children(process.pid)
    if victim == "gui":
        process.send_signal(signal.SIGINT)
    else:
        os.kill(pids[victim], signal.SIGKILL)
    if victim in ("python", "service"):  # the window stays, and says so; then it is closed
        time.sleep(2)
        assert _alive(pids["netlogo"])
        os.kill(pids["netlogo"], signal.SIGTERM)
    out, _ = process.communicate(timeout=90)
    assert process.returncode == (130 if victim == "gui" else 6)
    assert _gone(pids) == []
    assert f"results in {folder}" in out
    manifest = read_manifest(folder)
    assert manifest.state == "complete"
    assert manifest.counts["sampled"] == manifest.counts["received"]
    assert manifest.settings["density"] == 70
    assert (folder / "summary.png").exists()


def test_the_window_outlives_a_killed_crims_gui_and_its_end_completes_the_record(gui: Gui) -> None:
    process, folder = gui()
    pids = _children(process.pid)
    process.kill()
    process.wait()
    assert _gone({"service": pids["service"]}) == []
    assert _alive(pids["netlogo"])
    os.kill(pids["netlogo"], signal.SIGTERM)
    assert _gone(pids, 60) == []
    assert read_manifest(folder).state == "complete"
