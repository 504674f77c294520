"""NetLogo's values as Python's and back, as the `py` extension of NetLogo has them after its JSON."""

from __future__ import annotations

import json
import math
import numbers
from collections.abc import Mapping
from typing import Any

from netlogo.compiler.front.program import LINK_VARIABLES, PATCH_VARIABLES, TURTLE_VARIABLES
from netlogo.extensions.base import failure
from netlogo.runtime.agents.agent_sets import AgentSet
from netlogo.runtime.agents.base import NOBODY, Agent
from netlogo.runtime.values import dump

_BUILT_IN = {"turtle": TURTLE_VARIABLES, "patch": PATCH_VARIABLES, "link": LINK_VARIABLES}
_LARGEST_WHOLE = 2.0**53


def to_python(value: Any) -> Any:
    """A NetLogo value: whole numbers are int, agents dictionaries of their variables, nobody None."""
    if value.__class__ is float:
        return int(value) if value.is_integer() and abs(value) < _LARGEST_WHOLE else value
    if value.__class__ is list:
        return [to_python(item) for item in value]
    if value is NOBODY:
        return None
    if isinstance(value, AgentSet):
        return [_variables(agent) for agent in value.agents()]
    if isinstance(value, Agent):
        return None if value.dead else _variables(value)
    if isinstance(value, str | bool):
        return value
    try:
        return json.loads(dump(value, readable=True))
    except ValueError as error:
        raise failure(f"{dump(value)} cannot be sent to Python") from error


def _variables(agent: Agent) -> dict[str, Any]:
    """The variables of an agent by their names in capitals; an agent or set in one is its name."""
    attr = agent.world.program.attr
    program = agent.world.program
    own = {"turtle": program.turtles_own, "patch": program.patches_own, "link": program.links_own}[agent.kind]
    breeds = {"turtle": program.breeds, "link": program.link_breeds}.get(agent.kind, {})
    breed = breeds.get(getattr(getattr(agent, "breed", None), "name", None) or "")
    found = {}
    for name in _BUILT_IN[agent.kind]:
        found[name] = _inner(getattr(agent, name.lower().replace("-", "_").removesuffix("?")))
    for name in (*own, *(breed.owns if breed is not None else ())):
        found[name] = _inner(getattr(agent, attr(name)))
    return found


def _inner(value: Any) -> Any:
    if isinstance(value, AgentSet):
        return value.name or value.text()
    if isinstance(value, Agent) and not value.dead:
        return str(value)
    return to_python(value)


def to_logo(value: Any) -> Any:
    """A Python value: dictionaries are lists of pairs, whatever has a length and items is a list.

    Raises:
        LogoError: a number is infinite or none, or the value is of a type that JSON does not have.
    """
    if value is None:
        return NOBODY
    if isinstance(value, bool | str):
        return value
    if isinstance(value, numbers.Number):
        return _number(value)
    if isinstance(value, Mapping):
        return [[_key(key), to_logo(item)] for key, item in value.items()]
    if hasattr(value, "__len__") and hasattr(value, "__iter__"):
        return [to_logo(item) for item in value]
    if getattr(type(value), "__name__", "") == "bool_":  # numpy's
        return bool(value)
    raise failure(f"Object of type {type(value).__name__} is not JSON serializable")


def _number(value: Any) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    except TypeError as error:
        raise failure(f"Object of type {type(value).__name__} is not JSON serializable") from error
    if math.isinf(number):
        raise failure("Python reported a number too large for NetLogo.")
    if math.isnan(number):
        raise failure("Python reported a non-numeric value from a mathematical operation.")
    return number


def _key(key: Any) -> str:
    try:
        return str(next(iter(json.loads(json.dumps({key: 0})))))
    except TypeError as error:
        raise failure(str(error)) from error
