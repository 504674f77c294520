"""What the engine costs: time by number of agents, start-up, memory; and a whole run beside NetLogo's own."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

import netlogo
from netlogo.runtime.agents.kernel import NATIVE
from tests.bench.conftest import Ratio, best_seconds

pytestmark = pytest.mark.bench
MODELS = Path(__file__).parent / "models"
POLICE = Path(netlogo.__file__).parent / "models" / "police-supply-demand.nlogo"

WALK = """
turtles-own [ energy ]
to setup [ population ]
  clear-all
  create-turtles population [ setxy random-xcor random-ycor set energy random 10 ]
  reset-ticks
end
to go
  ask turtles [
    rt random 50
    lt random 50
    fd 1
    set energy energy - 1
    if energy < 0 [ set energy count turtles-here ]
  ]
  tick
end
"""


PATCHES = """
patches-own [ grass next-grass ]
to setup [ population ]
  clear-all
  ask patches [ set grass random 100 ]
  create-turtles population [ setxy random-xcor random-ycor ]
  reset-ticks
end
to go
  ask patches [ set next-grass sum [ grass ] of neighbors / 8 ]
  ask patches [ set grass next-grass if random 50 = 0 [ set grass grass + count turtles-here ] ]
  tick
end
"""
SIGHT = """
to setup [ population ]
  clear-all
  create-turtles population [ setxy random-xcor random-ycor ]
  reset-ticks
end
to go
  ask turtles [
    let near other turtles in-radius 1
    ifelse any? near [ face one-of near rt 180 ] [ rt random 360 ]
    fd 0.5
  ]
  tick
end
"""
DENSITY = 4
"""Turtles on a patch, whatever their number."""


def crowd(code: str, population: int) -> Callable[[], object]:
    """`go` of a model of so many turtles, in a world so large that their density is always the same."""
    side = round((population / DENSITY) ** 0.5)
    workspace = netlogo.Workspace.from_code(
        code, min_pxcor=0, max_pxcor=side - 1, min_pycor=0, max_pycor=side - 1, wrap_x=True, wrap_y=True
    )
    workspace.command("random-seed 1")
    workspace.command(f"setup {population}")
    return workspace.compile_command("go")


@pytest.mark.parametrize("population", [10_000, 100_000])
@pytest.mark.parametrize(("name", "code"), [("moving", WALK), ("patch-wide", PATCHES), ("in-radius", SIGHT)])
def test_cost_of_an_agent_is_flat(
    compare: Callable[[Ratio], None], name: str, code: str, population: int
) -> None:
    """An agent's tick among many beside one among 1,000, measured in turns."""
    few, many = crowd(code, 1_000), crowd(code, population)
    few_seconds, many_seconds = [], []
    for _ in range(5):
        few_seconds.append(best_seconds(few, repeats=5, clock=time.process_time))
        many_seconds.append(best_seconds(many, repeats=1, clock=time.process_time))
    ours, theirs = min(many_seconds), min(few_seconds) * population / 1_000
    compare(Ratio(f"flat, {name}", population, "1,000 agents", ours, theirs, population, "turns"))
    assert (
        ours < 3 * theirs
    )  # what is left is waiting for memory; what grew with the number would be far above


def test_a_model_opens_in_time() -> None:
    """Under 0.3 s for the police model, its 12 includes and its world; the import of the package apart."""
    seconds = best_seconds(lambda: netlogo.Workspace.open(POLICE), clock=time.process_time)
    print(f"\nopen {POLICE.name}: {seconds:.2f} s (limit 0.3)")
    assert seconds < 0.3


def test_memory_of_agents() -> None:
    """Under 1 KiB a turtle and 200 bytes a patch, beyond the eight bytes of each of their variables; also
    when every patch was asked for its neighbours and turtles have stood everywhere.
    """
    side, population = 301, 50_000
    workspace = netlogo.Workspace.from_code("turtles-own [ a b ] patches-own [ p q ]")
    look_around = "ask patches [ if count neighbors + count neighbors4 < 12 [ set p 1 ] ]"
    workspace.command(look_around)  # what is imported at its first use is no agent's memory
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    workspace.command(f"resize-world 0 {side - 1} 0 {side - 1}")
    gc.collect()
    patches = tracemalloc.get_traced_memory()[0]
    workspace.command(f"create-turtles {population} [ setxy random-xcor random-ycor ]")
    gc.collect()
    turtles = tracemalloc.get_traced_memory()[0]
    workspace.command(look_around)
    workspace.command("repeat 5 [ ask turtles [ fd 1 ] ] clear-turtles")
    gc.collect()
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    variables = 8 * 7
    patch, used_patch = (patches - before) / side**2 - variables, (used - before) / side**2 - variables
    turtle = (turtles - patches) / population - 8 * 15
    print(f"\n{patch:.0f} bytes a patch, {used_patch:.0f} bytes a used one (limit 200)")
    print(f"{turtle:.0f} bytes a turtle (limit 1,024)")
    assert max(patch, used_patch) < 200
    assert turtle < 1024


RUN = """
import json, sys, time
from pathlib import Path
begin = time.perf_counter()
{opened}
workspace.command("random-seed 1")
workspace.command("setup")
ready = time.perf_counter()
workspace.command("repeat 1000 [ go ]")
done = time.perf_counter()
status = Path("/proc/self/status").read_text().split()
peak = int(status[status.index("VmHWM:") + 1]) / 1024
print(json.dumps([ready - begin, done - ready, peak]))
"""
EMBEDDED = "import netlogo; workspace = netlogo.Workspace.open(sys.argv[1])"
JVM = """
from netlogo.jvm.finder import find_netlogo
from netlogo.jvm.workspace import JvmWorkspace
workspace = JvmWorkspace(sys.argv[1], find_netlogo([("NETLOGO_HOME", sys.argv[2])]))
"""


def whole_run(opened: str, *arguments: str) -> tuple[float, float, float]:
    """Seconds of a process from its start to the model set up, seconds of 1,000 ticks, peak memory in MiB."""
    command = [sys.executable, "-c", RUN.format(opened=opened), str(MODELS / "walkers.nlogo"), *arguments]
    begin = time.perf_counter()
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout
    all_in = time.perf_counter() - begin
    _, ticks, peak = json.loads(told.splitlines()[-1])
    return all_in - ticks, ticks, peak


def test_a_run_of_1000_ticks_beside_netlogo(compare: Callable[[Ratio], None]) -> None:
    """Start of the process, loading and 1,000 ticks of about 280 animals on 51 x 51 patches."""
    home = os.environ.get("NETLOGO_HOME")
    if not home:
        pytest.skip("NETLOGO_HOME is not set: no NetLogo to measure")
    pytest.importorskip("jpype")
    ours = whole_run(EMBEDDED)
    theirs = whole_run(JVM, home)
    print(
        f"\nstart {ours[0]:.2f} s and {theirs[0]:.2f} s, 1,000 ticks {ours[1]:.2f} s and {theirs[1]:.2f} s, "
    )
    print(f"memory {ours[2]:.0f} MiB and {theirs[2]:.0f} MiB")
    compare(Ratio("whole run", 1_000, "NetLogo", sum(ours[:2]), sum(theirs[:2]), 1_000, "ticks"))
    compare(Ratio("memory", 1_000, "NetLogo", ours[2], theirs[2], 1000, "per GiB"))
    if NATIVE:
        assert sum(ours[:2]) < sum(theirs[:2])
    assert ours[2] < theirs[2] / 5  # in NetLogo's process Python and JPype take 30 MiB
