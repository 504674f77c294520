"""Agentsets: ordered collections of agents of one kind, and the orders in which NetLogo walks through them.

A TreeSet is a set that lives as long as the world (all turtles, a breed, all links) and stays sorted by key;
an array set is what reporters make (`with`, `n-of`, `neighbors`) and keeps the order in which it was made.
Random orders take their numbers from the generator they are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from netlogo.runtime.agents.base import NOBODY
from netlogo.runtime.agents.kernel import (
    know_sets,
    lazy_order,
    lazy_order_of_living,
    living,
    sample_in_order,
    search_order,
    search_order_of_living,
    shuffle,
)
from netlogo.runtime.maths.random import MersenneTwister

_FEW_MEMBERS = 8
"""As many agents of a set are looked through when it is asked for one."""


class _Deaths:
    """`last` is another object after each death, so that a set knows when its list of the living is stale."""

    __slots__ = ("last",)

    def __init__(self) -> None:
        self.last: object = None


DEATHS = _Deaths()


class AgentSet:
    """Common face of all agentsets; `name` is the NetLogo name of a set that has one, such as TURTLES or a
    breed.
    """

    __slots__ = ("kind",)

    kind: str
    name: str | None = None
    directed: bool | None = None

    def agents(self) -> list[Any]:
        """The live agents in NetLogo's order; a list that must not be changed."""
        raise NotImplementedError

    def count(self) -> int:
        """How many live agents there are."""
        return len(self.agents())

    def contains(self, agent: Any) -> bool:
        """Whether a live agent is in the set."""
        return agent in self.agents()

    def ask_order(self, rng: MersenneTwister) -> Iterator[Any]:
        """Random order, drawn on the way."""
        raise NotImplementedError

    def search_order(self, rng: MersenneTwister) -> Iterator[Any]:
        """As `ask_order`, for whoever stops at the first agent that will do."""
        return self.ask_order(rng)

    def shuffled(self, rng: MersenneTwister) -> list[Any]:
        """Random order, drawn at once."""
        raise NotImplementedError

    def in_order(self) -> list[Any]:
        """The live agents as `sort` gives them."""
        return sorted(self.agents(), key=lambda agent: agent.order)

    def same_as(self, other: AgentSet) -> bool:
        """Whether both hold the same agents."""
        if self is other:
            return True
        if self.kind != other.kind or self.count() != other.count():
            return False
        if isinstance(self, TreeSet) and isinstance(other, TreeSet):
            # nobody has two breeds: two are the same if both are empty, or if one is all of the kind
            everybody = f"{self.kind}s".upper()
            return not self.count() or everybody in (self.name, other.name)
        return set(self.agents()) == set(other.agents())

    def text(self) -> str:
        """As it prints: its name, or "(agentset, 3 turtles)"."""
        if self.name is not None:
            return self.name.lower()
        size = self.count()
        ending = "" if size == 1 else "es" if self.kind == "patch" else "s"
        return f"(agentset, {size} {self.kind}{ending})"

    def exported(self) -> str:
        """As an exported world has it: "{all-turtles}", "{breed sheep}", "{turtles 0 3}"."""
        plural = "patches" if self.kind == "patch" else self.kind + "s"
        if self.name is not None:
            name = self.name.lower()
            return f"{{all-{name}}}" if name == plural else f"{{breed {name}}}"
        return "{" + " ".join([plural, *(_exported_member(agent) for agent in self.agents())]) + "}"

    def random_subset(self, size: int, rng: MersenneTwister) -> list[Any]:
        """A random subset as `n-of` draws it, in the set's order."""
        agents = self.agents()
        total = len(agents)
        # NetLogo goes three ways, by how many are wanted, and each takes other draws.
        if size == 0:
            return []
        if size == 1:
            return [agents[rng.next_int(total)]]
        if size == 2:
            first = rng.next_int(total)
            second = rng.next_int(total - 1)
            if second >= first:
                return [agents[first], agents[second + 1]]
            return [agents[second], agents[first]]
        return sample_in_order(agents, size, rng)

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__

    def __len__(self) -> int:
        return self.count()

    def __iter__(self) -> Iterator[Any]:
        return iter(self.agents())


def _exported_member(agent: Any) -> str:
    if agent.kind == "turtle":
        return str(agent.id)
    if agent.kind == "patch":
        return f"[{agent.pxcor:.0f} {agent.pycor:.0f}]"
    return f"[{agent.end1.id} {agent.end2.id} {agent.breed.exported()}]"


class ArraySet(AgentSet):
    """Turtles or links in a fixed order; those that have died since are passed over."""

    __slots__ = ("_known", "_living", "_members", "items")

    def __init__(self, kind: str, items: list[Any]) -> None:
        self.kind = kind
        self.items = items
        self._members: object = None  # as `_members_of` keeps them
        self._known: object = self  # the death after which `_living` was listed
        self._living = items

    def agents(self) -> list[Any]:
        # One mark for the whole process: sets come and go too fast to be told of each death.
        last = DEATHS.last
        if self._known is not last:
            self._known = last
            self._living = living(self.items)
        return self._living

    def contains(self, agent: Any) -> bool:
        return agent in _members_of(self) and not agent.dead

    def ask_order(self, rng: MersenneTwister) -> Iterator[Any]:
        return lazy_order_of_living(self.items, rng)

    def search_order(self, rng: MersenneTwister) -> Iterator[Any]:
        return search_order_of_living(self.items, rng)

    def shuffled(self, rng: MersenneTwister) -> list[Any]:
        return living(shuffle(self.items, rng))


class PatchSet(AgentSet):
    """Patches in a fixed order; patches do not die."""

    __slots__ = ("_members", "items")

    def __init__(self, items: list[Any]) -> None:
        self.kind = "patch"
        self.items = items
        self._members: object = None  # as `_members_of` keeps them

    def agents(self) -> list[Any]:
        return self.items

    def count(self) -> int:
        return len(self.items)

    def contains(self, agent: Any) -> bool:
        return agent in _members_of(self)

    def ask_order(self, rng: MersenneTwister) -> Iterator[Any]:
        return lazy_order(self.items, rng)

    def search_order(self, rng: MersenneTwister) -> Iterator[Any]:
        return search_order(self.items, rng)

    def shuffled(self, rng: MersenneTwister) -> list[Any]:
        return shuffle(self.items, rng)


class AllPatches(PatchSet):
    """The set of all patches, row by row from the top left."""

    __slots__ = ()

    name = "PATCHES"

    def contains(self, agent: Any) -> bool:
        return bool(agent.kind == "patch")


class TreeSet(AgentSet):
    """A set that keeps its agents sorted by key: turtles by who, links by their ends and breed."""

    __slots__ = ("_by_key", "_highest", "_listed", "_sorted", "directed", "name", "singular")

    def __init__(self, kind: str, name: str, singular: str, directed: bool | None = None) -> None:
        self.kind = kind
        self.name = name
        self.singular = singular
        self.directed = directed
        self.clear()

    def clear(self) -> None:
        """Empty the set; the agents are not touched."""
        self._by_key: dict[Any, Any] = {}
        self._listed: list[Any] | None = None
        self._highest: Any = None
        self._sorted = True

    def add(self, key: Any, agent: Any) -> None:
        """Put an agent in under its key."""
        # Agents mostly come in the order of their keys: sorting waits until one does not.
        if self._highest is not None and key < self._highest:
            self._sorted = False
        else:
            self._highest = key
        self._by_key[key] = agent
        self._listed = None

    def remove(self, key: Any) -> None:
        """Take an agent out, if it is in."""
        if self._by_key.pop(key, None) is not None:
            self._listed = None

    def get(self, key: Any) -> Any:
        """The agent with that key, or None."""
        return self._by_key.get(key)

    def any_one(self) -> Any:
        """Some agent of the set, or None; no order is made for it."""
        return next(iter(self._by_key.values()), None)

    def agents(self) -> list[Any]:
        listed = self._listed
        if listed is None:
            if not self._sorted:
                self._by_key = dict(sorted(self._by_key.items()))
                self._sorted = True
            listed = self._listed = list(self._by_key.values())
        return listed

    def count(self) -> int:
        return len(self._by_key)

    def contains(self, agent: Any) -> bool:
        return agent.kind == self.kind and self._by_key.get(agent.order) is agent

    def in_order(self) -> list[Any]:
        return self.agents()[:]

    def ask_order(self, rng: MersenneTwister) -> Iterator[Any]:
        return lazy_order(self.agents(), rng)

    def search_order(self, rng: MersenneTwister) -> Iterator[Any]:
        return search_order(self.agents(), rng)

    def shuffled(self, rng: MersenneTwister) -> list[Any]:
        return shuffle(self.agents(), rng)


know_sets(ArraySet, PatchSet, TreeSet, DEATHS, NOBODY)


def _members_of(made: ArraySet | PatchSet) -> frozenset[Any] | list[Any]:
    """All with which a set was made, the dead among them; kept, so that asking for one costs little."""
    if len(made.items) <= _FEW_MEMBERS:
        return made.items
    members = made._members
    if not isinstance(members, frozenset):
        members = made._members = frozenset(made.items)
    return members


def living_set(kind: str, items: list[Any]) -> ArraySet:
    """An array set of turtles or links that are all alive."""
    made = ArraySet(kind, items)
    made._known = DEATHS.last
    return made


def make_set(kind: str, items: Iterable[Any]) -> AgentSet:
    """An array set of agents of one kind, in the given order."""
    chosen = items if items.__class__ is list else list(items)
    return PatchSet(chosen) if kind == "patch" else ArraySet(kind, chosen)
