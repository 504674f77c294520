"""The `rnd` extension: random choice with weights, with NetLogo's draws.

The picks are made by Walker's alias method in Vose's form ("A linear algorithm for generating random numbers
with a given distribution", 1991): one draw for the column, one for the coin.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from netlogo.extensions.base import Extension, a_list, a_whole_number, failure
from netlogo.runtime.agents.agent_sets import AgentSet, make_set
from netlogo.runtime.agents.base import NOBODY
from netlogo.runtime.agents.kernel import alias_tables
from netlogo.runtime.maths.numbers import java_text
from netlogo.runtime.maths.random import MersenneTwister
from netlogo.runtime.values import dump

Weight = Callable[[Any], Any]
_MOST_REPEATS = 64
"""How often something already chosen may come up before the tables are made anew without what is chosen."""
_SMALL_SET = 4
"""Sets of indices up to this size stay in order, larger ones are in the order of a hash tree."""


class RndExtension(Extension):
    """Primitives of `rnd`."""

    name = "rnd"
    signatures: ClassVar[str] = """
weighted-one-of : agentset numberblock -> agent ; block=-TPL draws
weighted-n-of : number agentset numberblock -> agentset ; block=-TPL draws
weighted-n-of-with-repeats : number agentset numberblock -> list ; block=-TPL draws
weighted-one-of-list : list reporter -> wildcard ; draws runs
weighted-n-of-list : number list reporter -> list ; draws runs
weighted-n-of-list-with-repeats : number list reporter -> list ; draws runs
"""

    def weighted_one_of(self, agents: AgentSet, weight: Weight) -> Any:
        """One agent, by weight; nobody from an empty set."""
        if not agents.count():
            return NOBODY
        return self._one(self._shuffled(agents), weight)

    def weighted_one_of_list(self, items: Any, weight: Weight) -> Any:
        """One item of a list, by weight."""
        return self._one(a_list(items), weight)

    def weighted_n_of(self, size: Any, agents: AgentSet, weight: Weight) -> AgentSet:
        """Different agents, by weight."""
        number = _size(size, "WEIGHTED-N-OF")
        return make_set(agents.kind, self._different(number, self._shuffled(agents), weight))

    def weighted_n_of_list(self, size: Any, items: Any, weight: Weight) -> list[Any]:
        """Items at different places of a list, by weight, in the list's order."""
        return self._different(_size(size, "WEIGHTED-N-OF-LIST"), a_list(items), weight)

    def weighted_n_of_with_repeats(self, size: Any, agents: AgentSet, weight: Weight) -> list[Any]:
        """Agents, by weight, each as often as it comes."""
        number = _size(size, "WEIGHTED-N-OF-WITH-REPEATS")
        return self._repeated(number, self._shuffled(agents), weight)

    def weighted_n_of_list_with_repeats(self, size: Any, items: Any, weight: Weight) -> list[Any]:
        """Items of a list, by weight, each as often as it comes, in the list's order."""
        return self._repeated(_size(size, "WEIGHTED-N-OF-LIST-WITH-REPEATS"), a_list(items), weight)

    def _shuffled(self, agents: AgentSet) -> list[Any]:
        return agents.shuffled(self.world.rng)

    def _one(self, items: list[Any], weight: Weight) -> Any:
        return self._repeated(1, items, weight)[0]

    def _repeated(self, size: int, items: list[Any], weight: Weight) -> list[Any]:
        _require(min(size, 1), items)
        weights = _weights(items, weight)
        pick = _picker(weights, range(len(items)), self.world.rng)
        return [items[i] for i in sorted([pick() for _ in range(size)])]

    def _different(self, size: int, items: list[Any], weight: Weight) -> list[Any]:
        _require(size, items)
        weights = _weights(items, weight)
        chosen: set[int] = set()
        order = _set_order(len(items))
        pick = _picker(weights, order, self.world.rng)
        repeats = 0
        while len(chosen) < size:
            i = pick()
            if i not in chosen:
                chosen.add(i)
                repeats = 0
            elif repeats == _MOST_REPEATS:
                order = [index for index in order if index not in chosen]
                pick = _picker(weights, order, self.world.rng)
                repeats = 0
            else:
                repeats += 1
        return [items[i] for i in sorted(chosen)]


def _size(size: Any, name: str) -> int:
    number = a_whole_number(size)
    if number < 0:
        raise failure(f"First input to {name} can't be negative.")
    return number


def _require(least: int, items: list[Any]) -> None:
    if len(items) < least:
        wanted = f"{least} random item{'' if least == 1 else 's'}"
        there = f"{len(items)} candidate{'' if len(items) == 1 else 's'}"
        raise failure(f"Requested {wanted} from {there}.")


def _weights(items: list[Any], weight: Weight) -> list[float]:
    weights = [weight(item) for item in items]
    if all(value.__class__ is float and value >= 0.0 for value in weights):
        return weights
    return [_weight(item, weight) for item in items]


def _weight(item: Any, weight: Weight) -> float:
    value = weight(item)
    if value.__class__ is not float:
        raise failure(f"Got {dump(value)} as a weight but all weights must be numbers.")
    if value < 0.0:
        raise failure(f"Got {java_text(value)} as a weight but all weights must be >= 0.0.")
    return float(value)


def _set_order(size: int) -> list[int]:
    """The numbers 0 to size - 1 in the order in which the JVM's set of them is walked through."""
    return list(range(size)) if size <= _SMALL_SET else sorted(range(size), key=_branches)


def _branches(index: int) -> tuple[int, ...]:
    """The way to a number in a hash tree of 32 branches a level."""
    code = (index + ~(index << 9)) & 0xFFFFFFFF
    code ^= code >> 14
    code = (code + (code << 4)) & 0xFFFFFFFF
    code ^= code >> 10
    return tuple((code >> shift) & 31 for shift in range(0, 35, 5))


def _picker(weights: list[float], indices: Sequence[int], rng: MersenneTwister) -> Callable[[], int]:
    """A function that draws one of the indices by weight; uniformly where all weights are 0."""
    total = 0.0
    for i in indices:
        total += weights[i]
    size = len(indices)
    if total == 0.0:
        return lambda: indices[rng.next_int(size)]
    probability, alias = alias_tables([weights[i] / total for i in indices])

    def pick() -> int:
        column = rng.next_int(size)
        return indices[column if rng.next_double() < probability[column] else alias[column]]

    return pick


EXTENSION = RndExtension
