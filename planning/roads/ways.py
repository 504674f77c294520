"""From ways of OpenStreetMap (lists of nodes with tags) to a network of junctions.

A way is cut where it meets another and where it ends; the nodes in between give it its length alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planning.arrays import Flags, Floats, Positions
from planning.errors import GeographyError
from planning.roads.network import RoadNetwork, network_of
from planning.roads.speeds import drivable, free_flow_kmh

EARTH_M = 6_371_008.8
"""Mean radius of the Earth."""

FORBIDDEN = {"no", "private"}
"""Values of `access`, `motor_vehicle` and `motorcar` that keep a police car out in ordinary duty."""

FORWARD = {"yes", "true", "1"}
BACKWARD = {"-1", "reverse"}


@dataclass(frozen=True)
class Way:
    """One way: its nodes in order, and its tags (`highway`, `oneway`, `maxspeed`, `junction`, `access`,
    ...)."""

    nodes: Sequence[int]
    tags: Mapping[str, str]


def direction(tags: Mapping[str, str]) -> int:
    """1 for one-way along the way, -1 against it, 0 for both."""
    oneway = str(tags.get("oneway") or "").lower()
    if oneway in BACKWARD:
        return -1
    if oneway in FORWARD:
        return 1
    implied = tags.get("junction") in ("roundabout", "circular") or tags.get("highway") == "motorway"
    return 1 if implied and oneway != "no" else 0


def is_road(tags: Mapping[str, str]) -> bool:
    """Whether a way is a public road for cars that a car may use."""
    allowed = not any(tags.get(key) in FORBIDDEN for key in ("access", "motor_vehicle", "motorcar"))
    return drivable(tags.get("highway") or "") and tags.get("area") != "yes" and allowed


def network_of_ways(
    ways: Iterable[Way], position: Mapping[int, tuple[float, float]], crs: str, source: str
) -> RoadNetwork:
    """The network of the ways that are roads.

    Args:
        position: longitude and latitude by node.

    Raises:
        GeographyError: no way is a road. Nodes without a position are left out and counted.
    """
    every = list(ways)
    roads = [way for way in every if is_road(way.tags)]
    chains = [[node for node in way.nodes if node in position] for way in roads]
    lost = sum(len(way.nodes) - len(chain) for way, chain in zip(roads, chains, strict=True))
    pairs = [(way, chain) for way, chain in zip(roads, chains, strict=True) if len(chain) > 1]
    if not pairs:
        raise GeographyError(f"{source}: expected roads for cars, got none among {len(every)} ways")
    ids, flat = np.unique(np.concatenate([chain for _, chain in pairs]), return_inverse=True)
    place = np.array([position[int(node)] for node in ids])
    sizes = np.array([len(chain) for _, chain in pairs])
    counts = {"ways": len(every), "roads": len(pairs), "nodes without a place": lost}
    edges = _edges(flat, sizes, place, pairs)
    tail, head, metres, kmh = edges
    used, renumbered = np.unique(np.concatenate([tail, head]), return_inverse=True)
    new = renumbered.astype(np.int64)
    columns = (new[: len(tail)], new[len(tail) :], metres, kmh)
    return network_of(place[used, 0], place[used, 1], columns, crs, source, counts)


def _edges(
    flat: np.ndarray[tuple[int], np.dtype[np.intp]],
    sizes: np.ndarray[tuple[int], np.dtype[np.int64]],
    place: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    pairs: Sequence[tuple[Way, Sequence[int]]],
) -> tuple[Positions, Positions, Floats, Floats]:
    """Tail, head, metres and km/h of both directions of every piece of way between two junctions."""
    ends = np.cumsum(sizes)
    starts = ends - sizes
    cut = np.bincount(flat, minlength=len(place))[flat] > 1
    cut[starts] = cut[ends - 1] = True
    along = np.concatenate([[0.0], np.cumsum(_metres(place[flat[:-1]], place[flat[1:]]))])
    at = np.flatnonzero(cut)
    way = np.repeat(np.arange(len(sizes)), sizes)
    inside = way[at[:-1]] == way[at[1:]]
    here, there = at[:-1][inside], at[1:][inside]
    length = np.maximum(along[there] - along[here], 0.1)
    owner = way[here]
    kmh = np.array([free_flow_kmh(one.tags["highway"], one.tags.get("maxspeed")) for one, _ in pairs])[owner]
    turn = np.array([direction(one.tags) for one, _ in pairs])[owner]
    forward: Flags = turn >= 0
    backward: Flags = turn <= 0
    tail = np.concatenate([flat[here][forward], flat[there][backward]]).astype(np.int64)
    head = np.concatenate([flat[there][forward], flat[here][backward]]).astype(np.int64)
    metres = np.concatenate([length[forward], length[backward]])
    return tail, head, metres, np.concatenate([kmh[forward], kmh[backward]])


def _metres(
    one: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    other: np.ndarray[tuple[int, int], np.dtype[np.float64]],
) -> Floats:
    """Great-circle distance of pairs of longitudes and latitudes."""
    lon1, lat1, lon2, lat2 = np.radians(np.column_stack([one, other])).T
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    metres: Floats = 2 * EARTH_M * np.arcsin(np.sqrt(half))
    return metres
