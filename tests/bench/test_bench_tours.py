"""Tours through stops of the City of London beside OR-tools alone for the same time, and python-tsp."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from planning.roads.paths import RoadPaths
from planning.roads.readers import read_roads
from planning.roads.speeds import SpeedRules
from planning.routes.solver import tour, tour_minutes
from tests.bench.conftest import Ratio

pytest.importorskip("ortools", reason="OR-tools is not installed")

STOPS = (20, 60, 120)


@pytest.fixture(scope="module")
def roads(shared_data: Path) -> RoadPaths:
    path = shared_data / "roads" / "city-of-london" / "overpass-drive-2024-02-17.json.gz"
    network = read_roads(path, "EPSG:27700")
    return RoadPaths(network, SpeedRules().minutes(network))


@pytest.mark.bench
@pytest.mark.parametrize("stops", STOPS)
def test_a_tour_is_within_a_hundredth_of_or_tools_alone(
    stops: int, roads: RoadPaths, compare: Callable[[Ratio], None]
) -> None:
    at = np.random.default_rng(1).choice(len(roads.network), stops, replace=False)
    minutes, _ = roads.between(at, at)
    begin = time.perf_counter()
    ours = tour_minutes(minutes, tour(minutes))
    spent = time.perf_counter() - begin
    theirs = tour_minutes(minutes, alone(minutes, spent))
    compare(Ratio("tour", stops, f"OR-tools alone, {spent:.1f} s", ours, theirs, 10**6, "1/1e6 min", ""))
    assert ours <= 1.01 * theirs
    search = pytest.importorskip("python_tsp.heuristics", reason="python-tsp is not installed")
    order, _ = search.solve_tsp_local_search(minutes)
    other = tour_minutes(minutes, order)
    compare(Ratio("tour", stops, "python-tsp", ours, other, 10**6, "1/1e6 min", ""))
    assert ours <= other


def alone(minutes: np.ndarray, seconds: float) -> list[int]:
    """OR-tools as its guide has it: cheapest arcs, then guided local search until the time is over."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    manager = pywrapcp.RoutingIndexManager(len(minutes), 1, 0)
    routing = pywrapcp.RoutingModel(manager)
    matrix = np.rint(minutes * 600).astype(int).tolist()
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(matrix))
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PATH_CHEAPEST_ARC
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(max(1, round(seconds * 1000)))
    answer = routing.SolveWithParameters(parameters)
    order, index = [], routing.Start(0)
    while not routing.IsEnd(index):
        order.append(manager.IndexToNode(index))
        index = answer.Value(routing.NextVar(index))
    return order
