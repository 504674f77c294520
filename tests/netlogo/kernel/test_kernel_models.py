"""Whole models with the kernel and without: the same output, errors and generator, to the last word."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("netlogo.runtime._kernel", reason="the kernel was not built (no C compiler)")

MODELS = Path(__file__).parents[2] / "bench" / "models"
SCRIPT = """
import sys
import netlogo
from netlogo.runtime.agents.kernel import NATIVE

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
    print(told(workspace.report, "(list count links [ (list who xcor ycor heading color size) ] of turtles)"))
    print([str(getattr(agent, name)) for agent in workspace.report("(turtle-set turtles)").agents()
           for name in workspace.world.turtle_class.__slots__ if hasattr(agent, name)])
    print([str(getattr(patch, name)) for patch in workspace.world.patches.items for name in patch.own])
    print([[turtle.id for turtle in patch.turtles] for patch in workspace.world.patches.items])
    print(workspace.world.G and [str(getattr(workspace.world.G, n)) for n in workspace.world.G.__slots__])
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
PLAIN = """
breed [ mice mouse ]
breed [ cats cat ]
globals [ g limit ]
turtles-own [ energy mood friend ]
mice-own [ fur ]
patches-own [ grass tag ]
to setup
  clear-all
  set limit 40
  ask patches [ set grass random 5 set tag one-of [ "a" "b" 3 true ] ]
  create-mice 50 [
    setxy random-xcor random-ycor set energy 5
    set mood one-of [ true false ] set fur random 3
  ]
  create-cats 20 [ setxy random-xcor random-ycor set energy 9 set friend one-of mice ]
  ask mice [ create-links-with n-of 2 other mice ]
  reset-ticks
end
to grow
  ask patches [
    ifelse grass < 3 [ set grass grass + random-float 1 ] [
      if pcolor = green [ set grass 0 ]
      set pcolor green
    ]
  ]
end
to live
  ask mice [ step set energy energy - 1 eat if energy < 0 [ die ] breed-now 20 ]
  ask cats [ step let prey one-of mice-here if prey != nobody [ ask prey [ die ] set energy energy + 3 ] ]
end
to step
  rt random 50 lt random 50 fd 1
  if random 9 = 0 [ move-to one-of neighbors with [ count turtles-here < 3 ] ]
  if random 9 = 0 [ setxy xcor + 3 ycor - 3 set color 45 set size 2 ]
end
to eat
  if grass > 1 [ set grass grass - 1 set energy energy + worth 2 ]
end
to-report worth [ n ]
  if n > grass [ report n ]
  report n + sqrt grass
end
to breed-now [ percent ]
  if random-float 100 < percent [ set energy energy / 2 hatch 1 ]
end
to odd-values
  ask patches [ if tag = "a" [ set grass grass + 1 ] ]
  ask patches [ if tag = true [ set tag 3 ] ]
  ask turtles [ if is-number? mood [ set energy energy + mood ] ]
  ask turtles [ set energy energy * 1e300 ]
  ask turtles [ set energy energy / 1e300 ]
  ask mice [ set fur fur * count mice with [ fur = [ fur ] of myself ] ]
  ask cats [ if friend != nobody [ set energy energy + [ energy ] of friend ] ]
end
to too-large
  ask turtles [ rt random 9 if who > 20 [ set energy 1e200 * energy * 1e150 ] ]
end
to not-a-number
  ask patches [ if random 3 = 0 [ set grass 4 ] if pxcor = 2 [ set grass grass + tag ] ]
end
to not-a-boolean
  ask turtles [ fd 0.5 set mood ifelse-value who = 12 [ 7 ] [ mood ] if mood [ set energy 2 ] ]
end
to divided
  ask turtles [ right 5 set energy 1 / (who - 15) ]
end
to foreign-variable
  ask turtles [ rt 5 set energy energy + fur ]
end
to nested
  let bonus 2
  let total 0
  ask mice [
    ask neighbors [ set grass grass + bonus ask turtles-here [ set energy energy + 0.5 ] ]
    ask other mice in-radius 4 [ if random 3 = 0 [ set energy energy + distance myself rt 3 ] ]
    set total total + energy
  ]
  ask cats [ ask mice with [ energy > 3 ] [ set energy energy - bonus / 10 ] ask patch-here [ set grass 0 ] ]
  set g total
end
to questions
  ask mice [
    if any? other mice-here with [ energy > 2 ] [ set energy energy + 1 ]
    if all? neighbors4 [ grass > 1 ] [ set energy energy + 2 ]
    if not any? cats-on neighbors [ set color 15 ]
    set energy energy + mean [ grass ] of neighbors + sum [ grass ] of neighbors4 - abs xcor
    let quiet one-of patches with [ not any? turtles-here ]
    if quiet != nobody and random 3 = 0 [ move-to quiet ]
    if count mice > 60 [ stop ]
    set energy energy + sum [ energy ] of link-neighbors / 100 + count turtles-on neighbors
  ]
  set g (list count mice with [ mood = true ] [ fur ] of mice count patches with [ grass > 2 and tag = 3 ])
end
to wrong-kind
  ask mice [ set g patch-here ]
  ask g [ die ]
end
to foreign-of
  let sum-of 0
  foreach sort turtles [ one -> set sum-of sum-of + [ fur ] of one + [ energy ] of one ]
end
to counter
  let n 0
  let add [ [] -> set n n + 1 ]
  ask mice [ if energy > n [ (run add) set energy n ] ]
  ask cats [ set energy n set n n + 1 ]
  set g n
end
"""
FIELDS = """
extensions [ matrix ]
breed [ mice mouse ]
breed [ rats rat ]
undirected-link-breed [ ropes rope ]
globals [ g h ]
turtles-own [ energy ]
mice-own [ fur ]
patches-own [ scent level tag ]
to setup
  clear-all
  ask patches [ set scent random-float 9 set level random 4 set tag "x" ]
  create-mice 40 [ setxy random-xcor random-ycor set fur who ]
  crt 20 [ setxy random-xcor random-ycor ]
  ask mice [ create-links-with n-of 2 other mice ]
  reset-ticks
end
to spread
  repeat 3 [ diffuse scent 0.7 diffuse4 level 0.3 ]
  set g sum [ scent ] of patches
end
to climb
  ask mice [ uphill scent ]
  ask mice [ downhill level ]
  ask turtles [ uphill4 level downhill4 scent ]
  ask turtles with [ not is-mouse? self ] [ pen-down uphill scent pen-up face one-of mice ]
  ask mice [ face one-of patches if any? other turtles [ set energy towards one-of other turtles with [
    distance myself > 0 ] ] ]
end
to see
  ask turtles [ set energy count mice in-cone 5 80 + count patches in-cone 4 100 + count turtles in-radius 3 ]
  set g [ energy ] of min-one-of mice [ distance one-of patches ]
  set h (list max-one-of turtles [ energy ] count mice with-max [ fur mod 4 ] mice with-min [ energy ])
end
to births
  ask n-of 9 mice [ hatch-mice 2 [ fd 1 set fur fur + 1 ] ]
  ask n-of 5 turtles [ hatch-mice 1 hatch 1 [ set size 2 ] ]
  ask n-of 9 turtles [ die ]
  ask n-of 9 mice [ set breed rats ask n-of 2 rats [ hatch 1 [ fd 1 ] hatch-mice 1 ] set breed mice ]
  ask n-of 5 turtles [ set breed rats set breed turtles ask my-links [ die ] die ]
end
to no-breed
  ask turtles [ set breed ropes ]
end
to force
  layout-spring turtles links 0.2 5 1
  ask n-of 3 turtles [ setxy 0 0 ]
  layout-spring turtles links 0.2 5 1
  layout-spring mice links 0.1 2 3
end
to products
  let m matrix:from-row-list n-values 5 [ i -> n-values 5 [ j -> i * j + random-float 1 ] ]
  set g matrix:to-row-list (matrix:times m m matrix:inverse m)
  set h (list (runresult [ [ x ] -> x * 2 ] 4) sort-by [ [ a b ] -> [ fur ] of a > [ fur ] of b ] mice)
  let l []
  foreach sort mice [ m1 -> set l lput [ fur ] of m1 l if random 3 = 0 [ set l but-first l ] ] set h l
end
to wrong
  ask one-of patches [ set level "none" ]
  diffuse level 0.5
end
to wrong-climb
  ask mice [ uphill tag ]
  ask mice [ uphill pcolor downhill pxcor ]
  diffuse pcolor 0.5
end
"""
FIELDS_LINES = """setup
spread
climb
see
births
force
products
climb
see
wrong
wrong-climb
no-breed
births
spread
ask one-of mice [ ask my-links [ tie ] ]
climb
force
diffuse scent 2""".splitlines()
PLAIN_LINES = """setup
grow
live
live
nested
odd-values
not-a-number
too-large
divided
questions
counter
not-a-boolean
foreign-variable
foreign-of
wrong-kind
setup
repeat 4 [ grow live nested questions ]
carefully [ divided ] [ set g error-message ]
ask mice [ carefully [ set energy 1 / (who - 33) ] [ set energy 0 ] ]
with-local-randomness [ live ]
ask turtles with [ energy > 5 ] [ set energy limit ]
questions""".splitlines()
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


@pytest.mark.parametrize("world", ["torus", "box"])
def test_turns_that_are_plain_and_turns_that_are_not(world: str) -> None:
    native = outcome("on", PLAIN, PLAIN_LINES, world)
    assert native == outcome("off", PLAIN, PLAIN_LINES, world)
    for told in ("too large", "Division by zero", "does not own variable FUR", "expected", "by a patch"):
        assert told in native, told


@pytest.mark.parametrize("world", ["torus", "box"])
def test_fields_directions_births_and_matrices(world: str) -> None:
    native = outcome("on", FIELDS, FIELDS_LINES, world)
    assert native == outcome("off", FIELDS, FIELDS_LINES, world)
    assert "should contain a number in the LEVEL variable" in native


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
