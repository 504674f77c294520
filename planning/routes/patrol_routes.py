"""Routes of a plan: for the units of each shift and day, stops of 11 to 15 minutes at hotspots.

Koper (1995): a stop of 11 to 15 minutes at a hotspot keeps it quiet for longest. Each hotspot may be visited
once in each window of the shift, by one unit; prizes follow the risk and its rhythm over the day, and are
shaken from day to day, so that nobody can foresee them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyproj

from planning.arrays import Floats, Matrix
from planning.demand import WEEK
from planning.errors import PlanError
from planning.geography.areas import Areas
from planning.plan.model import Plan, Route, Shift, Stop
from planning.routes.solver import Visit, team_routes


@dataclass(frozen=True)
class RouteRules:
    """How routes are made.

    Attributes:
        stop_least, stop_most: minutes of a stop.
        window: minutes; a hotspot may be visited once in each.
        hotspots: share of a district's areas that are hotspots, the riskiest ones; five at least.
        most: hotspots of a district.
        shake: log-sd by which prizes differ from day to day; 0 makes every day of the week alike.
        margin: minutes of the shift that are kept free at its end.
    """

    stop_least: float = 11.0
    stop_most: float = 15.0
    window: float = 150.0
    hotspots: float = 0.2
    most: int = 20
    shake: float = 0.5
    margin: float = 30.0

    def __post_init__(self) -> None:
        if not 0 < self.stop_least <= self.stop_most or self.window <= self.stop_most:
            raise PlanError(
                f"expected stops of some minutes within a window, got {self.stop_least:g} to "
                f"{self.stop_most:g} in {self.window:g}"
            )


def routes_of(
    plan: Plan,
    areas: Areas,
    minutes: Matrix,
    risk: Matrix,
    days: int = 7,
    team: int = 2,
    rules: RouteRules | None = None,
    seed: int = 1,
) -> tuple[Route, ...]:
    """Routes for some units of every district, shift and day.

    Args:
        minutes: from row to column, in ordinary traffic.
        risk: predicted incidents by area and hour of the week, shape (areas, 168).
        days: of the plan, from a Monday; they repeat.
        team: units of each district and shift that follow a route; all where there are fewer.

    Raises:
        PlanError: risk of another shape, a district without a station, or OR-tools is missing.
    """
    rules = rules or RouteRules()
    if risk.shape != (len(areas), WEEK):
        raise PlanError(f"expected a risk of {len(areas)} areas by {WEEK} hours, got {risk.shape}")
    transform = pyproj.Transformer.from_crs(areas.crs, "EPSG:4326", always_xy=True)
    longitude, latitude = transform.transform(areas.x_m, areas.y_m)
    points = [(round(float(x), 6), round(float(y), 6)) for x, y in zip(longitude, latitude, strict=True)]
    units = {(row.district, row.shift): row.units for row in plan.units}
    found: list[Route] = []
    for place, district in enumerate(plan.districts):
        if district not in plan.stations:
            raise PlanError(f"expected a station of {district!r} for its routes to begin at, got none")
        members = np.array(areas.positions(plan.areas_of(district)))
        station = int(np.flatnonzero(members == areas.index[plan.stations[district]])[0])
        ways = minutes[np.ix_(members, members)]
        for number, shift in enumerate(plan.shifts):
            some = min(team, units.get((district, shift.name), 0))
            for day in range(days):
                rng = np.random.default_rng([seed, 6, place, number, day])
                visits = _visits(risk[members], shift, day, rules, rng)
                horizon = 60.0 * (shift.end - shift.start) - rules.margin
                for unit, route in enumerate(team_routes(ways, station, visits, some, horizon), start=1):
                    if route:
                        stops = _stops(areas, members, visits, route)
                        at = [station, *(visits[one].place for one, _ in route), station]
                        path = tuple(points[int(members[one])] for one in at)
                        found.append(Route(district, shift.name, day, unit, stops, path))
    return tuple(found)


def hotspots(risk: Floats, rules: RouteRules) -> list[int]:
    """The riskiest places, the first first."""
    count = min(max(5, round(rules.hotspots * len(risk))), rules.most, len(risk))
    return [int(at) for at in np.argsort(-risk, kind="stable")[:count]]


def _visits(risk: Matrix, shift: Shift, day: int, rules: RouteRules, rng: np.random.Generator) -> list[Visit]:
    """Each hotspot once in each window of the shift."""
    hours = (24 * day + np.arange(shift.start, shift.end)) % WEEK
    by_hour = risk[:, hours]
    spots = hotspots(by_hour.sum(axis=1), rules)
    length = 60.0 * len(hours)
    windows = max(1, int(length // rules.window))
    edges = np.linspace(0, length, windows + 1)
    found = []
    for spot in spots:
        for first, last in pairwise(edges.tolist()):
            share = by_hour[spot, int(first // 60) : max(int(last // 60), int(first // 60) + 1)].sum()
            stay = float(np.round(rng.uniform(rules.stop_least, rules.stop_most), 1))
            prize = float(share * np.exp(rng.normal(0, rules.shake))) if rules.shake else float(share)
            found.append(Visit(spot, prize, stay, float(first), float(last - stay)))
    return found


def _stops(
    areas: Areas, members: Sequence[int] | Floats, visits: Sequence[Visit], route: Sequence[tuple[int, float]]
) -> tuple[Stop, ...]:
    return tuple(
        Stop(areas.codes[int(members[visits[one].place])], round(begin, 2), visits[one].minutes)
        for one, begin in route
    )
