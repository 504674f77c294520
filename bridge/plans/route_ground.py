"""Where routes of a force may stop: its areas, or hotspots of a file on real roads."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyproj
import shapely

from bridge.plans.inputs import Inputs
from common.reading import read_whole
from planning.arrays import Floats
from planning.errors import PlanError
from planning.geography.areas import Areas
from planning.roads.paths import RoadPaths
from planning.roads.readers import read_roads
from planning.roads.speeds import SpeedRules
from planning.roads.travel import MARGIN_M
from planning.routes.ground import Ground, Spots, area_ground, road_ground
from planning.travel.distance import BLUE_LIGHT

RISK = ("risk", "expected")
"""Properties of a feature that say how much is predicted there, the first that there is; 1 where none is."""
AWAY_M = 500.0
"""A spot farther than this from every area is not in them."""


def ground_of(inputs: Inputs, spots: Path | None = None, segments: bool = False) -> Ground:
    """Places and ways in ordinary traffic; along the roads where the inputs have some.

    Args:
        spots: GeoJSON of hotspots, as `crims forecast hotspots` writes it; the areas themselves where None.
        segments: hotspots are the pieces of road nearest to the spots.

    Raises:
        PlanError: spots or segments without roads, or a file that cannot be used.
    """
    if inputs.roads is None:
        if spots is not None or segments:
            raise PlanError("expected --roads FILE with --spots or --segments, got none")
        return area_ground(inputs.plan, inputs.areas, inputs.minutes * BLUE_LIGHT, inputs.demand.per_hour)
    areas = inputs.areas
    to_degrees = pyproj.Transformer.from_crs(areas.crs, "EPSG:4326", always_xy=True)
    bounds = to_degrees.transform_bounds(*areas.ground(MARGIN_M).bounds)
    network = read_roads(inputs.roads, areas.crs, bounds).clipped(areas.ground(MARGIN_M))
    roads = RoadPaths(network, SpeedRules().minutes(network) * BLUE_LIGHT)
    found = None if spots is None else read_spots(spots, areas)
    return road_ground(inputs.plan, areas, inputs.demand.per_hour, roads, found, segments)


def read_spots(path: Path, areas: Areas) -> Spots:
    """Points (or the middles of lines and polygons) of a GeoJSON file in longitude and latitude.

    Raises:
        PlanError: no GeoJSON, a risk below 0, or no spot in the areas; the message says where.
    """
    try:
        features = json.loads(read_whole(path))["features"]
        shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in features]
        risk = np.array([_risk(one.get("properties") or {}) for one in features])
    except (OSError, ValueError, KeyError, TypeError, shapely.errors.GEOSException) as error:
        raise PlanError(f"{path}: expected a GeoJSON collection of hotspots ({error})") from error
    wrong = np.flatnonzero(~(np.isfinite(risk) & (risk >= 0)))
    if len(wrong):
        raise PlanError(f"{path}: feature {wrong[0] + 1}: expected a risk >= 0, got {risk[wrong[0]]:g}")
    middles = shapely.centroid(np.array(shapes, dtype=object))
    project = pyproj.Transformer.from_crs("EPSG:4326", areas.crs, always_xy=True).transform
    x, y = (np.asarray(one, dtype=float) for one in project(shapely.get_x(middles), shapely.get_y(middles)))
    at = _area_of(areas, x, y)
    inside = np.flatnonzero(at >= 0)
    if not len(inside):
        raise PlanError(f"{path}: expected hotspots in the areas, got none of {len(features)} there")
    names = [str((one.get("properties") or {}).get("name") or "") for one in features]
    return Spots(
        area=tuple(areas.codes[at[one]] for one in inside),
        name=tuple(names[one] or f"hotspot {one + 1}" for one in inside),
        x_m=x[inside],
        y_m=y[inside],
        risk=risk[inside],
    )


def _risk(properties: dict[str, object]) -> float:
    for name in RISK:
        if name in properties:
            return float(str(properties[name]))
    return 1.0


def _area_of(areas: Areas, x: Floats, y: Floats) -> np.ndarray:
    """Position of the area that each point lies in, or the nearest one within `AWAY_M`; -1 for none."""
    tree = shapely.STRtree(areas.outlines)
    found = np.full(len(x), -1)
    points = shapely.points(x, y)
    at, place = tree.query_nearest(points, max_distance=AWAY_M, all_matches=False)
    found[at] = place
    return found
