"""Walks over lists of agents that a model does again and again: who is alive, who stands where.

The kernel has the same functions in C; `netlogo.runtime.agents.kernel` says which ones are used.
"""

from __future__ import annotations

from typing import Any


def living(agents: list[Any]) -> list[Any]:
    """The agents without the dead."""
    return [agent for agent in agents if not agent.dead]


def best_of(agents: list[Any], values: list[Any], sign: float) -> list[Any]:
    """The agents with the highest value (sign 1) or the lowest (sign -1); what is no number is none."""
    best = -1.7976931348623157e308
    winners: list[Any] = []
    for agent, value in zip(agents, values, strict=True):
        if value.__class__ is float:
            value *= sign
            if value > best:
                best = value
                winners = [agent]
            elif value == best:
                winners.append(agent)
    return winners


def copy_of(turtle: Any) -> Any:
    """A turtle with the same variables, which nobody knows yet."""
    copy = turtle.__class__.__new__(turtle.__class__)
    for kind in turtle.__class__.__mro__:
        for name in getattr(kind, "__slots__", ()):
            if hasattr(turtle, name):
                setattr(copy, name, getattr(turtle, name))
    return copy


def turtles_on_patches(patches: list[Any]) -> list[Any]:
    """The turtles standing on the patches, patch by patch."""
    return [turtle for patch in patches for turtle in patch.turtles]
