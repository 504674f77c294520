"""Travel of 1,400 areas on 80,000 junctions, beside shortest paths over the whole graph."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from planning.geography.areas import Areas
from planning.geography.shipped import msoas
from planning.roads.network import RoadNetwork
from planning.roads.speeds import SpeedRules
from planning.roads.travel import travel_by_roads
from tests.bench.conftest import Ratio, best_seconds

pytestmark = pytest.mark.bench

AREAS, SIDE = 1400, 300
BIRMINGHAM = (407_000, 287_000)
SOURCES = 40
"""Areas from which the rival is timed; it is scaled up, since its time is the same for each."""


def around_birmingham() -> Areas:
    """The nearest areas to the middle of Birmingham."""
    every = msoas("2021")
    distance = np.hypot(every.x_m - BIRMINGHAM[0], every.y_m - BIRMINGHAM[1])
    return every.take(sorted(np.argsort(distance)[:AREAS].tolist()))


def streets(areas: Areas) -> RoadNetwork:
    """A grid of streets over the areas, three tenths of them missing."""
    rng = np.random.default_rng(0)
    x, y = np.meshgrid(
        np.linspace(areas.x_m.min() - 1000, areas.x_m.max() + 1000, SIDE),
        np.linspace(areas.y_m.min() - 1000, areas.y_m.max() + 1000, SIDE),
    )
    x, y = (axis.ravel() + rng.normal(0, 30, SIDE * SIDE) for axis in (x, y))
    node = np.arange(SIDE * SIDE, dtype=np.int32).reshape(SIDE, SIDE)
    pairs = np.concatenate(
        [
            np.column_stack([node[:, :-1].ravel(), node[:, 1:].ravel()]),
            np.column_stack([node[:-1].ravel(), node[1:].ravel()]),
        ]
    )
    pairs = pairs[rng.random(len(pairs)) < 0.7]
    tail, head = np.concatenate([pairs, pairs[:, ::-1]]).T
    length = np.hypot(x[tail] - x[head], y[tail] - y[head])
    return RoadNetwork(x, y, tail, head, length, np.full(len(tail), 48.0), areas.crs, "made", {})


def test_travel_of_1400_areas(compare: Callable[[Ratio], None]) -> None:
    areas = around_birmingham()
    roads = streets(areas)
    ours = best_seconds(lambda: travel_by_roads(areas, roads), repeats=2)
    graph = csr_matrix((SpeedRules().minutes(roads), (roads.tail, roads.head)), shape=(len(roads),) * 2)
    sources = np.linspace(0, len(roads) - 1, SOURCES).astype(int)
    theirs = best_seconds(lambda: dijkstra(graph, indices=sources), repeats=2) * AREAS / SOURCES
    compare(Ratio("travel", AREAS, "scipy over the whole graph", ours, theirs, AREAS, "areas"))
    assert theirs > ours
