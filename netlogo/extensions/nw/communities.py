"""Communities by the Louvain method (Blondel et al. 2008), with the draws of NetLogo's extension.

Nodes move to the community of a neighbour that gains most modularity, in shuffled rounds, until none moves;
then the communities are nodes of a graph themselves.
"""

from __future__ import annotations

from typing import Any, TypeVar

from netlogo.extensions.nw.context import Context, other_end
from netlogo.runtime.maths.random import MersenneTwister

_Item = TypeVar("_Item")
_Arcs = list[list[tuple[int, float]]]


def shuffled(items: list[_Item], rng: MersenneTwister) -> list[_Item]:
    """Scala's shuffle: from the end, each changes places with one drawn among it and those before."""
    mixed = items[:]
    for last in range(len(mixed) - 1, 0, -1):
        other = rng.next_int(last + 1)
        mixed[last], mixed[other] = mixed[other], mixed[last]
    return mixed


def louvain(context: Context, rng: MersenneTwister) -> list[list[Any]]:
    """The communities of a graph, each a list of turtles."""
    place = {turtle: i for i, turtle in enumerate(context.nodes)}
    out: _Arcs = [
        [(place[other_end(link, turtle)], 1.0) for link in context.out_edges(turtle)]
        for turtle in context.nodes
    ]
    into: _Arcs = [
        [(place[other_end(link, turtle)], 1.0) for link in context.in_edges(turtle)]
        for turtle in context.nodes
    ]
    return [[context.nodes[i] for i in group] for group in _clustered(out, into, rng)]


def _clustered(out: _Arcs, into: _Arcs, rng: MersenneTwister) -> list[list[int]]:
    structure = _Structure(out, into)
    _settle(structure, rng)
    names = sorted(set(structure.community))
    members = [[i for i, one in enumerate(structure.community) if one == name] for name in names]
    if len(names) == len(out):
        return members
    place = {name: i for i, name in enumerate(names)}
    merged: list[dict[int, float]] = [{} for _ in names]
    for source, arcs in enumerate(out):
        row = merged[place[structure.community[source]]]
        for target, weight in arcs:
            to = place[structure.community[target]]
            row[to] = row.get(to, 0.0) + weight
    new_out: _Arcs = [list(row.items()) for row in merged]
    new_in: _Arcs = [[] for _ in names]
    for source, arcs in enumerate(new_out):
        for target, weight in arcs:
            new_in[target].append((source, weight))
    return [[i for part in group for i in members[part]] for group in _clustered(new_out, new_in, rng)]


def _settle(structure: _Structure, rng: MersenneTwister) -> None:
    """Move nodes as long as some move gains."""
    moved = True
    while moved:
        moved = False
        for node in shuffled(list(range(len(structure.out))), rng):
            own = structure.community[node]
            near = [structure.community[other] for other, _ in structure.out[node]]
            choices = shuffled(list(dict.fromkeys(one for one in near if one != own)), rng)
            if not choices:
                continue
            gains = [structure.gain(node, choice) for choice in choices]
            best = max(gains)
            if structure.modularity + best > structure.modularity:
                structure.move(node, choices[gains.index(best)], best)
                moved = True


class _Structure:
    """Which community each node is in, and the sums that its modularity is made of."""

    def __init__(self, out: _Arcs, into: _Arcs) -> None:
        self.out, self.into = out, into
        size = len(out)
        self.community = list(range(size))
        self.total = sum(weight for arcs in out for _, weight in arcs) or 1.0
        self._inside = [0.0] * size
        self._in = [0.0] * size
        self._out = [0.0] * size
        for node, arcs in enumerate(out):
            for other, weight in arcs:
                if other == node:
                    self._inside[node] += weight
                self._out[node] += weight
                self._in[other] += weight
        self.modularity = sum(self._share(i, 0.0, 0.0, 0.0) for i in range(size))

    def _share(self, community: int, inside: float, incoming: float, outgoing: float) -> float:
        """A community's part of the modularity, with changes of its sums."""
        product = (self._in[community] + incoming) * (self._out[community] + outgoing)
        return (self._inside[community] + inside - product / self.total) / self.total

    def _sums(self, node: int, new: int) -> tuple[float, float, float, float]:
        """A node's weights: in, out, with its old community, with a new one."""
        old = self.community[node]
        sums = [0.0, 0.0, 0.0, 0.0]
        for side, arcs in ((1, self.out[node]), (0, self.into[node])):
            for other, weight in arcs:
                sums[side] += weight
                if other == node:
                    sums[2] += weight
                    sums[3] += weight
                elif self.community[other] == old:
                    sums[2] += weight
                elif self.community[other] == new:
                    sums[3] += weight
        return sums[0], sums[1], sums[2], sums[3]

    def gain(self, node: int, new: int) -> float:
        """What the modularity gains when a node moves to another community."""
        old = self.community[node]
        incoming, outgoing, with_old, with_new = self._sums(node, new)
        left = self._share(old, -with_old, -incoming, -outgoing) - self._share(old, 0.0, 0.0, 0.0)
        joined = self._share(new, with_new, incoming, outgoing) - self._share(new, 0.0, 0.0, 0.0)
        return left + joined

    def move(self, node: int, new: int, gain: float) -> None:
        """Move a node to another community."""
        old = self.community[node]
        incoming, outgoing, with_old, with_new = self._sums(node, new)
        for community, sign, inside in ((old, -1.0, with_old), (new, 1.0, with_new)):
            self._inside[community] += sign * inside
            self._in[community] += sign * incoming
            self._out[community] += sign * outgoing
        self.community[node] = new
        self.modularity += gain
