"""Cutting areas into parts of even weight, each in one piece; simple and fast, for the default plan."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planning.arrays import Floats
from planning.geography.areas import Areas
from planning.geography.contiguity import components


def split(areas: Areas, members: Sequence[int], weights: Floats, count: int) -> list[list[int]]:
    """Split areas into `count` parts of about the same weight.

    Areas that are in several pieces are split piece by piece, so that every part is in one piece. Each
    piece is cut in two again and again: along the way from its two farthest ends, at the place that is
    nearest to the wished share and leaves both sides in one piece.

    Args:
        members: positions of the areas to split.
        weights: of all areas.
        count: at least 1; no more parts than areas.

    Returns:
        Positions of each part, ascending, parts from north to south.
    """
    pieces = _pieces(areas, list(members))
    loads = [float(weights[piece].sum()) for piece in pieces]
    total = sum(loads) or 1.0
    parts = []
    for piece, load in zip(pieces, loads, strict=True):
        share = max(1, min(round(count * load / total), len(piece)))
        parts += _halve(areas, piece, weights, share)
    parts.sort(key=lambda part: (-float(np.mean(areas.y_m[part])), part[0]))
    return [sorted(part) for part in parts]


def _pieces(areas: Areas, members: list[int]) -> list[list[int]]:
    labels = components(_inside(areas, members))
    return [[members[at] for at in np.flatnonzero(labels == label)] for label in range(labels.max() + 1)]


def _inside(areas: Areas, members: Sequence[int]) -> list[list[int]]:
    """Neighbours (and crossings) among the members, as places in `members`."""
    place = {member: at for at, member in enumerate(members)}
    return [[place[n] for n in areas.links[member] if n in place] for member in members]


def _halve(areas: Areas, members: list[int], weights: Floats, count: int) -> list[list[int]]:
    if count == 1:
        return [members]
    near = count // 2
    first = _cut(areas, members, weights, near / count, near, count - near)
    chosen = set(first)
    rest = [member for member in members if member not in chosen]
    return _halve(areas, first, weights, near) + _halve(areas, rest, weights, count - near)


def _cut(
    areas: Areas, members: list[int], weights: Floats, share: float, least: int, others: int
) -> list[int]:
    """One side of the best cut: at least `least` members, and at least `others` on the other side."""
    inside = _inside(areas, members)
    order = _from_end_to_end(areas, members, inside)
    load = weights[[members[at] for at in order]]
    load = load if load.sum() > 0 else np.ones(len(load))
    reached = np.cumsum(load) / load.sum()
    best = sorted(range(least, len(members) - others + 1), key=lambda size: abs(reached[size - 1] - share))
    for size in best:
        if _one_piece(order[:size], inside) and _one_piece(order[size:], inside):
            return [members[at] for at in order[:size]]
    tree = _tree_cut(inside, weights[members], share, least, others)
    return [members[at] for at in tree]


def _from_end_to_end(areas: Areas, members: list[int], inside: list[list[int]]) -> list[int]:
    """Members by how much nearer they are to one end of the piece than to the other, along neighbours."""
    from scipy.sparse import csr_matrix  # late: most plans split nothing
    from scipy.sparse.csgraph import dijkstra

    at = np.asarray(members)
    x, y = areas.x_m[at], areas.y_m[at]
    here = [i for i, group in enumerate(inside) for _ in group]
    there = [j for group in inside for j in group]
    length = np.hypot(x[here] - x[there], y[here] - y[there]) + 1.0
    graph = csr_matrix((length, (here, there)), shape=(len(members), len(members)))
    one = int(np.argmax(dijkstra(graph, indices=0)))
    from_one = dijkstra(graph, indices=one)
    other = int(np.argmax(from_one))
    lead = from_one - dijkstra(graph, indices=other)
    return [int(at) for at in np.lexsort((from_one, lead))]


def _one_piece(members: Sequence[int], inside: list[list[int]]) -> bool:
    chosen = set(members)
    seen = {members[0]}
    stack = [members[0]]
    while stack:
        for n in inside[stack.pop()]:
            if n in chosen and n not in seen:
                seen.add(n)
                stack.append(n)
    return len(seen) == len(chosen)


def _tree_cut(inside: list[list[int]], weights: Floats, share: float, least: int, others: int) -> list[int]:
    """The branch of a spanning tree nearest to the share; both sides of any branch are in one piece."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import breadth_first_order

    size = len(inside)
    here = [i for i, group in enumerate(inside) for _ in group]
    there = [j for group in inside for j in group]
    graph = csr_matrix((np.ones(len(here)), (here, there)), shape=(size, size))
    order, parent = breadth_first_order(graph, 0, directed=False)
    branch: list[set[int]] = [{at} for at in range(size)]
    for at in order[:0:-1]:
        branch[parent[at]] |= branch[at]
    total = float(weights.sum()) or 1.0
    fitting = [b for b in branch if least <= len(b) <= size - others] or branch[1:]
    return sorted(min(fitting, key=lambda b: abs(float(weights[list(b)].sum()) / total - share)))
