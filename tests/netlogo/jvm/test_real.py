"""What only the real NetLogo can show; skipped where NETLOGO_HOME is not set."""

import gc
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from netlogo import HaltError, LogoError
from netlogo.jvm import Installation, JvmWorkspace
from tests.netlogo.jvm.conftest import model_text

CODE = """globals [ got ]
to setup clear-all create-turtles 5 reset-ticks end
to go ask turtles [ fd 1 ] tick end
to take [ things ] set got things end
to-report pairs report (list (list "a" 1) (list "b" ticks)) end
to-report not-pairs report (list (list "a" 1) (list "b" "two")) end
to-report deep report 1 + deep end
"""

SCRIPT = """
import sys, threading
from pathlib import Path
from netlogo.jvm import JvmWorkspace
from netlogo.jvm.finder import read_installation
workspace = JvmWorkspace(sys.argv[1], read_installation(Path(sys.argv[2]), "test"))
print("ready", flush=True)
if sys.argv[3] == "loop":
    try:
        workspace.command("loop [ ]")
    except KeyboardInterrupt:
        print("stopped", workspace.report("1 + 1"), flush=True)
"""


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.nlogo"
    path.write_text(model_text(CODE))
    return path


def start(model: Path, installation: Installation, what: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(model), str(installation.home), what],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def read_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def test_ctrl_c_stops_within_a_second_and_the_process_ends(model: Path, installation: Installation) -> None:
    with start(model, installation, "loop") as process:
        assert read_line(process) == "ready\n"
        time.sleep(0.5)
        sent = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert read_line(process) == "stopped 2.0\n"
        assert time.monotonic() - sent < 1
        assert process.wait(30) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_process_ends_without_closing_its_workspace(model: Path, installation: Installation) -> None:
    with start(model, installation, "nothing") as process:
        out, err = process.communicate(timeout=120)
    assert (process.returncode, out, err) == (0, "ready\n", "")


def test_two_workspaces_are_apart(model: Path, installation: Installation) -> None:
    with JvmWorkspace(model, installation) as one, JvmWorkspace(model, installation) as two:
        one.command("setup")
        assert (one.report("count turtles"), two.report("count turtles")) == (5.0, 0.0)
        two.command('print "two"')
        assert (one.output, two.output) == ("", "two\n")


def test_pairs_are_read_in_one_piece(model: Path, installation: Installation) -> None:
    with JvmWorkspace(model, installation) as workspace:
        workspace.command("setup")
        read = workspace.compile_pairs("pairs")
        assert read() == {"a": 1.0, "b": 0.0}
        workspace.command("go")
        assert read() == dict(workspace.report("pairs")) == {"a": 1.0, "b": 1.0}
        assert workspace.compile_pairs("not-pairs")() == [["a", 1.0], ["b", "two"]]
        assert workspace.compile_pairs('[["a" 1] ["a" 2]]')() == [["a", 1.0], ["a", 2.0]]


def test_a_procedure_and_commands_run_as_one(model: Path, installation: Installation) -> None:
    with JvmWorkspace(model, installation) as workspace:
        workspace.command("setup")
        hour = workspace.compile_call("take", then="go")
        for number in (1.0, 2.0):
            hour([[number]])
            assert (workspace.get_global("got"), workspace.report("ticks")) == ([number], number)
        wrong = workspace.compile_call("take", then="go print 1 / (count turtles - 5)")
        with pytest.raises(LogoError, match="Division by zero") as caught:
            wrong([3.0])
        assert (caught.value.file, caught.value.column) == ("command line", 12)


def test_a_run_can_be_stopped_from_outside(model: Path, installation: Installation) -> None:
    stopping = threading.Event()
    with JvmWorkspace(model, installation, interrupted=stopping.is_set) as workspace:
        threading.Timer(0.3, stopping.set).start()
        with pytest.raises(HaltError):
            workspace.command("loop [ ]")
        stopping.clear()
        assert workspace.report("1 + 1") == 2.0


def test_endless_recursion_is_an_error_like_any_other(model: Path, installation: Installation) -> None:
    with JvmWorkspace(model, installation) as workspace:
        with pytest.raises(LogoError, match="recursion too deep"):
            workspace.report("deep")
        assert workspace.report("1 + 1") == 2.0


def test_ten_thousand_ticks_leak_nothing(model: Path, installation: Installation) -> None:
    rows = [[1.0, "E02000001", True]] * 5
    with JvmWorkspace(model, installation) as workspace:
        workspace.command("setup")
        go, pairs = workspace.compile_command("go"), workspace.compile_pairs("pairs")

        def ticks(count: int) -> tuple[int, int]:
            for _ in range(count):
                workspace.call("take", [rows])
                go()
                pairs()
            return _memory()

        java, python = ticks(1_000)
        java_after, python_after = ticks(9_000)
    assert java_after - java < 1 << 20  # bytes
    assert python_after - python < 2_000  # blocks


def test_models_with_the_python_extension_open(tmp_path: Path, installation: Installation) -> None:
    if installation.extensions is None or not (installation.extensions / "py").is_dir():
        pytest.skip("this NetLogo has no Python extension")
    path = tmp_path / "py.nlogo"
    path.write_text(model_text("extensions [ py ]\nto start py:setup py:python end"))
    with JvmWorkspace(path, installation) as workspace:
        workspace.command(f'py:setup "{sys.executable}" py:run "a = 6 * 7"')
        assert workspace.report("py:runresult \"[a, 'b']\"") == [42.0, "b"]


def _memory() -> tuple[int, int]:
    """Java's bytes in use after a collection, and Python's blocks."""
    import jpype

    system: Any = jpype.JClass("java.lang.System")
    gc.collect()
    system.gc()
    runtime: Any = jpype.JClass("java.lang.Runtime").getRuntime()
    return int(runtime.totalMemory() - runtime.freeMemory()), sys.getallocatedblocks()
