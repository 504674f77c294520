"""The random orders in which NetLogo walks through agentsets, drawn from a generator.

A lazy order is drawn while it is walked through, always one agent ahead, so that its draws fall between those
of what the agents do; a shuffle is drawn at once. The kernel has the same functions in C;
`netlogo.runtime.agents.kernel` says which ones are used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from netlogo.runtime.maths.twister import BULK_FROM, Twister


def _settled(word: int, choices: int, bits: Callable[[int], int]) -> int:
    """A place below `choices`, a power of 2 or not, from a word of 31 bits that may be refused."""
    if choices & (choices - 1) == 0:
        return (choices * word) >> 31
    value = word % choices
    while word - value + choices > 0x80000000:
        word = bits(31)
        value = word % choices
    return value


def lazy_order(items: list[Any], rng: Twister) -> Iterator[Any]:
    """A random order drawn while it is walked through, always one agent ahead; the dead are left out."""
    if not items:
        return
    left = items[:]
    size = len(left)
    surely = 0x80000000 - size
    bits = rng.bits
    at = 0
    current = None
    for choices in range(size, 1, -1):
        word = bits(31)
        if word > surely or not choices & (choices - 1):
            pick = at + _settled(word, choices, bits)
        else:
            pick = at + word % choices
        following = left[pick]
        left[pick] = left[at]
        at += 1
        if current is not None and not current.dead:
            yield current
            bits = rng.bits
        current = following
    if current is not None and not current.dead:
        yield current
    if not left[at].dead:
        yield left[at]


def lazy_order_of_living(items: list[Any], rng: Twister) -> Iterator[Any]:
    """As `lazy_order`, but looking past the dead when it fetches ahead, as array sets do: the draws then fall
    between other draws of the body.
    """
    left = items[:]
    size = len(left)
    last = size - 1
    surely = 0x80000000 - size
    bits = rng.bits
    at = 0
    current = None
    while True:
        following = None
        while at < size:
            if at < last:
                choices = size - at
                word = bits(31)
                if word > surely or not choices & (choices - 1):
                    pick = at + _settled(word, choices, bits)
                else:
                    pick = at + word % choices
                following = left[pick]
                left[pick] = left[at]
            else:
                following = left[at]
            at += 1
            if not following.dead:
                break
            following = None
        if current is not None and not current.dead:
            yield current
            bits = rng.bits
        if following is None:
            return
        current = following


def _sparse_order(items: list[Any], rng: Twister, skips_dead: bool) -> Iterator[Any]:
    """The same orders for walks that mostly end early: nothing is copied, only what has moved is kept."""
    size = len(items)
    last = size - 1
    moved: dict[int, Any] = {}
    at = 0
    current = None
    while True:
        following = None
        while at < size:
            here = moved.pop(at, None) or items[at]
            following = here
            if at < last:
                choices = size - at
                pick = at + _settled(rng.bits(31), choices, rng.bits)
                if pick != at:
                    following = moved.get(pick) or items[pick]
                    moved[pick] = here
            at += 1
            if not (skips_dead and following.dead):
                break
            following = None
        if current is not None and not current.dead:
            yield current
        if following is None:
            return
        current = following


def search_order(items: list[Any], rng: Twister) -> Iterator[Any]:
    """`lazy_order` for whoever stops at the first agent that will do."""
    return _sparse_order(items, rng, skips_dead=False)


def search_order_of_living(items: list[Any], rng: Twister) -> Iterator[Any]:
    """`lazy_order_of_living` for whoever stops at the first agent that will do."""
    return _sparse_order(items, rng, skips_dead=True)


def shuffle(items: list[Any], rng: Twister) -> list[Any]:
    """The same order, drawn all at once; the dead are in it."""
    left = items[:]
    size = len(left)
    if size < 2:
        return left
    order: list[Any] = []
    add = order.append
    at = 0
    if size >= BULK_FROM:
        for pick in rng.shuffle_picks(size):
            add(left[pick])
            left[pick] = left[at]
            at += 1
        add(left[at])
        return order
    surely = 0x80000000 - size
    bits = rng.bits
    for choices in range(size, 1, -1):
        word = bits(31)
        if word > surely or not choices & (choices - 1):
            pick = at + _settled(word, choices, bits)
        else:
            pick = at + word % choices
        add(left[pick])
        left[pick] = left[at]
        at += 1
    add(left[at])
    return order


def in_turn(agents: list[Any]) -> Iterable[Any]:
    """The agents of an order drawn at once, one by one; the kernel has the memory of the next ones ready."""
    return agents


def sample_in_order(items: list[Any], size: int, rng: Twister) -> list[Any]:
    """`size` of the items in their order, deciding one by one, with NetLogo's draws."""
    bits = rng.bits
    left = len(items)
    needed = size
    chosen: list[Any] = []
    for item in items:
        if not needed:
            break
        if _settled(bits(31), left, bits) < needed:
            chosen.append(item)
            needed -= 1
        left -= 1
    return chosen
