"""Datasets on the drawing layer."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from netlogo.extensions.base import failure
from netlogo.extensions.gis.values import Feature, RasterDataset, VectorDataset
from netlogo.runtime.primitives.color import argb_of
from netlogo.runtime.values import dump

if TYPE_CHECKING:
    import shapely

    from netlogo.extensions.gis.placing import Placing
    from netlogo.runtime.world import World


class Painter:
    """Draws in one colour, a NetLogo colour or an RGB list."""

    def __init__(self, world: World, placing: Placing) -> None:
        self._world = world
        self._placing = placing
        self.color: Any = 0.0

    def draw(self, value: Any, thickness: float, *, filled: bool) -> None:
        """Draw the outlines of features in lines of so many pixels, or fill them; points are discs."""
        if isinstance(value, VectorDataset):
            features = value.features
        elif isinstance(value, Feature):
            features = [value]
        else:
            raise failure(f"not a VectorDataset or VectorFeature: {dump(value)}")
        color = argb_of(self.color)
        for feature in features:
            self._geometry(feature.geometry, color, thickness, filled)

    def _geometry(self, geometry: shapely.Geometry, color: int, pixels: float, filled: bool) -> None:
        import shapely

        drawing = self._world.drawing
        for part in shapely.get_parts(geometry).tolist():
            if part.is_empty:
                continue
            if part.geom_type == "Point":
                x, y = self._placing.used.to_world(part.x, part.y)
                drawing.disc(x, y, pixels / self._world.patch_size, color, pixels, filled)
            elif part.geom_type == "Polygon" and filled:
                drawing.path(self._around(part), color, pixels, filled=True)
            else:
                rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
                for ring in rings:
                    drawing.path(self._points(ring), color, pixels, filled and part.geom_type != "Polygon")

    def _points(self, line: shapely.Geometry) -> list[float]:
        used = self._placing.used
        return list(chain.from_iterable(used.to_world(x, y) for x, y in line.coords))

    def _around(self, polygon: shapely.Geometry) -> list[float]:
        """A polygon's outline that goes from its first corner around each hole, the other way, and back."""
        import shapely.geometry.polygon

        turned = shapely.geometry.polygon.orient(polygon)
        points = self._points(turned.exterior)
        start = points[:2]
        for hole in turned.interiors:
            points += self._points(hole) + start
        return points

    def paint(self, dataset: RasterDataset, transparency: int) -> None:
        """Lay a grid over the drawing in shades of grey from its least number to its greatest."""
        import numpy as np
        from PIL import Image

        if not 0 <= transparency <= 255:
            raise failure("transparency must be between 0 and 255")
        known = np.isfinite(dataset.grid)
        if not known.any():
            return
        low, high = float(dataset.grid[known].min()), float(dataset.grid[known].max())
        shares = np.where(known, (dataset.grid - low) / ((high - low) or 1.0), 0.0)
        grey = np.rint(shares * 255).astype(np.uint8)
        alpha = np.where(known, 255 - transparency, 0).astype(np.uint8)
        image = Image.fromarray(np.stack([grey, grey, grey, alpha], axis=-1), "RGBA")
        used = self._placing.used
        left, top = used.to_world(dataset.envelope[0], dataset.envelope[3])
        right, bottom = used.to_world(dataset.envelope[1], dataset.envelope[2])
        self._world.drawing.picture(image, left, top, right - left, top - bottom)
