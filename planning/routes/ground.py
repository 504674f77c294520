"""`Ground`: where routes may stop, what is predicted there, and the ways between: by areas or on roads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyproj

from planning.arrays import Floats, Matrix, Positions
from planning.demand import WEEK
from planning.errors import PlanError
from planning.geography.areas import Areas
from planning.plan.model import Plan
from planning.roads.paths import RoadPaths
from planning.roads.travel import REACH_M

Point = tuple[float, float]
"""Longitude and latitude."""


@dataclass(frozen=True, eq=False)
class Spots:
    """Hotspots that are no areas: points, or pieces of road.

    Attributes:
        area: code of the area in which each lies.
        name: of each, for people.
        x_m, y_m: in the coordinates of the areas.
        risk: of each, in any unit: how the risk of an area is shared out among its spots.
    """

    area: tuple[str, ...]
    name: tuple[str, ...]
    x_m: Floats
    y_m: Floats
    risk: Floats


@dataclass(frozen=True, eq=False)
class Ways:
    """Minutes between some places, from row to column, and the line from one to another."""

    minutes: Matrix
    line: Callable[[int, int], list[Point]]


@dataclass(frozen=True, eq=False)
class Ground:
    """Places and ways.

    Attributes:
        area: code of the area of each place.
        name: of each place, empty where it is the area itself.
        point: of each place.
        risk: predicted incidents by place and hour of the week, shape (places, 168).
        station: place of the station by district.
        ways_of: the ways between some places.
    """

    area: tuple[str, ...]
    name: tuple[str, ...]
    point: tuple[Point, ...]
    risk: Matrix
    station: dict[str, int]
    ways_of: Callable[[Sequence[int]], Ways]

    def of_district(self, plan: Plan, district: str) -> list[int]:
        """The places of a district, without its station where that is no hotspot."""
        return [at for at, code in enumerate(self.area) if plan.district[code] == district and self.hot(at)]

    def hot(self, place: int) -> bool:
        """Whether anything is predicted there."""
        return bool(self.risk[place].sum() > 0)


def area_ground(plan: Plan, areas: Areas, minutes: Matrix, risk: Matrix) -> Ground:
    """Areas as hotspots, and straight lines between their centres.

    Args:
        minutes: from area to area, in ordinary traffic.
        risk: predicted incidents by area and hour of the week, shape (areas, 168).

    Raises:
        PlanError: risk of another shape, or a district without a station.
    """
    _check(plan, areas, risk)
    points = _points(areas, areas.x_m, areas.y_m)

    def ways_of(places: Sequence[int]) -> Ways:
        at = np.asarray(places)
        return Ways(minutes[np.ix_(at, at)], lambda one, other: [points[places[one]], points[places[other]]])

    station = {district: areas.index[code] for district, code in plan.stations.items()}
    return Ground(areas.codes, ("",) * len(areas), tuple(points), risk, station, ways_of)


def road_ground(
    plan: Plan,
    areas: Areas,
    risk: Matrix,
    roads: RoadPaths,
    spots: Spots | None = None,
    segments: bool = False,
) -> Ground:
    """Hotspots on real roads, and lines along these.

    Args:
        risk: as for `area_ground`; an area's is shared out among its spots.
        roads: with minutes in ordinary traffic.
        spots: the areas themselves where None, each at the junction nearest to its centre.
        segments: whether a spot stands for the piece of road nearest to it; spots of one piece are joined.

    Raises:
        PlanError: as `area_ground`, no spot in an area with a risk, or no road near a station. Spots that no
            road comes near are left out.
    """
    _check(plan, areas, risk)
    stands = _stations(plan, areas, roads)
    if spots is None:
        spots = Spots(areas.codes, ("",) * len(areas), areas.x_m, areas.y_m, np.ones(len(areas)))
    spots = _within_reach(spots, roads)
    net = roads.network
    if segments:
        edge = roads.nearest_edges(spots.x_m, spots.y_m)
        spots, edge = _joined(spots, edge, net.x_m, net.y_m, net.tail, net.head)
        leave, arrive = net.head[edge].astype(np.int64), net.tail[edge].astype(np.int64)
        half = roads.minutes[edge] / 2
        x, y = spots.x_m, spots.y_m
    else:
        leave = arrive = roads.nearest_nodes(spots.x_m, spots.y_m)
        half = np.zeros(len(leave))
        x, y = net.x_m[leave], net.y_m[leave]
    total = np.zeros(len(areas))
    at = np.array(areas.positions(spots.area), dtype=np.int64)
    np.add.at(total, at, spots.risk)
    shared = risk[at] * (spots.risk / np.maximum(total[at], 1e-300))[:, None]
    if not shared.sum() > 0:
        raise PlanError("expected hotspots with a risk in these areas, got none")
    # Stations are places as well.
    codes = list(plan.stations.values())
    first = len(at)
    leave, arrive = np.concatenate([leave, stands]), np.concatenate([arrive, stands])
    half = np.concatenate([half, np.zeros(len(stands))])
    points = _points(areas, np.concatenate([x, net.x_m[stands]]), np.concatenate([y, net.y_m[stands]]))
    nodes = _points(areas, net.x_m, net.y_m)
    return Ground(
        area=(*spots.area, *codes),
        name=(*spots.name, *("",) * len(codes)),
        point=tuple(points),
        risk=np.vstack([shared, np.zeros((len(codes), WEEK))]),
        station={district: first + number for number, district in enumerate(plan.stations)},
        ways_of=lambda places: _ways_on_roads(roads, places, leave, arrive, half, points, nodes),
    )


def _stations(plan: Plan, areas: Areas, roads: RoadPaths) -> Positions:
    """The junction nearest to the centre of each station's area, in the order of the plan's stations."""
    at, net = areas.positions(list(plan.stations.values())), roads.network
    stands = roads.nearest_nodes(areas.x_m[at], areas.y_m[at])
    gap = np.hypot(net.x_m[stands] - areas.x_m[at], net.y_m[stands] - areas.y_m[at])
    if (gap > REACH_M).any():
        district = list(plan.stations)[int(np.argmax(gap))]
        raise PlanError(
            f"expected roads near the station of {district!r}, got none within {gap.max() / 1000:.0f} km; "
            "give a file of roads that covers it, or fewer areas"
        )
    return stands


def _within_reach(spots: Spots, roads: RoadPaths) -> Spots:
    """The spots that a road of the network comes near."""
    node = roads.nearest_nodes(spots.x_m, spots.y_m)
    net = roads.network
    near = np.flatnonzero(np.hypot(net.x_m[node] - spots.x_m, net.y_m[node] - spots.y_m) <= REACH_M)
    return Spots(
        area=tuple(spots.area[at] for at in near),
        name=tuple(spots.name[at] for at in near),
        x_m=spots.x_m[near],
        y_m=spots.y_m[near],
        risk=spots.risk[near],
    )


def _ways_on_roads(
    roads: RoadPaths,
    places: Sequence[int],
    leave: Positions,
    arrive: Positions,
    half: Floats,
    points: Sequence[Point],
    nodes: Sequence[Point],
) -> Ways:
    at = np.asarray(places)
    minutes, before = roads.between(leave[at], arrive[at])
    minutes = minutes + half[at][:, None] + half[at]
    np.fill_diagonal(minutes, 0.0)

    def line(one: int, other: int) -> list[Point]:
        way = roads.way(before[one], int(leave[at[one]]), int(arrive[at[other]]))
        found = [points[at[one]], *(nodes[node] for node in way), points[at[other]]]
        return [point for number, point in enumerate(found) if not number or point != found[number - 1]]

    return Ways(minutes, line)


def _joined(
    spots: Spots, edge: Positions, x: Floats, y: Floats, tail: np.ndarray, head: np.ndarray
) -> tuple[Spots, Positions]:
    """Spots of one piece of road joined, at its middle; the area is that of the riskiest of them."""
    low, high = np.minimum(tail[edge], head[edge]), np.maximum(tail[edge], head[edge])
    place: dict[tuple[int, int], list[int]] = {}
    for number, pair in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
        place.setdefault(pair, []).append(number)
    first = [max(group, key=lambda one: (spots.risk[one], -one)) for group in place.values()]
    kept = edge[first]
    joined = replace(
        spots,
        area=tuple(spots.area[one] for one in first),
        name=tuple(spots.name[one] for one in first),
        x_m=(x[tail[kept]] + x[head[kept]]) / 2,
        y_m=(y[tail[kept]] + y[head[kept]]) / 2,
        risk=np.array([spots.risk[group].sum() for group in place.values()]),
    )
    return joined, kept


def _check(plan: Plan, areas: Areas, risk: Matrix) -> None:
    if risk.shape != (len(areas), WEEK):
        raise PlanError(f"expected a risk of {len(areas)} areas by {WEEK} hours, got {risk.shape}")
    for district in plan.districts:
        if district not in plan.stations:
            raise PlanError(f"expected a station of {district!r} for its routes to begin at, got none")


def _points(areas: Areas, x_m: Floats, y_m: Floats) -> list[Point]:
    transform = pyproj.Transformer.from_crs(areas.crs, "EPSG:4326", always_xy=True)
    longitude, latitude = transform.transform(x_m, y_m)
    return [(round(float(x), 6), round(float(y), 6)) for x, y in zip(longitude, latitude, strict=True)]
