"""Hotspots within areas: an area's forecast crimes spread over squares by where its crimes were.

data.police.uk moves each crime to the nearest of some 750,000 map points, most of them streets, each with
eight addresses or more around it. The points are taken as they are: a kernel of a few hundred metres is wider
than what they were moved by.
"""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_matrix, csr_matrix
from scipy.spatial import cKDTree

from microsim.errors import DataError, MicrosimError
from microsim.forecast.panel import BoolArray, IntArray, month_range
from microsim.sources.boundaries import GRID
from microsim.street.street_crimes import CrimeData

FloatArray = npt.NDArray[np.float64]

CELL_METRES = 100.0
BANDWIDTH_METRES = 250.0
DISCOUNT = 0.95
"""Weight of a month against the next."""

WEEKS_A_MONTH = 365.25 / 12 / 7
WGS84 = "EPSG:4326"


def age_weights(age_months: IntArray, near_repeat: bool) -> FloatArray:
    """Weight of a crime by its age in months, 0 being the last month known.

    With `near_repeat` 1 / (1 + weeks), as in Bowers, Johnson and Pease (2004), "Prospective hot-spotting",
    British Journal of Criminology 44, 641-658: what happened lately nearby is most likely to happen again.
    """
    if near_repeat:
        recent: FloatArray = 1.0 / (1.0 + age_months.astype(np.float64) * WEEKS_A_MONTH)
        return recent
    weights: FloatArray = np.power(DISCOUNT, age_months.astype(np.float64))
    return weights


def hotspots(
    data: CrimeData,
    expected: pd.Series[float],
    *,
    keep: BoolArray | None = None,
    categories: Sequence[str] = (),
    cell_metres: float = CELL_METRES,
    bandwidth_metres: float = BANDWIDTH_METRES,
    near_repeat: bool = False,
    number: int | None = 100,
) -> pd.DataFrame:
    """The squares with most forecast crimes.

    Args:
        data: as `load_crimes` gives it.
        expected: forecast crimes of each area (MSOA), all wanted categories together.
        keep: which of `data.months` count; None is all of them.
        categories: whose points are used; none is all.
        cell_metres: side of a square, whose corners are multiples of it on the British National Grid.
        bandwidth_metres: where the quartic kernel about each point ends.
        near_repeat: weigh crimes as `age_weights` says.
        number: how many squares; None is all of them.

    Returns:
        One row per square, densest first: `rank`, `area` (which most of its crimes are of), `x`, `y` (middle,
        metres), `longitude`, `latitude`, `expected` (crimes), `per_km2`, `share` (of all expected crimes, in
        this square and those above it).

    Raises:
        MicrosimError: a size that is not above 0.
        DataError: no crime with a place.
    """
    if not (cell_metres > 0 and bandwidth_metres > 0):
        raise MicrosimError(
            f"expected a cell and a bandwidth above 0 m, got {cell_metres:g} and {bandwidth_metres:g}"
        )
    area, x, y, weight = _points(data, keep, categories, near_repeat)
    kernel, cells = _kernel(x, y, cell_metres, bandwidth_metres)
    by_cell = _spread(kernel, area, weight, _of_areas(data, expected))
    total, owner = np.asarray(by_cell.sum(axis=0)).ravel(), np.asarray(by_cell.argmax(axis=0)).ravel()
    order = np.lexsort((cells[:, 1], cells[:, 0], -total))
    order = order[total[order] > 0][:number]
    middle = (cells[order] + 0.5) * cell_metres
    places = gpd.GeoSeries(gpd.points_from_xy(middle[:, 0], middle[:, 1]), crs=GRID).to_crs(WGS84)
    codes = data.areas.index.to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "rank": np.arange(1, len(order) + 1),
            "area": codes[owner[order]],
            "x": middle[:, 0],
            "y": middle[:, 1],
            "longitude": places.x.to_numpy().round(6),
            "latitude": places.y.to_numpy().round(6),
            "expected": total[order],
            "per_km2": total[order] / (cell_metres / 1000.0) ** 2,
            "share": np.cumsum(total[order]) / total.sum(),
        }
    )


def squares(table: pd.DataFrame, cell_metres: float = CELL_METRES) -> gpd.GeoDataFrame:
    """The squares of a table of `hotspots` as polygons in longitude and latitude."""
    half = cell_metres / 2
    x, y = table["x"].to_numpy(), table["y"].to_numpy()
    outlines = shapely.box(x - half, y - half, x + half, y + half)
    return gpd.GeoDataFrame(table, geometry=outlines, crs=GRID).to_crs(WGS84)


def _points(
    data: CrimeData, keep: BoolArray | None, categories: Sequence[str], near_repeat: bool
) -> tuple[IntArray, FloatArray, FloatArray, FloatArray]:
    """Area, place in metres and weight of each distinct point of each area."""
    table = data.table
    months = data.months if keep is None else [m for m, k in zip(data.months, keep, strict=True) if k]
    wanted = table["MSOA"].notna() & table["longitude"].notna() & table["latitude"].notna()
    wanted &= table["month"].isin(list(months))
    if categories:
        wanted &= table["crime_category"].isin(list(categories))
    table = table[wanted]
    if table.empty:
        raise DataError(f"expected crimes of {data.force.name!r} with a place to make hotspots of, got none")
    calendar = month_range(months[0], months[-1])
    position = {month: len(calendar) - 1 - index for index, month in enumerate(calendar)}
    age = np.array([position[month] for month in table["month"].astype(str)], dtype=np.int64)
    frame = pd.DataFrame(
        {
            "area": table["MSOA"].cat.codes.to_numpy().astype(np.int64),
            "longitude": table["longitude"].to_numpy(),
            "latitude": table["latitude"].to_numpy(),
            "weight": age_weights(age, near_repeat),
        }
    )
    found = frame.groupby(["area", "longitude", "latitude"], as_index=False)["weight"].sum()
    places = gpd.GeoSeries(gpd.points_from_xy(found["longitude"], found["latitude"]), crs=WGS84).to_crs(GRID)
    return (
        found["area"].to_numpy(),
        places.x.to_numpy(),
        places.y.to_numpy(),
        found["weight"].to_numpy(dtype=np.float64),
    )


def _of_areas(data: CrimeData, expected: pd.Series[float]) -> FloatArray:
    """Expected crimes of each area of the force, 0 where none are given."""
    return np.array(expected.reindex(data.areas.index).fillna(0.0), dtype=np.float64)


def _kernel(x: FloatArray, y: FloatArray, cell: float, bandwidth: float) -> tuple[csr_matrix, IntArray]:
    """Quartic kernel of each point over the squares, rows summing to 1, and the squares' indices.

    A point whose kernel reaches no square's middle gives all its weight to the square it lies in.
    """
    own = np.floor(np.column_stack([x, y]) / cell).astype(np.int64)
    reach = int(np.ceil(bandwidth / cell))
    steps = np.arange(-reach, reach + 1)
    around = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 2)
    home = np.unique(own, axis=0)
    cells = np.unique((home[:, None] + around).reshape(-1, 2), axis=0)
    middles = (cells + 0.5) * cell
    near = cKDTree(np.column_stack([x, y])).sparse_distance_matrix(
        cKDTree(middles), bandwidth, output_type="coo_matrix"
    )
    value = (1.0 - (near.data / bandwidth) ** 2) ** 2
    position = {tuple(pair): index for index, pair in enumerate(cells.tolist())}
    at = np.array([position[tuple(pair)] for pair in own.tolist()])
    kernel = coo_matrix(
        (
            np.concatenate([value, np.full(len(x), 1e-9)]),
            (np.concatenate([near.row, np.arange(len(x))]), np.concatenate([near.col, at])),
        ),
        shape=(len(x), len(cells)),
    ).tocsr()
    scale = 1.0 / np.asarray(kernel.sum(axis=1)).ravel()
    return kernel.multiply(scale[:, None]).tocsr(), cells


def _spread(kernel: csr_matrix, area: IntArray, weight: FloatArray, expected: FloatArray) -> csr_matrix:
    """Expected crimes of each area in each square, shape (areas, squares)."""
    total = np.bincount(area, weights=weight, minlength=len(expected))
    share = weight / total[area] * expected[area]
    by_area = csr_matrix((share, (area, np.arange(len(area)))), shape=(len(expected), len(area)))
    return (by_area @ kernel).tocsr()
