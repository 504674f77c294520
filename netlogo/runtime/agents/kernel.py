"""Which code does what a model does most often: the kernel in C where it was built, else the same in Python.

The environment variable NETLOGO_KERNEL=off leaves the kernel out. Draws, orders, results and errors do not
depend on it; speed does.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from netlogo.runtime.agents.members import best_of, living, turtles_on_patches
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
    "Plain", "Twister", "best_of", "in_turn", "know", "know_reporters", "know_sets", "lazy_order",
    "lazy_order_of_living", "living", "quick_functions", "quick_methods", "sample_in_order", "search_order",
    "search_order_of_living", "shuffle", "turtles_on_patches",
]  # fmt: skip

INTERFACE = 8
"""Which kernel this code goes with; raise it here and in kernel/module.c when what one calls of the other
changes. A kernel built for other code is not used.
"""
NATIVE = False
"""Whether the kernel is used."""


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


def quick_functions(twins: dict[str, Any], world: Any, rng: Twister) -> dict[str, Any]:
    """Those of a world's primitives that the kernel has; it calls the twins where it does not know."""
    return {}


def quick_methods(owner: type, world: Any, rng: Twister) -> dict[str, Any]:
    """Those of the methods of turtles or patches that the kernel has."""
    return {}


if not TYPE_CHECKING and os.environ.get("NETLOGO_KERNEL", "").lower() not in ("off", "0", "no"):
    try:
        from netlogo.runtime import _kernel
    except ImportError:
        pass
    else:
        NATIVE = getattr(_kernel, "INTERFACE", 0) == INTERFACE
    if NATIVE:
        globals().update({name: getattr(_kernel, name) for name in __all__})
