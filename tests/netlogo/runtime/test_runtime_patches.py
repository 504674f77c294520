"""What a patch knows of its place and of those who stand there: neighbours that are not kept, crowds."""

from __future__ import annotations

from typing import Any

import pytest

import netlogo
from netlogo.runtime.agents.patches import Patch
from netlogo.runtime.space.topology import STEPS4

CROWD = 700
"""Turtles on one patch, so many that they are kept in another way once they begin to leave."""


@pytest.mark.parametrize("wrap_x", [True, False])
@pytest.mark.parametrize("wrap_y", [True, False])
@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 4), (2, 2), (2, 5), (3, 2), (3, 3), (6, 4)])
def test_neighbours_are_the_same_in_both_engines(wrap_x: bool, wrap_y: bool, width: int, height: int) -> None:
    """`neighbors` of the kernel, where there is one, beside the patches that Python finds."""
    workspace = netlogo.Workspace.from_code(
        "", min_pxcor=-1, max_pxcor=width - 2, min_pycor=0, max_pycor=height - 1, wrap_x=wrap_x, wrap_y=wrap_y
    )
    topology = workspace.world.topology
    for patch in topology.grid:
        assert patch.neighbors().items == topology.patches_around(patch)
        assert patch.neighbors4().items == topology.patches_around(patch, STEPS4)


def test_neighbours_that_somebody_keeps_stay_what_they_are() -> None:
    """The kernel fills sets again that nobody has any more; these here are held in all ways there are."""
    workspace = netlogo.Workspace.from_code("patches-own [ around ]")
    workspace.command("ask patches [ set around neighbors ]")
    held = [(patch, patch.neighbors4(), patch.neighbors().items) for patch in workspace.world.patches.items]
    workspace.command("ask patch 3 3 [ ask neighbors [ ask neighbors [ ask neighbors4 [ set pcolor 5 ] ] ] ]")
    topology = workspace.world.topology
    for patch, four, eight in held:
        assert patch.v_around.items == eight == topology.patches_around(patch)
        assert four.items == topology.patches_around(patch, STEPS4)
    assert workspace.report("count patches with [ pcolor = 5 ]") == 45  # 5 x 5, and 5 more on each side


def test_neighbours_after_a_change_of_the_world() -> None:
    size = dict.fromkeys(("min_pxcor", "min_pycor"), -2) | dict.fromkeys(("max_pxcor", "max_pycor"), 2)
    workspace = netlogo.Workspace.from_code("", **size, wrap_x=False, wrap_y=False)
    assert workspace.report("count [ neighbors ] of patch 2 2") == 3
    workspace.world.change_topology(True, True)
    assert workspace.report("count [ neighbors ] of patch 2 2") == 8
    workspace.command("resize-world -3 3 -3 3")
    assert workspace.report("[ (list pxcor pycor) ] of one-of [ neighbors4 ] of patch 3 3") in (
        [3.0, -3.0], [-3.0, 3.0], [3.0, 2.0], [2.0, 3.0],
    )  # fmt: skip


def crowded() -> tuple[netlogo.Workspace, Patch, list[Any]]:
    workspace = netlogo.Workspace.from_code("breed [ mice mouse ]")
    workspace.command(f"create-mice {CROWD}")
    return workspace, workspace.world.topology.patch_inside(0.0, 0.0), workspace.world.turtles.agents()


def test_a_crowd_keeps_its_order_while_it_leaves_and_comes() -> None:
    workspace, origin, turtles = crowded()
    expected = list(turtles)
    workspace.command("random-seed 3")
    for number, turtle in enumerate(turtles[::2] + turtles[1:400:2]):
        workspace.command(f"ask turtle {turtle.id} [ setxy 2 2 ]")
        expected.remove(turtle)
        if number % 3 == 0:
            workspace.command(f"ask turtle {turtle.id} [ move-to patch 0 0 ]")
            expected.append(turtle)
        if number % 50 == 0:
            assert list(origin.turtles) == list(origin.turtles_here()) == expected
            assert list(origin.breed_here(workspace.world.breeds["MICE"])) == expected
            assert workspace.report("count turtles-on patch 0 0") == len(expected)
    assert list(origin.turtles) == expected


def test_a_crowd_is_found_counted_killed_and_kept() -> None:
    workspace, origin, _ = crowded()
    workspace.command("ask turtle 5 [ fd 3 ]")
    assert isinstance(origin.turtles, dict)
    assert workspace.report("[ count turtles in-radius 1 ] of patch 0 0") == CROWD - 1
    assert workspace.report("[ any? mice-here ] of patch 0 0") is True
    workspace.command("ask turtle 7 [ hatch 2 die ]")
    again = netlogo.Workspace.from_code("breed [ mice mouse ]")
    again.restore(workspace.snapshot())
    here = "[ who ] of turtles-on patch 0 0"
    for one in (workspace, again):
        one.command("random-seed 1")
    assert again.report(here) == workspace.report(here)
    for one in (workspace, again):
        one.command("ask n-of 600 mice [ fd 1 ]")
    assert again.report(here) == workspace.report(here)
    workspace.command("clear-turtles create-turtles 1")
    assert len(origin.turtles) == 1


def test_leaving_a_crowd_takes_no_longer_for_each_of_many() -> None:
    """Counted, not timed: nobody is searched for in a list."""

    class Counted(list[Any]):
        removed = 0

        def remove(self, value: Any) -> None:
            Counted.removed += 1
            super().remove(value)

    _, origin, turtles = crowded()
    origin.turtles = Counted(origin.turtles)
    for turtle in turtles[: CROWD - 100]:
        origin.leave(turtle)
    assert Counted.removed == 0
    assert isinstance(origin.turtles, list)
    assert list(origin.turtles) == turtles[CROWD - 100 :]
