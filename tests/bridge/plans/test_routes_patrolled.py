"""The police model patrols along the routes that are made."""

import numpy as np
import pytest

from netlogo import Workspace
from planning.demand import WEEK
from planning.plan.default import default_plan
from planning.plan.model import Shift
from planning.routes.ground import area_ground
from planning.routes.patrol_routes import routes_of
from tests.netlogo.patrol.city import MODEL, City, area_rows
from tests.planning.conftest import squares_of

pytest.importorskip("ortools", reason="OR-tools is not installed")


def test_every_stop_of_two_units_is_kept() -> None:
    areas = squares_of(3, 3)
    plan = default_plan(areas, {"always": 2}, {"always": 1}, shifts=(Shift("always", 0, 16),))
    minutes = 1.5 * np.hypot(areas.x_km[:, None] - areas.x_km, areas.y_km[:, None] - areas.y_km) + 1
    risk = np.outer(np.arange(1.0, 10.0), np.ones(WEEK))
    routes = routes_of(plan, area_ground(plan, areas, minutes, risk), days=1)
    assert len(routes) == 2
    planned = np.zeros(9)
    for route in routes:
        for stop in route.stops:
            planned[areas.index[stop.area]] += stop.minutes
    city = City(Workspace.open(MODEL))
    city.build(
        area_rows(3, 3),
        units=[["all", "always", 2.0, 1.0]],
        shifts=[["always", 0.0, 16.0]],
        settings={"patrol-mode": "route"},
    )
    rows = [
        [
            "all", "always", float(route.day), float(route.unit),
            [[float(areas.index[stop.area]), stop.from_minute, stop.minutes] for stop in route.stops],
        ]
        for route in routes
    ]  # fmt: skip
    city.send("routes", rows)
    city.run(24)
    spent = np.array([row["patrol-minutes"] for row in city.tables()["areas"]])
    assert planned.sum() > 300
    assert (spent >= planned - 1e-6).all()
