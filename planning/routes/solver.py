"""OR-tools behind two plain functions: a team orienteering with time windows, and a tour.

It needs `pip install 'crims-bridge[plans]'`. Searches end after a number of solutions, so that they can be
repeated.
"""

from __future__ import annotations

import importlib
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from planning.arrays import Matrix
from planning.errors import PlanError

UNIT = 60
"""Steps of a minute that OR-tools, which takes whole numbers only, works in."""
PRIZE = 10_000_000
"""What the greatest prize is worth in its steps: more than any detour."""
LIMIT_SECONDS = 30.0
"""At most, should a number of solutions never be reached."""
TOUR_SECONDS = 300.0
"""The same for each search of a tour, which is the only one that its command makes for a district."""
STARTS = ("PATH_CHEAPEST_ARC", "SAVINGS", "PARALLEL_CHEAPEST_INSERTION")
"""Where the searches of a tour begin."""


@dataclass(frozen=True)
class Visit:
    """Something that may be visited once, by one of a team.

    Attributes:
        place: row and column in the matrix of minutes.
        prize: what a visit is worth.
        minutes: that it lasts.
        earliest, latest: minute in which it may begin.
    """

    place: int
    prize: float
    minutes: float
    earliest: float
    latest: float


def team_routes(
    minutes: Matrix, station: int, visits: Sequence[Visit], team: int, horizon: float, solutions: int = 200
) -> list[list[tuple[int, float]]]:
    """Routes that begin and end at the station and collect the greatest prizes (team orienteering).

    Args:
        minutes: from row to column.
        horizon: minute by which all are back.
        solutions: after which the search ends.

    Returns:
        For each of the team positions in `visits` and the minutes at which they begin.

    Raises:
        PlanError: OR-tools is not installed.
    """
    if not visits:
        return [[] for _ in range(team)]
    routing_module, enums = _ortools()
    places = [station, *(one.place for one in visits)]
    travel = np.rint(minutes[np.ix_(places, places)] * UNIT).astype(int)
    stay = [0, *(round(one.minutes * UNIT) for one in visits)]
    cost = (travel + np.array(stay)[:, None]).tolist()
    manager = routing_module.RoutingIndexManager(len(places), team, 0)
    routing = routing_module.RoutingModel(manager)
    way = routing.RegisterTransitMatrix(travel.tolist())
    both = routing.RegisterTransitMatrix(cost)
    routing.SetArcCostEvaluatorOfAllVehicles(way)
    end = int(horizon * UNIT)
    routing.AddDimension(both, end, end, False, "time")
    clock = routing.GetDimensionOrDie("time")
    greatest = max(one.prize for one in visits) or 1.0
    for number, one in enumerate(visits, start=1):
        index = manager.NodeToIndex(number)
        last = min(int(one.latest * UNIT), end)
        clock.CumulVar(index).SetRange(min(int(one.earliest * UNIT), last), last)
        routing.AddDisjunction([index], round(one.prize / greatest * PRIZE))
    answer = _solve(routing, routing_module, enums, solutions)
    if answer is None:
        raise PlanError("expected routes within the shift, found none; give more minutes or fewer stops")
    found = []
    for vehicle in range(team):
        route, index = [], answer.Value(routing.NextVar(routing.Start(vehicle)))
        while not routing.IsEnd(index):
            route.append((manager.IndexToNode(index) - 1, answer.Min(clock.CumulVar(index)) / UNIT))
            index = answer.Value(routing.NextVar(index))
        found.append(route)
    return found


def tour(minutes: Matrix, first: int = 0, solutions: int = 400, seconds: float = math.inf) -> list[int]:
    """The order of all places in a short round trip (travelling salesman): the shortest of several searches,
    since where guided local search begins decides more than how long it goes on.

    Args:
        minutes: from row to column.
        first: where it begins and ends.
        solutions: after which each search ends.
        seconds: after which all end at the latest; the tour is then not repeatable.

    Returns:
        Positions, `first` first; the way back is not repeated.
    """
    size = len(minutes)
    if size < 3:
        return [first, *(at for at in range(size) if at != first)]
    found = [_tour(minutes, first, start, solutions, seconds / len(STARTS)) for start in STARTS]
    return min(found, key=lambda order: tour_minutes(minutes, order))


def _tour(minutes: Matrix, first: int, start: str, solutions: int, seconds: float) -> list[int]:
    routing_module, enums = _ortools()
    manager = routing_module.RoutingIndexManager(len(minutes), 1, first)
    routing = routing_module.RoutingModel(manager)
    steps = np.rint(minutes * UNIT * 10).astype(int).tolist()
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(steps))
    answer = _solve(routing, routing_module, enums, solutions, min(seconds, TOUR_SECONDS), start)
    if answer is None:
        raise PlanError("expected a tour, found none; give it more seconds")
    order, index = [], routing.Start(0)
    while not routing.IsEnd(index):
        order.append(manager.IndexToNode(index))
        index = answer.Value(routing.NextVar(index))
    return order


def tour_minutes(minutes: Matrix, order: Sequence[int]) -> float:
    """The length of a round trip."""
    return float(sum(minutes[a, b] for a, b in zip(order, [*order[1:], order[0]], strict=True)))


def _solve(
    routing: Any,
    module: Any,
    enums: Any,
    solutions: int,
    seconds: float = LIMIT_SECONDS,
    start: str = "PARALLEL_CHEAPEST_INSERTION",
) -> Any:
    parameters = module.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = getattr(enums.FirstSolutionStrategy, start)
    parameters.local_search_metaheuristic = enums.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.solution_limit = solutions
    parameters.time_limit.FromMilliseconds(max(1, round(seconds * 1000)))
    return routing.SolveWithParameters(parameters)


def _ortools() -> tuple[Any, Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its generated bindings
            module = importlib.import_module("ortools.constraint_solver.pywrapcp")
            enums = importlib.import_module("ortools.constraint_solver.routing_enums_pb2")
    except ImportError as error:
        raise PlanError(
            "expected the package 'ortools' for routes; install it with pip install 'crims-bridge[plans]'"
        ) from error
    return module, enums
