"""Who runs a model without the kernel in C is told so, and why."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

NOTES = "import netlogo; print(*netlogo.Workspace.from_code('to go end').notes)"


def told(code: str = NOTES, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_kernel_that_is_switched_off_is_a_note() -> None:
    assert "NETLOGO_KERNEL switches it off" in told(NETLOGO_KERNEL="off")


def test_a_kernel_built_for_other_code_is_a_note() -> None:
    old = (
        "import sys, types; old = types.ModuleType('netlogo.runtime._kernel'); old.INTERFACE = 1; "
        "sys.modules[old.__name__] = old; "
    )
    assert "was built for another version" in told(old + NOTES, NETLOGO_KERNEL="")


def test_the_kernel_itself_is_no_note() -> None:
    pytest.importorskip("netlogo.runtime._kernel", reason="the kernel was not built (no C compiler)")
    assert told(NETLOGO_KERNEL="").strip() == ""
