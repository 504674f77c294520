"""The fault scenarios in small; `make faults` runs a thousand."""

import subprocess
import sys

from tests.conftest import ROOT


def test_thirty_scenarios_lose_and_double_nothing() -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.bridge.faults", "30"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "30 scenarios, 30 good" in done.stdout
