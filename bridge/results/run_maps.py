"""Maps of a run by area: how fast the police came, where they patrolled, where crime is expected to change.

Each map is of what the run's tables hold, so that a run without places has none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import Normalize, TwoSlopeNorm
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from bridge.record.run_tables import AREA_LOADING, CRIMES
from bridge.scenario.scenario import Scenario

if TYPE_CHECKING:
    from planning.geography.areas import Areas

GREY = "#6b7280"
FEWEST = 3
"""Incidents of an area from which its median is shown."""
MOST_OUTLINES = 1_500
"""Areas whose outlines a picture of lines holds; those of England and Wales would take 20 MB."""


@dataclass(frozen=True, slots=True)
class AreaMap:
    """One value by area."""

    title: str
    column: str
    """Its name in a table of areas."""
    unit: str
    values: dict[str, float]
    """By code; areas without a value are left blank."""
    colours: str
    centre: float | None = None
    """The value in the middle of the colours, where there is one."""


def run_maps(folder: Path) -> list[AreaMap]:
    """The maps that a run's tables can fill."""
    return [one for one in _maps(folder) if one.values]


def _maps(folder: Path) -> Iterator[AreaMap]:
    incidents, areas = folder / "incidents.parquet", folder / "areas.parquet"
    if _has(incidents, ("area", "priority", "reported", "arrived")):
        yield AreaMap(
            "Response to priorities 1 and 2",
            "median_response_minutes",
            "median minutes",
            _response(incidents),
            "YlOrRd",
        )
    if _has(areas, ("area", "day", "patrol-minutes")):
        yield AreaMap("Patrol", "patrol_minutes_a_day", "minutes a day", _patrol(areas), "Blues")
    if (folder / AREA_LOADING).is_file():
        yield AreaMap("Loading at the end", "loading", "mean of categories", _loading(folder), "RdBu_r", 1.0)


def _has(path: Path, columns: Sequence[str]) -> bool:
    """Whether a table is there with these columns and any row: columns without values have no type."""
    if not path.is_file():
        return False
    about = pq.read_metadata(path)
    return bool(about.num_rows) and set(columns) <= set(about.schema.names)


def _response(path: Path) -> dict[str, float]:
    table = pq.read_table(path, columns=["area", "priority", "reported", "arrived"])
    table = table.filter(pc.and_(pc.less_equal(table["priority"], 2), pc.is_valid(table["arrived"])))
    since = [
        table[name].to_numpy().astype("datetime64[ms]").astype(np.int64) for name in ("reported", "arrived")
    ]
    minutes = (since[1] - since[0]) / 60_000
    codes = np.asarray(table["area"].to_pylist(), dtype=object)
    by_area = {code: minutes[codes == code] for code in dict.fromkeys(codes.tolist())}
    return {code: float(np.median(one)) for code, one in by_area.items() if len(one) >= FEWEST}


def _patrol(path: Path) -> dict[str, float]:
    table = pq.read_table(path, columns=["area", "day", "patrol-minutes"])
    days = max(1, pc.count_distinct(table["day"]).as_py())
    totals = table.group_by("area").aggregate([("patrol-minutes", "sum")])
    return {row["area"]: row["patrol-minutes_sum"] / days for row in totals.to_pylist()}


def _loading(folder: Path) -> dict[str, float]:
    """The last factors of each area, each category weighted by its crimes of the run; all others are 1."""
    table = pq.read_table(folder / AREA_LOADING)
    last = table.filter(pc.equal(table["time"], pc.max(table["time"])))
    counts = {
        row["crime_category"]: row["crime_category_count"]
        for row in pq.read_table(folder / CRIMES, columns=["crime_category"])
        .group_by("crime_category")
        .aggregate([("crime_category", "count")])
        .to_pylist()
    }
    total = sum(counts.values()) or 1
    values: dict[str, float] = {}
    for row in last.to_pylist():
        share = counts.get(row["category"], 0) / total
        values[row["area"]] = values.get(row["area"], 1.0) + share * (row["factor"] - 1.0)
    return values


def areas_of(scenario: Scenario, codes: Sequence[str]) -> "Areas":
    """The areas of a run with their outlines."""
    if scenario.geography is None:
        from planning.geography.shipped import areas_by_code

        return areas_by_code(codes)
    from planning.geography.polygons import read_polygons  # late: packages that read files of polygons

    return read_polygons(Path(scenario.geography), codes)


def draw_map(axis: Axes, areas: "Areas", one: AreaMap) -> None:
    """Draw one map; a legend says what its colours mean. Beyond `MOST_OUTLINES` the shapes become an image
    also where the picture itself is made of lines."""
    rings: list[NDArray[np.float64]] = []
    values: list[float] = []
    for code, outline in zip(areas.codes, areas.outlines, strict=True):
        for part in getattr(outline, "geoms", [outline]):
            rings.append(np.asarray(part.exterior.coords)[:, :2])
            values.append(one.values.get(code, np.nan))
    known = np.array([value for value in values if value == value])
    shapes = PolyCollection(
        rings, array=np.ma.masked_invalid(values), cmap=one.colours, norm=_norm(known, one.centre)
    )
    shapes.set_edgecolor("#ffffff")
    shapes.set_linewidth(0.3)
    shapes.set_rasterized(len(areas) > MOST_OUTLINES)
    axis.add_collection(shapes)
    axis.autoscale_view()
    axis.set_aspect("equal")
    axis.set_axis_off()
    axis.set_title(one.title, loc="left", fontsize=11, fontweight="bold")
    figure: Any = axis.figure
    bar = figure.colorbar(shapes, ax=axis, orientation="horizontal", shrink=0.8, pad=0.02, aspect=30)
    bar.set_label(one.unit, color=GREY, fontsize=9)
    bar.locator = MaxNLocator(4)
    bar.update_ticks()
    bar.ax.tick_params(colors=GREY, labelsize=8)
    bar.outline.set_visible(False)


def _norm(values: NDArray[np.float64], centre: float | None) -> Normalize:
    """Colours from the 2nd to the 98th percentile: one far-away area must not take them all."""
    low, high = (float(np.quantile(values, share)) for share in (0.02, 0.98))
    if centre is not None:
        reach = max(abs(high - centre), abs(centre - low), 0.01)
        return TwoSlopeNorm(centre, centre - reach, centre + reach)
    return Normalize(min(low, high - 1e-9), high)
