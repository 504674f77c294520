"""Walks over lists of agents that a model does again and again: who is alive, who stands where.

The kernel has the same functions in C; `netlogo.runtime.agents.kernel` says which ones are used.
"""

from __future__ import annotations

from typing import Any


def living(agents: list[Any]) -> list[Any]:
    """The agents without the dead."""
    return [agent for agent in agents if not agent.dead]


def turtles_on_patches(patches: list[Any]) -> list[Any]:
    """The turtles standing on the patches, patch by patch."""
    return [turtle for patch in patches for turtle in patch.turtles]
