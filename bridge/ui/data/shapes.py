"""Outlines of areas as lists of numbers for a map in the browser."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from planning.geography.areas import Areas

MERCATOR = "EPSG:3857"
TOLERANCE_SHARE = 1 / 1_500
"""Outlines are simplified to this share of the map's extent, which is less than a pixel."""


@dataclass(frozen=True, eq=False)
class Shapes:
    """Areas of a map: one row for each, in metres.

    Attributes:
        codes: of the areas, in the order of everything else.
        names, authorities: for people.
        xs, ys: of each area its polygons, of each polygon its outer ring and its holes.
        extent: left, right, bottom, top.
        source: attribution.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    authorities: tuple[str, ...]
    xs: list[list[list[list[float]]]]
    ys: list[list[list[list[float]]]]
    extent: tuple[float, float, float, float]
    source: str
    areas: "Areas"

    @cached_property
    def index(self) -> dict[str, int]:
        """Position by code."""
        return {code: at for at, code in enumerate(self.codes)}


def shapes_of(areas: "Areas") -> Shapes:
    """The outlines of some areas, simplified to what a screen can show."""
    import shapely

    left, bottom, right, top = (float(one) for one in shapely.total_bounds(areas.outlines))
    tolerance = max(right - left, top - bottom) * TOLERANCE_SHARE
    simple = shapely.simplify(areas.outlines, tolerance, preserve_topology=True)
    xs, ys = zip(*(_rings(shape) for shape in simple), strict=True)
    return Shapes(
        tuple(areas.codes),
        tuple(areas.names),
        tuple(areas.authority_name),
        list(xs),
        list(ys),
        (left, right, bottom, top),
        areas.source,
        areas,
    )


@lru_cache(maxsize=32)
def shapes_by_code(codes: tuple[str, ...]) -> Shapes:
    """The shapes of shipped areas (MSOAs).

    Raises:
        planning.UnknownAreaError: a code that is none of theirs.
    """
    from planning.geography.shipped import areas_by_code

    return shapes_of(areas_by_code(codes))


@lru_cache(maxsize=32)
def in_web_mercator(shapes: Shapes) -> Shapes:
    """The same areas as the tiles of map servers have them (EPSG:3857), metres at the equator."""
    import shapely
    from pyproj import Transformer

    to = Transformer.from_crs(shapes.areas.crs, MERCATOR, always_xy=True).transform
    outlines = shapely.transform(shapes.areas.outlines, lambda one: np.column_stack(to(one[:, 0], one[:, 1])))
    x, y = to(shapes.areas.x_m, shapes.areas.y_m)
    return shapes_of(replace(shapes.areas, outlines=outlines, x_m=x, y_m=y, crs=MERCATOR))


def _rings(shape: Any) -> tuple[list[list[list[float]]], list[list[list[float]]]]:
    xs, ys = [], []
    for part in getattr(shape, "geoms", [shape]):
        rings = [np.asarray(ring.coords)[:, :2].round() for ring in (part.exterior, *part.interiors)]
        xs.append([ring[:, 0].tolist() for ring in rings])
        ys.append([ring[:, 1].tolist() for ring in rings])
    return xs, ys


def geojson(shapes: Shapes, columns: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """The areas with some columns as GeoJSON in longitude and latitude (WGS 84), as the format asks for."""
    import geopandas

    values = {name: list(column) for name, column in columns.items()}
    frame = geopandas.GeoDataFrame(
        {"code": shapes.codes, "name": shapes.names, **values},
        geometry=list(shapes.areas.outlines),
        crs=shapes.areas.crs,
    )
    found: dict[str, Any] = frame.to_crs(4326).__geo_interface__
    return found
