"""Between a dataset's coordinates, the coordinate system in use, and the world.

As in NetLogo's extension, coordinates go from one system to another through longitude and latitude, and no
datum is shifted: the same angles on another ellipsoid.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

from netlogo.extensions.base import failure
from netlogo.extensions.gis.values import Envelope
from netlogo.runtime.agents.base import Agent

if TYPE_CHECKING:
    import pyproj
    import shapely

    from netlogo.runtime.world import World

NO_TRANSFORMATION = (
    "you must define a coordinate transformation before using any other GIS features. You can use"
    " gis:set-transformation directly, or use `gis:set-world-envelope gis:envelope-of dataset` to"
    " automatically frame up a given dataset."
)


@dataclass(frozen=True, slots=True)
class Transformation:
    """How GIS coordinates lie in the world: scaled around the centres of two envelopes."""

    gis_center: tuple[float, float]
    world_center: tuple[float, float]
    scale: tuple[float, float]
    world: Envelope

    @classmethod
    def between(cls, gis: Envelope, world: Envelope, *, equal: bool) -> Transformation:
        """The GIS envelope fills the patches of the world's envelope; with `equal` at one scale both ways."""
        edge = (world[0] - 0.5, world[1] + 0.5, world[2] - 0.5, world[3] + 0.5)
        across, up = gis[1] - gis[0], gis[3] - gis[2]
        # an envelope of one point has no place in the world, as in NetLogo
        scale = ((edge[1] - edge[0]) / across if across else inf, (edge[3] - edge[2]) / up if up else inf)
        if equal:
            scale = (min(scale), min(scale))
        return cls(_center(gis), _center(edge), scale, edge)

    def to_gis(self, x: float, y: float) -> tuple[float, float]:
        """The GIS coordinates of a place in the world."""
        return (
            (x - self.world_center[0]) / self.scale[0] + self.gis_center[0],
            (y - self.world_center[1]) / self.scale[1] + self.gis_center[1],
        )

    def to_world(self, x: float, y: float) -> tuple[float, float]:
        """The place in the world of GIS coordinates, be it inside or not."""
        return (
            (x - self.gis_center[0]) * self.scale[0] + self.world_center[0],
            (y - self.gis_center[1]) * self.scale[1] + self.world_center[1],
        )

    def inside(self, x: float, y: float) -> tuple[float, float] | None:
        """The place in the world of GIS coordinates; None outside of the envelope."""
        place = self.to_world(x, y)
        left, right, bottom, top = self.world
        return place if left <= place[0] <= right and bottom <= place[1] <= top else None


def _center(envelope: Envelope) -> tuple[float, float]:
    left, right, bottom, top = envelope
    return left + (right - left) / 2.0, bottom + (top - bottom) / 2.0


class Placing:
    """The transformation and the coordinate system in use, for one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.transformation: Transformation | None = None
        self.system: pyproj.CRS | None = None

    @property
    def used(self) -> Transformation:
        """The transformation.

        Raises:
            LogoError: none was set.
        """
        if self.transformation is None:
            raise failure(NO_TRANSFORMATION)
        return self.transformation

    def world_limits(self) -> Envelope:
        """The world's limits, in patches."""
        topology = self._world.topology
        return (float(topology.min_x), float(topology.max_x), float(topology.min_y), float(topology.max_y))

    def world_envelope(self) -> Envelope:
        """The GIS envelope of the whole world."""
        left, right, bottom, top = self.world_limits()
        low = self.used.to_gis(left - 0.5, bottom - 0.5)
        high = self.used.to_gis(right + 0.5, top + 0.5)
        return low[0], high[0], low[1], high[1]

    def geometry(self, agent: Any) -> shapely.Geometry:
        """An agent in GIS coordinates: a turtle is a point, a patch a square, a link a line."""
        import shapely

        used = self.used
        if not isinstance(agent, Agent) or agent.kind == "observer":
            raise failure(f"unrecognized agent type: {agent}")
        one: Any = agent
        if one.kind == "turtle":
            return shapely.Point(used.to_gis(one.xcor, one.ycor))
        if one.kind == "patch":
            low = used.to_gis(one.pxcor - 0.5, one.pycor - 0.5)
            return shapely.box(*low, *used.to_gis(one.pxcor + 0.5, one.pycor + 0.5))
        ends = (one.end1, one.end2)
        return shapely.LineString([used.to_gis(end.xcor, end.ycor) for end in ends])

    def brought_over(self, geometry: shapely.Geometry, source: pyproj.CRS | None) -> shapely.Geometry:
        """A geometry of another coordinate system in the one in use, without what that cannot show."""
        if source is None or self.system is None:
            return geometry
        import shapely

        step = steps_between(source, self.system)
        moved = shapely.transform(geometry, lambda points: _columns(step(points[:, 0], points[:, 1])))
        return _finite(moved)


def _columns(pair: tuple[Any, Any]) -> Any:
    import numpy as np

    return np.column_stack(pair)


def steps_between(source: pyproj.CRS, target: pyproj.CRS) -> Any:
    """A function of arrays of x and y that gives those in another system, by way of angles."""
    import numpy as np
    import pyproj

    def to_angles(system: pyproj.CRS, x: Any, y: Any, *, back: bool = False) -> tuple[Any, Any]:
        if not system.is_projected:
            return x, y
        projection = pyproj.Proj(system)
        found: tuple[Any, Any] = projection(x, y, inverse=not back)
        return found

    def step(x: Any, y: Any) -> tuple[Any, Any]:
        if source == target:
            return x, y
        with np.errstate(all="ignore"):
            return to_angles(target, *to_angles(source, x, y), back=True)

    return step


def _finite(geometry: shapely.Geometry) -> shapely.Geometry:
    """A geometry without the points that are nowhere."""
    import numpy as np
    import shapely

    points = shapely.get_coordinates(geometry)
    if np.isfinite(points).all():
        return geometry
    kind = geometry.geom_type
    if kind == "Point":
        return shapely.Point()
    if kind in ("LineString", "LinearRing"):
        kept = points[np.isfinite(points).all(axis=1)]
        return shapely.LineString(kept) if len(kept) > 1 else shapely.LineString()
    if kind == "Polygon":
        rings = [shapely.get_coordinates(ring) for ring in (geometry.exterior, *geometry.interiors)]
        kept_rings = [ring[np.isfinite(ring).all(axis=1)] for ring in rings]
        whole = [ring for ring in kept_rings if len(ring) > 2]
        return shapely.Polygon(whole[0], whole[1:]) if len(kept_rings[0]) > 2 else shapely.Polygon()
    parts = [_finite(part) for part in geometry.geoms]
    return type(geometry)([part for part in parts if not part.is_empty])


def system_of(text: str) -> pyproj.CRS:
    """The coordinate system that well-known text describes."""
    import pyproj

    try:
        return pyproj.CRS.from_wkt(text)
    except pyproj.exceptions.CRSError as error:
        raise failure(f"expected a coordinate system as well-known text: {error}") from error


def text_of(value: Any) -> str:
    """The well-known text that nested lists of NetLogo stand for."""
    if value.__class__ is not list or not value or value[0].__class__ is not str:
        raise failure("expected a coordinate system as a list that begins with a keyword")
    parts = []
    for one in value[1:]:
        if one.__class__ is list:
            parts.append(text_of(one))
        else:
            parts.append(f"{one!r}" if one.__class__ is float else f'"{one}"')
    return f"{value[0]}[{','.join(parts)}]"
