"""Whole models with the kernel and without: the same output, errors and generator, to the last word."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("netlogo.runtime._kernel", reason="the kernel was not built (no C compiler)")

MODELS = Path(__file__).parents[1] / "bench" / "models"
SCRIPT = """
import sys
import netlogo
from netlogo.runtime.kernel import NATIVE

def told(run, text):
    try:
        return run(text)
    except netlogo.NetLogoError as error:
        return f"{error.message} at {error.place}, {error.agent}, {error.calls}"

wraps = sys.argv[1] == "torus"
size = dict(min_pxcor=-8, max_pxcor=8, min_pycor=-8, max_pycor=8, wrap_x=wraps, wrap_y=wraps)
workspace = netlogo.Workspace.from_code(sys.stdin.read(), **size)
workspace.command("random-seed 7")
for line in sys.argv[2:]:
    print(told(workspace.command, line))
    print(told(workspace.report, "(list count links [ (list who xcor ycor heading) ] of turtles)"))
    print(workspace.report("__random-state"))
print(NATIVE, file=sys.stderr)
"""

NASTY = """
breed [ mice mouse ]
breed [ cats cat ]
turtles-own [ energy ]
patches-own [ grass ]
globals [ g ]
to setup
  clear-all
  ask patches [ set grass random 3 ]
  create-mice 60 [ setxy random-xcor random-ycor set energy random-float 5 ]
  create-cats 20 [ move-to one-of patches ]
  ask mice [ create-links-with n-of 2 other mice ]
  reset-ticks
end
to deaths-in-mid-ask
  ask mice [ ask other mice in-radius 3 [ if random 4 = 0 [ die ] ] set energy random 9 ]
  ask cats [ ask one-of turtles [ die ] rt random 360 fd 1 ]
  if count turtles < 40 [ create-mice 30 [ setxy random-xcor random-ycor ] ]
end
to local-draws
  ask mice [
    with-local-randomness [ set g random 100 ask link-neighbors [ rt random 90 ] ]
    fd random-float 2
  ]
  ask n-of 5 patches [ sprout 1 [ set energy one-of [ 1 2 3 ] ] ]
end
to sets
  ask cats [
    set energy count turtles-on neighbors + count mice-here + count (turtle-set mice-here cats-here)
    if any? other turtles-here [ set energy energy + sum [ energy ] of turtles-here ]
    set g sum [ distance myself ] of other turtles in-radius 4
    move-to one-of neighbors4 with [ grass > 0 ]
    move-to one-of patches with [ not any? turtles-here ]
    setxy xcor + 30 ycor - 30
  ]
  ask patches with [ grass = 2 ] [ ask neighbors with [ grass = 0 ] [ set grass 1 ] set grass 0 ]
  ask patches with [ any? turtles-here ] [ set grass grass + 1 ]
  ask max-n-of 5 mice [ energy ] [ set energy energy - 1 ]
  ask up-to-n-of 9 links [ die ]
end
to wrong
  ask mice [ fd 1 set energy random-float first ["x"] ]
end
to wrong-sets
  ask mice [ rt random 9 move-to one-of no-patches ]
end
to wrong-on
  ask cats [ let there turtles-on first (list links) set energy 1 ]
end
to wrong-way
  ask mice [ set energy distance first (list links) ]
end
"""
LINES = """setup
deaths-in-mid-ask
deaths-in-mid-ask
local-draws
sets
wrong
sets
wrong-sets
wrong-on
wrong-way
deaths-in-mid-ask
local-draws
ask turtles [ hatch 1 [ fd 1 ] die ]
sets
carefully [ ask mice [ if random 9 = 0 [ error "oh" ] ] ] [ show error-message ]
import-world "none"
""".splitlines()


def outcome(kernel: str, code: str, lines: list[str], world: str = "torus") -> str:
    """What a model printed in a process with the kernel on or off."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, world, *lines],
        input=code,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "NETLOGO_KERNEL": kernel},
    )
    assert done.stderr == f"{kernel == 'on'}\n", done.stderr
    return done.stdout


@pytest.mark.parametrize("world", ["torus", "box"])
def test_deaths_local_draws_and_errors(world: str) -> None:
    native = outcome("on", NASTY, LINES, world)
    assert native == outcome("off", NASTY, LINES, world)
    for told in ("RANDOM-FLOAT expected", "MOVE-TO expected", "TURTLES-ON expected", "DISTANCE expected"):
        assert told in native


@pytest.mark.parametrize(
    ("model", "setup"),
    [
        ("predation", "setup"),
        ("segregation", "setup"),
        ("fire", "setup"),
        ("flocking", "setup 40"),
        ("contact", "setup 200"),
    ],
)
def test_models_of_the_benchmark(model: str, setup: str) -> None:
    code = (MODELS / f"{model}.nls").read_text(encoding="utf-8")
    lines = [setup, *["repeat 5 [ go ]"] * 4]
    assert outcome("on", code, lines) == outcome("off", code, lines)
