"""The values of `gis`: datasets of features, features, vertices and grids of numbers.

Envelopes are (least x, greatest x, least y, greatest y) in the dataset's units, as in NetLogo's lists.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from netlogo.extensions.base import ExtensionObject, failure
from netlogo.runtime.values import dump

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import shapely

Envelope = tuple[float, float, float, float]
NO_ENVELOPE: Envelope = (0.0, -1.0, 0.0, -1.0)
"""What NetLogo's library has for the envelope of nothing."""


class GisValue(ExtensionObject):
    """A value of `gis`: it is equal to itself alone, and prints as its kind."""

    extension = "gis"

    def content(self, exporting: bool) -> str:
        return ""


class Vertex(GisValue):
    """A point in a dataset's coordinates; `place` is None for one that does not exist."""

    type_name = "Vertex"

    def __init__(self, place: tuple[float, float] | None) -> None:
        self.place = place


class Feature(GisValue):
    """A shape with its properties, by their names in capitals."""

    type_name = "VectorFeature"

    def __init__(self, shape_type: str, geometry: shapely.Geometry, properties: dict[str, Any]) -> None:
        self.shape_type = shape_type
        self.geometry = geometry
        self.properties = properties

    def content(self, exporting: bool) -> str:
        return "".join([f'["{name}":"{dump(value)}"]' for name, value in self.properties.items()])

    @property
    def envelope(self) -> Envelope:
        """The least rectangle around it."""
        return envelope_of([self.geometry])

    @cached_property
    def triangles(self) -> tuple[list[Any], list[float]]:
        """Triangles that it is made of, and the sums of their areas up to each."""
        import shapely

        parts = shapely.get_parts(shapely.constrained_delaunay_triangles(self.geometry))
        sums, total = [], 0.0
        for part in parts:
            total += part.area
            sums.append(total)
        if not total:
            raise failure("Points can only be generated inside polygons with non-zero area.")
        return list(parts), sums


class VectorDataset(GisValue):
    """Features of one kind (`POINT`, `LINE`, `POLYGON`) with the names of their properties in order."""

    type_name = "VectorDataset"

    def __init__(self, shape_type: str, names: list[str], features: list[Feature]) -> None:
        self.shape_type = shape_type
        self.names = names
        self.features = features

    @property
    def envelope(self) -> Envelope:
        """The least rectangle around all features."""
        return envelope_of([feature.geometry for feature in self.features])

    @cached_property
    def index(self) -> shapely.STRtree:
        """Finds the features around a place."""
        import shapely

        return shapely.STRtree([feature.geometry for feature in self.features])

    def property_name(self, name: str) -> str:
        """A property's name in capitals.

        Raises:
            LogoError: no feature has it.
        """
        if name.upper() not in self.names:
            raise failure(f"dataset does not have property: '{name.upper()}'")
        return name.upper()


class RasterDataset(GisValue):
    """A grid of numbers over an envelope, row 0 at the top; NaN where there is none.

    `method` is how values between cells are found.
    """

    type_name = "RasterDataset"

    def __init__(self, grid: npt.NDArray[np.float64], envelope: Envelope) -> None:
        self.grid = grid
        self.envelope = envelope
        self.method = "NEAREST_NEIGHBOR"

    @property
    def width(self) -> int:
        """Columns."""
        return int(self.grid.shape[1])

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.grid.shape[0])

    @property
    def cell_width(self) -> float:
        """A cell's width in the dataset's units."""
        return (self.envelope[1] - self.envelope[0]) / self.width

    @property
    def cell_height(self) -> float:
        """A cell's height in the dataset's units."""
        return (self.envelope[3] - self.envelope[2]) / self.height


def envelope_of(geometries: list[Any]) -> Envelope:
    """The least rectangle around geometries."""
    import numpy as np
    import shapely

    if not geometries:
        return NO_ENVELOPE
    left, bottom, right, top = shapely.total_bounds(np.array(geometries, dtype=object)).tolist()
    return NO_ENVELOPE if left != left else (left, right, bottom, top)


def vector(value: Any) -> VectorDataset:
    """The value, if it is a dataset of features."""
    if isinstance(value, VectorDataset):
        return value
    raise failure(f"not a VectorDataset: {dump(value)}")


def feature_of(value: Any) -> Feature:
    """The value, if it is a feature."""
    if isinstance(value, Feature):
        return value
    raise failure(f"not a VectorFeature: {dump(value)}")


def raster(value: Any) -> RasterDataset:
    """The value, if it is a grid."""
    if isinstance(value, RasterDataset):
        return value
    raise failure(f"not a RasterDataset: {dump(value)}")


def envelope_in(value: Any) -> Envelope:
    """The envelope that a list of four numbers stands for; either order of each pair will do."""
    if value.__class__ is not list or len(value) != 4:
        raise failure(f"expected a four-element list: {dump(value)}")
    for one in value:
        if one.__class__ is not float:
            raise failure(f"not a number: {dump(one)}")
    left, right, bottom, top = value
    return min(left, right), max(left, right), min(bottom, top), max(bottom, top)


def union(envelopes: list[Envelope]) -> Envelope:
    """The envelope of several."""
    full = [one for one in envelopes if one[0] <= one[1]]
    if not full:
        return NO_ENVELOPE
    lefts, rights, bottoms, tops = zip(*full, strict=True)
    return min(lefts), max(rights), min(bottoms), max(tops)
