"""Reading roads: OSMnx's GraphML and GeoPackage, lines of any GeoPackage, an Overpass answer, `.osm.pbf`.

The form is told by the name of the file. OSMnx and osmium are optional (`pip install crims-bridge[roads]`)
and are imported only for the forms that need them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyogrio.errors
import shapely

from common.reading import MIB, read_unpacked, require_bounded
from planning.errors import GeographyError
from planning.geography.areas import GRID
from planning.roads.network import RoadNetwork, network_of
from planning.roads.speeds import drivable, free_flow_kmh
from planning.roads.ways import Way, network_of_ways

TAGS = ("highway", "oneway", "maxspeed", "junction", "access", "motor_vehicle", "motorcar", "area")
MOST_ROADS = 4096 * MIB
"""Bytes of a file of roads: that of Great Britain has half of it."""
SAME_PLACE = 1e-7
"""Degrees: OpenStreetMap's own precision, by which lines that share a corner are joined."""


def read_roads(
    path: Path, crs: str = GRID, bounds: tuple[float, float, float, float] | None = None
) -> RoadNetwork:
    """The network of a file of roads.

    Args:
        path: `.graphml` or `.json` (Overpass), also with `.gz`; `.gpkg`, `.osm.pbf` or `.osm`.
        crs: that the coordinates are wanted in, metres.
        bounds: west, south, east, north in degrees: what lies outside may be left unread.

    Raises:
        GeographyError: no such file, an unknown or damaged one, or one without roads; or the package that
            reads its form is not installed.
    """
    if not path.is_file():
        raise GeographyError(f"{path}: expected a file of roads, found none")
    name = path.name.lower().removesuffix(".gz")
    for suffixes, reader in _READERS:
        if name.endswith(suffixes):
            try:
                require_bounded(path, MOST_ROADS)
            except OSError as error:
                raise GeographyError(f"{path.name}: expected a readable file ({error})") from error
            return reader(path, crs, bounds)
    forms = ", ".join(suffix for suffixes, _ in _READERS for suffix in suffixes)
    raise GeographyError(f"{path.name}: expected roads as {forms}, got another kind of file")


def _content(path: Path) -> bytes:
    try:
        return read_unpacked(path)
    except OSError as error:
        raise GeographyError(f"{path.name}: expected a readable file ({error})") from error


def _overpass(path: Path, crs: str, bounds: object) -> RoadNetwork:
    """An answer of Overpass in JSON with nodes and ways, as OSMnx asks for and caches."""
    try:
        elements = json.loads(_content(path))["elements"]
        position = {one["id"]: (one["lon"], one["lat"]) for one in elements if one["type"] == "node"}
        ways = [Way(one["nodes"], one.get("tags", {})) for one in elements if one["type"] == "way"]
    except (ValueError, KeyError, TypeError) as error:
        raise GeographyError(
            f"{path.name}: expected an answer of Overpass in JSON with nodes and ways ({error!r})"
        ) from error
    return network_of_ways(ways, position, crs, path.name)


def _graphml(path: Path, crs: str, bounds: object) -> RoadNetwork:
    """A graph that OSMnx saved: its edges are directed already."""
    try:
        import osmnx
    except ImportError as error:
        raise _without("osmnx", path) from error
    try:
        graph = osmnx.load_graphml(graphml_str=_content(path).decode("utf-8"))
        nodes, edges = osmnx.graph_to_gdfs(graph)
    except (ValueError, KeyError, SyntaxError, AttributeError) as error:
        raise GeographyError(f"{path.name}: expected a graph saved by OSMnx ({error})") from error
    return _osmnx(nodes, edges.reset_index(), crs, path.name)


def _geopackage(path: Path, crs: str, bounds: object) -> RoadNetwork:
    """OSMnx's layers `nodes` and `edges`, or lines with the tags of OpenStreetMap as columns."""
    try:
        layers = {str(name) for name, _ in pyogrio.list_layers(path)}
        if {"nodes", "edges"} <= layers:
            nodes = gpd.read_file(path, layer="nodes").set_index("osmid")
            return _osmnx(nodes, gpd.read_file(path, layer="edges"), crs, path.name)
        lines = gpd.read_file(path)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, KeyError, ValueError) as error:
        raise GeographyError(f"{path.name}: expected a GeoPackage of roads ({error})") from error
    if not isinstance(lines, gpd.GeoDataFrame) or lines.crs is None or "highway" not in lines:
        raise GeographyError(
            f"{path.name}: expected lines with a coordinate system and a column 'highway', or OSMnx's layers "
            f"'nodes' and 'edges', got the layers {sorted(layers)}"
        )
    return _lines(lines.to_crs("EPSG:4326"), crs, path.name)


def _osmnx(nodes: gpd.GeoDataFrame, edges: pd.DataFrame, crs: str, name: str) -> RoadNetwork:
    """OSMnx's tables: nodes by their id with `x` and `y`, edges with `u`, `v`, `length` and `highway`."""
    missing = [column for column in ("u", "v", "length", "highway") if column not in edges]
    if missing:
        raise GeographyError(f"{name}: expected edges of OSMnx with a column {missing[0]!r}, got none")
    classes = [_first(value) for value in edges["highway"]]
    road = np.array([drivable(one) for one in classes], dtype=bool)
    if not road.any():
        raise GeographyError(f"{name}: expected roads for cars, got none among {len(edges)} edges")
    limits = edges["maxspeed"] if "maxspeed" in edges else [None] * len(edges)
    kmh = [
        free_flow_kmh(one, _text(limit)) if fine else 1.0
        for one, limit, fine in zip(classes, limits, road, strict=True)
    ]
    places = nodes.to_crs("EPSG:4326").geometry
    at = pd.Series(np.arange(len(nodes)), index=nodes.index)
    kept = edges[road]
    columns = (
        at.loc[kept["u"]].to_numpy(),
        at.loc[kept["v"]].to_numpy(),
        np.maximum(kept["length"].to_numpy(dtype=float), 0.1),
        np.array(kmh)[road],
    )
    counts = {"ways": len(edges), "roads": int(road.sum())}
    return network_of(places.x.to_numpy(), places.y.to_numpy(), columns, crs, name, counts)


def _lines(lines: gpd.GeoDataFrame, crs: str, name: str) -> RoadNetwork:
    """Lines without ids of nodes: corners at the same place are the same node."""
    lines = lines.explode(index_parts=False, ignore_index=True)
    lines = lines[lines.geometry.geom_type == "LineString"]
    corners, owner = shapely.get_coordinates(lines.geometry.to_numpy(), return_index=True)
    grid = np.rint(corners / SAME_PLACE).astype(np.int64)
    unique, node = np.unique(grid, axis=0, return_inverse=True)
    places = unique * SAME_PLACE
    position = {at: (float(x), float(y)) for at, (x, y) in enumerate(places)}
    cuts = np.flatnonzero(np.diff(owner)) + 1
    columns = [tag for tag in TAGS if tag in lines]
    tags = lines[columns].astype(object).where(lines[columns].notna(), None).to_dict("records")
    ways = [
        Way(chain.tolist(), {str(key): _text(value) or "" for key, value in row.items() if value is not None})
        for chain, row in zip(np.split(node.ravel(), cuts), tags, strict=True)
    ]
    return network_of_ways(ways, position, crs, name)


def _pbf(path: Path, crs: str, bounds: tuple[float, float, float, float] | None) -> RoadNetwork:
    """An extract of OpenStreetMap; of ways that reach over the bounds all known nodes are kept."""
    try:
        import osmium
    except ImportError as error:
        raise _without("osmium", path) from error
    position: dict[int, tuple[float, float]] = {}
    ways = []
    try:
        for way, places in _located(osmium, path):
            if bounds is not None and not any(_within(place, bounds) for place in places.values()):
                continue
            position.update(places)
            ways.append(way)
    except (RuntimeError, OSError) as error:
        raise GeographyError(f"{path.name}: expected an extract of OpenStreetMap ({error})") from error
    return network_of_ways(ways, position, crs, path.name)


def _located(osmium: Any, path: Path) -> Iterator[tuple[Way, dict[int, tuple[float, float]]]]:
    """The ways with a `highway` and the places of their nodes."""
    source = osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
    for one in source:
        if one.is_way():
            places = {n.ref: (n.lon, n.lat) for n in one.nodes if n.location.valid()}
            yield (
                Way([n.ref for n in one.nodes], {key: one.tags[key] for key in TAGS if key in one.tags}),
                places,
            )


def _within(place: tuple[float, float], bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return west <= place[0] <= east and south <= place[1] <= north


def _without(package: str, path: Path) -> GeographyError:
    return GeographyError(
        f"{path.name}: this kind of file needs the package {package!r}: pip install 'crims-bridge[roads]'"
    )


def _first(value: object) -> str:
    """OSMnx joins ways of several classes: the first of them."""
    if isinstance(value, list):
        return str(value[0])
    return str(value).strip("[]").split(",")[0].strip(" '\"")


def _text(value: object) -> str | None:
    """A tag that may be missing (None, NaN), a truth value, or a list."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ";".join(map(str, value))
    return str(value)


_Reader = Callable[[Path, str, "tuple[float, float, float, float] | None"], RoadNetwork]
_READERS: tuple[tuple[tuple[str, ...], _Reader], ...] = (
    ((".graphml",), _graphml),
    ((".gpkg",), _geopackage),
    ((".json",), _overpass),
    ((".osm.pbf", ".pbf", ".osm", ".osm.bz2"), _pbf),
)
