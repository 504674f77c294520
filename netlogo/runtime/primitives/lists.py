"""The primitives on lists and strings.

Lists are Python lists that nobody changes once a model can see them, so every primitive makes a new one.
Indices are floats that lose their fractions.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from netlogo.errors import LogoError
from netlogo.runtime.agents.agent_sets import AgentSet
from netlogo.runtime.agents.base import Agent, NamedError
from netlogo.runtime.maths.numbers import to_int
from netlogo.runtime.values import dump, hash_key, logo_equal, no_agents, wrong_type

if TYPE_CHECKING:
    pass

_STRING_OR_LIST = "a string or list"


def _sequence(value: Any) -> Any:
    if value.__class__ is list or value.__class__ is str:
        return value
    raise wrong_type(_STRING_OR_LIST, value)


def _not_empty(value: Any, primitive: str) -> Any:
    if not _sequence(value):
        what = "list" if value.__class__ is list else "string"
        raise NamedError(f"{{}} got an empty {what} as input.", primitive, as_typed=what == "string")
    return value


def but_first(values: Any) -> Any:
    """All but the first item."""
    return _not_empty(values, "BUT-FIRST")[1:]


def but_last(values: Any) -> Any:
    """All but the last item."""
    return _not_empty(values, "BUT-LAST")[:-1]


def empty_p(values: Any) -> bool:
    """Whether there are no items."""
    return not _sequence(values)


def first(values: Any) -> Any:
    """The first item."""
    if not _sequence(values):
        raise LogoError("List is empty." if values.__class__ is list else "String is empty.")
    return values[0]


def last(values: Any) -> Any:
    """The last item."""
    if not _sequence(values):
        raise LogoError("List is empty." if values.__class__ is list else "String is empty.")
    return values[-1]


def length(values: Any) -> float:
    """How many items there are."""
    return float(len(_sequence(values)))


def fput(item: Any, values: list[Any]) -> list[Any]:
    """The list with an item before it."""
    no_agents(values)
    return [item, *values]


def lput(item: Any, values: list[Any]) -> list[Any]:
    """The list with an item after it."""
    no_agents(values)
    return [*values, item]


def list_(*values: Any) -> list[Any]:
    """The inputs as a list."""
    return list(values)


def sentence(*values: Any) -> list[Any]:
    """The inputs as a list, lists among them taken apart."""
    joined: list[Any] = []
    for value in values:
        if value.__class__ is list:
            joined += value
        else:
            joined.append(value)
    return joined


def word(*values: Any) -> str:
    """The inputs as one string."""
    return "".join([dump(value) for value in values])


def _check_index(index: int, values: Any, end: int, as_list: bool = False) -> None:
    if index < 0:
        raise LogoError(f"{index:,} isn't greater than or equal to zero.")
    if index >= end:
        index = min(index, 2147483647)
        what = "list" if as_list or values.__class__ is list else "string"
        text = dump(values)
        raise LogoError(
            f"Can't find element {index:,} of the {what} {text}, which is only of length {len(values):,}."
        )


def item(index: float, values: Any) -> Any:
    """The item at an index."""
    place = int(index)
    if place < 0 or place >= len(_sequence(values)):
        _check_index(place, values, len(values), as_list=True)
    return values[place]


def insert_item(index: float, values: Any, new: Any) -> Any:
    """The list or string with an item put in at an index."""
    place = to_int(index)
    if place >= 0 and _sequence(values).__class__ is str:
        _string(new)
    _check_index(place, values, len(_sequence(values)) + 1)
    if values.__class__ is list:
        return [*values[:place], new, *values[place:]]
    return values[:place] + _string(new) + values[place:]


def replace_item(index: float, values: Any, new: Any) -> Any:
    """The list or string with the item at an index replaced."""
    place = to_int(index)
    if values.__class__ is str and place >= 0:
        _string(new)
    _check_index(place, values, len(_sequence(values)) if place >= 0 else 0)
    if values.__class__ is list:
        return [*values[:place], new, *values[place + 1 :]]
    return values[:place] + new + values[place + 1 :]


def remove_item(index: float, values: Any) -> Any:
    """The list or string without the item at an index."""
    place = to_int(index)
    _check_index(place, values, len(_sequence(values)) if place >= 0 else 0)
    return values[:place] + values[place + 1 :]


# where the kernel may change a list in place, since only the variable that gets the result has it
lput_own, fput_own, but_first_own, but_last_own = lput, fput, but_first, but_last
replace_item_own, remove_item_own = replace_item, remove_item


def _string(value: Any) -> str:
    if value.__class__ is not str:
        raise wrong_type("a string", value)
    return value


def _check_range(start: int, stop: int) -> None:
    if start < 0:
        raise LogoError(f"{start:,} is less than zero.")
    if stop < start:
        raise LogoError(f"{stop:,} is less than {start:,}.")


def sublist(values: list[Any], start: float, stop: float) -> list[Any]:
    """The items from one index up to, but without, another."""
    begin, end = to_int(start), to_int(stop)
    _check_range(begin, end)
    if end > len(values):
        raise LogoError(f"{end:,} is greater than the length of the input list ({len(values):,}).")
    return values[begin:end]


def substring(text: str, start: float, stop: float) -> str:
    """The characters from one index up to, but without, another."""
    begin, end = to_int(start), to_int(stop)
    _check_range(begin, end)
    if end > len(text):
        raise LogoError(f"{end:,} is too big for {text}, which is only of length {len(text):,}.")
    return text[begin:end]


def reverse(values: Any) -> Any:
    """The items the other way round."""
    return _sequence(values)[::-1]


def position(wanted: Any, values: Any) -> float | bool:
    """Index of the first item equal to `wanted`, or false."""
    if values.__class__ is str:
        place = values.find(_string(wanted))
        return float(place) if place >= 0 else False
    for place, value in enumerate(_sequence(values)):
        if logo_equal(wanted, value):
            return float(place)
    return False


def remove(unwanted: Any, values: Any) -> Any:
    """The items that differ from one value; of a string, what is left without a part."""
    if _sequence(values).__class__ is str:
        return values.replace(_string(unwanted), "") if unwanted != "" else values
    return [value for value in values if not logo_equal(unwanted, value)]


def _are_of(values: list[Any], kind: type) -> bool:
    """Whether all items are of a kind whose equality is Python's."""
    return set(map(type, values)) == {kind}


def remove_duplicates(values: list[Any]) -> list[Any]:
    """The first of each group of equal items."""
    no_agents(values)
    if _are_of(values, float) or _are_of(values, str):
        return list(dict.fromkeys(values))
    seen: dict[Any, Any] = {}
    for value in values:
        seen.setdefault(hash_key(value), value)
    return list(seen.values())


def modes(values: list[Any]) -> list[Any]:
    """The most frequent items, in order of their first appearance."""
    no_agents(values)
    if _are_of(values, float) or _are_of(values, str):
        frequent = Counter(values)
        top = max(frequent.values(), default=0)
        return [value for value, number in frequent.items() if number == top]
    counts: dict[Any, int] = {}
    firsts: dict[Any, Any] = {}
    for value in values:
        key = hash_key(value)
        counts[key] = counts.get(key, 0) + 1
        firsts.setdefault(key, value)
    most = max(counts.values(), default=0)
    return [firsts[key] for key, number in counts.items() if number == most]


def sort(values: Any) -> list[Any]:
    """A set in its order, or the numbers, else the strings, else the agents of a list in ascending order."""
    if isinstance(values, AgentSet):
        return values.in_order()
    if values.__class__ is not list:
        raise wrong_type("a list or agentset", values)
    numbers = [value for value in values if value.__class__ is float]
    if numbers:
        return sorted(numbers)
    strings = [value for value in values if value.__class__ is str]
    if strings:
        return sorted(strings, key=lambda text: text.encode("utf-16-be"))
    return sorted((value for value in values if isinstance(value, Agent)), key=_agent_key)


def _agent_key(agent: Agent) -> Any:
    return agent.kind, agent.order


def range_(*limits: float) -> list[float]:
    """Numbers from the first limit (0 if there is one only) up to the second in steps of the third (1)."""
    if len(limits) > 3:
        raise LogoError("range expects at most three arguments")
    start, stop, step = (0.0, *limits, 1.0) if len(limits) == 1 else (*limits, 1.0)[:3]
    if step == 0:
        raise LogoError("The step-size for range must be non-zero.")
    steps = (stop - start) / step
    size = max(0, math.ceil(steps - 2 * math.ulp(steps)))
    return [number * step + start for number in range(size)]
