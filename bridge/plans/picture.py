"""Pictures: the districts of a plan with their stations, and scores of plans beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from bridge.plans.score import Score
from microsim.drawing import INK, MUTED, STYLE
from planning.arrays import Matrix, Positions
from planning.districts.problem import labels_of
from planning.errors import PlanError
from planning.geography.areas import Areas
from planning.plan.model import Plan

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = 20


def draw_plan(plan: Plan, areas: Areas, path: Path, shift: str = "", day: int = 0) -> None:
    """Draw `plan_figure` to a file (PNG, whatever its name)."""
    plan_figure(plan, areas, shift, day).savefig(path, format="png", dpi=150)


def plan_figure(plan: Plan, areas: Areas, shift: str = "", day: int = 0) -> Figure:
    """Areas in the colour of their district, its name where most of it lies, stations as dots; over them the
    routes of one shift and day with the times of their stops.

    Args:
        shift: whose routes; the first that has any where empty.
        day: of the plan, from 0.
    """
    import matplotlib as mpl
    from matplotlib.collections import PolyCollection
    from matplotlib.figure import Figure

    labels = labels_of(areas, plan.district)
    colour = mpl.colormaps["tab20"](labels % COLOURS / COLOURS)
    with mpl.rc_context(dict[Any, Any](STYLE)):
        figure = Figure(figsize=(8, 7))
        axis = figure.add_subplot()
        rings, faces = [], []
        for at, shape in enumerate(areas.outlines):
            for part in shapely.get_parts(shape):
                rings.append(shapely.get_coordinates(part.exterior))
                faces.append(colour[at])
        axis.add_collection(
            PolyCollection(
                rings,
                facecolors=faces,
                edgecolors="white",
                linewidths=0.2,
                alpha=0.25 if plan.routes else 0.7,
            )
        )
        for number, district in enumerate(plan.districts):
            mine = np.flatnonzero(labels == number)
            ground = shapely.union_all(shapely.buffer(areas.outlines[mine], 20.0))
            for part in shapely.get_parts(ground):
                axis.plot(*shapely.get_coordinates(part.exterior).T, color=INK, linewidth=0.7)
            x, y = float(np.mean(areas.x_m[mine])), float(np.mean(areas.y_m[mine]))
            axis.annotate(district, (x, y), fontsize=6, ha="center", va="center")
        stands = areas.positions(list(plan.stations.values()))
        axis.plot(areas.x_m[stands], areas.y_m[stands], "o", color=INK, markersize=3)
        title = f"{len(plan.districts)} districts; dots are stations"
        if plan.routes:
            title += _draw_routes(axis, plan, areas, shift, day)
        axis.set_aspect("equal")
        axis.autoscale_view()
        axis.set_axis_off()
        axis.set_title(title, fontsize=8, loc="left")
        figure.text(0.01, 0.01, areas.source, fontsize=5, color=MUTED)
    return figure


def _draw_routes(axis: Any, plan: Plan, areas: Areas, shift: str, day: int) -> str:
    """The routes of a shift and day; returns what they are, for the title.

    Raises:
        PlanError: there is none.
    """
    import pyproj

    from planning.routes.sheets import WEEKDAYS, clock

    shift = shift or plan.routes[0].shift
    chosen = [route for route in plan.routes if (route.shift, route.day) == (shift, day) and route.path]
    if not chosen:
        known = sorted({(route.shift, route.day) for route in plan.routes})
        raise PlanError(
            f"expected a shift and day with routes, {known[0]} to {known[-1]}, got {(shift, day)}"
        )
    start = next(one.start for one in plan.shifts if one.name == shift)
    project = pyproj.Transformer.from_crs("EPSG:4326", areas.crs, always_xy=True).transform
    for number, route in enumerate(chosen):
        colour = f"C{number % 10}"
        axis.plot(*project(*np.array(route.path).T), color=colour, linewidth=1.0)
        for stop in route.stops:
            at = areas.index[stop.area]
            x, y = (areas.x_m[at], areas.y_m[at]) if stop.point is None else project(*stop.point)
            axis.plot(x, y, "s", color=colour, markersize=2.5)
            axis.annotate(clock(start, stop.from_minute), (x, y), fontsize=4, color=colour,
                          xytext=(2, 2 - 5 * (number % 3)), textcoords="offset points")  # fmt: skip
    return f"; routes of {len(chosen)} units, {shift}, {WEEKDAYS[day % 7]}, squares are stops"


def draw_front(
    responses: Matrix, on_front: Positions, in_force: tuple[float, float] | None, path: Path
) -> None:
    """Simulated plans by response and workload: the front filled and numbered, the plan in force a cross."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(dict[Any, Any](STYLE)):
        figure = Figure(figsize=(7, 5))
        axis = figure.add_subplot()
        axis.plot(*responses.T, "o", color=MUTED, fillstyle="none", markersize=4, label="simulated")
        axis.plot(*responses[on_front].T, "o-", color="C0", linewidth=0.8, markersize=5, label="front")
        for number, at in enumerate(on_front.tolist(), start=1):
            axis.annotate(str(number), responses[at], fontsize=7, xytext=(4, 3), textcoords="offset points")
        if in_force is not None:
            axis.plot(*in_force, "x", color="C3", label="in force")
        axis.set_xlabel("mean minutes from call to arrival")
        axis.set_ylabel("standard deviation of workload shares")
        axis.legend(fontsize=7)
        figure.tight_layout()
    figure.savefig(path, format="png", dpi=150)


def draw_scores(scores: Sequence[Score], across: str, up: str, names: tuple[str, str], path: Path) -> None:
    """Draw `scores_figure` to a file (PNG, whatever its name)."""
    scores_figure(scores, across, up, names).savefig(path, format="png", dpi=150)


def scores_figure(scores: Sequence[Score], across: str, up: str, names: tuple[str, str]) -> Figure:
    """Two measures against each other with their 95 % intervals; plans on the front are filled."""
    import math

    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(dict[Any, Any](STYLE)):
        figure = Figure(figsize=(7, 5))
        axis = figure.add_subplot()
        for number, one in enumerate(scores):
            widths = [one.half_width.get(name, 0.0) for name in (across, up)]
            x_width, y_width = (width if math.isfinite(width) else 0.0 for width in widths)
            axis.errorbar(
                one.mean[across], one.mean[up], xerr=x_width, yerr=y_width, fmt="o", capsize=3,
                color=f"C{number % 10}", fillstyle="full" if one.on_front else "none", label=one.plan.name,
            )  # fmt: skip
        axis.set_xlabel(names[0])
        axis.set_ylabel(names[1])
        axis.set_title("filled: on the front", fontsize=8, loc="left")
        axis.legend(fontsize=7)
        figure.tight_layout()
    return figure
