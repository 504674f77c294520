"""The primitives on agentsets and those that choose at random from sets and lists, for one world.

Blocks enter as Python callables of one agent, in `with_` as a filter over a list of agents. Draws are
NetLogo's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cmp_to_key
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from netlogo.errors import LogoError
from netlogo.runtime.agentsets import (
    AgentSet,
    ArraySet,
    PatchSet,
    TreeSet,
    living_set,
    make_set,
)
from netlogo.runtime.base import NOBODY, Agent, require_alive
from netlogo.runtime.kernel import sample_in_order, turtles_on_patches
from netlogo.runtime.numbers import to_int
from netlogo.runtime.values import a_type, check_bool, logo_equal, wrong_type

if TYPE_CHECKING:
    from netlogo.runtime.world import World

Block = Callable[[Any], Any]
_order_of = attrgetter("order")
_TOP = 1.7976931348623157e308


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


def _best(agents: Iterable[Any], block: Block, sign: float) -> list[Any]:
    """The agents with the highest (sign 1) or lowest (sign -1) number."""
    best = -_TOP
    winners: list[Any] = []
    for agent in agents:
        value = block(agent)
        if value.__class__ is float:
            value *= sign
            if value > best:
                best = value
                winners = [agent]
            elif value == best:
                winners.append(agent)
    return winners


def with_max(source: AgentSet, block: Block) -> AgentSet:
    """All agents with the highest value."""
    return make_set(source.kind, _best(source.agents(), block, 1.0))


def with_min(source: AgentSet, block: Block) -> AgentSet:
    """All agents with the lowest value."""
    return make_set(source.kind, _best(source.agents(), block, -1.0))


def _collect(
    kind: str, values: Iterable[Any], found: dict[Any, None], primitive: str, outer: list[Any] | None
) -> None:
    """Gather the agents of one kind from agents, sets and nested lists."""
    from netlogo.runtime.values import dump

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


class SelectionPrimitives:
    """The primitives of one world that draw from sets and lists."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._rng = world.rng

    def shufflerator(self, source: AgentSet) -> Iterator[Any]:
        """A set's agents in random order, drawn on the way."""
        return source.ask_order(self._rng)

    def shuffled(self, source: AgentSet) -> list[Any]:
        """A set's agents in random order, drawn at once."""
        return source.shuffled(self._rng)

    def _asked(self, me: Agent, target: Any) -> AgentSet | Agent:
        if isinstance(target, AgentSet):
            if me.kind != "observer":
                if target is self._world.turtles:
                    raise LogoError("Only the observer can ASK the set of all turtles.")
                if target is self._world.patches:
                    raise LogoError("Only the observer can ASK the set of all patches.")
            return target
        if isinstance(target, Agent):
            require_alive(target)
            return target
        raise wrong_type("an agent or agentset", target)

    def ask(self, me: Agent, target: Any) -> Iterable[Any]:
        """Whom `ask` runs its block for, in random order drawn on the way."""
        if target.__class__ is ArraySet or target.__class__ is PatchSet:
            return target.ask_order(self._rng)
        asked = self._asked(me, target)
        return asked.ask_order(self._rng) if isinstance(asked, AgentSet) else (asked,)

    def ask_shuffled(self, me: Agent, target: Any) -> Iterable[Any]:
        """As `ask`, the order drawn at once."""
        asked = self._asked(me, target)
        return asked.shuffled(self._rng) if isinstance(asked, AgentSet) else (asked,)

    def ask_in_any_order(self, me: Agent, target: Any) -> Iterable[Any]:
        """As `ask`, for a block whose agents cannot notice in which order they run; draws are taken."""
        asked = self._asked(me, target)
        if not isinstance(asked, AgentSet):
            return (asked,)
        if asked.__class__ is ArraySet:  # its dead take part in the shuffle
            return asked.shuffled(self._rng)
        agents = asked.agents()
        self._rng.skip_shuffle(len(agents))
        return agents

    def ask_concurrent(self, me: Agent, target: Any) -> Iterable[Any]:
        """Whom `ask-concurrent` runs its block for; the turns are not interleaved here."""
        if not isinstance(target, AgentSet):
            raise wrong_type("an agentset", target)
        return self.ask(me, target)

    def of(self, target: Any, block: Block, expected: str = "an agent or agentset") -> Any:
        """What the block reports for an agent, or the list of it for a set in random order."""
        if isinstance(target, AgentSet):
            return [block(agent) for agent in target.ask_order(self._rng)]
        return block(alive(target, expected))

    def one_of(self, source: Any) -> Any:
        """A random member of a list or set; nobody for an empty set."""
        if source.__class__ is PatchSet or source is self._world.patches:
            agents = source.items
            return agents[self._rng.next_int(len(agents))] if agents else NOBODY
        if source.__class__ is list:
            if not source:
                raise LogoError("ONE-OF got an empty list as input.")
            return source[self._rng.next_int(len(source))]
        if isinstance(source, AgentSet):
            agents = source.agents()
            return agents[self._rng.next_int(len(agents))] if agents else NOBODY
        raise wrong_type("a list or agentset", source)

    def one_of_with(self, source: AgentSet, block: Block) -> Any:
        """The first agent in random order for which the block is true."""
        for agent in source.search_order(self._rng):
            if check_bool(block(agent), agent, "WITH"):
                return agent
        return NOBODY

    def _subset(self, size: int, source: Any) -> Any:
        if source.__class__ is list:
            return sample_in_order(source, size, self._rng)
        return make_set(source.kind, source.random_subset(size, self._rng))

    def n_of(self, number: float, source: Any) -> Any:
        """`number` random members of a list or set."""
        size = to_int(number)
        if size < 0:
            raise LogoError("First input to N-OF can't be negative.")
        if source.__class__ is list:
            if size > len(source):
                raise LogoError(f"Requested {size:,} random items from a list of length {len(source):,}.")
            return source if size == len(source) else self._subset(size, source)
        if not isinstance(source, AgentSet):
            raise wrong_type("a list or agentset", source)
        total = source.count()
        if size > total:
            raise LogoError(f"Requested {size:,} random agents from a set of only {total:,} agents.")
        return self._subset(size, source)

    def up_to_n_of(self, number: float, source: Any) -> Any:
        """`number` random members of a list or set, all of it if there are no more."""
        size = to_int(number)
        if size < 0:
            raise LogoError("First input to UP-TO-N-OF can't be negative.")
        if source.__class__ is list:
            return source if size >= len(source) else self._subset(size, source)
        if not isinstance(source, AgentSet):
            raise wrong_type("a list or agentset", source)
        return source if size >= source.count() else self._subset(size, source)

    def _chosen(self, winners: list[Any]) -> Any:
        return winners[self._rng.next_int(len(winners))] if winners else NOBODY

    def max_one_of(self, source: AgentSet, block: Block) -> Any:
        """A random one of the agents with the highest value."""
        return self._chosen(_best(source.agents(), block, 1.0))

    def min_one_of(self, source: AgentSet, block: Block) -> Any:
        """A random one of the agents with the lowest value."""
        return self._chosen(_best(source.agents(), block, -1.0))

    def _extreme(
        self, number: float, source: AgentSet, block: Block, sign: float, primitive: str
    ) -> AgentSet:
        size = to_int(number)
        if size < 0:
            raise LogoError(f"First input to {primitive} can't be negative.")
        total = source.count()
        if size > total:
            raise LogoError(f"Requested {size:,} random agents from a set of only {total:,} agents.")
        pairs = [(block(agent), agent) for agent in source.ask_order(self._rng)]
        ranked = sorted((p for p in pairs if p[0].__class__ is float), key=lambda pair: sign * pair[0])
        return make_set(source.kind, [agent for _, agent in ranked[:size]])

    def max_n_of(self, number: float, source: AgentSet, block: Block) -> AgentSet:
        """The agents with the highest values, ties broken at random."""
        return self._extreme(number, source, block, -1.0, "MAX-N-OF")

    def min_n_of(self, number: float, source: AgentSet, block: Block) -> AgentSet:
        """The agents with the lowest values, ties broken at random."""
        return self._extreme(number, source, block, 1.0, "MIN-N-OF")

    def sort_on(self, block: Block, source: AgentSet) -> list[Any]:
        """A set's agents as a list, sorted by what the block reports, ties in random order."""
        pairs = [(block(agent), agent) for agent in source.ask_order(self._rng)]
        if not pairs:
            return []
        kind = pairs[0][0].__class__
        if kind is float and all(value.__class__ is float for value, _ in pairs):
            pairs.sort(key=lambda pair: pair[0])
        elif kind is str and all(value.__class__ is str for value, _ in pairs):
            pairs.sort(key=lambda pair: pair[0].encode("utf-16-be"))
        elif len(pairs) > 1:
            pairs.sort(key=cmp_to_key(_compare_pairs))
        return [agent for _, agent in pairs]


def _compare_pairs(one: tuple[Any, Any], two: tuple[Any, Any]) -> int:
    """Order of two (value, agent) pairs by value; only values of one kind have one."""
    a, b = one[0], two[0]
    if a.__class__ is b.__class__ and (a.__class__ is float or a.__class__ is str):
        return int(a > b) - int(a < b)
    if isinstance(a, Agent) and isinstance(b, Agent) and a.kind == b.kind:
        return int(a.order > b.order) - int(a.order < b.order)
    usable = "SORT-ON works on numbers, strings, or agents of the same type"
    raise LogoError(f"{usable}, but not on {a_type(a)} and {a_type(b)}")
