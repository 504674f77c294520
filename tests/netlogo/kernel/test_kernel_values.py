"""What the kernel does with values, lists and single agents, beside its Python twins: the same results."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest

import netlogo
from netlogo import NetLogoError

pytest.importorskip("netlogo.runtime._kernel", reason="the kernel was not built (no C compiler)")

WITH_TWO_VALUES = ["logo_equal", "lt", "gt", "le", "ge", "add", "sub", "mul", "div", "mod"]
WITH_ONE_VALUE = ["is_nobody", "check_number", "check_boolean", "floor", "exp", "ln", "turtle"]
WITH_A_LIST = ["first", "last", "but_first", "but_last", "length", "empty_p", "min_", "max_", "sort"]
WITH_A_VALUE_AND_A_LIST = ["item", "lput", "fput", "position", "member_p", "remove"]


@pytest.fixture(scope="module")
def workspace() -> netlogo.Workspace:
    workspace = netlogo.Workspace.from_code("globals [ dead-turtle ]")
    workspace.command("create-turtles 4 set dead-turtle turtle 3 ask dead-turtle [ die ]")
    workspace.command("ask turtle 0 [ create-link-to turtle 1 ]")
    return workspace


def values(workspace: netlogo.Workspace, rng: random.Random) -> Any:
    agents = [
        "turtle 0",
        "turtle 1",
        "patch 0 0",
        "one-of links",
        "nobody",
        "dead-turtle",
        "turtles",
        "patches",
    ]
    kind = rng.randrange(9)
    if kind < 4:
        return rng.choice(
            [0.0, -0.0, 1.0, 2.0, -3.5, 1e308, -1e308, 1e16, 0.1, rng.uniform(-5, 5), rng.gauss(0, 300)]
        )
    if kind == 4:
        return rng.choice(["", "a", "ab", "Burglary"])
    if kind == 5:
        return rng.random() < 0.5
    if kind == 6:
        return workspace.report(rng.choice(agents))
    return [values(workspace, rng) for _ in range(rng.randrange(5))]


def outcome(function: Any, inputs: list[Any]) -> Any:
    try:
        return repr(function(*inputs))
    except (NetLogoError, TypeError, ValueError, OverflowError, AttributeError) as error:
        return type(error), str(error)


@pytest.mark.parametrize("seed", range(4))
def test_values_and_lists(workspace: netlogo.Workspace, seed: int) -> None:
    rng = random.Random(seed)
    functions = workspace._engine.namespace
    for _ in range(3000):
        name = rng.choice(
            [*WITH_TWO_VALUES, *WITH_ONE_VALUE, *WITH_A_LIST, *WITH_A_VALUE_AND_A_LIST, "replace_item"]
        )
        one, two = values(workspace, rng), values(workspace, rng)
        several = [values(workspace, rng) for _ in range(rng.randrange(6))]
        if name in WITH_TWO_VALUES:
            inputs = [one, two]
        elif name in WITH_ONE_VALUE:
            inputs = [one]
        elif name in WITH_A_LIST:
            inputs = [rng.choice([several, one])]
        elif name == "replace_item":
            inputs = [float(rng.randrange(-1, 7)), several, one]
        else:
            index = float(rng.randrange(-1, 7)) if name == "item" else rng.choice([one, *several])
            inputs = [index, several]
        quick = functions[name]
        assert type(quick).__name__ == "Quick"
        assert outcome(quick, inputs) == outcome(quick.__wrapped__, inputs), (name, inputs)


def test_exponential_and_logarithm_have_the_bits_of_the_twins(workspace: netlogo.Workspace) -> None:
    functions = workspace._engine.namespace
    rng = random.Random(2)
    for _ in range(20_000):
        x = rng.choice([rng.uniform(-2, 2), rng.uniform(-700, 700), rng.gauss(0, 1e-5)])
        assert functions["exp"](x) == functions["exp"].__wrapped__(x)
        y = rng.choice(
            [rng.random(), rng.uniform(0.9, 1.1), math.exp(rng.uniform(-600, 600)), 1 + rng.gauss(0, 1e-7)]
        )
        assert functions["ln"](y) == functions["ln"].__wrapped__(y)


def test_normal_draws_leave_the_generator_as_the_twin_does(workspace: netlogo.Workspace) -> None:
    draw, rng = workspace._engine.namespace["random_normal"], workspace.world.rng
    told = []
    for function in (draw, draw.__wrapped__):
        workspace.command("random-seed 5")
        told.append(([function(1.0, 2.0) for _ in range(501)], rng.state()))
    assert told[0] == told[1]


def test_one_agent_is_asked_and_a_dead_one_is_an_error(workspace: netlogo.Workspace) -> None:
    workspace.command("ask turtle 0 [ set size 7 ]")
    assert workspace.report("[ size ] of turtle 0") == 7
    for text in ("[ size ] of dead-turtle", "[ size ] of nobody"):
        with pytest.raises(NetLogoError):
            workspace.report(text)
    with pytest.raises(NetLogoError, match="dead"):
        workspace.command("ask dead-turtle [ set size 1 ]")
