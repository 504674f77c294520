"""Plans on a map: the district of each area, stations, routes with times, what moves between plans."""

from pathlib import Path

import numpy as np
import pandas as pd

from bridge.plans.compare import Moves, moves_between
from bridge.ui.data.shapes import Shapes, shapes_by_code
from planning.plan.files import read_plan
from planning.plan.model import Plan, Route


def plan_with_shapes(folder: Path) -> tuple[Plan, Shapes]:
    """A plan and the outlines of its areas, which are shipped MSOAs.

    Raises:
        planning.PlanningError: it cannot be read, or is of other areas.
    """
    plan = read_plan(folder)
    return plan, shapes_by_code(tuple(sorted(plan.district)))


def districts_frame(plan: Plan, shapes: Shapes, first: Plan | None = None) -> pd.DataFrame:
    """One row an area: `code`, `name`, `district`, its number, and whether it `moved` beside a first plan."""
    number = {name: at for at, name in enumerate(plan.districts)}
    districts = [plan.district[code] for code in shapes.codes]
    moved = set()
    if first is not None and set(first.district) == set(plan.district):
        moved = {code for codes in moves_between(first, plan).areas.values() for code in codes}
    return pd.DataFrame(
        {
            "code": shapes.codes,
            "name": shapes.names,
            "district": districts,
            "number": [number[one] for one in districts],
            "moved": [code in moved for code in shapes.codes],
        }
    )


def stations_frame(plan: Plan, shapes: Shapes) -> pd.DataFrame:
    """`district`, `x`, `y` (metres) of each station."""
    rows = [
        (district, shapes.areas.x_m[shapes.areas.index[area]], shapes.areas.y_m[shapes.areas.index[area]])
        for district, area in plan.stations.items()
        if area in shapes.areas.index
    ]
    return pd.DataFrame(rows, columns=["district", "x", "y"])


def units_frame(plan: Plan) -> pd.DataFrame:
    """Units by district, a column for each shift."""
    units: dict[tuple[str, str], int] = {}
    for row in plan.units:
        units[row.district, row.shift] = units.get((row.district, row.shift), 0) + row.units
    columns = {
        shift.name: [units.get((district, shift.name), 0) for district in plan.districts]
        for shift in plan.shifts
    }
    return pd.DataFrame({"district": list(plan.districts), **columns})


def moves_words(moves: Moves) -> str:
    """What moves, in a sentence."""
    units = sum(change for change in moves.units.values() if change > 0)
    return f"{moves.moved:,} of {moves.total:,} areas change districts; {units} units are added somewhere."


def route_names(plan: Plan) -> dict[str, int]:
    """The routes for people, each with its place in the plan: `Leeds 1, early, day 1, unit 2`."""
    return {
        f"{one.district}, {one.shift}, day {one.day + 1}, unit {one.unit}": at
        for at, one in enumerate(plan.routes)
    }


def route_frame(plan: Plan, route: Route, shapes: Shapes) -> pd.DataFrame:
    """The stops of a route: `stop`, `area`, `name`, `from`, `until` (times of day), `x`, `y` (metres)."""
    start = next((60 * one.start for one in plan.shifts if one.name == route.shift), 0)
    rows = []
    for number, stop in enumerate(route.stops, start=1):
        at = shapes.areas.index.get(stop.area)
        if at is None:
            continue
        begin = start + stop.from_minute
        rows.append(
            (
                number,
                stop.area,
                shapes.areas.names[at],
                _clock(begin),
                _clock(begin + stop.minutes),
                float(shapes.areas.x_m[at]),
                float(shapes.areas.y_m[at]),
            )
        )
    return pd.DataFrame(rows, columns=["stop", "area", "name", "from", "until", "x", "y"])


def route_path(route: Route, stops: pd.DataFrame, crs: str) -> tuple[list[float], list[float]]:
    """The way of a route in metres: along the streets where the plan has it, else from stop to stop."""
    if not route.path:
        return stops["x"].tolist(), stops["y"].tolist()
    from pyproj import Transformer

    longitude, latitude = np.array(route.path).T
    x, y = Transformer.from_crs(4326, crs, always_xy=True).transform(longitude, latitude)
    return np.asarray(x).tolist(), np.asarray(y).tolist()


def _clock(minute: float) -> str:
    whole = round(minute) % 1440
    return f"{whole // 60:02}:{whole % 60:02}"
