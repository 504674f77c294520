"""The outlines of areas (MSOAs): from a file of boundaries, or approximated from where crimes happened.

`Areas` are in metres of the British National Grid and say whether they are real. Nothing is fetched from
anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio.errors
import shapely

from common.reading import require_bounded
from microsim.errors import DataError
from microsim.street.street_crimes import CrimeData

GRID = "EPSG:27700"
"""British National Grid, metres."""

SUFFIXES = (".zip", ".shp", ".gpkg", ".geojson", ".json")
ONS_CREDIT = (
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0. "
    "Contains OS data © Crown copyright and database right"
)
"""What the ONS asks to be shown with its boundaries."""

HULL_RATIO = 0.5
"""How closely the outline of approximate areas follows the outermost points: 0 hugs them, 1 is convex."""

FEW_POINTS = 20
"""Fewer have no outline worth following: their hull is convex."""

MARGIN = 0.017
MARGIN_METRES = (250.0, 700.0)
"""How far approximate areas reach beyond the outermost points: a share of the extent, within bounds."""


@dataclass(frozen=True)
class Areas:
    """The outlines of some areas.

    Attributes:
        shapes: index MSOA code, one geometry each, EPSG:27700.
        approximate: whether they were made up from crime points.
        source: one sentence on where they come from, to be shown with every map.
        missing: areas that were asked for and have no outline.
    """

    shapes: gpd.GeoDataFrame
    approximate: bool
    source: str
    missing: tuple[str, ...] = ()

    def select(self, codes: Sequence[str]) -> Areas:
        """The same outlines of some areas only."""
        kept = self.shapes.loc[self.shapes.index.isin(codes)]
        missing = tuple(code for code in codes if code not in kept.index)
        return Areas(kept, self.approximate, self.source, missing)


def read_boundaries(path: Path, codes: Sequence[str]) -> Areas:
    """The outlines of some areas from a shapefile (also zipped), GeoPackage or GeoJSON of any MSOA layout.

    The column with the codes is found by its values. Areas that the file lacks are listed in `missing`.

    Args:
        codes: MSOA codes, for example `E02002183`.

    Raises:
        DataError: no such file, another format, no coordinate system, or no column that holds these codes.
    """
    if path.suffix.lower() not in SUFFIXES or not path.is_file():
        raise DataError(
            f"{path}: expected an existing file of boundaries ending in {', '.join(SUFFIXES)}, found none"
        )
    try:
        require_bounded(path)
        frame = gpd.read_file(path)
    except (OSError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise DataError(
            f"{path.name}: expected a file of boundaries, got another or damaged one ({error})"
        ) from error
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None:
        raise DataError(f"{path.name}: expected outlines with a coordinate reference system, got none")
    column = _code_column(frame, set(codes))
    if column is None:
        names = ", ".join(repr(name) for name in frame.columns if name != "geometry")
        raise DataError(
            f"{path.name}: expected a column with MSOA codes such as {codes[0]!r}, got none in {names}"
        )
    shapes = frame[frame[column].isin(codes)][[column, "geometry"]].to_crs(GRID)
    shapes = shapes.dissolve(by=column)[["geometry"]].sort_index()
    shapes.index.name = "MSOA"
    return Areas(shapes, False, f"Boundaries: {path.name}. {ONS_CREDIT}").select(codes)


def _code_column(frame: gpd.GeoDataFrame, codes: set[str]) -> str | None:
    """The text column in which most of the codes are found."""
    hits = {
        str(name): int(frame[name].isin(codes).sum()) for name in frame.columns if name != frame.geometry.name
    }
    best = max(hits, key=lambda name: hits[name], default=None)
    return best if best is not None and hits[best] else None


def lsoa_points(data: CrimeData) -> pd.DataFrame:
    """The mean position of the crimes of each LSOA: index LSOA, columns `MSOA`, `longitude`, `latitude`."""
    table = data.table
    placed = table[table["MSOA"].notna() & table["longitude"].notna() & table["latitude"].notna()]
    by_lsoa = placed.groupby("LSOA", observed=True)
    points = by_lsoa[["longitude", "latitude"]].mean()
    points.insert(0, "MSOA", by_lsoa["MSOA"].first().astype(str))
    return points


def approximate_areas(points: pd.DataFrame) -> Areas:
    """Areas built from crime points: each LSOA gets the ground nearest to its mean crime position, each MSOA
    its LSOAs, all within a hull around the points.

    Args:
        points: as `lsoa_points` gives them.

    Raises:
        DataError: there are no points.
    """
    if points.empty:
        raise DataError("expected crimes with a place to build areas from, got none")
    located = gpd.GeoDataFrame(
        points[["MSOA"]].reset_index(drop=True),
        geometry=gpd.points_from_xy(points["longitude"], points["latitude"]),
        crs="EPSG:4326",
    ).to_crs(GRID)
    located = located[~located.geometry.duplicated()]
    cloud = shapely.MultiPoint(np.asarray(located.geometry))
    left, bottom, right, top = cloud.bounds
    margin = float(np.clip(MARGIN * max(right - left, top - bottom), *MARGIN_METRES))
    ratio = 1.0 if len(located) < FEW_POINTS else HULL_RATIO
    ground = shapely.concave_hull(cloud, ratio=ratio).buffer(margin)
    if len(located) > 1:
        cells = shapely.get_parts(shapely.voronoi_polygons(cloud, extend_to=ground, ordered=True))
    else:
        cells = np.array([ground])
    shapes = gpd.GeoDataFrame(
        {"MSOA": located["MSOA"].to_numpy()}, geometry=shapely.intersection(cells, ground), crs=GRID
    )
    source = (
        "Areas: approximate, not boundaries: the ground nearest to each LSOA's mean crime position "
        "(police.uk, OGL v3.0), joined to MSOAs"
    )
    return Areas(shapes.dissolve(by="MSOA").sort_index(), True, source)
