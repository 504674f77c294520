"""Both engines behind one fixture: the embedded one everywhere, NetLogo itself where NETLOGO_HOME is set."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import netlogo
from netlogo.jvm import Installation, JvmWorkspace
from netlogo.jvm.finder import read_installation

VIEW = (
    "GRAPHICS-WINDOW\n0\n0\n0\n0\n-1\n-1\n6.0\n1\n10\n1\n1\n1\n0\n1\n1\n1\n-2\n2\n-2\n2\n1\n1\n1\nticks\n30.0"
)
SLIDER = "SLIDER\n0\n0\n0\n0\nspeed\nspeed\n0\n10\n3.0\n1\n1\nNIL\nHORIZONTAL"
SEPARATOR = "@#$#@#$#@\n"


def model_text(code: str) -> str:
    """A whole model: this code, a world of 5 by 5 patches and the slider `speed`."""
    parts = [f"{code}\n", f"{VIEW}\n\n{SLIDER}\n", "", "", "NetLogo 6.2.0\n", *[""] * 7]
    return SEPARATOR.join(parts)


@pytest.fixture(scope="session")
def installation() -> Installation:
    """The real NetLogo; tests that need it are skipped where there is none."""
    home = os.environ.get("NETLOGO_HOME")
    if not home:
        pytest.skip("NETLOGO_HOME is not set: no NetLogo to run this on")
    pytest.importorskip("jpype")
    return read_installation(Path(home), "NETLOGO_HOME")


@pytest.fixture(params=["embedded", "netlogo"])
def open_code(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Any]]:
    """Opens code in a workspace of the engine under test."""
    opened: list[Any] = []

    def opener(code: str) -> Any:
        path = tmp_path / "model.nlogo"
        path.write_text(model_text(code))
        if request.param == "embedded":
            return netlogo.Workspace.open(path)
        opened.append(JvmWorkspace(path, request.getfixturevalue("installation")))
        return opened[-1]

    yield opener
    for one in opened:
        one.close()
