"""Crime density on a map: crimes per square kilometre by area (MSOA).

A map is a figure or the bytes of a picture, with city names, a scale bar, a legend and the sources. Drawn
without pyplot and without any network.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from textwrap import fill
from threading import Lock
from typing import Any

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from shapely.geometry import MultiPolygon, Polygon

from microsim.drawing import INK, MUTED, STYLE
from microsim.errors import DataError
from microsim.reference.strict_tables import number_column, read_table
from microsim.sources.boundaries import GRID, Areas
from microsim.storage.packaged_data import data_dir

FloatArray = npt.NDArray[np.float64]

FORMATS = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
"""Picture formats and their media types."""

SIZE = (8.6, 8.0)
DPI = 150
EMPTY = "#eef0f3"
"""Areas without a crime."""

CLASSES = 7
"""Colours of the legend at most."""

SQUARE_KM = 1e6
SLIVER = 150.0
"""Metres: gaps between the simplified outlines of neighbours that are no wider than twice this are closed."""

CREDIT_WIDTH = 150
"""Characters of a line at the foot."""

STEPS = (1.0, 2.0, 5.0)
CRIME_SOURCE = "Simulated from police.uk street-level data (OGL v3.0)"

_drawing = Lock()  # matplotlib's caches of fonts and of styles are shared by all figures


def density(crimes: pd.DataFrame, areas: Areas) -> pd.Series[float]:
    """Crimes per square kilometre of each area that has an outline, 0 where none happened."""
    counts = crimes["MSOA"].astype(str).value_counts()
    shapes = areas.shapes
    values: pd.Series[float] = counts.reindex(shapes.index, fill_value=0) / (shapes.area / SQUARE_KM)
    return values.rename("density")


def draw_map(
    crimes: pd.DataFrame,
    areas: Areas,
    authorities: pd.Series[str],
    title: str,
    subtitle: str = "",
    source: str = CRIME_SOURCE,
) -> Figure:
    """Draw the crimes of one force.

    Args:
        crimes: a column `MSOA`, one row per crime.
        areas: the outlines to draw; crimes elsewhere are counted in a note on the map.
        authorities: local authority of each MSOA, for the borders.
        source: where the crimes come from.

    Raises:
        DataError: no outline to draw.
    """
    if areas.shapes.empty:
        raise DataError("expected outlines of some areas to draw, got none")
    values = density(crimes, areas)
    steps = class_bounds(np.asarray(values, dtype=np.float64))
    colours = ListedColormap(mpl.colormaps["YlOrRd"](np.linspace(0.05, 0.95, len(steps) - 1)), under=EMPTY)
    norm = BoundaryNorm(steps, len(steps) - 1)
    figure = Figure(figsize=SIZE, dpi=DPI)
    axes = figure.add_axes((0.03, 0.13, 0.94, 0.77))
    shapes = areas.shapes.assign(density=values)
    shapes.plot(
        ax=axes, column="density", cmap=colours, norm=norm, edgecolor="white", linewidth=_line_width(shapes)
    )
    _borders(shapes, authorities).boundary.plot(ax=axes, color=INK, linewidth=0.9)
    axes.set_axis_off()
    _frame(axes, shapes.total_bounds)
    _places(axes, shapes)
    _scale_bar(axes)
    _legend(figure, colours, steps)
    figure.text(0.03, 0.965, title, size=17, weight="bold", va="top")
    figure.text(0.03, 0.92, subtitle, size=10.5, color=MUTED, va="top")
    outside = len(crimes) - int(crimes["MSOA"].astype(str).isin(shapes.index).sum())
    note = f" Not shown: {outside:,} of the crimes, in areas without an outline." if outside else ""
    credit = f"{fill(f'{source}.{note}', CREDIT_WIDTH)}\n{fill(f'{areas.source}.', CREDIT_WIDTH)}"
    figure.text(0.03, 0.02, credit, size=7.5, color=MUTED, va="bottom")
    if areas.approximate:
        _label_approximate(axes)
    return figure


def _borders(shapes: gpd.GeoDataFrame, authorities: pd.Series[str]) -> gpd.GeoSeries:
    """The outlines of authorities; slivers between simplified outlines of their areas are closed."""
    names = authorities.reindex(shapes.index).fillna("").to_numpy()
    whole = shapes.assign(geometry=shapes.buffer(SLIVER)).dissolve(by=names).buffer(-SLIVER)
    return whole.map(_without_slivers)


def _without_slivers(shape: Any) -> Any:
    """A polygon, or several, without holes that are no wider than a sliver is long."""
    parts = [
        Polygon(one.exterior, [hole for hole in one.interiors if Polygon(hole).area > (10 * SLIVER) ** 2])
        for one in getattr(shape, "geoms", [shape])
    ]
    return MultiPolygon(parts)


def map_bytes(
    crimes: pd.DataFrame,
    areas: Areas,
    authorities: pd.Series[str],
    title: str,
    subtitle: str = "",
    source: str = CRIME_SOURCE,
    picture: str = "png",
) -> bytes:
    """The same as a picture in one of `FORMATS`: the same bytes for the same crimes, from any thread."""
    if picture not in FORMATS:
        raise DataError(f"expected a picture format among {', '.join(FORMATS)}, got {picture!r}")
    dates = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}, "pdf": {"CreationDate": None}}
    content = io.BytesIO()
    with _drawing, mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = draw_map(crimes, areas, authorities, title, subtitle, source)
        figure.savefig(content, format=picture, metadata=dates[picture])
    return content.getvalue()


def class_bounds(values: FloatArray) -> list[float]:
    """Bounds of the legend's classes: 1, 2 or 5 times a power of ten, from the smallest density up.

    Where that gives more than `CLASSES` classes the lowest are joined, so that the dense areas stay apart.
    """
    positive = values[values > 0]
    if not len(positive):
        return [0.5, 1.0]
    low, high = float(positive.min()), float(positive.max())
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    ladder = [step * 10.0**power for power in powers for step in STEPS]
    first = max(index for index, bound in enumerate(ladder) if bound <= low)
    last = next(index for index, bound in enumerate(ladder) if bound > high)
    bounds = ladder[first : last + 1]
    return [bounds[0], *bounds[-CLASSES:]] if len(bounds) > CLASSES + 1 else bounds


@cache
def places() -> gpd.GeoDataFrame:
    """Cities and towns (`data/places.csv`): columns `name`, `rank` (1 or 2) and a point."""
    table = read_table(data_dir() / "places.csv", ("name", "latitude", "longitude", "rank"))
    longitude = pd.to_numeric(table["longitude"])
    latitude = number_column(table, "latitude", "places.csv")
    rank = number_column(table, "rank", "places.csv").astype(int)
    points = gpd.points_from_xy(longitude, latitude)
    return gpd.GeoDataFrame({"name": table["name"], "rank": rank}, geometry=points, crs="EPSG:4326").to_crs(
        GRID
    )


def period_text(times: pd.Series[pd.Timestamp]) -> str:
    """The days that some times span, in words."""
    first, last = times.min(), times.max()
    if first.year == last.year and first.month == last.month:
        return f"{first:%B %Y}"
    return f"{first:%B %Y} to {last:%B %Y}"


def _line_width(shapes: gpd.GeoDataFrame) -> float:
    return 0.5 if len(shapes) < 150 else 0.25


def _frame(axes: Axes, bounds: Sequence[float]) -> None:
    """Fit the view to the outlines, with room for the scale bar."""
    left, bottom, right, top = bounds
    margin = 0.03 * max(right - left, top - bottom)
    axes.set_xlim(left - margin, right + margin)
    axes.set_ylim(bottom - 2.4 * margin, top + margin)
    axes.set_aspect("equal")


def _places(axes: Axes, shapes: gpd.GeoDataFrame) -> None:
    """Name the places within the outlines; of two that would overlap, the lesser one stays away."""
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    halo = [withStroke(linewidth=2.6, foreground="white")]
    ground = shapes.union_all()
    taken: list[tuple[float, float]] = []
    inside = places()[places().within(ground)]
    for name, rank, point in zip(inside["name"], inside["rank"], inside.geometry, strict=True):
        spot = ((point.x - left) / (right - left), (point.y - bottom) / (top - bottom))
        if any(abs(spot[0] - x) < 0.1 and abs(spot[1] - y) < 0.035 for x, y in taken):
            continue
        taken.append(spot)
        big = rank == 1
        axes.plot(point.x, point.y, "o", ms=4 if big else 3, color=INK, mec="white", mew=0.8, zorder=5)
        axes.annotate(
            name,
            (point.x, point.y),
            xytext=(0, 5),
            textcoords="offset points",
            ha="center",
            size=11 if big else 8.5,
            weight="bold" if big else "normal",
            path_effects=halo,
            zorder=6,
        )


def _scale_bar(axes: Axes) -> None:
    """A bar of a round length, about a fifth of the width, at the lower left; black and white halves."""
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    length = round_length((right - left) / 5)
    x, y, height = left + 0.01 * (right - left), bottom + 0.012 * (top - bottom), 0.008 * (top - bottom)
    for half, colour in enumerate((INK, "white")):
        start = (x + half * length / 2, y)
        axes.add_patch(Rectangle(start, length / 2, height, fc=colour, ec=INK, lw=0.8, zorder=7))
    unit, scale = ("km", 1000.0) if length >= 1000 else ("m", 1.0)
    for mark in (0, 1):
        text = f"{mark * length / scale:g}" + (f" {unit}" if mark == 1 else "")
        axes.text(x + mark * length, y + 1.6 * height, text, ha="center", va="bottom", size=8, zorder=7)


def round_length(metres: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that is not above `metres`."""
    power = 10.0 ** np.floor(np.log10(metres))
    return float(max(step * power for step in STEPS if step * power <= metres))


def _legend(figure: Figure, colours: ListedColormap, steps: list[float]) -> None:
    """Colour boxes with their bounds, lower right."""
    axes = figure.add_axes((0.47, 0.105, 0.5, 0.02))
    number = len(steps) - 1
    axes.set_xlim(-1.3, CLASSES)
    axes.set_ylim(0, 1)
    axes.add_patch(Rectangle((-1.3, 0), 1, 1, fc=EMPTY, ec=MUTED, lw=0.4))
    axes.text(-0.8, -0.35, "none", ha="center", va="top", size=8)
    for index in range(number):
        axes.add_patch(Rectangle((index, 0), 1, 1, fc=colours(index), ec="white", lw=0.6))
    for index, bound in enumerate(steps):
        axes.text(index, -0.35, f"{bound:,g}", ha="center", va="top", size=8)
    axes.text(-1.3, 1.5, "crimes per km²", size=9, va="bottom")
    axes.set_axis_off()


def _label_approximate(axes: Axes) -> None:
    axes.text(
        0.995,
        0.995,
        "approximate areas",
        transform=axes.transAxes,
        ha="right",
        va="top",
        size=9,
        style="italic",
        color=INK,
        bbox={"boxstyle": "round,pad=0.35", "fc": "#fef3c7", "ec": "#d97706", "lw": 0.8},
        zorder=9,
    )
