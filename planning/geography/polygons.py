"""Areas from polygons of the user's own: LSOAs of a city, wards, beats, a grid.

GeoJSON, GeoPackage or shapefile through geopandas. What such a file does not say (force, authority,
rural-urban class) is taken from the MSOA of 2021 that the middle of the polygon lies in.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio.errors
import shapely

from common.names import near
from common.reading import require_bounded
from planning.arrays import Flags, Floats, Positions, Shapes
from planning.errors import GeographyError, UnknownAreaError
from planning.geography.areas import GRID, Areas
from planning.geography.contiguity import adjoining
from planning.geography.shipped import CREDIT, msoas

SUFFIXES = (".geojson", ".json", ".gpkg", ".shp", ".zip")
CODE_COLUMNS = ("code", "area", "id", "name")
ONS_CODE = re.compile(r"[EWSN]\d{8}")
SIMPLIFIED_M = 10.0
"""Outlines are for pictures; areas and neighbours are taken from the polygons as they are."""

URBAN_DENSITY = 500.0
"""Residents a km2 from which an area counts as urban where no class is known: as 92 % of the MSOAs of England
and Wales do by the classification of 2021."""


def read_polygons(
    path: Path, codes: Collection[str] | None = None, column: str | None = None, layer: str | None = None
) -> Areas:
    """The areas of a file of polygons, in the order of their codes; features of one code are joined.

    Args:
        path: GeoJSON, GeoPackage, or shapefile, also zipped.
        codes: those to take; all where None.
        column: with the codes; where None, the one with codes of the ONS, else `code`, `area`, `id` or
        `name`. layer: of a GeoPackage; the first where None.

    Raises:
        GeographyError: no such file, another format, no coordinate system, no codes, or a feature that
            is no polygon; the message names the file, and the row (from 1) where there is one.
        UnknownAreaError: a code that was asked for is not in the file.
    """
    frame = _frame(path, layer)
    column = _code_column(frame, path.name) if column is None else _given(frame, column, path.name)
    frame = frame.assign(_code=[str(value).strip() for value in frame[column]])
    if codes is not None:
        missing = next((code for code in codes if code not in set(frame["_code"])), None)
        if missing is not None:
            raise UnknownAreaError(
                f"{path.name}: expected an area {missing!r}, got none{near(missing, frame['_code'].tolist())}"
            )
        frame = frame[frame["_code"].isin(list(codes))]
    _check(frame, column, path.name)
    crs = GRID if _in_britain(frame) else str(frame.estimate_utm_crs())
    return _areas(_joined(frame.to_crs(crs)).sort_values("_code", kind="stable"), path.name, crs)


def _frame(path: Path, layer: str | None) -> gpd.GeoDataFrame:
    if path.suffix.lower() not in SUFFIXES or not path.is_file():
        raise GeographyError(f"{path}: expected an existing file ending in {', '.join(SUFFIXES)}, found none")
    try:
        require_bounded(path)
        frame = gpd.read_file(path) if layer is None else gpd.read_file(path, layer=layer)
    except (OSError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise GeographyError(f"{path.name}: expected a file of polygons ({error})") from error
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None:
        raise GeographyError(f"{path.name}: expected polygons with a coordinate reference system, got none")
    if frame.empty:
        raise GeographyError(f"{path.name}: expected at least one polygon, got none")
    return frame.reset_index(drop=True)


def _code_column(frame: gpd.GeoDataFrame, name: str) -> str:
    """The first column whose values are all codes of the ONS and differ, else one of `CODE_COLUMNS`."""
    columns = [str(column) for column in frame.columns if column != frame.geometry.name]
    for column in columns:
        values = frame[column]
        if values.is_unique and all(ONS_CODE.fullmatch(str(value)) for value in values):
            return column
    by_name = {column.lower(): column for column in columns}
    found = next((by_name[wanted] for wanted in CODE_COLUMNS if wanted in by_name), None)
    if found is None:
        raise GeographyError(
            f"{name}: expected a column with codes of the areas, got none named {', '.join(CODE_COLUMNS)} in "
            f"{', '.join(map(repr, columns))}; name the column"
        )
    return found


def _given(frame: gpd.GeoDataFrame, column: str, name: str) -> str:
    if column not in frame.columns:
        raise GeographyError(
            f"{name}: expected a column {column!r}, got none{near(column, map(str, frame.columns))}"
        )
    return column


def _check(frame: gpd.GeoDataFrame, column: str, name: str) -> None:
    for row, code, shape in zip(frame.index + 1, frame["_code"], frame.geometry, strict=True):
        if not code or code in ("None", "nan"):
            raise GeographyError(f"{name}: feature {row}, column {column!r}: expected a code, got none")
        if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
            got = "nothing" if shape is None or shape.is_empty else f"a {shape.geom_type}"
            raise GeographyError(f"{name}: feature {row} ({code!r}): expected a polygon, got {got}")


def _joined(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """One row per code: features of one code are the pieces of one area."""
    if frame["_code"].is_unique:
        return frame
    return frame.dissolve(by="_code", as_index=False, sort=False)


def _in_britain(frame: gpd.GeoDataFrame) -> bool:
    """Whether the polygons lie where the British National Grid is defined."""
    left, bottom, right, top = frame.to_crs("EPSG:4326").total_bounds
    return bool(left >= -9.0 and right <= 2.1 and bottom >= 49.7 and top <= 61.0)


def _areas(frame: gpd.GeoDataFrame, name: str, crs: str) -> Areas:
    shapes: Shapes = shapely.make_valid(frame.geometry.to_numpy())
    middle = shapely.centroid(shapes)
    middle = np.where(shapely.contains(shapes, middle), middle, shapely.point_on_surface(shapes))
    x, y = shapely.get_x(middle), shapely.get_y(middle)
    km2 = shapely.area(shapes) / 1e6
    population = _population(frame, name)
    hosts = _hosts(x, y) if crs == GRID else np.full(len(frame), -1)
    every = msoas("2021")

    def of_host(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(values[host] if host >= 0 else "" for host in hosts)

    return Areas(
        codes=tuple(frame["_code"]),
        names=_names(frame),
        x_m=x,
        y_m=y,
        weighted=np.zeros(len(frame), dtype=bool),
        km2=km2,
        population=population,
        urban=_urban(hosts, population / km2),
        rural_urban=of_host(every.rural_urban),
        authority=of_host(every.authority),
        authority_name=of_host(every.authority_name),
        force=of_host(every.force),
        neighbors=tuple(map(tuple, adjoining(shapes))),
        outlines=shapely.simplify(shapes, SIMPLIFIED_M),
        source=f"Areas: {name}." + (f" Forces and rural-urban classes: {CREDIT}." if crs == GRID else ""),
        crs=crs,
    )


def _population(frame: gpd.GeoDataFrame, name: str) -> Floats:
    """The column `population`, in any case, as numbers; NaN where the file has none."""
    column = next((c for c in frame.columns if str(c).lower() == "population"), None)
    if column is None:
        return np.full(len(frame), np.nan)
    values = np.array([_number(value) for value in frame[column]])
    wrong = np.flatnonzero(~(np.isfinite(values) & (values >= 0)))
    if len(wrong):
        raise GeographyError(
            f"{name}: area {frame['_code'].iloc[wrong[0]]!r}, column {column!r}: expected a number >= 0, "
            f"got {frame[column].iloc[wrong[0]]!s}"
        )
    return values


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return float("nan")


def _names(frame: gpd.GeoDataFrame) -> tuple[str, ...]:
    """A column `name` or one of the ONS (`...NM`), else the codes."""
    columns = [str(c) for c in frame.columns]
    found = next(
        (c for c in columns if c.lower() == "name" or re.fullmatch(r"[A-Za-z]+\d\d(NM|_name)", c)), None
    )
    return tuple(str(value) for value in frame[found or "_code"])


def _hosts(x: Floats, y: Floats) -> Positions:
    """The MSOA of 2021 that each point lies in, or the nearest within 2 km; -1 elsewhere."""
    every = msoas("2021")
    points = shapely.points(x, y)
    found = np.full(len(x), -1, dtype=np.int64)
    at, host = shapely.STRtree(every.outlines).query_nearest(points, max_distance=2000.0, all_matches=False)
    found[at] = host
    return found


def _urban(hosts: Positions, density: Floats) -> Flags:
    by_class = msoas("2021").urban[hosts] & (hosts >= 0)
    unknown = np.isnan(density) | (density >= URBAN_DENSITY)  # without any knowledge: urban
    return np.where(hosts >= 0, by_class, unknown)
