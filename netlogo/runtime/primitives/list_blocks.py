"""The primitives on lists that take anonymous procedures or draw random numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key, reduce
from typing import TYPE_CHECKING, Any

from netlogo.errors import InputTypeError, LogoError
from netlogo.runtime.agents.agent_sets import AgentSet
from netlogo.runtime.maths.numbers import to_int
from netlogo.runtime.stack import nested_sorts
from netlogo.runtime.values import describe, no_agents, wrong_type

if TYPE_CHECKING:
    from netlogo.runtime.maths.random import MersenneTwister


def n_values(number: float, block: Callable[[float], Any]) -> list[Any]:
    """What the block reports for 0, 1, ... number - 1."""
    size = to_int(number)
    if size < 0:
        raise LogoError("N-VALUES cannot take a negative number.")
    return [block(float(i)) for i in range(size)]


def filter_(block: Callable[[Any], Any], values: list[Any]) -> list[Any]:
    """The items for which the block is true."""
    kept = []
    for value in values:
        verdict = block(value)
        if verdict.__class__ is not bool:
            raise InputTypeError("a TRUE/FALSE", describe(verdict))
        if verdict:
            kept.append(value)
    return kept


def _same_length(lists: tuple[list[Any], ...], primitive: str) -> None:
    if len({len(values) for values in lists}) > 1:
        raise LogoError(f"All the list arguments to {primitive} must be the same length.")


def map_(block: Callable[..., Any], *lists: list[Any]) -> list[Any]:
    """What the block reports for the items of one list, or of several in step."""
    if len(lists) == 1:
        return [block(value) for value in lists[0]]
    _same_length(lists, "MAP")
    return [block(*values) for values in zip(*lists, strict=True)]


def reduce_(block: Callable[[Any, Any], Any], values: list[Any]) -> Any:
    """The items combined from left to right."""
    no_agents(values)
    if not values:
        raise LogoError("The list argument to reduce must not be empty.")
    return reduce(block, values)


class ListPrimitives:
    """The list primitives of one world that draw random numbers."""

    def __init__(self, rng: MersenneTwister) -> None:
        self._rng = rng
        self._sorts = 0
        """Sorts under way, one in a comparison of the other."""

    def shuffle(self, values: list[Any]) -> list[Any]:
        """The items in random order, as Java's `Collections.shuffle` draws it."""
        mixed = values[:]
        next_int = self._rng.next_int
        for size in range(len(mixed), 1, -1):
            pick = next_int(size)
            mixed[size - 1], mixed[pick] = mixed[pick], mixed[size - 1]
        return mixed

    def sort_by(self, block: Callable[[Any, Any], Any], values: Any) -> list[Any]:
        """The items of a list, or of a set in random order, sorted by a comparison."""
        if isinstance(values, AgentSet):
            items = list(values.ask_order(self._rng))
        elif values.__class__ is list:
            items = values
        else:
            raise wrong_type("a list or agentset", values)

        def before(a: Any, b: Any) -> bool:
            verdict = block(a, b)
            if verdict.__class__ is not bool:
                raise InputTypeError("a TRUE/FALSE", describe(verdict))
            return bool(verdict)

        def compare(a: Any, b: Any) -> int:
            if before(b, a):
                return 1
            return -1 if before(a, b) else 0

        if self._sorts >= nested_sorts():
            raise RecursionError
        self._sorts += 1
        try:
            return sorted(items, key=cmp_to_key(compare))
        finally:
            self._sorts -= 1

    def sort_by_key(
        self,
        block: Callable[[Any, Any], Any],
        key: Callable[[Any], Any],
        descending: bool,
        values: Any,
    ) -> list[Any]:
        """`sort_by` where the block is true if the key of its first input comes before that of the second, or
        after it (`descending`), and finding a key changes and draws nothing.
        """
        if isinstance(values, AgentSet):
            values = list(values.ask_order(self._rng))
        sets = values.__class__ is list and any(isinstance(value, AgentSet) for value in values)
        if values.__class__ is list and len(values) > 1 and not sets:  # OF a set would draw
            try:
                keys = [key(value) for value in values]
            except Exception:  # the comparison tells in NetLogo's words what is wrong, and with which of them
                return self.sort_by(block, values)
            kind = keys[0].__class__
            if (kind is float or kind is str) and all(one.__class__ is kind for one in keys):
                if kind is str:
                    keys = [one.encode("utf-16-be") for one in keys]
                places = sorted(range(len(keys)), key=keys.__getitem__, reverse=descending)
                return [values[place] for place in places]
        return self.sort_by(block, values)
