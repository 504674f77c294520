"""Plans: one beside another on the map, routes with times, the front of a score with a click to its plan."""

import json
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import panel as pn
from bokeh.models import ColumnDataSource, HoverTool, TapTool, Whisker
from bokeh.plotting import figure

from bridge.errors import BridgeError
from bridge.plans.compare import moves_between
from bridge.plans.score import Measure
from bridge.ui.data.catalog import Entry, entry_of, find_entries
from bridge.ui.data.comparisons import front_of_score, scores_frame
from bridge.ui.data.plans import (
    districts_frame,
    moves_words,
    plan_with_shapes,
    route_frame,
    route_names,
    route_path,
    stations_frame,
    units_frame,
)
from bridge.ui.data.shapes import Shapes, geojson
from bridge.ui.jobs import Jobs
from bridge.ui.parts import csv_bytes, download, heading, html, select, sentences, table_html
from bridge.ui.style import DISTRICTS, Look, dressed
from bridge.ui.views.ground import grounded, lay_ground
from bridge.ui.views.progress_view import progress
from planning.errors import PlanningError
from planning.plan.model import Plan

INNER = 270
"""About the pixels between the lowest and the highest plan of a front."""
HALF = {"flex": "1 1 24rem", "min-width": "0"}
LABEL: dict[str, Any] = {
    "text_color": "#111827", "text_font_size": "12px", "text_align": "center", "padding": 2,
    "background_fill_color": "#ffffff", "background_fill_alpha": 0.75, "border_radius": 3,
}  # fmt: skip
"""Text on a map: dark on a light ground, whatever is below it."""
ACROSS, UP = "metrics.response-minutes-1.last", "response.workload_deviation"


def plan(folder: Path, entry: Entry, asked: dict[str, str], look: Look) -> tuple[str, Any]:
    """The page of a plan; `beside` in the address names another."""
    others = [one.name for one in find_entries(folder) if one.kind == "plan" and one.name != entry.name]
    now = asked.get("beside", "")
    beside = select("Beside", ["", *others], now if now in others else "", width=320)
    place = pn.Column(sizing_mode="stretch_width")

    def show() -> None:
        first = plan_with_shapes(entry.path)
        named = [heading(entry.name)] if beside.value else []
        parts = [pn.Column(*named, *plan_parts(*first, look), styles=HALF)]
        said = []
        if beside.value:
            other = plan_with_shapes(entry_of(folder, beside.value).path)
            try:
                said = [moves_words(moves_between(first[0], other[0]))]
            except PlanningError as error:
                said = [str(error)]
            drawn = plan_parts(*other, look, first[0])
            parts.append(pn.Column(heading(beside.value), *drawn, styles=HALF))
        place.objects = [sentences(said, "found"), pn.FlexBox(*parts), *_routes(*first, look)]
        if pn.state.location is not None:
            pn.state.location.update_query(show=entry.name, beside=beside.value)

    beside.param.watch(lambda _: show(), "value")
    show()
    return entry.name, pn.Column(beside, place, sizing_mode="stretch_width")


def plan_parts(plan: Plan, shapes: Shapes, look: Look, first: Plan | None = None) -> list[Any]:
    """Map, units and files of a plan."""
    frame = districts_frame(plan, shapes, first)
    columns = {"district": frame["district"].tolist()}
    files = pn.FlexBox(
        download("Districts, CSV", "districts.csv", lambda: csv_bytes(frame.drop(columns="number"))),
        download("GeoJSON", "districts.geojson", lambda: json.dumps(geojson(shapes, columns)).encode()),
        download("Picture, PNG", "plan.png", lambda: _picture(plan, shapes, "png")),
        download("Picture, SVG", "plan.svg", lambda: _picture(plan, shapes, "svg")),
    )
    return [
        pn.pane.Bokeh(plan_map(plan, shapes, look, first), sizing_mode="stretch_width"),
        html(table_html(units_frame(plan), "Units on duty by district and shift")),
        sentences([plan.made_by or "The files do not say what made it.", shapes.source]),
        files,
    ]


def plan_map(plan: Plan, shapes: Shapes, look: Look, first: Plan | None = None) -> figure:
    """Areas in the colour of their district, stations as squares; areas that moved are hatched."""
    shapes = grounded(shapes, look)
    frame = districts_frame(plan, shapes, first)
    source = ColumnDataSource(
        {
            "xs": shapes.xs,
            "ys": shapes.ys,
            "name": frame["name"],
            "district": frame["district"],
            "colour": [DISTRICTS[one % len(DISTRICTS)] for one in frame["number"]],
            "hatch": ["/" if one else " " for one in frame["moved"]],
        }
    )
    chart = figure(height=420, match_aspect=True, tools="pan,wheel_zoom,reset,save")
    chart.axis.visible = chart.grid.visible = False
    opaque = lay_ground(chart, look)
    areas = chart.multi_polygons(
        "xs", "ys", source=source, fill_color="colour", fill_alpha=0.75 * opaque,
        line_color=look.page, line_width=0.5, hatch_pattern="hatch", hatch_color=look.ink, hatch_alpha=0.6,
    )  # fmt: skip
    chart.add_tools(HoverTool(renderers=[areas], tooltips=[("", "@name"), ("district", "@district")]))
    stations = ColumnDataSource(stations_frame(plan, shapes))
    chart.scatter("x", "y", source=stations, marker="square", size=8, color=look.ink, line_color=look.page)
    centres = frame.assign(x=shapes.areas.x_m, y=shapes.areas.y_m).groupby("district")[["x", "y"]].mean()
    chart.text(
        "x", "y", text="district", source=ColumnDataSource(centres.reset_index()), **LABEL,
        text_baseline="middle",
    )  # fmt: skip
    return dressed(chart, look)


def score(folder: Path, entry: Entry, jobs: Jobs, look: Look) -> tuple[str, Any]:
    """The page of a score of plans: the front, and the plan that is clicked."""
    if entry.state != "complete":
        return entry.name, progress(entry, jobs)
    return entry.name, Front(folder, entry, look).view()


class Front:
    """Two measures of all plans; a click, or the list, shows a plan."""

    def __init__(self, folder: Path, entry: Entry, look: Look) -> None:
        """Read the score."""
        self._folder, self._entry, self._look = folder, entry, look
        self._scores, self._measures = front_of_score(entry.path)
        names = {one.name: one.column for one in self._measures}
        columns = list(names.values())
        self.across = select("Across", names, ACROSS if ACROSS in columns else columns[0], width=320)
        self.up = select("Up", names, UP if UP in columns else columns[-1], width=320)
        self.plan = select("Plan", [one.plan.name for one in self._scores], width=320)
        self.source = ColumnDataSource(self._frame())
        self._chart, self._place = pn.Column(styles=HALF), pn.Column(styles=HALF)
        for one in (self.across, self.up):
            one.param.watch(lambda _: self._draw(), "value")
        self.plan.param.watch(lambda _: self._show(), "value")
        self.source.selected.on_change("indices", lambda _a, _o, new: self._clicked(new))
        self._draw()
        self._show()

    def _frame(self) -> Any:
        frame = scores_frame(self._scores, self.across.value, self.up.value).fillna(
            {"x_width": 0, "y_width": 0}
        )
        late = frame["x"] > (frame["x"].min() + frame["x"].max()) / 2
        return frame.assign(
            align=np.where(late, "right", "left"), shift=np.where(late, -12, 12), lift=_lifts(frame),
            left=frame["x"] - frame["x_width"], right=frame["x"] + frame["x_width"],
            bottom=frame["y"] - frame["y_width"], top=frame["y"] + frame["y_width"],
            fill=[self._look.series[0] if one else self._look.page for one in frame["front"]],
        )  # fmt: skip

    def _draw(self) -> None:
        self.source.data = dict(ColumnDataSource(self._frame()).data)
        names = {one.column: one.name for one in self._measures}
        chart = figure(
            height=420,
            x_axis_label=names[self.across.value], y_axis_label=names[self.up.value],
            tools="pan,wheel_zoom,reset,save",
        )  # fmt: skip
        bars = {"source": self.source, "line_color": self._look.muted, "upper_head": None, "lower_head": None}
        chart.add_layout(Whisker(dimension="width", base="y", lower="left", upper="right", **bars))
        chart.add_layout(Whisker(dimension="height", base="x", lower="bottom", upper="top", **bars))
        dots = chart.scatter(
            "x",
            "y",
            source=self.source,
            size=14,
            fill_color="fill",
            line_color=self._look.series[0],
            line_width=2,
            nonselection_alpha=0.6,
        )
        chart.text(
            "x", "y", text="name", source=self.source, text_align="align", x_offset="shift", y_offset="lift",
            text_baseline="middle", text_font_size="12px", text_color=self._look.ink,
            nonselection_text_alpha=1.0,
        )  # fmt: skip
        for one in (chart.x_range, chart.y_range):
            one.range_padding = 0.15
        tip = [("", "@name"), ("across", "@x{0,0.[0000]}"), ("up", "@y{0,0.[0000]}")]
        chart.add_tools(HoverTool(renderers=[dots], tooltips=tip), TapTool(renderers=[dots]))
        self._chart.objects = [
            pn.pane.Bokeh(dressed(chart, self._look), sizing_mode="stretch_width"),
            sentences(["Filled: on the front. Lines: 95 % intervals. Click a plan to see it."]),
        ]

    def _clicked(self, indices: list[int]) -> None:
        if indices:
            self.plan.value = self._scores[indices[0]].plan.name

    def _show(self) -> None:
        chosen = next(one for one in self._scores if one.plan.name == self.plan.value)
        try:
            plan, shapes = plan_with_shapes(_found(self._folder, chosen.plan))
        except (BridgeError, PlanningError) as error:
            self._place.objects = [html(f'<p class="bad">{escape(str(error))}</p>')]
            return
        self._place.objects = [heading(chosen.plan.name), *plan_parts(plan, shapes, self._look)]

    def view(self) -> pn.Column:
        """The front, the plan, and all measures as a table."""
        return pn.Column(
            pn.FlexBox(self.across, self.up, self.plan),
            pn.FlexBox(self._chart, self._place),
            html(_means(self._scores, self._measures)),
            download("Report, HTML", f"{self._entry.path.name}.html", self._report),
            sizing_mode="stretch_width",
        )

    def _report(self) -> bytes:
        from bridge.reports.page import render
        from bridge.reports.plan_report import score_report

        return render(score_report(self._entry.path)).encode()


def _lifts(frame: Any) -> list[int]:
    """Pixels by which the names of plans are moved down, so that neighbours' do not lie on each other."""
    reach = [(frame[name].max() - frame[name].min()) or 1.0 for name in ("x", "y")]
    heights = -INNER * frame["y"].to_numpy() / reach[1]
    lifts: list[int] = []
    for at, x in enumerate(frame["x"]):
        near = [heights[one] + lifts[one] for one in range(at) if abs(frame["x"][one] - x) < 0.4 * reach[0]]
        free = (-10, 10, *range(-24, -24 - 14 * at, -14), *range(24, 24 + 14 * at, 14))
        fits = [lift for lift in free if all(abs(heights[at] + lift - one) >= 14 for one in near)]
        lifts.append(fits[0] if fits else -10)
    return lifts


def _means(found: list[Any], measures: list[Measure]) -> str:
    import pandas as pd

    from bridge.reports.experiment_report import mean_and_width

    columns = {"measure": [one.name for one in measures]}
    for one in found:
        shown = [
            mean_and_width(one.mean.get(it.column), one.half_width.get(it.column, float("inf")))
            for it in measures
        ]
        name = one.plan.name + (" (front)" if one.on_front else "")
        columns[name] = [text.replace(" ", "\N{NO-BREAK SPACE}") for text in shown]
    return table_html(pd.DataFrame(columns), "Means with the half width of their 95 % interval")


def _found(folder: Path, path: Path) -> Path:
    """A plan that a score names from the folder it was made in: there, or below or beside the results."""
    places = [path, folder / path, folder.parent / path, folder / path.name]
    return next((one for one in places if one.is_dir()), path)


def _routes(plan: Plan, shapes: Shapes, look: Look) -> list[Any]:
    """The routes of a plan, one at a time."""
    names, shapes = route_names(plan), grounded(shapes, look)
    if not names:
        return []
    chosen = select("Route", names, width=320)
    place = pn.Column(sizing_mode="stretch_width")

    def show() -> None:
        route = plan.routes[chosen.value]
        stops = route_frame(plan, route, shapes)
        chart = plan_map(plan, shapes, look)
        x, y = route_path(route, stops, shapes.areas.crs)
        way = chart.line(x, y, color=look.ink, line_width=3)
        labels = stops.assign(stop=stops["stop"].astype(str)).groupby(["x", "y"], sort=False)["stop"]
        places = ColumnDataSource(labels.agg(", ".join).reset_index())
        chart.scatter(
            "x", "y", source=places, size=9, fill_color="#ffffff", line_color="#111827", line_width=2
        )
        chart.text("x", "y", text="stop", source=places, y_offset=-8, text_baseline="bottom", **LABEL)
        for one in (chart.x_range, chart.y_range):  # nearer: the way and what lies around it
            one.renderers, one.range_padding = [way], 0.4
        table = stops.drop(columns=["x", "y"])
        place.objects = [
            pn.pane.Bokeh(chart, sizing_mode="stretch_width"),
            html(table_html(table, "Stops, with the times of day")),
            download("Stops, CSV", "route.csv", lambda: csv_bytes(table)),
        ]

    chosen.param.watch(lambda _: show(), "value")
    show()
    return [heading("Routes"), chosen, place]


def _picture(plan: Plan, shapes: Shapes, kind: str) -> bytes:
    from io import BytesIO

    from bridge.plans.picture import plan_figure

    file = BytesIO()
    plan_figure(plan, shapes.areas).savefig(file, format=kind, dpi=150)
    return file.getvalue()
