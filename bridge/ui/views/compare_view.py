"""Comparisons with intervals: the cells of an experiment, or runs and experiments of one's choice."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import panel as pn
from bokeh.models import ColumnDataSource, HoverTool, Span, Whisker
from bokeh.plotting import figure

from bridge.experiments.compare import Sample
from bridge.results.metric_names import unit
from bridge.ui.data.catalog import Entry, entry_of, find_entries
from bridge.ui.data.comparisons import differences_frame, means_frame, metrics_of, samples_of, warnings_of
from bridge.ui.jobs import Jobs
from bridge.ui.parts import PARTS_CSS, csv_bytes, download, figures, html, select, sentences, table_html
from bridge.ui.style import Look, dressed
from bridge.ui.views.progress_view import progress

FORMATS = dict.fromkeys(("mean", "low", "high", "difference"), figures)
SIDE = {"flex": "1 1 22rem", "min-width": "0"}


def experiment(entry: Entry, jobs: Jobs, look: Look) -> tuple[str, Any]:
    """The page of an experiment: its cells beside the first."""
    parts = [] if entry.state == "complete" else [progress(entry, jobs)]
    samples = samples_of([entry.path])
    if samples:
        parts += [Comparing(samples, look).view(), _report(entry)]
    return entry.name, pn.Column(*parts, sizing_mode="stretch_width")


def chosen(folder: Path, asked: dict[str, str], look: Look) -> tuple[str, Any]:
    """Runs and experiments that are chosen in a list, or named in the address with commas (`with=a,b`).

    Raises:
        BridgeError: one of them has no results.
    """
    entries = [
        one for one in find_entries(folder)
        if one.kind in ("run", "experiment") and (one.kind == "experiment" or one.state == "complete")
    ]  # fmt: skip
    names = [one.name for one in entries]
    first = [name for name in asked.get("with", "").split(",") if name in names]
    listed = pn.widgets.MultiSelect(
        name="Compare (the first in the list is what others are compared with)",
        options=names,
        value=first,
        size=min(10, max(3, len(names))),
        sizing_mode="stretch_width",
        stylesheets=[PARTS_CSS],
    )
    place = pn.Column(sizing_mode="stretch_width")

    def show() -> None:
        picked = [entry_of(folder, name).path for name in names if name in listed.value]
        samples = samples_of(picked)
        if len(samples) < 2:
            place.objects = [html("<p>Choose two or more, with Ctrl or Shift.</p>")]
        else:
            place.objects = [Comparing(samples, look).view()]
        if pn.state.location is not None:
            pn.state.location.update_query(view="compare", **{"with": ",".join(listed.value)})

    listed.param.watch(lambda _: show(), "value")
    show()
    return "Compare", pn.Column(listed, place, sizing_mode="stretch_width")


class Comparing:
    """One metric of several samples at a time."""

    def __init__(self, samples: Sequence[Sample], look: Look) -> None:
        """Choose the first of the usual metrics."""
        self._samples, self._look = samples, look
        known, usual = metrics_of(samples)
        usual.sort(key=lambda name: name == "crimes")  # paired runs have the same ones
        self.metric = select("Metric", [*usual, *(one for one in known if one not in usual)], width=420)
        self._place = pn.Column(sizing_mode="stretch_width")
        self.metric.param.watch(lambda _: self._show(), "value")
        self._show()

    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Means, and differences from the first sample."""
        return means_frame(self._samples, self.metric.value), differences_frame(
            self._samples, self.metric.value
        )

    def _show(self) -> None:
        if self.metric.value is None:
            self._place.objects = [html("<p>They have no metric in common.</p>")]
            return
        means, differences = self.frames()
        label = unit(self.metric.value.removeprefix("metrics.").rpartition(".")[0]) or ""
        charts = [
            interval_chart(means, "mean", f"{self.metric.value}: means, 95 % intervals", label, self._look)
        ]
        tables = [table_html(means, f"{self.metric.value}: means", FORMATS)]
        if len(differences):
            title = f"Difference from {self._samples[0].name}"
            charts.append(interval_chart(differences, "difference", title, label, self._look, zero=True))
            tables.append(table_html(differences, title, FORMATS))
        panes = [pn.Column(pn.pane.Bokeh(one, sizing_mode="stretch_width"), styles=SIDE) for one in charts]
        self._place.objects = [
            pn.FlexBox(*panes),
            html("".join(tables)),
            sentences(warnings_of(self._samples)),
        ]

    def view(self) -> pn.Column:
        """The choice, the charts and the tables."""
        files = pn.FlexBox(
            download("Means, CSV", "means.csv", lambda: csv_bytes(self.frames()[0])),
            download("Differences, CSV", "differences.csv", lambda: csv_bytes(self.frames()[1])),
        )
        return pn.Column(self.metric, self._place, files, sizing_mode="stretch_width")


def interval_chart(
    frame: pd.DataFrame, column: str, title: str, label: str, look: Look, zero: bool = False
) -> figure:
    """A dot and its 95 % interval for each row, the first at the top."""
    names = list(dict.fromkeys(frame["name"]))
    shown = frame.fillna({"low": frame[column], "high": frame[column]})
    source = ColumnDataSource(shown)
    ends = [*shown["low"], *shown["high"], *([0.0] if zero else [])]
    room = 0.05 * (max(ends) - min(ends)) or 1.0
    chart = figure(
        height=120 + 28 * len(names),
        x_range=(min(ends) - room, max(ends) + room),
        y_range=names[::-1],
        title=title,
        x_axis_label=label,
        tools="pan,reset,save",
    )
    chart.add_layout(
        Whisker(
            dimension="width",
            base="name",
            upper="high",
            lower="low",
            source=source,
            line_color=look.series[0],
            line_width=2,
            upper_head=None,
            lower_head=None,
        )
    )
    dots = chart.scatter(column, "name", source=source, size=9, color=look.series[0])
    if zero:
        chart.add_layout(Span(location=0, dimension="height", line_color=look.muted, line_dash="dashed"))
    tips = [
        ("", "@name"),
        (column, f"@{column}{{0,0.[0000]}}"),
        ("95 %", "@low{0,0.[0000]} to @high{0,0.[0000]}"),
    ]
    chart.add_tools(HoverTool(renderers=[dots], tooltips=tips))
    return dressed(chart, look)


def _report(entry: Entry) -> Any:
    def make() -> bytes:
        from bridge.reports.experiment_report import experiment_report
        from bridge.reports.page import render

        return render(experiment_report(entry.path)).encode()

    return pn.Column(
        html(f'<p><a href="/?view=compare&amp;with={escape(entry.name)}">Compare with others</a></p>'),
        download("Report, HTML", f"{entry.path.name}.html", make),
    )
