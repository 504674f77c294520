"""Which areas adjoin, and how the parts of a set of areas that water separates are joined."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from planning.arrays import Floats, Labels, Shapes

GAP = 1.0
"""Metres. Published boundaries of neighbours meet but do not always share their corners."""


def adjoining(shapes: Shapes, gap: float = GAP) -> list[list[int]]:
    """For each outline the positions of those within `gap` metres of it, ascending, itself left out."""
    tree = shapely.STRtree(shapes)
    here, there = tree.query(shapely.buffer(shapes, gap), predicate="intersects")
    found: list[set[int]] = [set() for _ in range(len(shapes))]
    for i, j in zip(here.tolist(), there.tolist(), strict=True):
        if i != j:  # a buffer is a polygon, so only one of two at the very distance may be found
            found[i].add(j)
            found[j].add(i)
    return [sorted(group) for group in found]


def components(neighbors: Sequence[Sequence[int]], links: Sequence[tuple[int, int]] = ()) -> Labels:
    """The connected part of each area, numbered from 0 in the order of the areas."""
    size = len(neighbors)
    here = [i for i, group in enumerate(neighbors) for _ in group] + [i for i, _ in links]
    there = [j for group in neighbors for j in group] + [j for _, j in links]
    matrix = coo_matrix((np.ones(len(here), dtype=np.int8), (here, there)), shape=(size, size))
    _, labels = connected_components(matrix, directed=False)
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.int32)
    order[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    return order[inverse]


def crossings(
    neighbors: Sequence[Sequence[int]], x: Floats, y: Floats, links: Sequence[tuple[int, int]] = ()
) -> tuple[tuple[int, int], ...]:
    """The fewest pairs, besides `links`, that join all parts to one, over water or what is between.

    Each is the pair of closest centres between what is joined so far and the rest (a minimum spanning tree).

    Returns:
        Pairs of positions, the smaller one first; empty where the areas are connected.
    """
    points = np.column_stack([x, y])
    labels = components(neighbors, links)
    added: list[tuple[int, int]] = []
    while labels.max(initial=0) > 0:
        inside = np.flatnonzero(labels == 0)
        outside = np.flatnonzero(labels != 0)
        distance, nearest = cKDTree(points[inside]).query(points[outside])
        at = int(np.argmin(distance))
        here, there = sorted((int(inside[nearest[at]]), int(outside[at])))
        added.append((here, there))
        labels = components(neighbors, [*links, *added])
    return tuple(added)
