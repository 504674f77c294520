"""Properties of polygons over the patches: what covers most of a patch, or a mean by area.

How much of a patch a polygon covers is counted at ten by ten points of it, as in NetLogo's extension.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from netlogo.extensions.base import failure
from netlogo.extensions.gis.values import Feature, VectorDataset
from netlogo.runtime.values import NOBODY

if TYPE_CHECKING:
    import shapely

    from netlogo.extensions.gis.placing import Placing

_POINTS = 10


class Coverage:
    """The two thresholds, and what they decide."""

    def __init__(self, placing: Placing) -> None:
        self._placing = placing
        self.least = 0.1
        """The share of a patch above which the only polygon there counts."""
        self.most = 0.33
        """The share from which on the largest of several polygons decides alone."""

    def apply(
        self, patches: list[Any], dataset: VectorDataset, names: list[str], attributes: list[str]
    ) -> None:
        """Give patches' variables the values of properties; NaN where no polygon is."""
        for name in names:
            if name not in dataset.names:
                raise failure(f"{name} is not a valid property name")
        import shapely

        for feature in dataset.features:
            shapely.prepare(feature.geometry)
        for patch in patches:
            square = self._placing.geometry(patch)
            found = sorted(dataset.index.query(square, predicate="intersects").tolist())
            values = self._values(square, [dataset.features[i] for i in found], names)
            for attribute, value in zip(attributes, values, strict=True):
                set_patch_variable(patch, attribute, value)

    def _values(self, square: shapely.Geometry, features: list[Feature], names: list[str]) -> list[Any]:
        if len(features) == 1 and _share(square, features[0].geometry) > self.least:
            return [features[0].properties[name] for name in names]
        if len(features) < 2:
            return [math.nan] * len(names)
        shares = [_share(square, feature.geometry) for feature in features]
        if not max(shares):
            shares = [square.intersection(feature.geometry).area / square.area for feature in features]
        largest = max(shares)
        if not largest:
            return [math.nan] * len(names)
        if largest >= self.most:
            return [features[shares.index(largest)].properties[name] for name in names]
        return [_mixed([feature.properties[name] for feature in features], shares) for name in names]


def _share(square: shapely.Geometry, geometry: shapely.Geometry) -> float:
    """How much of a square a geometry covers, by points on it."""
    import numpy as np
    import shapely

    left, bottom, right, top = square.bounds
    corners = shapely.contains_xy(geometry, [left, right, right, left], [bottom, top, bottom, top])
    if corners.all():
        return 1.0
    steps = np.arange(_POINTS)
    x, y = np.meshgrid(
        left + steps * ((right - left) / (_POINTS - 1)), bottom + steps * ((top - bottom) / (_POINTS - 1))
    )
    return float(shapely.contains_xy(geometry, x, y).sum()) / _POINTS**2


def _mixed(values: list[Any], shares: list[float]) -> Any:
    """The text that covers most, or the mean of the numbers by area."""
    if any(isinstance(value, str) for value in values):
        weights: dict[Any, float] = {}
        best: Any = NOBODY
        for value, share in zip(values, shares, strict=True):
            weights[value] = weights.get(value, 0.0) + share
            if weights[value] > weights.get(best, 0.0):
                best = value
        return best
    total = weight = 0.0
    for value, share in zip(values, shares, strict=True):
        if math.isfinite(value):
            total += value * share
            weight += share
    return total / weight if weight else math.nan


def set_patch_variable(patch: Any, attribute: str, value: Any) -> None:
    """Give a patch's variable, by its Python name, a value."""
    if attribute.startswith("v_"):
        if not hasattr(patch, attribute):
            raise failure("expected a variable of patches")
        setattr(patch, attribute, value)
    else:
        getattr(patch, f"set_{attribute}")(value)
