"""The kernel in C beside the same code in Python: same draws, orders and generator."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import netlogo
from netlogo.runtime.agents import members as walks
from netlogo.runtime.maths import fdlibm, orders
from netlogo.runtime.maths.twister import Twister

_kernel = pytest.importorskip("netlogo.runtime._kernel", reason="the kernel was not built (no C compiler)")

ORDERS = ("lazy_order", "lazy_order_of_living", "search_order", "search_order_of_living")
MANY = 5100
"""So many that the kernel guesses who comes next, and brings near what they need."""
SIZES = (0, 1, 2, 3, 8, 31, 47, 48, 64, 65, 100, 700)


def twins(seed: int) -> tuple[Any, Twister]:
    """The generator in C and the one in Python, both at the start of a seed."""
    mine, theirs = _kernel.Twister(), Twister()
    mine.set_seed(seed)
    theirs.set_seed(seed)
    return mine, theirs


@pytest.fixture
def turtles() -> Iterator[list[Any]]:
    """700 turtles of a world."""
    workspace = netlogo.Workspace.from_code("")
    workspace.command("create-turtles 700")
    yield workspace.world.turtles.agents()
    workspace.command("clear-all")


@pytest.mark.parametrize("seed", [0, 1, 5489, -1, 2**31 - 1])
def test_draws_are_the_same(seed: int) -> None:
    mine, theirs = twins(seed)
    kinds = random.Random(seed)
    for _ in range(5000):
        limit = kinds.choice([1, 2, 3, 7, 64, 1000, 3 * 2**29, 2**31 - 1])
        name, inputs = kinds.choice(
            [
                ("bits", (kinds.randint(1, 32),)),
                ("next_int", (limit,)),
                ("next_long", (limit * kinds.randint(1, 2**31),)),
                ("next_double", ()),
                ("skip_shuffle", (kinds.choice([*SIZES, 2**21 + 1]) if kinds.random() < 0.01 else 700,)),
            ]
        )
        assert getattr(mine, name)(*inputs) == getattr(theirs, name)(*inputs), name
    assert mine.words() == theirs.words()


def test_state_is_taken_up_and_exchanged() -> None:
    mine, theirs = twins(3)
    other = _kernel.Twister()
    other.set_words(theirs.words())
    drawn = [mine.bits(32) for _ in range(700)]
    assert [other.bits(32) for _ in range(700)] == drawn
    other.set_seed(9)
    mine.exchange(other)
    assert mine.next_int(1000) == twins(9)[1].next_int(1000)
    for word in drawn:
        assert theirs.bits(32) == word
    assert other.bits(32) == theirs.bits(32)


@pytest.mark.parametrize("value", [0, 33, "a", 2**70])
def test_wrong_numbers_of_bits_are_refused(value: Any) -> None:
    with pytest.raises((ValueError, TypeError, OverflowError)):
        _kernel.Twister().bits(value)


@pytest.mark.parametrize("size", SIZES)
def test_at_once_and_in_part(turtles: list[Any], size: int) -> None:
    mine, theirs = twins(size)
    some = turtles[:size]
    assert _kernel.shuffle(some, mine) == orders.shuffle(some, theirs)
    for wanted in (0, 1, size // 2, size):
        assert _kernel.sample_in_order(some, wanted, mine) == orders.sample_in_order(some, wanted, theirs)
    assert mine.words() == theirs.words()


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("size", [*SIZES, MANY])
def test_orders_drawn_on_the_way(name: str, size: int) -> None:
    """Walked through side by side while the body draws, kills ahead and behind, and swaps the generator."""
    walked = []
    for make, rng in zip((getattr(_kernel, name), getattr(orders, name)), twins(size + 7), strict=True):
        workspace = netlogo.Workspace.from_code("")
        workspace.command(f"create-turtles {size}")
        walked.append(list(walk(make, workspace.world.turtles.agents()[:], rng, size)))
    assert walked[0] == walked[1]


def walk(make: Callable[..., Any], agents: list[Any], rng: Any, seed: int) -> Iterator[tuple[int, int]]:
    """Who came, and the draw of the body."""
    body = random.Random(seed)
    spare = type(rng)()
    spare.set_seed(seed)
    for agent in make(agents, rng):
        yield agent.id, rng.next_int(1000)
        if body.random() < 0.3:
            body.choice(agents).die()
        if body.random() < 0.2:
            rng.exchange(spare)
    yield -1, rng.bits(32)


def test_many_take_turns_in_the_order_of_a_list() -> None:
    workspace = netlogo.Workspace.from_code("breed [ mice mouse ] mice-own [ age ]")
    workspace.command(f"create-mice {MANY} [ fd 1 ]")
    agents = workspace.world.turtles.agents()
    order = _kernel.in_turn(agents)
    assert order is not agents
    for turn, agent in enumerate(order):
        assert agent is agents[turn]
        agents[min(turn + 2, MANY - 1)].die()
    assert list(_kernel.in_turn(workspace.world.patches.items)) == workspace.world.patches.items


def test_an_unfinished_walk_stops_drawing(turtles: list[Any]) -> None:
    mine, theirs = twins(5)
    for made in zip(_kernel.search_order(turtles, mine), orders.search_order(turtles, theirs), strict=False):
        assert made[0] is made[1]
        if made[0].id % 50 == 0:
            break
    assert mine.words() == theirs.words()


def test_living_and_standing(turtles: list[Any]) -> None:
    assert _kernel.living(turtles) == turtles
    for turtle in turtles[::3]:
        turtle.die()
    assert _kernel.living(turtles) == walks.living(turtles)
    patches = [turtles[1].patch]
    assert _kernel.turtles_on_patches(patches) == walks.turtles_on_patches(patches) != []


@pytest.mark.parametrize("wrong", [None, 3, (), [object()]])
def test_what_is_no_list_of_agents_is_refused(wrong: Any) -> None:
    with pytest.raises((TypeError, AttributeError)):
        _kernel.living(wrong)
    with pytest.raises((TypeError, AttributeError)):
        _kernel.turtles_on_patches(wrong)


def test_sine_and_cosine_of_headings() -> None:
    """Those which turtles keep after a step, beside fdlibm's in Python; around the right angles as well."""
    workspace = netlogo.Workspace.from_code("")
    workspace.command("create-turtles 1")
    turtle = workspace.world.turtles.agents()[0]
    draws = random.Random(1)
    headings = [draws.uniform(0, 360) for _ in range(20_000)]
    for quarter in range(5):
        headings += [
            90.0 * quarter + draws.uniform(-1, 1) * 10.0**-digits for digits in range(16) for _ in range(50)
        ]
    for heading in headings:
        turtle.heading = heading % 360.0 % 360.0
        turtle.forward(0.01)
        kept = turtle._sine, turtle._cosine
        assert kept == fdlibm.sin_cos(fdlibm.to_radians(turtle.heading)) or heading == round(heading), heading
