"""A snapshot taken in mid-run and restored in a fresh workspace: both go on exactly alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from netlogo import Workspace
from netlogo.errors import LogoError
from netlogo.runtime.space import drawing
from netlogo.runtime.state import restoring, snapshot
from netlogo.runtime.state.snapshot import SnapshotError

MESSY = """
extensions [ table array matrix ]
globals [ crowd kept numbers dead-one herd everybody odd here note half-gone grid ]
breed [ wolves wolf ]
breed [ sheep a-sheep ]
undirected-link-breed [ ropes rope ]
directed-link-breed [ roads road ]
turtles-own [ friends ]
wolves-own [ prey ]
patches-own [ grass ]
roads-own [ toll ]

to setup
  clear-all
  set-default-shape wolves "wolf"
  ask patches [ set grass random-float 1 ]
  create-wolves 12 [ setxy random-xcor random-ycor set prey nobody set friends [] ]
  create-sheep 40 [ setxy random 3 random 3 set friends [] ]
  ask wolves [ create-roads-to n-of 3 sheep [ set toll random 9 ] create-ropes-with n-of 2 other turtles ]
  set kept table:make
  table:put kept "sheep" sheep
  table:put kept "one" one-of wolves
  table:put kept "self" kept
  set numbers array:from-list n-values 5 [ random-normal 0 1 ]
  set grid matrix:make-identity 2
  set dead-one one-of sheep
  set half-gone sheep with [ who mod 2 = 0 ]
  ask dead-one [ die ]
  set here patch 1 1
  set odd -0.0
  set note "ĂŠ \\"quoted\\" \\n line"
  reset-ticks
end

to go
  ask turtles [ right random 60 forward random-float 2 ]
  ask one-of wolves [
    set prey one-of sheep-here
    set friends lput one-of turtles-here friends
    if prey != nobody and count sheep > 10 [ ask prey [ die ] ]
  ]
  ask one-of sheep [ hatch 1 [ set breed wolves set prey nobody ] ]
  ask one-of turtles-here-of one-of patches with [ any? turtles-here ] [ set color random 140 ]
  ask one-of links [ if random 5 = 0 [ die ] ]
  if any? [ my-links ] of one-of wolves [ set crowd [ [ who ] of both-ends ] of one-of links ]
  set everybody turtles
  set herd turtle-set [ one-of link-neighbors ] of wolves
  array:set numbers random 5 random-normal 0 1
  matrix:set grid 0 1 random-float 9
  table:put kept "one" one-of sheep
  table:put kept ticks herd
  run "set note (word note random 10)"
  set-current-plot "p"
  plotxy ticks count wolves
  create-temporary-plot-pen (word "pen " (ticks mod 3))
  plot count sheep
  output-print count turtles
  tick
end

to-report turtles-here-of [ a-patch ] report [ turtles-here ] of a-patch end

to-report everything
  report (list ticks crowd numbers table:keys kept
    table:get table:get kept "self" "one" dead-one herd everybody odd here note half-gone grid
    [ (list who xcor ycor heading color breed shape friends) ] of turtles
    [ grass ] of patches [ (list self toll) ] of roads [ [ self ] of turtles-here ] of patches
    [ [ self ] of my-links ] of turtles
    plot-x-max plot-y-max random-state [ prey ] of wolves)
end

to-report random-state report (list random 1000000 random-normal 0 1 random-float 1) end
"""


def messy(seed: int = 3) -> Workspace:
    return Workspace.from_code(
        MESSY, max_pxcor=5, min_pxcor=-5, max_pycor=5, min_pycor=-5, plots={"p": ["a"]}, seed=seed
    )


def shown(workspace: Workspace) -> str:
    return str(workspace.report("(word everything)"))


def test_a_restored_world_goes_on_as_the_first_one(tmp_path: Path) -> None:
    first, second = messy(), messy(99)
    first.command("random-seed 5 setup repeat 23 [ go ]")
    state = first.snapshot()
    second.command("setup")
    second.restore(state)
    assert first.snapshot() == state
    for step in range(40):
        first.command("go")
        second.command("go")
        assert shown(first) == shown(second), step
    for workspace, name in ((first, "one"), (second, "two")):
        workspace.command(f'export-world "{tmp_path / name}"')
    one, two = ((tmp_path / name).read_text().split("\n", 3)[3] for name in ("one", "two"))
    assert one == two  # but for the date
    assert "pen 2" in one
    assert first.world.output.area == second.world.output.area != ""


def test_taking_a_snapshot_changes_nothing() -> None:
    one, two = messy(), messy()
    for workspace in (one, two):
        workspace.command("random-seed 8 setup")
    for _ in range(12):
        one.snapshot()
        for workspace in (one, two):
            workspace.command("go")
    assert shown(one) == shown(two)


def test_a_snapshot_keeps_the_sign_of_zero_and_odd_numbers() -> None:
    code = "globals [ xs ]"
    first, second = Workspace.from_code(code), Workspace.from_code(code)
    first.set_global("xs", [-0.0, 1e-320, 2.0**53 + 2, 0.1 + 0.2, True, "", [[]]])
    second.restore(first.snapshot())
    assert [repr(x) for x in second.get_global("xs")] == [repr(x) for x in first.get_global("xs")]


def test_another_size_and_topology_come_back() -> None:
    first, second = messy(), messy()
    first.command("resize-world -2 7 -3 3 __change-topology false true ask patches [ set grass pxcor ]")
    second.restore(first.snapshot())
    assert second.report("(list max-pxcor min-pycor count patches [ grass ] of patch 7 0)") == [7, -3, 70, 7]
    assert second.report("[ patch-at -3 0 ] of patch -2 0") == second.report("nobody")


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("set note [ x -> x + 1 ]", "anonymous reporter"),
        ('file-open "{}/file.txt" file-print 1', "is open"),
    ],
)
def test_what_cannot_be_written_down_is_refused(command: str, what: str, tmp_path: Path) -> None:
    workspace = messy()
    workspace.command("setup " + command.replace("{}", str(tmp_path)))
    with pytest.raises(SnapshotError, match=what):
        workspace.snapshot()
    workspace.command("file-close-all")


def test_a_schedule_is_refused() -> None:
    with pytest.raises(SnapshotError, match="'time' keeps a state of its own"):
        Workspace.from_code("extensions [ time ]").snapshot()


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-3], lambda b: b"", lambda b: b"\x92\x90\xc0", lambda b: b[:40] + b[60:]]
)
def test_other_bytes_are_refused(damage: Any) -> None:
    workspace = messy()
    workspace.command("setup go")
    with pytest.raises(SnapshotError):
        messy().restore(damage(workspace.snapshot()))


def test_types_learned_from_texts_are_known_after_the_restore() -> None:
    code = """
      globals [ x ]
      to talk run "set x \\"text\\"" end
      to-report twice report (word x x) end
      to-report more report x + 1 end
    """
    first, second = Workspace.from_code(code), Workspace.from_code(code)
    first.command("talk")
    second.restore(first.snapshot())
    assert second.report("twice") == "texttext"
    with pytest.raises(LogoError, match=r"expected input to be a number but got the string \"text\""):
        second.report("more")


def test_a_state_without_positions_is_refused() -> None:
    ws = Workspace.from_code("")
    ws.command("crt 3")
    frame = msgspec.msgpack.decode(snapshot.take(ws.world), type=snapshot.Frame)
    nowhere = msgspec.structs.replace(frame, standing=[])
    with pytest.raises(SnapshotError, match="turtle 0 stands on no patch"):
        restoring.restore(ws.world, msgspec.msgpack.encode(nowhere))


def test_a_drawing_goes_on_to_the_same_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST", 20)
    one = Workspace.from_code("to go ask turtles [ fd 0.7 rt 15 stamp ] end", seed=3)
    one.command("crt 3 [ pd set pen-size 3 ] repeat 30 [ go ]")
    other = Workspace.from_code("to go ask turtles [ fd 0.7 rt 15 stamp ] end")
    other.restore(one.snapshot())
    for each in (one, other):
        each.command("repeat 5 [ go ]")
    assert other.world.drawing.bitmap().tobytes() == one.world.drawing.bitmap().tobytes()
    assert other.snapshot() == one.snapshot()
