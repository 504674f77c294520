"""A run: map through time, response, loading, backlog, incidents; a selection on the map filters the rest."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import panel as pn
import param
from bokeh.plotting import figure

from bridge.record.record import MANIFEST
from bridge.reports.run_report import findings, read_summary
from bridge.ui.data.catalog import Entry, period
from bridge.ui.data.layers import layer_of
from bridge.ui.data.queues import HOURLY, queue_of
from bridge.ui.data.run_data import RunData, Values, load_run
from bridge.ui.data.selection import filtered, response_table
from bridge.ui.data.shapes import geojson
from bridge.ui.jobs import Jobs
from bridge.ui.parts import (
    PARTS_CSS,
    csv_bytes,
    download,
    heading,
    html,
    in_steps,
    select,
    sentences,
    table_html,
)
from bridge.ui.style import Look
from bridge.ui.views.area_map import AreaMap
from bridge.ui.views.incident_table import IncidentTable
from bridge.ui.views.pictures import map_bytes
from bridge.ui.views.progress_view import progress
from bridge.ui.views.run_charts import RunCharts, metric_chart, usual_metrics

FORMATS = {
    "mean": ".1f",
    "median": ".1f",
    "90 %": ".1f",
    "within 15": ".1%",
    "within 20": ".1%",
    "within 60": ".1%",
}


AVERAGED = {
    "waiting": ("mean over the hours", "mean over the hours of the day"),
    "open": ("mean over the midnights", "at the next midnight"),
}
"""How a queue is told of the whole run, and of one day."""
DAY = "%a %d %b %Y"
LEFT = {"flex": "1 1 26rem", "min-width": "0"}
RIGHT = {"flex": "2 1 26rem", "min-width": "0"}
CHART = {"flex": "1 1 17rem", "min-width": "0"}


class Shown(param.Parameterized):  # type: ignore[misc]
    """What is shown of a run: the part of the address after its name."""

    layer = param.String("")
    day = param.Integer(0, doc="0 is the whole run, 1 its first day.")
    hour = param.Integer(0, doc="0 is the whole day, 1 its first hour; of the layers that have hours.")
    area = param.String("", doc="Codes with commas between them.")


def view(entry: Entry, jobs: Jobs, asked: dict[str, str], look: Look) -> tuple[str, Any]:
    """The page of a run; of one that is not complete, how far it is."""
    if entry.state != "complete":
        return entry.name, progress(entry, jobs)
    run = load_run(entry.path)
    return f"{entry.name}", RunView(entry, run, look).view()


class RunView:
    """The parts of the page and what links them.

    The map comes first; lines, tables and files follow when the browser has it: nobody waits for them.
    """

    def __init__(self, entry: Entry, run: RunData, look: Look) -> None:
        """Make the map for one session."""
        self._entry, self._run, self._look = entry, run, look
        self.shown = Shown()
        if pn.state.location is not None:
            pn.state.location.sync(self.shown, ["layer", "day", "hour", "area"])
        self.charts: RunCharts | None = None
        self.table: IncidentTable | None = None
        self._response, self._days = html(""), html("")
        self._right, self._below = pn.Column(styles=RIGHT), pn.Column(sizing_mode="stretch_width")
        self.map = AreaMap(run.shapes, look) if run.shapes is not None and run.layers else None
        if self.map is not None:
            self._controls(self.map)

    def _controls(self, area_map: AreaMap) -> None:
        """Layer, day and areas, as the address says."""
        layers = {title: name for name, title in self._run.layers.items()}
        first = self.shown.layer if self.shown.layer in self._run.layers else next(iter(layers.values()))
        self.layer = select("Map shows", layers, first, sizing_mode="stretch_width")
        days = ["the whole run", *(f"{day:{DAY}}" for day in self._run.days)]
        hours = ["the whole day", *(f"until {hour:02d}:00" for hour in range(1, 25))]
        self.day, self.hour = _slider("Day", days, self.shown.day), _slider("Hour", hours, self.shown.hour)
        area_map.select([code for code in self.shown.area.split(",") if code])
        self._offer_hours()
        self._paint()
        area_map.on_select(self._area_changed)
        self.layer.param.watch(lambda _: self._layer_changed(), "value")
        self.day.param.watch(lambda _: self._day_changed(), "value")
        self.hour.param.watch(lambda _: self._hour_changed(), "value")

    def _offer_hours(self) -> None:
        """The slider of the hour only where the map can show one."""
        self.hour.visible = self.day.value > 0 and self.layer.value in HOURLY

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas that are selected; none means all."""
        return () if self.map is None else self.map.selected

    @property
    def chosen_day(self) -> int | None:
        """The day of the slider, from 0; None is the whole run."""
        return self.day.value - 1 if self.map is not None and self.day.value else None

    @property
    def when(self) -> str:
        """The day of the slider in words."""
        return "the whole run" if self.chosen_day is None else f"{self._run.days[self.chosen_day]:{DAY}}"

    def _area_changed(self) -> None:
        self.shown.area = ",".join(self.areas)
        self._filter()

    def _layer_changed(self) -> None:
        with pn.io.hold():
            self.shown.layer = self.layer.value
            self._offer_hours()
            self._paint()

    def _day_changed(self) -> None:
        with pn.io.hold():
            self.shown.day = self.day.value
            self._offer_hours()
            self._paint()
            self._filter()

    def _hour_changed(self) -> None:
        with pn.io.hold():
            self.shown.hour = self.hour.value
            self._paint()

    def _paint(self) -> None:
        """Colour the map; the colours of a day run over all days, those of an hour over all hours."""
        assert self.map is not None
        name, day = self.layer.value, self.chosen_day
        values, scale = self._values(name, day)
        title = self._run.layers[name]
        if name in HOURLY:
            title += ": " + ("at the end of the hour" if self._hourly else AVERAGED[name][day is not None])
        self.map.show(values, title, scale, 1.0 if name == "loading" else None)

    @property
    def _hourly(self) -> bool:
        """Whether the map shows one hour."""
        return bool(self.hour.visible and self.hour.value)

    def _values(self, name: str, day: int | None) -> tuple[Values, Values]:
        """Of each area, and what the colours run over."""
        by_day, whole = layer_of(self._run, name)
        if day is None:
            return whole, whole
        if not self._hourly:
            return by_day[day], by_day
        queue = queue_of(self._run, name)
        busy = queue[queue > 0]  # most areas have no queue in most hours
        return queue[24 * day + self.hour.value - 1].astype(float), np.append(busy, 0).astype(float)

    def _filter(self) -> None:
        """Fill everything beside the map with what is selected."""
        if self.charts is None:
            return
        with pn.io.hold():
            rows = self._rows()
            if self.table is not None:
                self.table.show(rows)
                self._response.object = table_html(response_table(rows), self._selection(), FORMATS)
            numbers = self.charts.show(rows, self.areas)
            self._days.object = (
                f"<details><summary>Day by day, as numbers</summary>"
                f"{table_html(numbers, 'Day by day', {'loading': '.3f'})}</details>"
            )

    def _rows(self) -> pd.DataFrame:
        """The incidents that are selected."""
        if self.table is None:
            return pd.DataFrame()
        return filtered(self._run, self.table.filter(self.areas, self.chosen_day))

    def _selection(self) -> str:
        areas = self.areas
        where = f"{len(areas)} selected areas" if len(areas) > 1 else areas[0] if areas else "all areas"
        return f"Response in {where}, {self.when}; minutes from report, shares of all incidents"

    def values(self) -> pd.DataFrame:
        """The values of the map as a table, for a file."""
        assert self.map is not None
        shapes = self.map.shapes
        return pd.DataFrame(
            {
                "code": shapes.codes,
                "name": shapes.names,
                self.layer.value: np.asarray(self.map.source.data["value"], dtype=float),
            }
        )

    def _files(self) -> list[tuple[str, str, Callable[[], bytes]]]:
        """What is shown, as files: label, name and what makes it."""
        made: list[tuple[str, str, Callable[[], bytes]]] = []
        if self.table is not None:
            made.append(("Incidents, CSV", "incidents.csv", self._incidents))
        if self.map is not None:
            made += [
                ("Map, CSV", "map.csv", lambda: csv_bytes(self.values())),
                ("Map, GeoJSON", "map.geojson", self._geojson),
                ("Map, PNG", "map.png", lambda: self._picture("png")),
                ("Map, SVG", "map.svg", lambda: self._picture("svg")),
            ]
        return [*made, ("Report, HTML", f"{self._entry.path.name}.html", self._report)]

    def _incidents(self) -> bytes:
        return csv_bytes(self._rows().drop(columns=["at", "day"]))

    def _geojson(self) -> bytes:
        assert self.map is not None
        frame = self.values()
        column = [None if np.isnan(one) else one for one in frame[self.layer.value]]
        return json.dumps(geojson(self.map.shapes, {self.layer.value: column})).encode()

    def _picture(self, kind: str) -> bytes:
        frame = self.values()
        title = self._run.layers[self.layer.value]
        assert self.map is not None
        return map_bytes(self.map.shapes, dict(zip(frame[""
        "code"], frame.iloc[:, 2], strict=True)), title, kind,
                         1.0 if self.layer.value == "loading" else None)  # fmt: skip

    def _report(self) -> bytes:
        from bridge.reports.page import render
        from bridge.reports.run_report import run_report

        return render(run_report(self._entry.path)).encode()

    def view(self) -> pn.Column:
        """Everything in its place: beside each other where there is room, below each other on a telephone."""
        options = self._run.manifest.options
        about = (
            f"{', '.join(options.areas) or options.force}, {period(options.start, options.end)}, "
            f"{options.model_path.stem}, seed {options.seed}; {MANIFEST} has versions, hashes and notes."
        )
        said = sentences(list(findings(read_summary(self._run.folder))), "found")
        left = []
        if self.map is not None:
            credit = html(
                f'<p class="note">{escape(self.map.shapes.source)}. Click an area, draw a box, or choose in '
                "the list; Shift adds, Escape leaves.</p>"
            )
            drawn = pn.pane.Bokeh(self.map.figure, sizing_mode="stretch_width")
            left = [pn.Column(self.layer, self.day, self.hour, drawn, self.map.list, credit, styles=LEFT)]
        pn.state.onload(lambda: in_steps(self.fill()))
        flex = pn.FlexBox(*left, self._right)
        return pn.Column(sentences([about]), said, flex, self._below, sizing_mode="stretch_width")

    def fill(self) -> Iterator[None]:
        """Add what stands beside and below the map, a piece at each step."""
        self.charts = RunCharts(self._run, self._look)
        if self._run.incidents is not None:
            self.table = IncidentTable(self._filter)
        beside = pn.FlexBox()
        self._right.objects = [beside]
        for make in self._makers(self.charts):
            yield
            chart = make()
            yield
            beside.append(pn.Column(pn.pane.Bokeh(chart, sizing_mode="stretch_width"), styles=CHART))
        yield
        self._filter()
        below = [self._response, self._days]
        below += [] if self.table is None else [heading("Incidents"), self.table.view()]
        files = pn.FlexBox()
        for one in (*below, heading("Take it along"), files):
            yield
            self._below.append(one)
        for label, name, make in self._files():
            yield
            files.append(download(label, name, make))

    def _makers(self, charts: RunCharts) -> list[Callable[[], figure]]:
        """What makes the charts beside the map, in their order."""
        names = ["crimes"] if self.table is None else ["response", "work", "backlog"]
        made = [partial(getattr, charts, name) for name in (*names, "loading")]
        return made + [partial(metric_chart, self._run, one, self._look) for one in usual_metrics(self._run)]


def _slider(name: str, labels: list[str], value: int) -> pn.widgets.IntSlider:
    """A slider over labels, which it says while it is moved."""
    from bokeh.models import CustomJSTickFormatter

    return pn.widgets.IntSlider(
        name=name, start=0, end=len(labels) - 1, value=value if 0 <= value < len(labels) else 0,
        format=CustomJSTickFormatter(args={"labels": labels}, code="return labels[tick]"),
        sizing_mode="stretch_width", stylesheets=[PARTS_CSS],
    )  # fmt: skip
