"""Which code does what a model does most often: the kernel in C where it was built, else the same in Python.

The environment variable NETLOGO_KERNEL=off leaves the kernel out. Draws, orders, results and errors do not
depend on it; speed does.
"""

from __future__ import annotations

import os
from array import array
from math import sqrt
from typing import TYPE_CHECKING, Any

from netlogo.runtime.agents.members import best_of, copy_of, living, turtles_on_patches
from netlogo.runtime.maths.alias import alias_tables
from netlogo.runtime.maths.orders import (
    in_turn,
    lazy_order,
    lazy_order_of_living,
    sample_in_order,
    search_order,
    search_order_of_living,
    shuffle,
)
from netlogo.runtime.maths.twister import Twister

__all__ = [
    "QUESTIONS", "Plain", "Twister", "alias_tables", "best_of", "copy_of", "in_turn", "know",
    "know_reporters", "know_sets", "know_tables", "lazy_order", "lazy_order_of_living", "living",
    "push_apart", "quick_functions", "quick_methods", "row_product", "sample_in_order", "search_order",
    "search_order_of_living", "shuffle", "turtles_on_patches",
]  # fmt: skip

INTERFACE = 14
"""Which kernel this code goes with; raise it here and in kernel/module.c when what one calls of the other
changes. A kernel built for other code is not used.
"""
NATIVE = False
"""Whether the kernel is used."""
QUESTIONS: frozenset[str] = frozenset()
"""The methods of agents that the kernel has and that change nothing; it tells them itself."""
WITHOUT = "it was not built (was there no C compiler when this was installed?)"
"""Why it is not, in words, where it is not."""


def speed_notes() -> tuple[str, ...]:
    """What whoever runs a model should know of its speed; nothing where the kernel is used."""
    if NATIVE:
        return ()
    slow = "the engine runs without its kernel in C, with the same results in several times as long"
    return (f"{slow}: {WITHOUT}",)


class Plain:
    """Code that the kernel runs by itself, of a tree of `netlogo.compiler.plain.plain_expressions`; only made
    where there is a kernel.
    """

    def __init__(self, tree: tuple[Any, ...], locals: int, rng: Twister, twin: Any) -> None:
        raise NotImplementedError

    def __call__(self, *inputs: Any) -> Any:
        """The value, or, of the body of a loop, the agents whose turn Python must do."""


def know(
    turtle: type, patch: type, link: type, topology: type, sines: list[float], cosines: list[float]
) -> None:
    """Tell the kernel the classes of agents and of the world's shape, and sine and cosine of each degree."""


def know_sets(array_set: type, patch_set: type, tree_set: type, deaths: object, nobody: object) -> None:
    """Tell the kernel the classes of agentsets, who knows of deaths, and nobody."""


def know_reporters(anonymous_reporter: type) -> None:
    """Tell the kernel the class of anonymous reporters."""


def know_tables(table: type) -> None:
    """Tell the kernel the class of the `table` extension's tables."""


def row_product(a: list[list[float]], b: list[list[float]]) -> list[list[float]] | None:
    """The product of two matrices as rows, None where it has to be found otherwise."""
    return None


def push_apart(
    x: array[float], y: array[float], degrees: array[float], ax: array[float], ay: array[float],
    force: float, start: int,
) -> int:  # fmt: skip
    """Add to `ax` and `ay` what all pairs of points push each other, from pair number `start` on; the number
    (i * points + j) of the first pair at one point, or -1 when all is done.
    """
    points = len(x)
    first, second = divmod(start, points)
    for i in range(first, points):
        for j in range(max(second, i + 1) if i == first else i + 1, points):
            dx, dy = x[j] - x[i], y[j] - y[i]
            if dx == 0 and dy == 0:
                return i * points + j
            share = max((degrees[i] + degrees[j]) / 2.0, 1.0)
            distance = sqrt(dx * dx + dy * dy)
            f = force / (distance * distance) / share
            dx, dy = -(f * dx / distance), -(f * dy / distance)
            ax[i] += dx
            ay[i] += dy
            ax[j] -= dx
            ay[j] -= dy
    return -1


def quick_functions(twins: dict[str, Any], world: Any, rng: Twister) -> dict[str, Any]:
    """Those of a world's primitives that the kernel has; it calls the twins where it does not know."""
    return {}


def quick_methods(owner: type, world: Any, rng: Twister) -> dict[str, Any]:
    """Those of the methods of turtles or patches that the kernel has."""
    return {}


if os.environ.get("NETLOGO_KERNEL", "").lower() in ("off", "0", "no"):
    WITHOUT = "NETLOGO_KERNEL switches it off"
elif not TYPE_CHECKING:
    try:
        from netlogo.runtime import _kernel
    except ImportError:
        pass
    else:
        NATIVE = getattr(_kernel, "INTERFACE", 0) == INTERFACE
        WITHOUT = (
            ""
            if NATIVE
            else "it was built for another version of this code: run `make` or `pip install` again"
        )
    if NATIVE:
        globals().update({name: getattr(_kernel, name) for name in __all__})
