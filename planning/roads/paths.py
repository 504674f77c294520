"""Shortest ways on roads with the junctions that they pass, between a few places."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from planning.arrays import Floats, Matrix, Positions
from planning.roads.network import RoadNetwork

NEAR = 16
"""Pieces of road whose middles are nearest, of which the nearest one is taken."""


class RoadPaths:
    """Ways on the largest part of a network in which every junction can be reached from every other."""

    def __init__(self, network: RoadNetwork, minutes_of_edges: Floats) -> None:
        """`minutes_of_edges` belong to the edges of `network`, whatever part of it remains."""
        labels = network.strong_parts()
        inside = labels == np.argmax(np.bincount(labels))
        kept = inside[network.tail] & inside[network.head]
        self.network = network.only(inside)
        self.minutes = minutes_of_edges[kept]
        size = len(self.network)
        self._graph = csr_matrix((self.minutes, (self.network.tail, self.network.head)), shape=(size, size))
        net = self.network
        self._nodes = cKDTree(np.column_stack([net.x_m, net.y_m]))
        self._middles = cKDTree(
            np.column_stack(
                [(net.x_m[net.tail] + net.x_m[net.head]) / 2, (net.y_m[net.tail] + net.y_m[net.head]) / 2]
            )
        )

    def nearest_nodes(self, x_m: Floats, y_m: Floats) -> Positions:
        """The junction nearest to each place."""
        found: Positions = self._nodes.query(np.column_stack([x_m, y_m]))[1].astype(np.int64)
        return found

    def nearest_edges(self, x_m: Floats, y_m: Floats) -> Positions:
        """The piece of road nearest to each place; of its two directions the same one every time."""
        net = self.network
        places = np.column_stack([x_m, y_m])
        near = self._middles.query(places, k=min(NEAR, len(net.tail)))[1].reshape(len(places), -1)
        ax, ay = net.x_m[net.tail[near]], net.y_m[net.tail[near]]
        bx, by = net.x_m[net.head[near]] - ax, net.y_m[net.head[near]] - ay
        length = np.maximum(bx**2 + by**2, 1e-9)
        along = ((places[:, :1] - ax) * bx + (places[:, 1:] - ay) * by) / length
        along = np.clip(along, 0.0, 1.0)
        gap = np.hypot(places[:, :1] - ax - along * bx, places[:, 1:] - ay - along * by)
        order = np.lexsort((near, np.round(gap, 3)), axis=1)
        found: Positions = np.take_along_axis(near, order[:, :1], axis=1)[:, 0].astype(np.int64)
        return found

    def between(self, leave: Positions, arrive: Positions) -> tuple[Matrix, np.ndarray]:
        """Minutes from each junction to each other, shape (leave, arrive), and the junction before each
        junction on the way, shape (leave, junctions), for `way`."""
        minutes, before = dijkstra(self._graph, indices=leave, return_predecessors=True)
        found: Matrix = minutes[:, arrive]
        return found, before

    def way(self, before: np.ndarray, leave: int, arrive: int) -> list[int]:
        """The junctions from one to another.

        Args:
            before: the row of `between` for the junction that is left.
        """
        found = [arrive]
        while found[-1] != leave:
            found.append(int(before[found[-1]]))
        return found[::-1]
