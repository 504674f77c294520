"""The lines and curves of a run: what is selected, and the whole force."""

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from bokeh.models import ColumnDataSource, HoverTool
from bokeh.plotting import figure

from bridge.results.metric_names import BACKLOG, pools, unit
from bridge.results.response import ATTENDED
from bridge.ui.data.queues import HOURLY, queue_of
from bridge.ui.data.run_data import RunData
from bridge.ui.data.selection import (
    crimes_by_day,
    incidents_by_day,
    loading_by_day,
    places,
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
        self.hours = ColumnDataSource()

    @cached_property
    def work(self) -> figure:
        """Incidents reported on each day, by priority."""
        return self._days("Reported each day", {f"i{one}": PRIORITIES[one] for one in PRIORITIES})

    @cached_property
    def crimes(self) -> figure:
        """Crimes of each day."""
        return self._days("Crimes each day", {"crimes": ""})

    @cached_property
    def loading(self) -> figure:
        """The mean loading at the end of each day."""
        return self._days("Loading at the end of the day (1: observed)", {"loading": ""})

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
        if "backlog" in self.__dict__:
            self.hours.data = self._hours(areas)
        frame = counts.rename(columns={one: f"priority {one}" for one in counts.columns})
        frame.insert(0, "day", [f"{day:%d %b %Y}" for day in self._run.days])
        return frame.assign(crimes=crimes.to_numpy(), loading=loading.to_numpy())

    @cached_property
    def response(self) -> figure:
        """The share of all incidents that was reached within so many minutes, by priority."""
        chart = figure(
            height=HEIGHT,
            title="Reached within minutes, % of all incidents",
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
        return dressed(chart, self._look)

    @cached_property
    def backlog(self) -> figure:
        """The incidents that wait for a unit, and all that are open, hour by hour; of a run with places."""
        self.hours.data = self._hours(())
        chart = figure(
            height=HEIGHT, title="Backlog of incidents", x_axis_type="datetime",
            tools="pan,wheel_zoom,box_zoom,reset,save",
        )  # fmt: skip
        labels = {"open": "not cleared", "waiting": "waiting for a unit"}
        for place, (name, label) in enumerate(labels.items()):
            chart.line(
                "hour", name, source=self.hours, color=self._look.series[place],
                line_dash=DASHES[place], legend_label=label,
            )  # fmt: skip
        tips = [
            ("until", "@hour{%d %b %Y %H:%M}"),
            *((text, f"@{name}{{0,0}}") for name, text in labels.items()),
        ]
        chart.add_tools(HoverTool(tooltips=tips, formatters={"@hour": "datetime"}, mode="vline"))
        return dressed(chart, self._look)

    def _hours(self, areas: tuple[str, ...]) -> dict[str, Any]:
        """The queue of some areas; of a long run its largest value of some hours at a time."""
        at = places(self._run, areas) if areas else slice(None)
        step = max(1, -(-24 * len(self._run.days) // MOST_POINTS))
        data: dict[str, Any] = {}
        for name in HOURLY:
            queue = queue_of(self._run, name)[:, at].sum(axis=1)
            data[name] = np.maximum.reduceat(queue, np.arange(0, len(queue), step))
        every = pd.Timedelta(hours=step)
        ends = pd.date_range(self._run.days[0] + every, periods=len(data["open"]), freq=every)
        return {"hour": ends.to_numpy(), **data}

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
                **({"legend_label": label} if label else {}),
            )
        tips = [
            ("day", "@day{%d %b %Y}"),
            *((label or name, f"@{name}{{0,0.[000]}}") for name, label in columns.items()),
        ]
        chart.add_tools(HoverTool(tooltips=tips, formatters={"@day": "datetime"}, mode="vline"))
        return dressed(chart, self._look)


def metric_chart(run: RunData, metrics: list[str], look: Look) -> figure:
    """Metrics of the whole force over time; utilisation in per cent."""
    shares = all((unit(name) or "").startswith("share") for name in metrics)
    chart = figure(
        height=HEIGHT,
        title="Share of capacity on duty in use, per cent" if shares else _title(metrics[0]),
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
            **({"legend_label": name.removeprefix("utilisation-")} if len(metrics) > 1 else {}),
        )
    return dressed(chart, look)


def _title(metric: str) -> str:
    """What a chart of one metric of the force is called."""
    words = "Backlog of work" if metric == BACKLOG else metric
    return f"{words}, {unit(metric)}" if unit(metric) else words


def usual_metrics(run: RunData) -> list[list[str]]:
    """The metrics of the charts of the whole force: use of the pools, then the backlog."""
    known = list(run.ticks.columns)
    found = [list(pools(known).values()), [BACKLOG] if BACKLOG in known else []]
    return [one for one in found if one]
