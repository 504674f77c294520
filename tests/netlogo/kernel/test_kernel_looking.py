"""`in-radius`, `in-cone` and who is in a set, in C beside Python: the same agents in the same order."""

from __future__ import annotations

import random
from typing import Any

import pytest

import netlogo
from netlogo.runtime.maths.fdlibm_inverse import atan2
from netlogo.runtime.space.topology import unwrapped

pytest.importorskip("netlogo.runtime._kernel", reason="the kernel was not built (no C compiler)")

WORLDS = [
    (-6, 6, -6, 6, True, True),
    (-6, 6, -4, 5, False, False),
    (-9, 2, -1, 7, True, False),
    (-1, 1, -5, 5, False, True),
    (-1, 2, 0, 2, True, True),
    (0, 0, -3, 3, True, True),
]
SOURCES = [
    *("turtles", "as", "turtles with [who mod 2 = 0]", "turtles with [who < 7]", "no-turtles", "keep"),
    *("patches", "patches with [pxcor mod 2 = 0]", "patches with [pxcor < 3]", "no-patches", "kept"),
]
RADII = [0.0, 0.4, 1.0, 1.5, 2.0, 2.3, 3.0, 4.7, 9.0, 40.0]


def outcome(function: Any, inputs: tuple[Any, ...]) -> list[str]:
    return [str(agent) for agent in function(*inputs).agents()]


@pytest.mark.parametrize("world", WORLDS)
def test_the_same_is_seen(world: tuple[int, int, int, int, bool, bool]) -> None:
    names = ("min_pxcor", "max_pxcor", "min_pycor", "max_pycor", "wrap_x", "wrap_y")
    workspace = netlogo.Workspace.from_code(
        "breed [as a] globals [keep kept]",
        **dict(zip(names, world, strict=True)),  # type: ignore[arg-type]
    )
    workspace.command("random-seed 3 create-as 30 crt 40 ask turtles [setxy random-xcor random-ycor]")
    workspace.command("ask turtles with [who mod 3 = 0] [move-to patch-here set heading 90]")
    workspace.command("set keep n-of 50 turtles ask turtle 5 [die] set kept n-of (count patches / 2) patches")
    space, rng = workspace._engine.namespace, random.Random(1)
    lookers = workspace.report("(list turtle 0 turtle 1 turtle 9 turtle 44 patch 0 0 one-of patches)")
    topology = workspace.world.topology
    for source in [workspace.report(text) for text in SOURCES] * 3:
        for me in lookers:
            radius = rng.choice(RADII)
            looks = [("in_radius", (me, source, radius))]
            if me.kind == "turtle":
                looks.append(("in_cone", (me, source, radius, rng.choice([0.0, 30.0, 90.0, 200.0, 360.0]))))
            for name, inputs in looks:
                quick = space[name]
                assert outcome(quick, inputs) == outcome(quick.__wrapped__, inputs), (name, inputs)
                with unwrapped(topology):
                    assert outcome(quick, inputs) == outcome(quick.__wrapped__, inputs), (name, inputs)


def test_who_is_in_a_set() -> None:
    workspace = netlogo.Workspace.from_code("breed [as a]")
    workspace.command("create-as 20 crt 20")
    quick = workspace._engine.namespace["member_p"]
    sets = [workspace.report(text) for text in SOURCES[:5] + SOURCES[6:10]]
    agents = workspace.report("(sentence sort turtles sort patches with [pxcor < -14])")
    workspace.command("ask turtles with [who < 3] [die]")
    for some in sets * 2:
        for agent in agents[3:]:
            assert quick(agent, some) is quick.__wrapped__(agent, some)
    with pytest.raises(netlogo.NetLogoError, match="dead"):
        quick(agents[0], sets[0])


def test_headings_have_the_bits_of_the_twin() -> None:
    workspace = netlogo.Workspace.from_code("")
    workspace.command("crt 1")
    turtle, rng = workspace.report("turtle 0"), random.Random(5)
    look = workspace._engine.namespace["in_cone"]
    other = workspace.world.new_turtles(1.0, None, turtle.patch)[0]
    for _ in range(3000):
        other.xcor, other.ycor = rng.uniform(-0.5, 0.5), rng.choice([rng.uniform(-0.5, 0.5), 1e-9])
        turtle.heading = (
            270.0 + (3.141592653589793 + atan2(-other.ycor, other.xcor)) * 57.29577951308232
        ) % 360
        assert other in look(turtle, workspace.world.turtles, 3.0, 0.0).agents()
