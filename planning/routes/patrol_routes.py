"""Routes of a plan: for the units of each shift and day, stops of 11 to 15 minutes at hotspots; or one tour.

Koper (1995): a stop of 11 to 15 minutes at a hotspot keeps it quiet for longest. Each hotspot may be visited
once in each window of the shift, by one unit; prizes follow the risk and its rhythm over the day, and are
shaken from day to day, so that nobody can foresee them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from planning.arrays import Floats, Matrix
from planning.demand import WEEK
from planning.errors import PlanError
from planning.plan.model import Plan, Route, Shift, Stop
from planning.routes.ground import Ground, Point, Ways
from planning.routes.sheets import alike
from planning.routes.solver import Visit, team_routes, tour

LATER = 0.6
"""Share of a window by which a visit's earliest minute is put off at most, at random."""


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
        most_repeats: share of a day's stops that may be like one of the day before (same hotspot, begun
            within `like_minutes`); those beyond it are left out.
    """

    stop_least: float = 11.0
    stop_most: float = 15.0
    window: float = 150.0
    hotspots: float = 0.2
    most: int = 20
    shake: float = 0.5
    margin: float = 30.0
    most_repeats: float = 0.3
    like_minutes: float = 15.0

    def __post_init__(self) -> None:
        if not 0 < self.stop_least <= self.stop_most or self.window <= self.stop_most:
            raise PlanError(
                f"expected stops of some minutes within a window, got {self.stop_least:g} to "
                f"{self.stop_most:g} in {self.window:g}"
            )


def routes_of(
    plan: Plan,
    ground: Ground,
    days: int = 7,
    team: int = 2,
    rules: RouteRules | None = None,
    seed: int = 1,
) -> tuple[Route, ...]:
    """Routes for some units of every district, shift and day.

    Args:
        days: of the plan, from a Monday; they repeat.
        team: units of each district and shift that follow a route; all where there are fewer.

    Raises:
        PlanError: OR-tools is missing.
    """
    rules = rules or RouteRules()
    units = {(row.district, row.shift): row.units for row in plan.units}
    found: list[Route] = []
    for place, district in enumerate(plan.districts):
        members, ways = _hot_part(ground, plan, district, days, rules)
        for number, shift in enumerate(plan.shifts):
            some = min(team, units.get((district, shift.name), 0))
            seen: list[Stop] = []
            for day in range(days):
                rng = np.random.default_rng([seed, 6, place, number, day])
                visits = _visits(ground.risk[members], shift, day, rules, rng)
                horizon = 60.0 * (shift.end - shift.start) - rules.margin
                made = team_routes(ways.minutes, 0, visits, some, horizon) if some else []
                stops = [
                    [_stop(ground, members, visits[one], begin) for one, begin in route] for route in made
                ]
                kept = _unforeseen(stops, seen, rules)
                for unit, (route, some_stops) in enumerate(zip(made, stops, strict=True), start=1):
                    at = [
                        visits[one].place
                        for (one, _), stop in zip(route, some_stops, strict=True)
                        if stop in kept
                    ]
                    if at:
                        path = _path(ways, [0, *at, 0])
                        mine = tuple(stop for stop in some_stops if stop in kept)
                        found.append(Route(district, shift.name, day, unit, mine, path))
                seen = kept
    return tuple(found)


def tours_of(
    plan: Plan, ground: Ground, waypoints: int = 20, rules: RouteRules | None = None
) -> tuple[Route, ...]:
    """One round trip for each district on the first shift: through its riskiest hotspots, as short as it can
    be made, whatever their hours.

    Raises:
        PlanError: a tour that takes longer than the shift, or OR-tools is missing.
    """
    rules = rules or RouteRules()
    shift, stay = plan.shifts[0], (rules.stop_least + rules.stop_most) / 2
    found = []
    for district in plan.districts:
        places = ground.of_district(plan, district)
        risk = ground.risk[places].sum(axis=1)
        chosen = [places[at] for at in np.argsort(-risk, kind="stable")[:waypoints]]
        members = [ground.station[district], *(one for one in chosen if one != ground.station[district])]
        ways = ground.ways_of(members)
        order, now, stops = tour(ways.minutes), 0.0, []
        for here, there in pairwise(order):
            now += float(ways.minutes[here, there])
            stops.append(_stop(ground, members, Visit(there, 0.0, stay, 0.0, 0.0), now))
            now += stay
        now += float(ways.minutes[order[-1], 0])
        if now > 60.0 * (shift.end - shift.start):
            raise PlanError(
                f"expected a tour of {district!r} within the {shift.end - shift.start} hours of the shift, "
                f"got {now / 60:.1f}; ask for fewer waypoints or shorter stops"
            )
        found.append(Route(district, shift.name, 0, 1, tuple(stops), _path(ways, [*order, 0])))
    return tuple(found)


def _hot_part(
    ground: Ground, plan: Plan, district: str, days: int, rules: RouteRules
) -> tuple[list[int], Ways]:
    """The station and all places of a district that are hotspots of some shift and day, and their ways."""
    places = ground.of_district(plan, district)
    risk = ground.risk[places]
    wanted = {
        places[at]
        for shift in plan.shifts
        for day in range(min(days, 7))
        for at in hotspots(risk[:, _hours(shift, day)].sum(axis=1), rules)
    }
    members = [ground.station[district], *sorted(wanted - {ground.station[district]})]
    return members, ground.ways_of(members)


def _hours(shift: Shift, day: int) -> np.ndarray:
    return (24 * day + np.arange(shift.start, shift.end)) % WEEK


def _unforeseen(stops: Sequence[Sequence[Stop]], seen: Sequence[Stop], rules: RouteRules) -> list[Stop]:
    """The stops less those beyond the share that may be like the day before, the last ones left out."""
    every = [stop for route in stops for stop in route]
    like = [stop for stop in every if alike(stop, seen, rules.like_minutes)]
    while like and len(like) > rules.most_repeats * len(every):
        every.remove(like.pop())
    return every


def _path(ways: Ways, at: Sequence[int]) -> tuple[Point, ...]:
    found: list[Point] = []
    for one, other in pairwise(at):
        line = ways.line(one, other)
        found += line[1:] if found and line and found[-1] == line[0] else line
    return tuple(found)


def hotspots(risk: Floats, rules: RouteRules) -> list[int]:
    """The riskiest places, the first first."""
    count = min(max(5, round(rules.hotspots * len(risk))), rules.most, len(risk))
    return [int(at) for at in np.argsort(-risk, kind="stable")[:count]]


def _visits(risk: Matrix, shift: Shift, day: int, rules: RouteRules, rng: np.random.Generator) -> list[Visit]:
    """Each hotspot once in each window of the shift."""
    hours = _hours(shift, day)
    by_hour = risk[:, hours]
    spots = [spot for spot in hotspots(by_hour.sum(axis=1), rules) if by_hour[spot].sum() > 0]
    length = 60.0 * len(hours)
    windows = max(1, int(length // rules.window))
    edges = np.linspace(0, length, windows + 1)
    found = []
    for spot in spots:
        for first, last in pairwise(edges.tolist()):
            share = by_hour[spot, int(first // 60) : max(int(last // 60), int(first // 60) + 1)].sum()
            stay = float(np.round(rng.uniform(rules.stop_least, rules.stop_most), 1))
            prize = float(share * np.exp(rng.normal(0, rules.shake))) if rules.shake else float(share)
            # Otherwise all would be visited as soon as a window begins, on every day.
            earliest = first + rng.uniform(0, 1) * LATER * (last - stay - first)
            found.append(Visit(spot, prize, stay, float(earliest), float(last - stay)))
    return found


def _stop(ground: Ground, members: Sequence[int], visit: Visit, begin: float) -> Stop:
    place = members[visit.place]
    return Stop(ground.area[place], round(begin, 2), visit.minutes, ground.point[place], ground.name[place])
