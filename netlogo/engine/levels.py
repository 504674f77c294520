"""What a debugger shows of an error: each procedure of the chain with its locals, the agent's variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from netlogo.compiler.codegen.writer import Unit
from netlogo.compiler.front.primitives import mangle
from netlogo.compiler.front.program import (
    BUILT_IN_ATTRIBUTES,
    LINK_VARIABLES,
    PATCH_VARIABLES,
    TURTLE_VARIABLES,
    Heading,
    Program,
)
from netlogo.engine.tracebacks import Spot, agent_of, spots_of
from netlogo.errors import LogoError, Place
from netlogo.runtime.values import dump

LONGEST = 200  # characters of a value
MOST = 50  # procedures, of which the innermost and outermost stay

Values = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Level:
    """A procedure, block or anonymous procedure that was running when an error came."""

    what: str
    place: Place | None
    agent: str
    variables: Values


@dataclass(frozen=True, slots=True)
class State:
    """The levels, innermost first, and the variables of the agent that failed, by their names."""

    levels: tuple[Level, ...]
    agent: str
    variables: Values


def state_of(error: BaseException, unit: Unit, namespace: dict[str, Any]) -> State:
    """What was running where an exception comes from."""
    spots = spots_of(error.__traceback__, namespace)
    levels = [_level(spot, unit) for spot in reversed(spots)]
    if len(levels) > MOST:
        gap = Level(f"... {len(levels) - MOST} more", None, "", ())
        levels = [*levels[: MOST // 2], gap, *levels[-MOST // 2 :]]
    site = unit.sites.get(spots[-1].key) if spots else None
    agent = agent_of(site, spots) if site is not None else None
    return State(tuple(levels), _agent(agent), tuple(_variables(agent, unit.program)))


def joined(inner: State | None, outer: State) -> State:
    """The state of an error that passed through text that was run: what `outer` no longer sees stays."""
    if inner is None or len(outer.levels) > len(inner.levels):
        return outer
    return State((*inner.levels, *outer.levels), inner.agent, inner.variables)


def _level(spot: Spot, unit: Unit) -> Level:
    code = spot.frame.f_code
    site = unit.sites.get(spot.key)
    label = unit.labels.get((code.co_filename, code.co_name, code.co_firstlineno), "")
    heading = site.heading if site else unit.program.procedures.get(label.removeprefix("procedure "))
    line, column, _, _ = spot.position
    place = Place(heading.source.name, line, column + 1) if heading else None
    found = spot.frame.f_locals
    agent = found.get(site.me if site else "me", found.get("me"))
    label = "the command line" if label.endswith("__EVALUATOR") else label or "a block"
    return Level(label, place, _agent(agent), tuple(_locals(found, heading)))


def _locals(found: dict[str, Any], heading: Heading | None) -> Iterator[tuple[str, str]]:
    tokens = [*heading.input_tokens, *heading.body] if heading else []
    spelled = {f"l_{mangle(token.text)}": token.text for token in reversed(tokens) if token.kind == "ident"}
    for name, value in found.items():
        if name.startswith("l_"):
            plain = spelled.get(name) or spelled.get(re.sub(r"_\d+$", "", name), name.removeprefix("l_"))
            yield plain, _shown(value)


def _variables(agent: Any, program: Program) -> Iterator[tuple[str, str]]:
    kind = getattr(agent, "kind", "observer")
    names: list[str] = []
    if kind == "turtle":
        owns = program.breeds[agent.breed.name].owns if agent.breed.name in program.breeds else []
        names = [*TURTLE_VARIABLES, *program.turtles_own, *owns]
    elif kind == "patch":
        names = [*PATCH_VARIABLES, *program.patches_own]
    elif kind == "link":
        owns = program.link_breeds[agent.breed.name].owns if agent.breed.name in program.link_breeds else []
        names = [*LINK_VARIABLES, *program.links_own, *owns]
    for name in dict.fromkeys(names):
        attribute = BUILT_IN_ATTRIBUTES.get(name) or program.attr(name)
        if hasattr(agent, attribute):
            yield name.lower(), _shown(getattr(agent, attribute))


def _agent(agent: Any) -> str:
    return "observer" if agent is None or not hasattr(agent, "kind") else str(agent)


def _shown(value: Any) -> str:
    try:
        text = dump(value, readable=True)
    except (LogoError, AttributeError, TypeError):
        text = repr(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
