"""The lines and curves of a run: what is selected, and the whole force."""

from functools import cached_property

import numpy as np
import pandas as pd
from bokeh.models import ColumnDataSource, HoverTool
from bokeh.plotting import figure

from bridge.results.metric_names import BACKLOG, pools, unit
from bridge.results.response import ATTENDED
from bridge.ui.data.run_data import RunData
from bridge.ui.data.selection import (
    crimes_by_day,
    incidents_by_day,
    loading_by_day,
    reached_curve,
)
from bridge.ui.style import DASHES, Look, dressed

HEIGHT = 230
LONGEST = 60.0
"""Minutes of the curve of response times."""
GRID = np.linspace(0, LONGEST, 121)
PRIORITIES = {1: "1 emergency", 2: "2 priority", 3: "3 standard", 4: "4 by telephone"}
MOST_POINTS = 2_000
"""Of a line over time; longer runs are shown by means."""


class RunCharts:
    """Charts that follow a selection."""

    def __init__(self, run: RunData, look: Look) -> None:
        """The figures are made when they are first asked for; `show` fills them."""
        self._run, self._look = run, look
        self.reached = ColumnDataSource({"minutes": GRID, **{f"p{one}": GRID * np.nan for one in ATTENDED}})
        self.days = ColumnDataSource({"day": run.days.to_numpy()})

    @cached_property
    def work(self) -> figure:
        """Incidents reported on each day, by priority."""
        return self._days("Reported each day", {f"i{one}": PRIORITIES[one] for one in PRIORITIES})

    @cached_property
    def crimes(self) -> figure:
        """Crimes of each day."""
        return self._days("Crimes each day", {"crimes": "crimes"})

    @cached_property
    def loading(self) -> figure:
        """The mean loading at the end of each day."""
        return self._days("Loading at the end of the day", {"loading": "1 = observed rate"})

    def show(self, incidents: pd.DataFrame, areas: tuple[str, ...]) -> pd.DataFrame:
        """Fill the charts with what is selected; the numbers of the days as a table."""
        if len(incidents):
            curves = {f"p{one}": 100 * reached_curve(incidents, one, GRID) for one in ATTENDED}
        else:
            curves = {f"p{one}": GRID * np.nan for one in ATTENDED}
        self.reached.data.update(curves)
        counts = incidents_by_day(self._run, incidents)
        crimes, loading = crimes_by_day(self._run, areas), loading_by_day(self._run, areas)
        self.days.data = {
            "day": self._run.days.to_numpy(),
            **{f"i{one}": counts[one].to_numpy() for one in counts.columns},
            "crimes": crimes.to_numpy(),
            "loading": loading.to_numpy(),
        }
        frame = counts.rename(columns={one: f"priority {one}" for one in counts.columns})
        frame.insert(0, "day", [f"{day:%d %b %Y}" for day in self._run.days])
        return frame.assign(crimes=crimes.to_numpy(), loading=loading.to_numpy())

    @cached_property
    def response(self) -> figure:
        """The share of all incidents that was reached within so many minutes, by priority."""
        chart = figure(
            height=HEIGHT,
            title="Reached within so many minutes, per cent of all incidents",
            y_range=(0, 102),
            tools="pan,wheel_zoom,box_zoom,reset,save",
        )
        for place, one in enumerate(ATTENDED):
            chart.line(
                "minutes",
                f"p{one}",
                source=self.reached,
                color=self._look.series[place],
                line_dash=DASHES[place],
                line_width=2,
                legend_label=PRIORITIES[one],
            )
        tips = [("minutes", "@minutes{0.0}"), *((PRIORITIES[one], f"@p{one}{{0.0}} %") for one in ATTENDED)]
        chart.add_tools(HoverTool(tooltips=tips, mode="vline", line_policy="nearest"))
        chart.legend.location = "bottom_right"
        return dressed(chart, self._look)

    def _days(self, title: str, columns: dict[str, str]) -> figure:
        chart = figure(
            height=HEIGHT, title=title, x_axis_type="datetime", tools="pan,wheel_zoom,box_zoom,reset,save"
        )
        for place, (name, label) in enumerate(columns.items()):
            self.days.data.setdefault(name, np.full(len(self._run.days), np.nan))
            chart.line(
                "day",
                name,
                source=self.days,
                color=self._look.series[place],
                line_dash=DASHES[place],
                line_width=2,
                legend_label=label,
            )
        tips = [
            ("day", "@day{%d %b %Y}"),
            *((label, f"@{name}{{0,0.[000]}}") for name, label in columns.items()),
        ]
        chart.add_tools(HoverTool(tooltips=tips, formatters={"@day": "datetime"}, mode="vline"))
        return dressed(chart, self._look)


def metric_chart(run: RunData, metrics: list[str], look: Look) -> figure:
    """Metrics of the whole force over time; utilisation in per cent."""
    shares = all((unit(name) or "").startswith("share") for name in metrics)
    title = ", ".join(metrics[:3]) + (
        f", {unit(metrics[0])}" if metrics and unit(metrics[0]) and not shares else ""
    )
    chart = figure(
        height=HEIGHT,
        title="Share of the capacity on duty in use, per cent" if shares else title,
        x_axis_type="datetime",
        tools="pan,wheel_zoom,box_zoom,reset,save",
    )
    step = max(1, -(-len(run.ticks) // MOST_POINTS))
    for place, name in enumerate(metrics):
        values = run.ticks[name] * (100 if shares else 1)
        if step > 1:
            values = values.resample(pd.Timedelta(hours=step)).mean()
        if shares and step <= 24:
            values = values.rolling(max(1, 24 // step), min_periods=1).mean()
        chart.line(
            values.index.to_numpy(),
            values.to_numpy(),
            color=look.series[place % len(look.series)],
            line_dash=DASHES[place % len(DASHES)],
            line_width=2,
            legend_label=name,
        )
    return dressed(chart, look)


def usual_metrics(run: RunData) -> list[list[str]]:
    """The metrics of the charts of the whole force: use of the pools, then the backlog."""
    known = list(run.ticks.columns)
    found = [list(pools(known).values()), [BACKLOG] if BACKLOG in known else []]
    return [one for one in found if one]
