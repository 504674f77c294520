"""The primitives that choose at random from sets and lists, or walk through them in random order.

Blocks are Python callables of one agent. Draws are NetLogo's, from the one world's generator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from netlogo.errors import LogoError
from netlogo.runtime.agents.agent_sets import AgentSet, ArraySet, PatchSet, make_set
from netlogo.runtime.agents.base import NOBODY, Agent, require_alive
from netlogo.runtime.agents.kernel import in_turn, sample_in_order
from netlogo.runtime.agents.sets import Block, Values, alive, best_agents
from netlogo.runtime.maths.numbers import to_int
from netlogo.runtime.values import a_type, check_bool, wrong_type

if TYPE_CHECKING:
    from netlogo.runtime.world import World


class SelectionPrimitives:
    """The primitives of one world that draw from sets and lists."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._rng = world.rng

    def shufflerator(self, source: AgentSet) -> Iterator[Any]:
        """A set's agents in random order, drawn on the way."""
        return source.ask_order(self._rng)

    def shuffled(self, source: AgentSet) -> Iterable[Any]:
        """A set's agents in random order, drawn at once."""
        return in_turn(source.shuffled(self._rng))

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
        return in_turn(asked.shuffled(self._rng)) if isinstance(asked, AgentSet) else (asked,)

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
        """Whom `ask-concurrent` runs its block for inside of an `ask`, where it gives no turns."""
        return self.ask(me, self.asked_in_turns(me, target))

    def asked_in_turns(self, me: Agent, target: Any) -> AgentSet:
        """Whom `ask-concurrent` asks."""
        if not isinstance(target, AgentSet):
            raise wrong_type("an agentset", target)
        self._asked(me, target)
        return target

    def order_of_turns(self, me: Agent, target: Any) -> list[Any]:
        """Whom `ask-concurrent` asks, in the order of their turns."""
        return list(self.asked_in_turns(me, target).ask_order(self._rng))

    def in_lockstep(self, me: Agent, agents: list[Any]) -> Iterable[Any]:
        """The same agents in the same order once more, for a turn of each."""
        return in_turn(agents)

    def of(
        self, target: Any, block: Block, expected: str = "an agent or agentset", variable: str = ""
    ) -> Any:
        """What the block reports for an agent, or the list of it for a set in random order; the block may be
        known to read a variable.
        """
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

    def max_one_of(self, source: AgentSet, values: Values) -> Any:
        """A random one of the agents with the highest value."""
        return self._chosen(best_agents(source, values, 1.0))

    def min_one_of(self, source: AgentSet, values: Values) -> Any:
        """A random one of the agents with the lowest value."""
        return self._chosen(best_agents(source, values, -1.0))

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
