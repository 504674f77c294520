"""The pictures of a run's report, each with the numbers behind it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bridge.record.run_tables import LOADING, TICKS
from bridge.reports.page import Part, Table, picture
from bridge.results.metric_names import BACKLOG, grows, pools, unit
from bridge.results.picture import SERIES, draw_panel, panels_of, read_columns
from bridge.results.response import ATTENDED, WITHIN
from bridge.results.run_maps import AreaMap, areas_of, draw_map, run_maps
from bridge.results.summary import Summary
from bridge.scenario.scenario import Scenario
from microsim.drawing import MUTED, STYLE

MOST_PERIODS = 62
"""Rows of the table behind a line over time: days, else weeks, else months."""
WIDTH = 9.0
PRIORITIES = {1: "emergency", 2: "priority", 3: "standard"}
CAPTIONS = {
    "Crimes": "Crimes a day.",
    "Demand and delivery": "Work that incidents ask for and work that was done, person-hours a day.",
    "Backlog": "Work that is known and not yet done, person-hours.",
    "Utilisation of on-duty capacity": (
        "Share of the capacity on duty that is in use; the thick line is the mean of the last 24 hours."
    ),
    "Loading factors": "What the police's answer makes of each category's rate; 1 is the rate as observed.",
}


def run_pictures(folder: Path, scenario: Scenario, summary: Summary) -> list[Part]:
    """Lines over time, response times and maps: whatever the run's tables can fill."""
    import matplotlib as mpl

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        return [*_panels(folder, summary), *_response(folder), *_maps(folder, scenario)]


def _panels(folder: Path, summary: Summary) -> Iterator[Part]:
    ticks, loading = read_columns(folder / TICKS), read_columns(folder / LOADING)
    frame = by_period(pd.read_parquet(folder / TICKS))
    for panel in panels_of(ticks):
        figure, axis = _axis(3.6)
        draw_panel(axis, panel, ticks, loading)
        title = axis.get_title(loc="left")
        axis.set_title("", loc="left")
        numbers = _factors(summary) if title == "Loading factors" else _numbers(frame, title, ticks)
        yield picture(title, CAPTIONS.get(title, title), figure, numbers)


def by_period(ticks: pd.DataFrame) -> pd.DataFrame:
    """An hourly table by day, week or month, whichever gives at most `MOST_PERIODS` rows: increases of what
    only grows, means of the rest; index: the first day of the period."""
    hours = ticks.set_index(ticks["time"] - pd.Timedelta(hours=1)).drop(columns="time")
    for name in hours.columns:
        if grows(str(name)):
            hours[name] = hours[name].diff().fillna(hours[name])
    rules: dict[str, Any] = {str(name): "sum" if grows(str(name)) else "mean" for name in hours.columns}
    days = max(1, (hours.index[-1] - hours.index[0]).days)
    rule = "D" if days <= MOST_PERIODS else "W-MON" if days <= 7 * MOST_PERIODS else "MS"
    closed: Any = {"label": "left", "closed": "left"} if rule == "W-MON" else {}
    return hours.resample(rule, **closed).agg(rules)


def _numbers(frame: pd.DataFrame, title: str, ticks: dict[str, Any]) -> Table:
    wanted = {
        "Crimes": ["crimes-received"],
        "Demand and delivery": ["hours-demanded", "hours-delivered"],
        "Backlog": [BACKLOG],
        "Utilisation of on-duty capacity": list(pools(ticks).values()),
    }.get(title, [])
    known = [name for name in wanted if name in frame.columns]
    form = ".3f" if title.startswith("Utilisation") else ",.0f"
    rows = [
        [f"{day:%d %b %Y}", *(format(value, form) for value in row)]
        for day, row in zip(frame.index, frame[known].to_numpy(), strict=True)
    ]
    heads = [f"{name}, {one}" if (one := unit(name)) else name for name in known]
    return Table(f"{title} by period", ["from", *heads], rows)


def _factors(summary: Summary) -> Table:
    rows = [
        [name, *(f"{value:.3f}" for value in (one.minimum, one.mean, one.maximum, one.last))]
        for name, one in summary.loading.items()
    ]
    return Table("Loading factors by category", ["category", "least", "mean", "most", "last"], rows)


def _response(folder: Path) -> Iterator[Part]:
    path = folder / "incidents.parquet"
    wanted = ["priority", "reported", "arrived"]
    if not path.is_file() or not set(wanted) <= set(pq.read_schema(path).names):
        return
    incidents = pd.read_parquet(path, columns=wanted)
    curves = {one: waits(incidents[incidents["priority"] == one]) for one in ATTENDED}
    curves = {one: minutes for one, minutes in curves.items() if len(minutes)}
    if not curves:
        return
    figure, axis = _axis(3.8)
    reached = np.concatenate([one[np.isfinite(one)] for one in curves.values()])
    limit = max(30.0, float(np.quantile(reached, 0.98)) if len(reached) else 30.0)
    grid = np.linspace(0, limit, 240)
    for (priority, minutes), colour in zip(curves.items(), SERIES, strict=False):
        label = f"{priority}, {PRIORITIES[priority]}"
        axis.plot(grid, [100 * np.mean(minutes <= at) for at in grid], color=colour, label=label)
    for at in (one for one in WITHIN if one <= limit):
        axis.axvline(at, color=MUTED, linewidth=0.8, linestyle=":")
    axis.set_xlabel("minutes from report to first arrival")
    axis.set_ylabel("per cent of incidents")
    axis.set_ylim(0, 100)
    axis.legend(loc="lower right", title="priority")
    rows = [
        [f"{one}, {PRIORITIES[one]}", f"{len(minutes):,}", f"{np.isinf(minutes).sum():,}"]
        + [f"{np.mean(minutes <= at):.1%}" for at in WITHIN]
        for one, minutes in curves.items()
    ]
    heads = ["priority", "incidents", "not reached", *(f"within {at} min" for at in WITHIN)]
    caption = (
        "Share of all incidents that a unit had reached so many minutes after the report. Those not "
        "reached by "
        "the end of the run count as not reached; dotted lines: 15, 20 and 60 minutes."
    )
    yield picture("Response times", caption, figure, Table("Reached within", heads, rows))


def waits(incidents: pd.DataFrame) -> NDArray[np.float64]:
    """Minutes from report to arrival; infinite where nobody came."""
    minutes = (incidents["arrived"] - incidents["reported"]).dt.total_seconds() / 60
    return np.asarray(minutes.fillna(np.inf), dtype=np.float64)


def _maps(folder: Path, scenario: Scenario) -> Iterator[Part]:
    maps = run_maps(folder)
    if not maps:
        return
    areas = areas_of(scenario, sorted({code for one in maps for code in one.values}))
    names = dict(zip(areas.codes, areas.names, strict=True))
    for one in maps:
        figure, axis = _axis(6.2)
        draw_map(axis, areas, one)
        axis.set_title("", loc="left")
        yield picture(one.title, f"{one.unit}, by area. {areas.source}.", figure, _area_numbers(one, names))


def _area_numbers(one: AreaMap, names: dict[str, str]) -> Table:
    ranked: Sequence[tuple[str, float]] = sorted(one.values.items(), key=lambda item: -item[1])
    rows = [[names.get(code, code), code, f"{value:,.3g}"] for code, value in ranked]
    return Table(one.title, ["area", "code", one.unit], rows, texts=2)


def _axis(height: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    return figure, figure.add_subplot()
