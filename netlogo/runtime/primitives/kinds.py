"""The `is-...?` reporters: what kind of thing a value is. Dead agents are no agents."""

from __future__ import annotations

from typing import Any

from netlogo.runtime.agents.agent_sets import AgentSet, TreeSet
from netlogo.runtime.agents.anonymous import AnonymousCommand, AnonymousReporter
from netlogo.runtime.agents.base import Agent
from netlogo.runtime.agents.links import Link


def is_agent_p(value: Any) -> bool:
    """Whether the value is a live agent."""
    return isinstance(value, Agent) and not value.dead


def is_turtle_p(value: Any) -> bool:
    """Whether the value is a live turtle."""
    return is_agent_p(value) and value.kind == "turtle"


def is_patch_p(value: Any) -> bool:
    """Whether the value is a patch."""
    return isinstance(value, Agent) and value.kind == "patch"


def is_link_p(value: Any) -> bool:
    """Whether the value is a live link."""
    return is_agent_p(value) and value.kind == "link"


def is_directed_link_p(value: Any) -> bool:
    """Whether the value is a directed link."""
    return isinstance(value, Link) and value.breed.directed is True


def is_undirected_link_p(value: Any) -> bool:
    """Whether the value is an undirected link."""
    return isinstance(value, Link) and value.breed.directed is False


def is_breed_p(value: Any, breed: TreeSet) -> bool:
    """Whether the value is a live agent of a breed."""
    return is_agent_p(value) and value.kind in ("turtle", "link") and value.breed is breed


def is_agentset_p(value: Any) -> bool:
    """Whether the value is an agentset."""
    return isinstance(value, AgentSet)


def is_turtle_set_p(value: Any) -> bool:
    """Whether the value is a set of turtles."""
    return isinstance(value, AgentSet) and value.kind == "turtle"


def is_patch_set_p(value: Any) -> bool:
    """Whether the value is a set of patches."""
    return isinstance(value, AgentSet) and value.kind == "patch"


def is_link_set_p(value: Any) -> bool:
    """Whether the value is a set of links."""
    return isinstance(value, AgentSet) and value.kind == "link"


def is_number_p(value: Any) -> bool:
    """Whether the value is a number."""
    return value.__class__ is float


def is_string_p(value: Any) -> bool:
    """Whether the value is a string."""
    return value.__class__ is str


def is_boolean_p(value: Any) -> bool:
    """Whether the value is true or false."""
    return value.__class__ is bool


def is_list_p(value: Any) -> bool:
    """Whether the value is a list."""
    return value.__class__ is list


def is_anonymous_command_p(value: Any) -> bool:
    """Whether the value is an anonymous command."""
    return isinstance(value, AnonymousCommand)


def is_anonymous_reporter_p(value: Any) -> bool:
    """Whether the value is an anonymous reporter."""
    return isinstance(value, AnonymousReporter)
