"""Which areas adjoin, and how the parts of a set of areas that water separates are joined."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

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
    around = [list(group) for group in neighbors]
    for i, group in enumerate(neighbors):  # either of two may be the one that names the other
        for j in group:
            around[j].append(i)
    for i, j in links:
        around[i].append(j)
        around[j].append(i)
    labels = np.full(len(around), -1, dtype=np.int32)
    parts = 0
    for start in range(len(around)):
        if labels[start] < 0:
            labels[start] = parts
            stack = [start]
            while stack:
                for near in around[stack.pop()]:
                    if labels[near] < 0:
                        labels[near] = parts
                        stack.append(near)
            parts += 1
    return labels


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
        from scipy.spatial import cKDTree  # late: most areas are in one piece, and scipy takes its time

        inside = np.flatnonzero(labels == 0)
        outside = np.flatnonzero(labels != 0)
        distance, nearest = cKDTree(points[inside]).query(points[outside])
        at = int(np.argmin(distance))
        here, there = sorted((int(inside[nearest[at]]), int(outside[at])))
        added.append((here, there))
        labels = components(neighbors, [*links, *added])
    return tuple(added)
