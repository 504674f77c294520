"""The picture of a run: demand and delivery, backlog, utilisation and loading over time.

It is drawn from the run's Parquet files. Only panels whose metrics the model reports are drawn.
"""

from collections.abc import Callable
from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from numpy.typing import NDArray

from bridge.police.contract import RECEIVED
from bridge.record.run_tables import LOADING, TICKS
from bridge.results.metric_names import BACKLOG, DELIVERED, DEMANDED, members, pools
from bridge.results.run_maps import areas_of, draw_map, run_maps
from bridge.scenario.scenario import Scenario

Columns = dict[str, NDArray[Any]]
Panel = Callable[[Axes, Columns, Columns], None]

BLUE, ORANGE, GREEN, GREY, RED = "#2f6db3", "#e07b39", "#3c9d6b", "#6b7280", "#c2413b"
MOST_IN_A_COLUMN = 3
"""Entries of a legend that stand below each other."""
SHOWN_DIGITS = 3
"""Decimals of a loading factor that two lines must differ in to be drawn apart."""
SERIES = (BLUE, ORANGE, GREEN, RED, "#8563b5", "#b0892f", "#3aa6b0", "#d0659b", GREY)


def draw(folder: Path, target: Path, title: str, scenario: Scenario | None = None, says: str = "") -> None:
    """Draw the run in `folder` to `target` (PNG, whatever its name).

    Args:
        title: of the picture.
        scenario: of the run, for the outlines of its areas; without it there are no maps.
        says: one sentence on what there is to see, below the title.
    """
    ticks, loading = read_columns(folder / TICKS), read_columns(folder / LOADING)
    panels = panels_of(ticks)
    maps = [] if scenario is None else run_maps(folder)
    rows = (len(panels) + 1) // 2
    heights = [3.7 * rows, *([4.3] if maps else [])]
    figure = Figure(figsize=(12, sum(heights) + 0.8), layout="constrained")
    FigureCanvasAgg(figure)
    parts = figure.subfigures(len(heights), 1, height_ratios=heights, squeeze=False).ravel()
    axes = parts[0].subplots(rows, 2, squeeze=False).ravel()
    for axis, panel in zip(axes, panels, strict=False):
        draw_panel(axis, panel, ticks, loading)
    for axis in axes[len(panels) :]:
        axis.set_visible(False)
    if maps and scenario is not None:
        areas = areas_of(scenario, sorted({code for one in maps for code in one.values}))
        for axis, one in zip(parts[1].subplots(1, len(maps), squeeze=False).ravel(), maps, strict=True):
            draw_map(axis, areas, one)
        parts[1].supxlabel(fill(areas.source, 220), fontsize=6, color=GREY)
    sentence = f"\n{fill(says, 130)}" if says else ""
    figure.suptitle(title, fontsize=14, fontweight="bold", x=0.01, ha="left")
    if sentence:
        parts[0].suptitle(sentence.strip(), fontsize=10, color=GREY, x=0.01, ha="left")
    figure.savefig(target, format="png", dpi=110)


def panels_of(ticks: Columns) -> list[Panel]:
    """The panels whose metrics a run has."""
    panels: list[Panel] = [_work if DEMANDED in ticks and DELIVERED in ticks else _crimes]
    if BACKLOG in ticks:
        panels.append(_backlog)
    if pools(ticks):
        panels.append(_utilisation)
    return [*panels, _loading]


def draw_panel(axis: Axes, panel: Panel, ticks: Columns, loading: Columns) -> None:
    """Draw one panel over the time of the run; its title stands at the left."""
    panel(axis, ticks, loading)
    _dress(axis)
    axis.set_xlim(loading["time"][0], loading["time"][-1])


def _crimes(axis: Axes, ticks: Columns, loading: Columns) -> None:
    times, counts = _per_day(ticks, RECEIVED)
    axis.step(times, counts, where="post", color=BLUE)
    _title(axis, "Crimes", "a day")


def _work(axis: Axes, ticks: Columns, loading: Columns) -> None:
    times, demanded = _per_day(ticks, DEMANDED)
    _, delivered = _per_day(ticks, DELIVERED)
    axis.fill_between(times, delivered, step="mid", color=BLUE, alpha=0.18, linewidth=0)
    axis.plot(times, demanded, color=ORANGE, marker="o", markersize=3, label="demanded")
    axis.plot(times, delivered, color=BLUE, marker="o", markersize=3, label="delivered")
    axis.set_ylim(0, 1.05 * max(1.0, float(np.max(demanded)), float(np.max(delivered))))
    _legend(axis, 2)
    _title(axis, "Demand and delivery", "person-hours a day")


def _backlog(axis: Axes, ticks: Columns, loading: Columns) -> None:
    by_pool = {pool: name for pool, name in members(ticks, BACKLOG).items() if pool in pools(ticks)}
    if by_pool:
        stack = [ticks[name] for name in by_pool.values()]
        axis.stackplot(ticks["time"], *stack, labels=list(by_pool), colors=SERIES, alpha=0.75)
        _legend(axis, len(by_pool))
    else:
        axis.fill_between(ticks["time"], ticks[BACKLOG], color=ORANGE, alpha=0.6)
    axis.set_ylim(0, max(1.0, axis.get_ylim()[1]))
    _title(axis, "Backlog", "person-hours")


def _utilisation(axis: Axes, ticks: Columns, loading: Columns) -> None:
    for (pool, name), colour in zip(pools(ticks).items(), SERIES, strict=False):
        axis.plot(ticks["time"], 100 * ticks[name], color=colour, alpha=0.25, linewidth=0.7)
        axis.plot(
            ticks["time"], 100 * _trailing_mean(ticks[name], 24), color=colour, linewidth=1.8, label=pool
        )
    axis.set_ylim(0, 102)
    _legend(axis, len(pools(ticks)))
    _title(axis, "Utilisation of on-duty capacity", "per cent; thick: mean of 24 hours")


def _loading(axis: Axes, ticks: Columns, loading: Columns) -> None:
    lines: dict[tuple[float, ...], list[str]] = {}
    times = np.unique(loading["time"])
    for category in dict.fromkeys(loading["category"].tolist()):
        factors = np.round(loading["factor"][loading["category"] == category], SHOWN_DIGITS)
        lines.setdefault(tuple(factors.tolist()), []).append(category)
    for (factors_of, names), colour in zip(lines.items(), SERIES * 2, strict=False):
        label = ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")
        axis.step(times, factors_of, where="post", color=colour, linewidth=1.6, label=label)
    axis.axhline(1, color=GREY, linewidth=0.8, linestyle=":")
    lowest = min([1.0, *(min(one) for one in lines)])
    highest = max([1.0, *(max(one) for one in lines)])
    reach = max(highest - 1, 1 - lowest, 0.05)
    axis.set_ylim(1 - 1.1 * reach, 1 + 1.1 * reach)
    axis.ticklabel_format(axis="y", useOffset=False)
    _legend(axis, len(lines))
    _title(axis, "Loading factors", "1 = observed rate")


def _legend(axis: Axes, entries: int) -> None:
    """A legend below the axis, where it covers no line; a wide one would push the axis together."""
    axis.legend(
        frameon=False,
        fontsize=8,
        loc="upper left",
        bbox_to_anchor=(0, -0.12),
        ncols=1 if entries <= MOST_IN_A_COLUMN else 2,
        borderaxespad=0,
    )


def _per_day(ticks: Columns, name: str) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Daily increase of a cumulative metric, from the run's start; the last day may be a part of one."""
    values = np.concatenate([[0.0], ticks[name]])
    ends = np.unique(np.append(np.arange(24, len(values), 24), len(values) - 1))
    starts = np.concatenate([[0], ends[:-1]])
    rates = (values[ends] - values[starts]) / (ends - starts) * 24
    return ticks["time"][ends - 1] - ((ends - starts) * 30).astype("timedelta64[m]"), rates


def _trailing_mean(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    sums = np.concatenate([[0.0], np.cumsum(values)])
    last = np.arange(1, len(sums))
    first = np.maximum(last - width, 0)
    means: NDArray[np.float64] = (sums[last] - sums[first]) / (last - first)
    return means


def read_columns(path: Path) -> Columns:
    """The columns of a Parquet file by name."""
    table = pq.read_table(path)
    return {name: table.column(name).to_numpy() for name in table.column_names}


def _title(axis: Axes, title: str, unit: str) -> None:
    axis.set_title(title, loc="left", fontsize=11, fontweight="bold")
    axis.set_ylabel(unit, color=GREY, fontsize=9)


def _dress(axis: Axes) -> None:
    locator = AutoDateLocator(minticks=3, maxticks=8)  # type: ignore[no-untyped-call]
    axis.xaxis.set_major_locator(locator)
    axis.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))  # type: ignore[no-untyped-call]
    axis.grid(axis="y", color="#e5e7eb", linewidth=0.8)
    axis.set_axisbelow(True)
    axis.tick_params(colors=GREY, labelsize=9)
    for side in ("top", "right", "left"):
        axis.spines[side].set_visible(False)
