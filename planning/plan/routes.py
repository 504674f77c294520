"""Routes of a plan as GeoJSON (RFC 7946, WGS 84): a line, or no geometry where only the stops are known."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from common.reading import read_whole
from planning.errors import PlanError
from planning.plan.model import Route, Stop


class _Stop(msgspec.Struct, forbid_unknown_fields=True):
    area: str
    from_minute: float
    minutes: float
    point: tuple[float, float] | None = None
    name: str = ""


class _Properties(msgspec.Struct):
    district: str
    shift: str
    day: int
    unit: int
    stops: list[_Stop]


class _Line(msgspec.Struct):
    type: str
    coordinates: list[list[float]]


class _Feature(msgspec.Struct):
    properties: _Properties
    geometry: _Line | None = None


class _Collection(msgspec.Struct):
    type: str
    features: list[_Feature]


def read_routes(path: Path) -> tuple[Route, ...]:
    """The routes of a file.

    Raises:
        PlanError: no GeoJSON, a property that is missing or of another kind (with its place in the file), a
            negative time, or two routes of one unit on one shift and day.
    """
    try:
        found = msgspec.json.decode(read_whole(path), type=_Collection)
    except (OSError, msgspec.DecodeError) as error:
        raise PlanError(f"{path.name}: expected routes as a GeoJSON collection of lines ({error})") from error
    routes = []
    seen: set[tuple[str, str, int, int]] = set()
    for number, feature in enumerate(found.features, start=1):
        what = feature.properties
        key = (what.district, what.shift, what.day, what.unit)
        where = f"{path.name}: feature {number}"
        if key in seen:
            raise PlanError(f"{where}: expected one route of a unit on a shift and day, got {key!r} again")
        seen.add(key)
        if what.day < 0 or what.unit < 1:
            raise PlanError(
                f"{where}: expected a day from 0 and a unit from 1, got day {what.day}, unit {what.unit}"
            )
        routes.append(Route(*key, stops=_stops(what.stops, where), path=_path(feature.geometry, where)))
    return tuple(routes)


def _stops(stops: Sequence[_Stop], where: str) -> tuple[Stop, ...]:
    now = 0.0
    for number, stop in enumerate(stops, start=1):
        if stop.minutes <= 0 or stop.from_minute < now:
            raise PlanError(
                f"{where}, stop {number}: expected a stop of some minutes after the one before "
                f"(from {now:g}), got {stop.minutes:g} minutes from {stop.from_minute:g}"
            )
        now = stop.from_minute + stop.minutes
    return tuple(Stop(stop.area, stop.from_minute, stop.minutes, stop.point, stop.name) for stop in stops)


def _path(line: _Line | None, where: str) -> tuple[tuple[float, float], ...]:
    if line is None:
        return ()
    if line.type != "LineString" or any(len(point) < 2 for point in line.coordinates):
        raise PlanError(f"{where}: expected a LineString of longitudes and latitudes, got a {line.type}")
    return tuple((point[0], point[1]) for point in line.coordinates)


def routes_text(routes: Sequence[Route], made_by: str) -> str:
    """The GeoJSON text, one feature a line."""
    head: dict[str, Any] = {"type": "FeatureCollection", "made_by": made_by}
    lines = ",\n".join(json.dumps(_feature(route), ensure_ascii=False) for route in routes)
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    return f'{opening}, "features": [\n{lines}\n]}}\n'


def _feature(route: Route) -> dict[str, Any]:
    geometry = {"type": "LineString", "coordinates": [list(point) for point in route.path]}
    return {
        "type": "Feature",
        "geometry": geometry if route.path else None,
        "properties": {
            "district": route.district,
            "shift": route.shift,
            "day": route.day,
            "unit": route.unit,
            "stops": [_stop(stop) for stop in route.stops],
        },
    }


def _stop(stop: Stop) -> dict[str, Any]:
    found: dict[str, Any] = {"area": stop.area, "from_minute": stop.from_minute, "minutes": stop.minutes}
    if stop.point is not None:
        found["point"] = list(stop.point)
    if stop.name:
        found["name"] = stop.name
    return found
