"""Turns in which agents are born, die, change breed or walk through lists, and which Python may have to do
anew after all: the same output, errors and generator with the kernel and without.
"""

from __future__ import annotations

import pytest

from tests.netlogo.kernel.test_kernel_models import outcome

pytest.importorskip("netlogo.runtime._kernel", reason="the kernel was not built (no C compiler)")

LIVES = """
breed [ mice mouse ]
breed [ cats cat ]
breed [ dogs dog ]
globals [ g h l ]
turtles-own [ energy friend things ]
patches-own [ grass ]
to setup
  clear-all
  ask patches [ set grass random 5 ]
  create-mice 40 [ setxy random-xcor random-ycor set energy 5 set things n-values random 4 [ random 9 ] ]
  create-cats 20 [ setxy random-xcor random-ycor set energy 9 set friend one-of mice set things [ 1 "a" 3 ] ]
  create-dogs 5 [ setxy random-xcor random-ycor set things [] ]
  reset-ticks
end
to maybe-print if random 7 = 0 [ print (word "turn of " who " among " count turtles) ] end
to live
  ask mice [
    rt random 90 fd random-float 4
    if energy < 1 [ die ]
    let prey one-of other turtles-here
    if prey != nobody [ ask prey [ set friend myself die ] set energy energy + 2 ]
    hatch 1 + random 2 [ set energy 1 lt random 40 jump 2 set friend myself ]
    maybe-print
    set energy energy - 1
  ]
  ask cats [ if any? mice-here [ ask one-of mice-here [ die ] hatch-mice 1 [ fd 1 ] ] bk 1.5 maybe-print ]
  if count turtles > 150 [ ask n-of 90 turtles [ die ] ]
end
to die-and-go-on
  ask dogs [ ask turtles in-radius 2 [ die ] set g count turtles maybe-print ]
  ask mice [ if random 3 = 0 [ ask patch-here [ set grass 9 ] die ] set energy 7 maybe-print ]
  if count dogs < 3 [ create-dogs 3 [ set things [] ] ]
end
to sprouts
  ask patches with [ grass > 2 ] [
    if random 6 = 0 [ sprout-dogs 1 [ set energy 1 fd 1 ] sprout 2
      sprout-mice 1 [ if random 4 = 0 [ die ] set things [] ] ]
    if random 20 = 0 [ print count turtles-here ]
  ]
end
to breeds
  ask mice [ if random 2 = 0 [ set breed cats set shape "circle" ] maybe-print ]
  ask cats [ set breed dogs if random 3 = 0 [ set breed mice ] maybe-print ]
  ask n-of 5 dogs [ hatch 1 [ set breed cats ] set breed mice ]
end
to lists
  ask turtles [
    let total 0
    foreach things [ x -> ifelse is-number? x [ set total total + x ] [ maybe-print ] ]
    set things lput total map [ x -> (list x who) ] filter [ x -> x != 3 ] things
    while [ total > 3 ] [ set total total / 2 if total < energy [ set energy total ] ]
    repeat 3 [ set energy energy + random-normal 0 1 ]
    set l fput who []
    if length things > 3 [ set things but-first things ]
    set energy energy + mean n-values 4 [ i -> i * energy ]
    set things []
  ]
end
to-report found [ n ]
  foreach [ 3 5 7 ] [ x -> if x > n [ report x ] ]
  report -1
end
to loops
  ask turtles [
    let i 0
    loop [ set i i + 1 if i > 10 [ set energy found energy stop ] if random 30 = 0 [ die ] ]
  ]
  ask turtles [ set h [ who ] of turtles in-radius 3 set energy sum [ random 5 ] of turtles-here maybe-print ]
end
to looks
  ask turtles [
    set friend min-one-of other turtles [ distance myself ]
    if friend != nobody [ face friend set energy [ energy ] of friend ]
    set friend max-one-of neighbors [ grass ]
    if [ distance myself ] of one-of dogs > 2 [ set heading towards one-of patches ]
    set energy energy + sin heading + cos (heading + 180) + dx + dy ^ 2
    if can-move? 3 [ set g patch-ahead 3 ]
    set h up-to-n-of 3 turtles-at 1 -1
    set heading subtract-headings heading 400 set xcor xcor / 2 set ycor round ycor maybe-print
  ]
end
to wrong-birth ask mice [ hatch 1 [ set energy 1 / (who - who) ] ] end
to wrong-death ask mice [ let f friend ask n-of 2 turtles [ die ] set energy [ energy ] of f ] end
to wrong-list ask cats [ rt 3 foreach things [ x -> set energy energy + x ] ] end
to endless ask dogs [ let n 0 while [ n < 30000 ] [ set n n + 1 ] set energy n ] end
"""
LINES = """setup
live
live
lists
loops
looks
die-and-go-on
breeds
looks
sprouts
live
wrong-birth
setup
live
wrong-death
wrong-list
lists
endless
breeds
live
loops
sprouts
die-and-go-on
repeat 3 [ live lists loops looks ]
ask turtles [ create-links-with n-of 1 other turtles ]
live
die-and-go-on""".splitlines()


@pytest.mark.parametrize("world", ["torus", "box"])
def test_turns_with_births_deaths_and_loops_can_be_taken_back(world: str) -> None:
    native = outcome("on", LIVES, LINES, world)
    assert native == outcome("off", LIVES, LINES, world)
    for told in ("Division by zero", "OF expected", "+ expected input to be a number", "FOREACH expected"):
        assert told in native, told
