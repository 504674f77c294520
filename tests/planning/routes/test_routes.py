"""Routes begin and end at the station, keep their times, and differ from day to day."""

from itertools import permutations
from xml.etree import ElementTree

import numpy as np
import pytest

from planning.geography.areas import Areas
from planning.geography.shipped import areas_of_force
from planning.plan.check import check_plan
from planning.plan.default import default_plan
from planning.plan.model import Plan
from planning.routes.ground import area_ground
from planning.routes.patrol_routes import RouteRules, routes_of
from planning.routes.sheets import clock, gpx_text, overlap, sheet_text
from planning.routes.solver import Visit, team_routes, tour, tour_minutes
from planning.travel.distance import travel_by_distance

pytest.importorskip("ortools", reason="OR-tools is not installed")


@pytest.fixture(scope="module")
def areas() -> Areas:
    every = areas_of_force("Durham", "2011")
    return every.take([at for at, name in enumerate(every.authority_name) if name == "Darlington"])


@pytest.fixture(scope="module")
def plan(areas: Areas) -> Plan:
    from dataclasses import replace

    made = default_plan(areas, {"early": 3, "late": 3, "night": 2}, {"early": 1, "late": 1, "night": 2})
    minutes = travel_by_distance(areas).matrix(areas.x_m, areas.y_m)
    risk = np.outer(np.arange(1.0, len(areas) + 1), np.ones(168))
    return replace(made, routes=routes_of(made, area_ground(made, areas, minutes, risk), days=2, team=2))


def test_a_tour_of_few_stops_is_the_shortest() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 10, (2, 8))
    minutes = np.hypot(x[:, None] - x, y[:, None] - y)
    best = min(tour_minutes(minutes, [0, *rest]) for rest in permutations(range(1, 8)))
    assert tour_minutes(minutes, tour(minutes, solutions=200)) == pytest.approx(best)


def test_the_greatest_prizes_are_collected_where_time_is_short() -> None:
    minutes = np.full((4, 4), 10.0)
    visits = [Visit(place, prize, 10.0, 0.0, 60.0) for place, prize in ((1, 1.0), (2, 5.0), (3, 3.0))]
    (route,) = team_routes(minutes, 0, visits, 1, 50.0)
    assert {visits[at].place for at, _ in route} == {2, 3}


def test_routes_fit_the_plan(areas: Areas, plan: Plan) -> None:
    check_plan(plan, areas)
    assert len(plan.routes) == 12  # one district, three shifts, two days, two units
    for route in plan.routes:
        assert route.path[0] == route.path[-1]
        assert all(11 <= stop.minutes <= 15 for stop in route.stops)


def test_stops_follow_each_other_with_the_way_between(areas: Areas, plan: Plan) -> None:
    minutes = travel_by_distance(areas).matrix(areas.x_m, areas.y_m)
    for route in plan.routes:
        for one, other in zip(route.stops, route.stops[1:], strict=False):
            way = minutes[areas.index[one.area], areas.index[other.area]]
            assert other.from_minute >= one.from_minute + one.minutes + way - 0.1


def test_days_differ_and_units_do_not_meet(plan: Plan) -> None:
    by_day = [
        [(stop.area, stop.from_minute) for route in plan.routes if route.day == day for stop in route.stops]
        for day in (0, 1)
    ]
    assert by_day[0] != by_day[1]
    assert overlap(plan.routes) <= 0.1


def test_a_seed_repeats_its_routes(areas: Areas, plan: Plan) -> None:
    minutes = travel_by_distance(areas).matrix(areas.x_m, areas.y_m)
    risk = np.outer(np.arange(1.0, len(areas) + 1), np.ones(168))
    again = routes_of(plan, area_ground(plan, areas, minutes, risk), days=1, team=2)
    assert again == tuple(route for route in plan.routes if route.day == 0)


def test_hotspots_get_the_stops(areas: Areas, plan: Plan) -> None:
    seen = [areas.index[stop.area] for route in plan.routes for stop in route.stops]
    assert np.mean(seen) > len(areas) / 2
    assert RouteRules().hotspots < 0.5


def test_gpx_and_sheet_name_every_stop(areas: Areas, plan: Plan) -> None:
    names = dict(zip(areas.codes, areas.names, strict=True))
    stops = sum(len(route.stops) for route in plan.routes)
    points = ElementTree.fromstring(gpx_text(plan, names)).iter("{http://www.topografix.com/GPX/1/1}rtept")
    assert len(list(points)) == stops + 2 * len(plan.routes)
    assert sheet_text(plan, names).count("(E02") == stops
    assert clock(22, 185) == "01:05"
