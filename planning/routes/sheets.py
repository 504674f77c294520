"""Routes for people and devices: GPX 1.1, and a sheet with times for the officers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from planning.plan.model import Plan, Route, Stop

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def clock(start: int, minute: float) -> str:
    """The time of a minute of a shift: `14:05`."""
    total = start * 60 + round(minute)
    return f"{total // 60 % 24:02}:{total % 60:02}"


def gpx_text(plan: Plan, names: Mapping[str, str]) -> str:
    """All routes as GPX: station, stops and station as the points of a route, the way as a track.

    Args:
        names: of the areas, by code.
    """
    starts = {shift.name: shift.start for shift in plan.shifts}
    parts, tracks = [], []
    for route in plan.routes:
        labels = ["station", *(_label(stop, names, starts[route.shift]) for stop in route.stops), "station"]
        # Of a plan from elsewhere the points of the stops may not be known, only a line through them.
        known = [stop.point for stop in route.stops if stop.point is not None]
        places = [route.path[0], *known, route.path[-1]] if route.path else known
        if len(places) != len(labels):
            places = list(route.path) if len(route.path) == len(labels) else []
        points = "".join(
            f'<rtept lat="{lat}" lon="{lon}"><name>{escape(label)}</name></rtept>'
            for (lon, lat), label in zip(places, labels if places else [], strict=True)
        )
        title = escape(_title(route))
        parts.append(f"<rte><name>{title}</name>{points}</rte>\n")
        line = "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lon, lat in route.path)
        tracks.append(f"<trk><name>{title}</name><trkseg>{line}</trkseg></trk>\n")
    parts += tracks
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gpx version="1.1" creator="crims plan routes" xmlns="http://www.topografix.com/GPX/1/1">\n'
        + "".join(parts)
        + "</gpx>\n"
    )


def sheet_text(plan: Plan, names: Mapping[str, str]) -> str:
    """A Markdown sheet: one table for each route."""
    starts = {shift.name: shift.start for shift in plan.shifts}
    lines = ["# Patrol routes", "", plan.made_by, ""]
    for route in plan.routes:
        lines += [f"## {_title(route)}", "", "| from | to | stop |", "|---|---|---|"]
        for stop in route.stops:
            start = starts[route.shift]
            until = clock(start, stop.from_minute + stop.minutes)
            lines.append(f"| {clock(start, stop.from_minute)} | {until} | {_place(stop, names)} |")
        lines.append("")
    return "\n".join(lines)


def overlap(routes: Sequence[Route]) -> float:
    """Share of stops at a hotspot where another unit of the same shift and day stops at the same time."""
    taken: dict[tuple[str, str, int], list[tuple[object, float, float, int]]] = {}
    for route in routes:
        for stop in route.stops:
            key = (route.district, route.shift, route.day)
            end = stop.from_minute + stop.minutes
            taken.setdefault(key, []).append(((stop.area, stop.point), stop.from_minute, end, route.unit))
    every = [(one, group) for group in taken.values() for one in group]
    if not every:
        return 0.0
    clash = sum(
        any(o[0] == one[0] and o[3] != one[3] and o[1] < one[2] and one[1] < o[2] for o in group)
        for one, group in every
    )
    return clash / len(every)


def repeats(routes: Sequence[Route], within: float = 15.0) -> float:
    """Share of stops that someone could foresee who saw the day before: at the same place in the same shift,
    and begun within so many minutes of then. 0 for routes of a single day.
    """
    by_day: dict[tuple[str, str, int], list[Stop]] = {}
    for route in routes:
        by_day.setdefault((route.district, route.shift, route.day), []).extend(route.stops)
    later = [
        (stop, by_day[district, shift, day - 1])
        for (district, shift, day), stops in by_day.items()
        if (district, shift, day - 1) in by_day
        for stop in stops
    ]
    return sum(alike(stop, seen, within) for stop, seen in later) / len(later) if later else 0.0


def alike(stop: Stop, seen: Sequence[Stop], within: float) -> bool:
    """Whether a stop is at the place and about the time of one of others."""
    return any(
        (one.area, one.point) == (stop.area, stop.point) and abs(one.from_minute - stop.from_minute) <= within
        for one in seen
    )


def _place(stop: Stop, names: Mapping[str, str]) -> str:
    inside = f"{stop.name}, " if stop.name else ""
    at = "" if stop.point is None else f" at {stop.point[1]:.5f}, {stop.point[0]:.5f}"
    return f"{inside}{names[stop.area]} ({stop.area}){at}"


def _label(stop: Stop, names: Mapping[str, str], start: int) -> str:
    return f"{clock(start, stop.from_minute)} {stop.name or names[stop.area]}, {stop.minutes:g} min"


def _title(route: Route) -> str:
    day = f"{WEEKDAYS[route.day % 7]}" + (f", week {route.day // 7 + 1}" if route.day > 6 else "")
    return f"{route.district}, {route.shift}, {day}, unit {route.unit}"
