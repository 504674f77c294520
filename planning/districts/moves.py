"""Whether a district stays in one piece when a cell leaves it."""

from __future__ import annotations

from collections.abc import Sequence

from planning.districts.problem import Links


def stays_in_one_piece(links: Links, label: Sequence[int], cell: int) -> bool:
    """Whether the district of a cell would be in one piece, and not empty, without the cell.

    Looks from one neighbour in the district for the others, first among the neighbours alone.
    """
    here = label[cell]
    near = [n for n in links[cell] if label[n] == here]
    if not near:
        return False
    if len(near) == 1:
        return True
    wanted = set(near)
    if _reach(links, wanted, near[0]) == wanted:
        return True
    seen, stack, left = {cell, near[0]}, [near[0]], len(near) - 1
    while stack:
        for n in links[stack.pop()]:
            if label[n] == here and n not in seen:
                if n in wanted:
                    left -= 1
                    if left == 0:
                        return True
                seen.add(n)
                stack.append(n)
    return False


def _reach(links: Links, allowed: set[int], start: int) -> set[int]:
    seen, stack = {start}, [start]
    while stack:
        for n in links[stack.pop()]:
            if n in allowed and n not in seen:
                seen.add(n)
                stack.append(n)
    return seen
