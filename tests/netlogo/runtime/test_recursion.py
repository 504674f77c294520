"""Recursion without end is NetLogo's error, through whichever primitive it goes; the process lives on."""

import os
import subprocess
import sys

import pytest

from tests.netlogo.runtime.recursions import REPORTERS

QUICK = [
    name for name in REPORTERS if "sort" in name or name in ("map", "reduce", "runresult with inputs", "with")
]


@pytest.mark.parametrize("kernel", ["on", "off"])
def test_recursion_ends_in_an_error(kernel: str) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "tests.netlogo.runtime.recursions", *QUICK],
        capture_output=True, text=True, timeout=600, env={**os.environ, "NETLOGO_KERNEL": kernel},
    )  # fmt: skip
    lines = found.stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == QUICK, found.stderr
    assert all("stack overflow (recursion too deep)" in line for line in lines), lines
