"""Outlines of areas as short lists of whole numbers, for the shipped tables.

A ring is a list of differences between its corners in units of `UNIT` metres, `[x0 y0 dx1 dy1 ...]`, the
first relative to the centre of the area and the last corner, which repeats the first, left out. Rings of
one area follow each other: each shell anticlockwise, then its holes clockwise.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

UNIT = 10
"""Metres. The outlines of the ONS that are encoded are generalised to 20 to 200 m."""


def encode(outline: BaseGeometry, centre: tuple[int, int]) -> list[list[int]]:
    """The rings of a polygon or multipolygon in metres; rings that vanish on the grid are left out."""
    rings: list[list[int]] = []
    for polygon in shapely.get_parts(outline):
        if not isinstance(polygon, shapely.Polygon):
            continue
        oriented = shapely.orient_polygons(polygon)
        corners = [_corners(ring, centre) for ring in (oriented.exterior, *oriented.interiors)]
        if len(corners[0]) >= 6:
            rings += [ring for ring in corners if len(ring) >= 6]
    if not rings:
        raise ValueError(f"expected an outline of more than {UNIT} m, got {outline.wkt[:80]}")
    return rings


def decode(rings: Sequence[Sequence[int]], centre: tuple[int, int]) -> shapely.MultiPolygon:
    """The outline in metres, valid, of what `encode` made."""
    polygons: list[tuple[shapely.LinearRing, list[shapely.LinearRing]]] = []
    for ring in rings:
        steps = np.asarray(ring, dtype=np.int64).reshape(-1, 2)
        line = shapely.LinearRing(np.cumsum(steps, axis=0) * UNIT + np.asarray(centre))
        if shapely.is_ccw(line) or not polygons:
            polygons.append((line, []))
        else:
            polygons[-1][1].append(line)
    shape = shapely.make_valid(shapely.MultiPolygon([shapely.Polygon(*parts) for parts in polygons]))
    solid = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]
    return shapely.MultiPolygon(solid) if solid else shapely.MultiPolygon(_solid(shape))


def _solid(shape: BaseGeometry) -> list[shapely.Polygon]:
    """The polygons inside a collection of nested collections."""
    parts = [inner for part in shapely.get_parts(shape) for inner in shapely.get_parts(part)]
    return [part for part in parts if isinstance(part, shapely.Polygon)]


def _corners(ring: BaseGeometry, centre: tuple[int, int]) -> list[int]:
    """One ring as differences; corners that fall on the one before are left out."""
    grid = np.rint((shapely.get_coordinates(ring)[:-1] - np.asarray(centre)) / UNIT).astype(np.int64)
    moved = np.any(grid != np.roll(grid, 1, axis=0), axis=1)
    grid = grid[moved]
    return [int(step) for step in np.diff(grid, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel()]
