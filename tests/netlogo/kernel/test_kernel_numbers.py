"""Numbers, places and choices in the kernel beside their Python twins: same bits, errors, draws."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import pytest

import netlogo
from netlogo import NetLogoError

pytest.importorskip("netlogo.runtime._kernel", reason="the kernel was not built (no C compiler)")

WORLD: Any = {"min_pxcor": -3, "max_pxcor": 4, "min_pycor": -2, "max_pycor": 5}
ODD = [
    0.0,
    -0.0,
    0.5,
    -0.5,
    1.0,
    -1.0,
    2.0,
    90.0,
    180.0,
    270.0,
    360.0,
    -90.0,
    1e17,
    -1e17,
    1e308,
    4503599627370495.5,
]


@pytest.fixture(scope="module", params=[True, False], ids=["wraps", "does not wrap"])
def workspace(request: pytest.FixtureRequest) -> netlogo.Workspace:
    made = netlogo.Workspace.from_code(
        "breed [ cars car ]", **WORLD, wrap_x=request.param, wrap_y=request.param
    )
    made.command("random-seed 3 create-turtles 6 [ setxy random-xcor random-ycor ] reset-ticks")
    made.command(
        "create-cars 5 [ setxy random-xcor random-ycor set heading random 360 ] ask turtle 10 [ die ]"
    )
    return made


def outcome(function: Callable[..., Any], inputs: list[Any]) -> str:
    try:
        return repr(function(*inputs))
    except (NetLogoError, ZeroDivisionError, OverflowError, ValueError, AttributeError, TypeError) as error:
        return f"{type(error).__name__}: {error}"


def agree(workspace: netlogo.Workspace, quick: Any, inputs: list[Any]) -> None:
    """Both give the same and leave the generator in the same state."""
    rng = workspace.world.rng
    told = []
    for function in (quick, quick.__wrapped__):
        rng.set_seed(11)
        told.append((outcome(function, inputs), rng.state()))
    assert told[0] == told[1], (quick.__wrapped__, inputs)


def angle(rng: random.Random) -> float:
    return rng.choice(
        [rng.uniform(-720, 720), rng.uniform(-4e7, 4e7), 90.0 * rng.randrange(-99, 99), rng.gauss(0, 1e-6)]
    )


@pytest.mark.parametrize("name", ["sin", "cos"])
def test_sines_of_all_sizes_have_the_bits_of_the_twins(workspace: netlogo.Workspace, name: str) -> None:
    quick, rng = workspace._engine.namespace[name], random.Random(1)
    for _ in range(6000):
        x = angle(rng)
        near = math.nextafter(x, rng.choice([-math.inf, math.inf]))
        for value in (x, near):
            assert quick(value) == quick.__wrapped__(value), value


def test_powers_have_the_bits_of_the_twins(workspace: netlogo.Workspace) -> None:
    quick, rng = workspace._engine.namespace["pow_"], random.Random(2)
    for _ in range(6000):
        x = rng.choice([*ODD, rng.uniform(-3, 3), math.exp(rng.uniform(-300, 300)), 1 + rng.gauss(0, 1e-4)])
        y = rng.choice([*ODD, rng.uniform(-9, 9), float(rng.randrange(-40, 40)), rng.uniform(-3000, 3000)])
        assert outcome(quick, [x, y]) == outcome(quick.__wrapped__, [x, y]), (x, y)


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        *((name, 1) for name in ("abs_", "int_", "ceiling", "round_", "sqrt")),
        *((name, 2) for name in ("precision", "atan", "subtract_headings")),
    ],
)
def test_functions_of_numbers(workspace: netlogo.Workspace, name: str, inputs: int) -> None:
    rng = random.Random(3)
    for _ in range(800):
        small = [
            rng.uniform(-9, 9),
            rng.gauss(0, 400),
            float(rng.randrange(-20, 20)),
            rng.uniform(-5e15, 5e15),
        ]
        agree(
            workspace, workspace._engine.namespace[name], [rng.choice([*ODD, *small]) for _ in range(inputs)]
        )


@pytest.mark.parametrize("name", ["mean", "variance", "standard_deviation"])
def test_functions_of_lists(workspace: netlogo.Workspace, name: str) -> None:
    rng = random.Random(4)
    for size in range(60):
        values: list[Any] = [rng.choice([rng.gauss(0, 9), 1e308, 2.0]) for _ in range(size // 5)]
        agree(workspace, workspace._engine.namespace[name], [values if size % 4 else [*values, "a", True]])


METHODS = {
    "patch_at": 2, "patch_at_heading_and_distance": 2, "turtles_at": 2, "distancexy": 2, "patch_ahead": 1,
    "patch_right_and_ahead": 2, "patch_left_and_ahead": 2, "can_move_p": 1, "dx": 0, "dy": 0,
}  # fmt: skip


@pytest.mark.parametrize("name", METHODS)
def test_places_from_agents(workspace: netlogo.Workspace, name: str) -> None:
    rng = random.Random(5)
    agents = workspace.report("(list turtle 0 turtle 3 turtle 7)")
    if name in (
        "patch_at",
        "turtles_at",
        "distancexy",
    ):
        agents.append(workspace.report("patch 4 5"))
    for _ in range(300):
        agent = rng.choice(agents)
        inputs = [
            rng.choice([0.5, -1.0, rng.uniform(-9, 9), angle(rng), 1e300]) for _ in range(METHODS[name])
        ]
        agree(workspace, vars(type(agent))[name], [agent, *inputs])


CHOICES = [
    (name, reporters)
    for name in ("n_of", "up_to_n_of")
    for reporters in ("turtles", "turtles-on patches", "neighbors", "[ 1 2 3 4 ]", "links", "no-patches")
]


@pytest.mark.parametrize(("name", "source"), CHOICES)
def test_members_by_chance(workspace: netlogo.Workspace, name: str, source: str) -> None:
    among = workspace.report(f"[ {source} ] of turtle 0" if source == "neighbors" else source)
    for size in (-1.0, 0.0, 1.0, 2.0, 2.9, 4.0, 8.0, 99.0, 3e10):
        agree(workspace, workspace._engine.namespace[name], [size, among])


ONE_BY_ONE = [
    "turtle",
    "is_turtle_p",
    "is_patch_p",
    "is_number_p",
    "is_string_p",
    "is_boolean_p",
    "is_list_p",
]
VALUES = [0.0, 10.0, 0.5, -1.0, 1e300, "a", True, "turtle 1", "patch 0 0", "nobody", "turtles", "[ 1 ]"]


@pytest.mark.parametrize("name", [*ONE_BY_ONE, "breed_singular", "is_breed_p", "turtles_on", "breed_on"])
def test_agents_by_number_and_kinds(workspace: netlogo.Workspace, name: str) -> None:
    cars = workspace.report("cars")
    for value in VALUES:
        told = workspace.report(value) if isinstance(value, str) and value != "a" else value
        inputs = [told] if name in ONE_BY_ONE or name == "turtles_on" else [told, cars]
        agree(workspace, workspace._engine.namespace[name], inputs)


@pytest.mark.parametrize("name", ["random_pxcor", "random_pycor", "random_xcor", "random_ycor", "ticks"])
def test_what_takes_no_input(workspace: netlogo.Workspace, name: str) -> None:
    agree(workspace, workspace._engine.namespace[name], [])


@pytest.mark.parametrize("x", [-9.7, -3.5, 0.49999999999999994, 4.5, 1e20])
def test_patches_of_points(workspace: netlogo.Workspace, x: float) -> None:
    agree(workspace, workspace._engine.namespace["patch"], [x, 1.5])
