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
    """All routes as GPX; the points are station, stops, station.

    Args:
        names: of the areas, by code.
    """
    starts = {shift.name: shift.start for shift in plan.shifts}
    parts = []
    for route in plan.routes:
        labels = ["station", *(_label(stop, names, starts[route.shift]) for stop in route.stops), "station"]
        points = "".join(
            f'<rtept lat="{lat}" lon="{lon}"><name>{escape(label)}</name></rtept>'
            for (lon, lat), label in zip(route.path, labels, strict=True)
        )
        parts.append(f"<rte><name>{escape(_title(route))}</name>{points}</rte>\n")
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
            lines.append(f"| {clock(start, stop.from_minute)} | {until} | {names[stop.area]} ({stop.area}) |")
        lines.append("")
    return "\n".join(lines)


def overlap(routes: Sequence[Route]) -> float:
    """Share of stops at an area where another unit of the same shift and day stops at the same time."""
    taken: dict[tuple[str, str, int], list[tuple[str, float, float, int]]] = {}
    for route in routes:
        for stop in route.stops:
            key = (route.district, route.shift, route.day)
            end = stop.from_minute + stop.minutes
            taken.setdefault(key, []).append((stop.area, stop.from_minute, end, route.unit))
    every = [(one, group) for group in taken.values() for one in group]
    if not every:
        return 0.0
    clash = sum(
        any(o[0] == one[0] and o[3] != one[3] and o[1] < one[2] and one[1] < o[2] for o in group)
        for one, group in every
    )
    return clash / len(every)


def _label(stop: Stop, names: Mapping[str, str], start: int) -> str:
    return f"{clock(start, stop.from_minute)} {names[stop.area]}, {stop.minutes:g} min"


def _title(route: Route) -> str:
    day = f"{WEEKDAYS[route.day % 7]}" + (f", week {route.day // 7 + 1}" if route.day > 6 else "")
    return f"{route.district}, {route.shift}, {day}, unit {route.unit}"
