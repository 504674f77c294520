"""The primitives on agentsets that draw nothing: parts and unions of sets, their size, who is in them.

Blocks are Python callables of one agent, in `with_` a filter over a list of agents.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from netlogo.errors import LogoError
from netlogo.runtime.agents.agent_sets import AgentSet, ArraySet, PatchSet, TreeSet, living_set, make_set
from netlogo.runtime.agents.base import NOBODY, Agent, require_alive
from netlogo.runtime.agents.kernel import best_of, turtles_on_patches
from netlogo.runtime.values import check_bool, dump, logo_equal, wrong_type

Block = Callable[[Any], Any]
Values = Callable[[list[Any]], list[Any]]
"""What a block reports for each of a list of agents."""
_order_of = attrgetter("order")


def listed(source: AgentSet) -> list[Any]:
    """The live agents of a set in NetLogo's order; a list that must not be changed."""
    return source.agents()


def turtles_of(turtles: list[Any]) -> AgentSet:
    """A set of living turtles."""
    return living_set("turtle", turtles)


def patches_of(patches: list[Any]) -> AgentSet:
    """A set of patches."""
    return PatchSet(patches)


def count(source: AgentSet) -> float:
    """How many agents are in a set."""
    if source.__class__ is ArraySet:
        return float(len(source.agents()))
    return float(source.count())


def any_p(source: AgentSet) -> bool:
    """Whether a set has agents."""
    if source.__class__ is PatchSet:
        return len(source.items) > 0
    return source.count() > 0


def all_p(source: AgentSet, block: Block) -> bool:
    """Whether the block is true for all agents."""
    return all(check_bool(block(agent), agent, "ALL?") for agent in source.agents())


def with_(source: AgentSet, chosen: Callable[[list[Any]], list[Any]]) -> AgentSet:
    """The agents which `chosen` picks of the list of a set's agents."""
    return make_set(source.kind, chosen(source.agents()))


def other(me: Agent, source: AgentSet) -> AgentSet:
    """A set without the agent that asks."""
    if isinstance(source, TreeSet) and source.contains(me):
        agents = source.agents()[:]
        del agents[bisect_left(agents, me.order, key=_order_of)]
    else:
        agents = [agent for agent in source.agents() if agent is not me]
    return PatchSet(agents) if source.kind == "patch" else living_set(source.kind, agents)


def who_are_not(source: AgentSet, unwanted: Any) -> AgentSet:
    """A set without an agent or without the agents of another set."""
    if isinstance(unwanted, AgentSet):
        members = set(unwanted.agents())
        return make_set(source.kind, [agent for agent in source.agents() if agent not in members])
    if not isinstance(unwanted, Agent):
        raise wrong_type("an agent or agentset", unwanted)
    return make_set(source.kind, [agent for agent in source.agents() if agent is not unwanted])


def best_agents(source: AgentSet, values: Values, sign: float) -> list[Any]:
    """The agents of a set for which `values` gives the highest (sign 1) or lowest (sign -1) number."""
    agents = source.agents()
    return best_of(agents, values(agents), sign)


def with_max(source: AgentSet, values: Values) -> AgentSet:
    """All agents with the highest value."""
    return make_set(source.kind, best_agents(source, values, 1.0))


def with_min(source: AgentSet, values: Values) -> AgentSet:
    """All agents with the lowest value."""
    return make_set(source.kind, best_agents(source, values, -1.0))


def _collect(
    kind: str, values: Iterable[Any], found: dict[Any, None], primitive: str, outer: list[Any] | None
) -> None:
    """Gather the agents of one kind from agents, sets and nested lists."""
    for value in values:
        if isinstance(value, Agent) and value.kind == kind:
            found[value] = None
        elif isinstance(value, AgentSet) and value.kind == kind:
            found.update(dict.fromkeys(value.agents()))
        elif value.__class__ is list:
            _collect(kind, value, found, primitive, value)
        elif value is not NOBODY:
            if outer is None:
                raise wrong_type(f"a {kind} agentset or {kind}", value)
            texts = f"{dump(outer, readable=True)} contained"
            if isinstance(value, AgentSet):
                problem = f"a different type agentset: {dump(value, readable=True)}."
            else:
                problem = f"{dump(value, readable=True)} which is NOT a {kind} or {kind} agentset."
            raise LogoError(
                f"List inputs to {primitive} must only contain {kind}, {kind} agentset, or list elements.  "
                f"The list {texts} {problem}"
            )


def turtle_set(*values: Any) -> AgentSet:
    """All turtles in the inputs."""
    found: dict[Any, None] = {}
    _collect("turtle", values, found, "TURTLE-SET", None)
    return make_set("turtle", list(found))


def patch_set(*values: Any) -> AgentSet:
    """All patches in the inputs."""
    found: dict[Any, None] = {}
    _collect("patch", values, found, "PATCH-SET", None)
    return make_set("patch", list(found))


def link_set(*values: Any) -> AgentSet:
    """All links in the inputs."""
    found: dict[Any, None] = {}
    _collect("link", values, found, "LINK-SET", None)
    return make_set("link", list(found))


def alive(agent: Any, expected: str = "an agent or agentset") -> Any:
    """The agent whose variables are asked for, if there is one and it lives."""
    try:
        if agent.dead is False:
            return agent
    except AttributeError:
        raise wrong_type(expected, agent) from None
    require_alive(agent)
    return agent


def agents_of(source: Any, primitive: str = "") -> list[Any]:
    """The agents of what must be an agentset."""
    if isinstance(source, AgentSet):
        return source.agents()
    error = wrong_type("an agentset", source)
    error.primitive = primitive
    raise error


def member_p(value: Any, within: Any) -> bool:
    """Whether a list, string or agentset holds a value."""
    if within.__class__ is list:
        if value.__class__ is float or value.__class__ is str:
            kind = value.__class__
            return any(item.__class__ is kind and item == value for item in within)
        return any(logo_equal(value, item) for item in within)
    if within.__class__ is str:
        if value.__class__ is not str:
            raise wrong_type("a string", value)
        return value in within
    if isinstance(within, AgentSet):
        if not isinstance(value, Agent):
            raise wrong_type("an agent", value)
        require_alive(value)
        return value.kind == within.kind and within.contains(value)
    raise wrong_type("a string or list or agentset", within)


def turtles_on(target: Any, breed: TreeSet | None = None) -> AgentSet:
    """The turtles on the patches of an agent or a set."""
    if target.__class__ is PatchSet and breed is None:
        return living_set("turtle", turtles_on_patches(target.items))
    if isinstance(target, AgentSet) and target.kind != "link":
        places = target.agents()
    elif isinstance(target, AgentSet) and breed is not None:
        places = []
    elif isinstance(target, Agent) and target.kind in ("turtle", "patch"):
        require_alive(target)
        places = [target]
    else:
        places_of = "a turtle agentset or patch agentset or turtle or patch"
        raise wrong_type(places_of if breed is not None else "an agent or agentset", target)
    found = [turtle for place in places for turtle in place.patch.turtles]
    if breed is not None:
        found = [turtle for turtle in found if turtle.breed is breed]
    return make_set("turtle", found)


def breed_on(target: Any, breed: TreeSet) -> AgentSet:
    """The turtles of a breed on the patches of an agent or a set."""
    return turtles_on(target, breed)
