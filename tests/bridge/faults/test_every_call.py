"""Some of the calls on a run's files fail; `make faults-files` lets every one fail, in every way."""

import shutil
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.skipif(sys.platform != "linux", reason="loads a library before the C library")
@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
def test_a_failing_call_completes_nothing_by_halves() -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.bridge.faults.every_call", "251"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " calls failed" in done.stdout
