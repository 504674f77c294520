"""A forecast as pictures: the force's months with the intervals ahead, and a map of the areas."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from threading import Lock

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from microsim.drawing import INK, MUTED, STYLE
from microsim.errors import DataError
from microsim.forecast.forecast_table import ALL
from microsim.forecast.panel import Panel
from microsim.maps import FORMATS
from microsim.sources.boundaries import Areas

FloatArray = npt.NDArray[np.float64]

COLOUR, PAST, LEFT_OUT = "#c2410c", "#1f2a37", "#e5e7eb"
SHOWN_MONTHS = 36
"""Months before the forecast that are drawn at most."""

DPI = 150
SQUARE_KM = 1e6
DATES: dict[str, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None},
}
"""What would differ from run to run in a picture's file."""

_drawing = Lock()  # matplotlib's caches of fonts and of styles are shared by all figures


def draw_months(panel: Panel, table: pd.DataFrame) -> Figure:
    """All crimes of the force, large, and each category, small: past months, forecast, 50 and 90 % intervals.

    Args:
        table: as `forecast_table.force_table` gives it.
    """
    figure = Figure(figsize=(11.0, 9.6), dpi=DPI, layout="constrained")
    grid = figure.add_gridspec(6, 3)
    force = panel.counts.sum(axis=2)
    shown = slice(max(0, len(panel.months) - SHOWN_MONTHS), None)
    axes = figure.add_subplot(grid[0, :])
    _draw_one(axes, panel, force.sum(axis=1), table[table["category"] == ALL], shown)
    axes.set_title(f"{panel.force}: recorded crimes a month and forecast", loc="left", weight="bold")
    for index, category in enumerate(panel.categories):
        small = figure.add_subplot(grid[1 + index // 3, index % 3])
        _draw_one(small, panel, force[:, index], table[table["category"] == category], shown)
        small.set_title(category, loc="left", size=9)
        small.tick_params(labelsize=7)
    figure.supxlabel(
        "Dark: intervals of 50 %, light: of 90 %; grey: months without data or left out", size=8, color=MUTED
    )
    return figure


def draw_areas(
    mean: FloatArray, deviation: FloatArray, areas: Areas, codes: Sequence[str], title: str
) -> Figure:
    """Two maps: expected crimes per square kilometre, and the 90 % interval's half width in percent of them.

    Args:
        mean, deviation: of each area's crimes, shape (A,).
        codes: the areas of these.

    Raises:
        DataError: no outline to draw.
    """
    if areas.shapes.empty:
        raise DataError("expected outlines of some areas to draw, got none")
    values = pd.DataFrame({"mean": mean, "deviation": deviation}, index=list(codes)).reindex(
        areas.shapes.index
    )
    shapes = areas.shapes.assign(
        density=values["mean"] / (areas.shapes.area / SQUARE_KM),
        width=164.5 * values["deviation"] / values["mean"].clip(lower=1e-6),
    )
    figure = Figure(figsize=(12.0, 6.6), dpi=DPI, layout="constrained")
    left, right = figure.subplots(1, 2)
    ranks = shapes["density"].clip(lower=shapes["density"][shapes["density"] > 0].min())
    norm = mpl.colors.LogNorm(ranks.min(), max(ranks.max(), ranks.min() * 1.01))
    widths = mpl.colors.Normalize(0.0, float(shapes["width"].max()))
    for axes, column, colours, label, scale in (
        (left, "density", "YlOrRd", "expected crimes per km2", norm),
        (right, "width", "BuPu", "90 % interval: plus or minus, % of expected", widths),
    ):
        shapes.plot(
            ax=axes, column=column, cmap=colours, norm=scale, edgecolor="white", linewidth=0.2, legend=True,
            legend_kwds={"label": label, "orientation": "horizontal", "shrink": 0.7, "pad": 0.02},
        )  # fmt: skip
        axes.set_axis_off()
    figure.suptitle(title, size=14, weight="bold", x=0.01, ha="left")
    figure.supxlabel(f"{areas.source}.", size=7, color=MUTED)
    return figure


def picture_of(draw: Callable[[], Figure], picture: str) -> bytes:
    """What `draw` draws in one of `maps.FORMATS`: the same bytes for the same figure.

    Raises:
        DataError: another format.
    """
    if picture not in FORMATS:
        raise DataError(f"expected a picture format among {', '.join(FORMATS)}, got {picture!r}")
    content = io.BytesIO()
    with _drawing, mpl.rc_context(STYLE):  # type: ignore[arg-type]
        draw().savefig(content, format=picture, metadata=DATES[picture])
    return content.getvalue()


def _draw_one(axes: Axes, panel: Panel, counts: FloatArray, ahead: pd.DataFrame, shown: slice) -> None:
    """One series: what was, and what is to come."""
    months = np.arange(len(panel.months))[shown]
    past = np.where(panel.used, counts, np.nan)[shown]
    for month in months[~panel.used[shown]]:
        axes.axvspan(month - 0.5, month + 0.5, color=LEFT_OUT, linewidth=0)
    axes.plot(months, past, color=PAST, linewidth=1.2, marker="o", markersize=2)
    first = pd.Period(panel.months[0], freq="M")
    future = np.array([(pd.Period(month, freq="M") - first).n for month in ahead["month"]])
    for low, high, strength in (("q05", "q95", 0.2), ("q25", "q75", 0.35)):
        axes.fill_between(
            np.concatenate([[future[0] - 0.4], future, [future[-1] + 0.4]]),
            ahead[low].iloc[[0, *range(len(ahead)), -1]],
            ahead[high].iloc[[0, *range(len(ahead)), -1]],
            color=COLOUR, alpha=strength, linewidth=0,
        )  # fmt: skip
    axes.plot(future, ahead["expected"], color=COLOUR, linewidth=1.4, marker="o", markersize=2)
    span = range(int(months[0]), int(future[-1]) + 1)
    ticks = [t for t in span if (first + t).month in ((1, 7) if len(span) > 18 else (1, 4, 7, 10))]
    axes.set_xticks(ticks, [f"{first + tick}" for tick in ticks])
    axes.set_ylim(bottom=0)
    axes.grid(axis="y", color="#eef0f3")
    axes.tick_params(labelcolor=INK)
