"""A forecast on the map and by month, with intervals, and its score beside simple rules."""

from contextlib import suppress
from typing import Any

import panel as pn
from bokeh.models import ColumnDataSource, Whisker
from bokeh.plotting import figure

from bridge.ui.data.catalog import Entry
from bridge.ui.data.forecasts import (
    areas_frame,
    find_scores,
    months_frame,
    months_of,
    read_forecast,
    read_scores,
)
from bridge.ui.data.shapes import shapes_by_code
from bridge.ui.parts import csv_bytes, download, heading, html, select, sentences, table_html
from bridge.ui.style import Look, dressed
from bridge.ui.views.area_map import AreaMap
from planning.errors import PlanningError

ALL = "all categories"
SAID = (
    "Expectations add up exactly. The 90 % intervals of sums take areas and categories as "
    "independent, so that they "
    "are too narrow for a whole force: `crims forecast` prints its own."
)
FORMATS = {"expected": ",.1f", "q05": ",.0f", "q95": ",.0f"}
SCORE_FORMATS = {"total error": "+.1%", "MAE": ".3f", "CRPS": ".3f", "in 50 %": ".1%", "in 90 %": ".1%"}


def view(entry: Entry, look: Look) -> tuple[str, Any]:
    """The page of a forecast.

    Raises:
        BridgeError: it cannot be read.
    """
    return entry.name, ForecastView(entry, look).view()


class ForecastView:
    """Month, category and areas that are chosen, and what follows from them."""

    def __init__(self, entry: Entry, look: Look) -> None:
        """Read the table."""
        self._entry, self._look, self.frame = entry, look, read_forecast(entry.path)
        self.month = select("Month", months_of(self.frame), width=160)
        self.category = select("Category", [ALL, *sorted(self.frame["category"].unique())], width=260)
        self.source = ColumnDataSource({"month": [], "expected": [], "q05": [], "q95": []})
        self._chart = self._drawn()
        self._table = html("")
        self.map: AreaMap | None = None
        with suppress(PlanningError):  # LSOAs, whose outlines are not shipped
            self.map = AreaMap(shapes_by_code(tuple(sorted(self.frame["area"].unique()))), look)
        for one in (self.month, self.category):
            one.param.watch(lambda _: self._show(), "value")
        if self.map is not None:
            self.map.on_select(self._months)
        self._show()

    def _wanted(self) -> str:
        return "" if self.category.value == ALL else self.category.value

    def _show(self) -> None:
        if self.map is not None:
            values = areas_frame(self.frame, self.month.value, self._wanted())["expected"]
            shown = values.reindex(list(self.map.shapes.codes)).to_numpy(dtype=float)
            self.map.show(shown, f"Expected crimes, {self.month.value}", shown)
        self._months()

    def months(self) -> Any:
        """The months of what is selected."""
        areas = () if self.map is None else self.map.selected
        return months_frame(self.frame, self._wanted(), areas).reset_index()

    def _months(self) -> None:
        found = self.months()
        self._chart.x_range.factors = list(found["month"])
        self.source.data = {name: found[name].to_numpy() for name in ("month", "expected", "q05", "q95")}
        self._table.object = table_html(found, "Expected crimes by month, with the 90 % interval", FORMATS)

    def _drawn(self) -> figure:
        chart = figure(
            height=260, x_range=[""], title="Expected crimes by month, 90 % interval", tools="reset,save"
        )
        chart.add_layout(Whisker(base="month", lower="q05", upper="q95", source=self.source,
                                 line_color=self._look.series[0], line_width=2))  # fmt: skip
        chart.scatter("month", "expected", source=self.source, size=9, color=self._look.series[0])
        chart.y_range.start = 0
        return dressed(chart, self._look)

    def _score(self) -> list[Any]:
        found = find_scores(self._entry.path.parent)
        if not found:
            return [sentences(["No score lies beside it: crims forecast score --out FILE.json makes one."])]
        table = table_html(
            read_scores(found[0]), f"Score beside simple rules ({found[0].name})", SCORE_FORMATS
        )
        return [html(table)]

    def view(self) -> pn.Column:
        """Everything in its place."""
        half = {"flex": "1 1 24rem", "min-width": "0"}
        left = []
        if self.map is not None:
            left = [
                pn.Column(
                    pn.pane.Bokeh(self.map.figure, sizing_mode="stretch_width"), self.map.list, styles=half
                )
            ]
        right = pn.Column(pn.pane.Bokeh(self._chart, sizing_mode="stretch_width"), self._table, styles=half)
        return pn.Column(
            pn.FlexBox(self.month, self.category),
            pn.FlexBox(*left, right),
            sentences([SAID.replace("`", "")]),
            heading("Is it any good?"),
            *self._score(),
            download("Months, CSV", "months.csv", lambda: csv_bytes(self.months())),
            sizing_mode="stretch_width",
        )
