"""Hotspots and ways on roads, and how alike days may be."""

from dataclasses import replace

import numpy as np
import pytest

from planning.demand import WEEK
from planning.errors import PlanError
from planning.geography.areas import Areas
from planning.plan.default import default_plan
from planning.plan.files import read_plan, write_plan
from planning.plan.model import Plan, Route, Shift, Stop
from planning.roads.network import RoadNetwork
from planning.roads.paths import RoadPaths
from planning.routes.ground import Ground, Spots, area_ground, road_ground
from planning.routes.patrol_routes import RouteRules, routes_of, tours_of
from planning.routes.sheets import gpx_text, overlap, repeats
from planning.routes.solver import tour_minutes
from tests.planning.conftest import Squares

SHIFTS = (Shift("day", 8, 18),)
NINE = [(0, 1), (1, 2), (0, 3), (1, 4), (2, 5), (3, 4), (4, 5), (3, 6), (4, 7), (5, 8), (6, 7), (7, 8)]
ONE_WAY = (3, 0)


@pytest.fixture
def areas(squares: Squares) -> Areas:
    return squares(3, 3)


@pytest.fixture
def roads(areas: Areas) -> RoadPaths:
    """From centre to centre at a kilometre a minute; between areas 3 and 0 one way only."""
    pairs = [pair for a, b in NINE for pair in ((a, b), (b, a)) if pair != (0, 3)]
    tail, head = np.array(pairs, dtype=np.int32).T
    x, y = areas.x_m, areas.y_m
    length = np.hypot(x[tail] - x[head], y[tail] - y[head])
    net = RoadNetwork(x, y, tail, head, length, np.full(len(tail), 60.0), areas.crs, "made", {})
    return RoadPaths(net, length / 1000)


@pytest.fixture
def plan(areas: Areas) -> Plan:
    return default_plan(areas, {"day": 2}, {"day": 1}, shifts=SHIFTS)


def risk(size: int) -> np.ndarray:
    return np.outer(np.arange(1.0, size + 1), np.ones(WEEK))


def test_ways_follow_one_way_streets(areas: Areas, roads: RoadPaths, plan: Plan) -> None:
    ground = road_ground(plan, areas, risk(9), roads)
    ways = ground.ways_of([0, 3])
    assert ways.minutes.tolist() == [[0, 3], [1, 0]]
    assert ways.line(0, 1) == [ground.point[at] for at in (0, 1, 4, 3)]


def test_spots_share_the_risk_of_their_area(areas: Areas, roads: RoadPaths, plan: Plan) -> None:
    spots = Spots(("a00", "a00", "a04"), ("x", "y", "z"), areas.x_m[[0, 1, 4]], areas.y_m[[0, 1, 4]],
                  np.array([1.0, 3.0, 2.0]))  # fmt: skip
    ground = road_ground(plan, areas, risk(9), roads, spots)
    assert ground.risk[:3, 0].tolist() == [0.25, 0.75, 5.0]


def test_spots_of_one_piece_of_road_are_one_hotspot_at_its_middle(
    areas: Areas, roads: RoadPaths, plan: Plan
) -> None:
    x, y = areas.x_m, areas.y_m
    spots = Spots(("a07", "a08"), ("x", "y"), np.array([x[7] + 300, x[7] + 600]), np.array([y[7] + 40, y[7]]),
                  np.array([1.0, 3.0]))  # fmt: skip
    ground = road_ground(plan, areas, risk(9), roads, spots, segments=True)
    assert (ground.area[0], ground.name[0], len(ground.area)) == ("a08", "y", 2)
    station = ground.station[plan.districts[0]]
    ways = ground.ways_of([station, 0])
    assert min(ways.minutes[0, 1], ways.minutes[1, 0]) >= 0.5  # half of the piece of road itself
    assert len(ways.line(0, 1)) >= 2


def test_a_line_goes_along_the_roads_into_gpx_and_back_from_a_file(
    areas: Areas, roads: RoadPaths, plan: Plan, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ground = road_ground(plan, areas, risk(9), roads)
    made = replace(plan, routes=routes_of(plan, ground, days=1, rules=RouteRules(hotspots=1.0)))
    nodes = set(ground.point)
    assert all(set(route.path) <= nodes for route in made.routes)
    folder = tmp_path_factory.mktemp("plan")
    write_plan(made, folder)
    assert read_plan(folder).routes == made.routes
    text = gpx_text(made, dict(zip(areas.codes, areas.names, strict=True)))
    assert text.count("<rtept") == sum(len(route.stops) + 2 for route in made.routes)
    assert text.count("<trkpt") == sum(len(route.path) for route in made.routes)


def test_a_tour_goes_through_the_riskiest_and_home(areas: Areas, roads: RoadPaths, plan: Plan) -> None:
    ground = road_ground(plan, areas, risk(9), roads)
    (route,) = tours_of(plan, ground, waypoints=4)
    assert {stop.area for stop in route.stops} == {"a05", "a06", "a07", "a08"}
    assert route.path[0] == route.path[-1] == ground.point[ground.station[plan.districts[0]]]
    at = [ground.station[plan.districts[0]], *(areas.index[stop.area] for stop in route.stops)]
    end = route.stops[-1].from_minute + route.stops[-1].minutes
    whole = tour_minutes(ground.ways_of(at).minutes, list(range(5)))
    back = ground.ways_of([at[-1], at[0]]).minutes[0, 1]
    assert end + back == pytest.approx(whole + 4 * 13, abs=0.01)


@pytest.mark.parametrize("most", [0.1])
def test_no_more_stops_than_allowed_can_be_foreseen(areas: Areas, plan: Plan, most: float) -> None:
    minutes = np.hypot(areas.x_km[:, None] - areas.x_km, areas.y_km[:, None] - areas.y_km) + 1
    ground = area_ground(plan, areas, minutes, risk(9))
    routes = routes_of(plan, ground, days=3, rules=RouteRules(most_repeats=most, shake=0.0))
    free = routes_of(plan, ground, days=3, rules=RouteRules(most_repeats=1.0, shake=0.0))
    assert repeats(routes) <= most < repeats(free)
    assert overlap(routes) == 0


def test_overlap_and_repeats_are_those_of_the_same_hotspot() -> None:
    def route(day: int, unit: int, *begins: tuple[float, tuple[float, float]]) -> Route:
        return Route("d", "day", day, unit, tuple(Stop("a", begin, 12.0, point) for begin, point in begins))

    here, there = (1.0, 2.0), (1.0, 3.0)
    routes = [
        route(0, 1, (0, here), (60, there)),
        route(0, 2, (5, here), (62, here)),
        route(1, 1, (10, here)),
    ]
    assert overlap(routes) == pytest.approx(2 / 5)
    assert repeats(routes) == 1.0
    assert repeats(routes, within=4) == 0.0


def test_a_tour_too_long_for_the_shift_is_refused(areas: Areas, roads: RoadPaths, plan: Plan) -> None:
    ground: Ground = road_ground(plan, areas, risk(9), roads)
    with pytest.raises(PlanError, match="within the 10 hours of the shift"):
        tours_of(plan, ground, rules=RouteRules(stop_least=100, stop_most=120, window=200))


def test_a_station_that_no_road_comes_near_is_named(areas: Areas, roads: RoadPaths, plan: Plan) -> None:
    net = roads.network
    away = RoadPaths(replace(net, x_m=net.x_m + 9000), roads.minutes)
    with pytest.raises(PlanError, match="expected roads near the station of 'Leeds', got none within 8 km"):
        road_ground(plan, areas, risk(9), away)
