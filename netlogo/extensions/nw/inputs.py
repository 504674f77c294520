"""Checks of the inputs of `nw`'s primitives, in the words of NetLogo's extension."""

from __future__ import annotations

from typing import Any

from netlogo.extensions.base import a_number, a_whole_number, failure
from netlogo.runtime.agents.agent_sets import AgentSet, TreeSet


def set_of(kind: str, value: Any) -> AgentSet:
    """A set of turtles or links, by the word for one."""
    if isinstance(value, AgentSet) and value.kind == kind:
        return value
    raise failure(f"Expected input to be a {kind}set")


def breeds_of(turtles: Any, links: Any) -> tuple[TreeSet, TreeSet]:
    """A turtle breed and a link breed; all turtles and all links are such."""
    if not isinstance(turtles, TreeSet) or turtles.kind != "turtle":
        raise failure("Expected input to be a turtle breed")
    if not isinstance(links, TreeSet) or links.kind != "link":
        raise failure("Expected the last input to be a link breed.")
    return turtles, links


def require_directed(links: Any) -> None:
    """Refuse all but a directed link breed."""
    if not isinstance(links, TreeSet) or not links.directed:
        raise failure("Expected input to be a directed link breed")


def radius_of(value: Any) -> int:
    """A whole number from 0."""
    radius = a_whole_number(value)
    if radius < 0:
        raise failure("radius cannot be negative")
    return radius


def at_least(value: Any, least: int, things: str = "nodes") -> int:
    """A whole number from a least one."""
    number = a_whole_number(value)
    if number < least:
        raise failure(f"The number of {things} in the generated network must be at least {least}.")
    return number


def probability_of(value: Any, word: str) -> float:
    """A number from 0 to 1."""
    probability = a_number(value)
    if not 0.0 <= probability <= 1.0:
        raise failure(f"The {word} probability must be between 0 and 1.")
    return probability
