"""Every case of tests/netlogo/cases/*.txt, in each of its modes, with the kernel and without it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from netlogo.runtime.agents.kernel import NATIVE
from tests.netlogo.language.language_cases import Case, read_cases, run_case

CASES = [case for path in sorted(Path(__file__).parents[1].glob("cases/*.txt")) for case in read_cases(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.suite}-{case.name}")
def test_case(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # cases may write files
    for mode in case.modes:
        run_case(case, mode)


@pytest.mark.skipif(not NATIVE, reason="the kernel was not built (no C compiler) or is switched off")
def test_the_cases_without_the_kernel() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", f"{__file__}::test_case"]
    without = {**os.environ, "NETLOGO_KERNEL": "off"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=without)
    assert done.returncode == 0, done.stdout[-4000:]
    assert f"{len(CASES)} passed" in done.stdout
