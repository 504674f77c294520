"""Walks over lists of agents that a model does again and again: who is alive, who stands where.

The kernel has the same functions in C; `netlogo.runtime.kernel` says which ones are used.
"""

from __future__ import annotations

from typing import Any


class Slot:
    """Where agents keep a variable."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


def select_equal(agents: list[Any], slot: Slot, value: Any) -> list[Any]:
    """The agents that have a value."""
    return [agent for agent in agents if getattr(agent, slot.name) == value]


def count_equal(agents: list[Any], slot: Slot, value: Any) -> float:
    """How many agents have a value."""
    return float(len(select_equal(agents, slot, value)))


def living(agents: list[Any]) -> list[Any]:
    """The agents without the dead."""
    return [agent for agent in agents if not agent.dead]


def turtles_on_patches(patches: list[Any]) -> list[Any]:
    """The turtles standing on the patches, patch by patch."""
    return [turtle for patch in patches for turtle in patch.turtles]
