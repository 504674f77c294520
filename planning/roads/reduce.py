"""Making a road graph small without changing any shortest path between the nodes that are asked for.

A node with at most two neighbours is taken out: a dead end leads nowhere, and the two roads of a bend
become one. In every round nodes that do not adjoin are taken out together, until none is left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.arrays import Flags, Floats, Positions


@dataclass(frozen=True, eq=False)
class Graph:
    """Edges `tail` to `head` of a cost >= 0 among nodes numbered from 0 to `size`."""

    size: int
    tail: Positions
    head: Positions
    cost: Floats


def reduced(graph: Graph, wanted: Flags) -> tuple[Graph, Positions]:
    """The graph without the nodes that no shortest path between `wanted` nodes needs to know.

    Returns:
        The smaller graph, and the new number of each node, -1 for those taken out.
    """
    graph = _cheapest(graph)
    while True:
        chosen = _independent(graph, wanted)
        if not chosen.any():
            break
        graph = _without(graph, chosen)
    alive = wanted.copy()
    alive[graph.tail] = alive[graph.head] = True
    new = np.where(alive, np.cumsum(alive) - 1, -1).astype(np.int64)
    return Graph(int(alive.sum()), new[graph.tail], new[graph.head], graph.cost), new


def _independent(graph: Graph, wanted: Flags) -> Flags:
    """Nodes with one or two neighbours, no two of which adjoin."""
    low, high = np.minimum(graph.tail, graph.head), np.maximum(graph.tail, graph.head)
    pairs = np.sort(low * graph.size + high)
    pairs = pairs[np.diff(pairs, prepend=-1) != 0]
    one, other = pairs // graph.size, pairs % graph.size
    degree = np.bincount(np.concatenate([one, other]), minlength=graph.size)
    able = (degree > 0) & (degree <= 2) & ~wanted
    mixed = (np.arange(graph.size, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)
    rank = np.where(able, mixed.astype(np.int64) + 1, 0)
    best = np.zeros(graph.size, dtype=np.int64)
    np.maximum.at(best, one, rank[other])
    np.maximum.at(best, other, rank[one])
    return able & (rank > best)


def _without(graph: Graph, chosen: Flags) -> Graph:
    """Take the nodes out and lead their roads through."""
    leads_in, leads_out = chosen[graph.head], chosen[graph.tail]
    rest = ~(leads_in | leads_out)
    ins, outs = np.flatnonzero(leads_in), np.flatnonzero(leads_out)
    ins = ins[np.argsort(graph.head[ins], kind="stable")]
    outs = outs[np.argsort(graph.tail[outs], kind="stable")]
    first = np.searchsorted(graph.tail[outs], graph.head[ins], side="left")
    count = np.searchsorted(graph.tail[outs], graph.head[ins], side="right") - first
    each_in = np.repeat(ins, count)
    offset = np.arange(len(each_in)) - np.repeat(np.cumsum(count) - count, count)
    each_out = outs[np.repeat(first, count) + offset]
    tail, head = graph.tail[each_in], graph.head[each_out]
    through = tail != head
    cost = graph.cost[each_in] + graph.cost[each_out]
    return _cheapest(
        Graph(
            graph.size,
            np.concatenate([graph.tail[rest], tail[through]]),
            np.concatenate([graph.head[rest], head[through]]),
            np.concatenate([graph.cost[rest], cost[through]]),
        )
    )


def _cheapest(graph: Graph) -> Graph:
    """Of several edges between the same nodes the cheapest; no loops."""
    pair = graph.tail * graph.size + graph.head
    order = np.lexsort((graph.cost, pair))
    tail, head, cost = graph.tail[order], graph.head[order], graph.cost[order]
    kept = (np.diff(pair[order], prepend=-1) != 0) & (tail != head)
    return Graph(graph.size, tail[kept], head[kept], cost[kept])
