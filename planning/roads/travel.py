"""Travel on real roads: areas joined to their nearest junctions, shortest times between all of them.

Each centre is joined to the nearest junction of the largest part of the network that is connected both
ways, or of a smaller part where that is out of reach. The time from centre to centre is stretched as in
`planning.travel.distance`, since calls and units are anywhere in their areas; inside an area the pace of
the roads around it counts. What roads do not join goes by distance, and is counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from planning.arrays import Flags, Floats, Matrix, Positions
from planning.errors import GeographyError
from planning.geography.areas import Areas
from planning.roads.network import RoadNetwork
from planning.roads.reduce import Graph, reduced
from planning.roads.speeds import SpeedRules
from planning.travel.distance import DistanceRules, travel_by_distance
from planning.travel.matrix import Travel, kept_of, nearest

MARGIN_M = 2000.0
"""How far beyond the areas roads are used."""

REACH_M = 3000.0
"""An area whose centre is farther than this, and than half of its own extent, from any junction is not
reached."""

PART = 0.01
"""Parts of the network with less than this share of its nodes are left out: car parks, ends of one-way
streets."""

FAST_KMH = 105.0
"""Junctions where all roads are faster are not where an area is joined."""

ROWS = 64
"""Rows of shortest paths at a time, to bound memory."""

SPARE = 1.5
"""How many more areas than are kept have to be found: ways to junctions and sizes change their order."""

SAMPLE = 24
"""Areas from which the detour is measured."""


@dataclass(frozen=True, eq=False)
class _Joined:
    """Areas on the network: the junction of each (-1: none), and the minutes to it."""

    network: RoadNetwork
    node: Positions
    minutes: Floats
    parts: int
    left_out: int


def travel_by_roads(
    areas: Areas,
    network: RoadNetwork,
    speeds: SpeedRules | None = None,
    rules: DistanceRules | None = None,
    kept: int | None = None,
) -> Travel:
    """Minutes of a response between all areas, or to the nearest of each where there are many.

    Args:
        network: in the coordinate system of the areas.
        speeds: what turns roads into minutes; the defaults where None.
        rules: for what roads do not join, and for the way to the nearest junction.
        kept: areas kept for each; by their number where None (`planning.travel.matrix.kept_of`).

    Raises:
        GeographyError: the network is in another coordinate system or has no road near the areas.
    """
    if network.crs != areas.crs:
        raise GeographyError(
            f"expected roads in {areas.crs}, got {network.crs}; read them with crs={areas.crs!r}"
        )
    speeds, rules = speeds or SpeedRules(), rules or DistanceRules()
    clipped = network.clipped(areas.ground(MARGIN_M))
    joined = _join(areas, clipped, rules)
    size = len(areas)
    kept = kept_of(size) if kept is None else min(kept, size)
    straight = travel_by_distance(areas, rules, kept=size if kept == size else min(size, 4 * kept))
    graph, new = _graph(joined.network, speeds.minutes(joined.network), joined.node)
    detour, speed = _detour(joined, graph, new)
    blocks = _Blocks(areas, joined, graph, new, straight, rules.inside, kept)
    rows = [blocks.rows(first) for first in range(0, size, ROWS)]
    travel = Travel(
        codes=areas.codes,
        indices=np.concatenate([at for at, _ in rows]),
        minutes=np.concatenate([minutes for _, minutes in rows]),
        detour=detour,
        km_per_minute=speed,
        source=f"Travel: by road, lights on, {network.source}; {len(clipped)} junctions, detour {detour:.2f}",
        notes=tuple(_notes(areas, joined, blocks.unjoined, size)),
    )
    return replace(travel, notes=(*travel.notes, *_counted(clipped)))


def _join(areas: Areas, network: RoadNetwork, rules: DistanceRules) -> _Joined:
    labels = network.strong_parts()
    sizes = np.bincount(labels)
    large = sizes >= max(2, PART * len(network))
    inside = large[labels]
    kept = network.only(inside)
    largest = labels[inside] == np.argmax(sizes)
    reach = np.maximum(REACH_M, np.sqrt(areas.km2) * 500)
    slow = _slow(kept)
    metres, node = _nearest_node(areas, kept, slow & largest)
    other_metres, other_node = _nearest_node(areas, kept, slow)
    far = metres > reach
    metres, node = np.where(far, other_metres, metres), np.where(far, other_node, node)
    classes = zip(areas.rural_urban, areas.urban, strict=True)
    kmh = np.array([rules.speed(code, bool(urban)) for code, urban in classes])
    return _Joined(
        network=kept,
        node=np.where(metres <= reach, node, -1),
        minutes=metres / 1000 * rules.detour / kmh * 60,
        parts=int(large.sum()),
        left_out=int((~inside).sum()),
    )


def _nearest_node(areas: Areas, network: RoadNetwork, fit: Flags) -> tuple[Floats, Positions]:
    """Metres from each centre to the nearest of some junctions, and which it is."""
    places = np.flatnonzero(fit)
    if not len(places):
        return np.full(len(areas), np.inf), np.full(len(areas), -1)
    tree = cKDTree(np.column_stack([network.x_m[places], network.y_m[places]]))
    metres, at = tree.query(np.column_stack([areas.x_m, areas.y_m]))
    return metres, places[at]


def _slow(network: RoadNetwork) -> Flags:
    """Junctions with a road that is no motorway; all where there is no other."""
    slow = np.zeros(len(network), dtype=bool)
    edges = network.kmh < FAST_KMH
    slow[network.tail[edges]] = slow[network.head[edges]] = True
    return slow if slow.any() else ~slow


def _graph(network: RoadNetwork, cost: Floats, node: Positions) -> tuple[csr_matrix, Positions]:
    """The reduced graph as a matrix, and the place of each area's junction in it (-1: none)."""
    wanted = np.zeros(len(network), dtype=bool)
    wanted[node[node >= 0]] = True
    whole = Graph(len(network), network.tail.astype(np.int64), network.head.astype(np.int64), cost)
    small, new = reduced(whole, wanted)
    matrix = csr_matrix((small.cost, (small.tail, small.head)), shape=(small.size, small.size))
    return matrix, np.where(node >= 0, new[node], -1)


def _detour(joined: _Joined, graph: csr_matrix, place: Positions) -> tuple[float, float]:
    """Mean road distance over straight distance between junctions of areas, and km of road per minute.

    Shortest ways by length, from some areas to all; of pairs less than 300 m apart nothing is taken.
    """
    network = joined.network
    reached = np.flatnonzero(joined.node >= 0)
    some = reached[np.linspace(0, len(reached) - 1, min(SAMPLE, len(reached))).astype(int)]
    here, there = joined.node[some], joined.node[reached]
    straight = np.hypot(
        network.x_m[here, None] - network.x_m[there], network.y_m[here, None] - network.y_m[there]
    )
    size = len(network)
    lengths = csr_matrix((network.length_m, (network.tail, network.head)), shape=(size, size))
    metres = dijkstra(lengths, indices=here)[:, there]
    minutes = dijkstra(graph, indices=place[some])[:, place[reached]]
    far = (straight > 300) & np.isfinite(metres)
    if not far.any():
        return DistanceRules().detour, 0.5
    detour = float(np.mean(metres[far] / straight[far]))
    return detour, float(np.median(straight[far] / 1000 * detour / minutes[far]))


class _Blocks:
    """Rows of minutes, some at a time."""

    def __init__(
        self,
        areas: Areas,
        joined: _Joined,
        graph: csr_matrix,
        place: Positions,
        straight: Travel,
        inside: float,
        kept: int,
    ) -> None:
        self.areas, self.joined, self.graph, self.place = areas, joined, graph, place
        self.straight, self.inside, self.kept = straight, inside, kept
        self.unjoined = 0
        """Pairs that went by distance."""

    def rows(self, first: int) -> tuple[np.ndarray, Matrix]:
        """The kept areas of `ROWS` areas from `first` on."""
        at = np.arange(first, min(first + ROWS, len(self.areas)))
        times = self._bridged(at, self._stretched(at, self._centre_to_centre(at)))
        times[np.arange(len(at)), at] = self._inside(at, times)
        return nearest(times, self.kept, first)

    def _centre_to_centre(self, at: Positions) -> Matrix:
        """Minutes between centres; infinity beyond the kept ones and where no road leads."""
        times = np.full((len(at), len(self.areas)), np.inf)
        reached = np.flatnonzero(self.place >= 0)
        rows = np.flatnonzero(self.place[at] >= 0)
        limit = self._limit(at)
        while len(rows):
            found = dijkstra(self.graph, indices=self.place[at[rows]], limit=limit)[:, self.place[reached]]
            times[np.ix_(rows, reached)] = found
            few = np.isfinite(found).sum(axis=1) < min(SPARE * self.kept, len(self.areas))
            if not few.any() or np.isinf(limit):
                break
            rows, limit = rows[few], (limit * 2 if limit < 240 else np.inf)
        times += self.joined.minutes[at, None] + self.joined.minutes
        return times

    def _limit(self, at: Positions) -> float:
        """Minutes within which the kept areas are probably found."""
        if self.kept == len(self.areas):
            return float(np.inf)
        return (
            float(np.median(self.straight.minutes[at, min(self.kept, self.straight.minutes.shape[1]) - 1]))
            * 1.5
        )

    def _bridged(self, at: Positions, times: Matrix) -> Matrix:
        """Fill what no road joins by distance, in rows that have too few."""
        few = np.flatnonzero(np.isfinite(times).sum(axis=1) < self.kept)
        for row in few:
            near, minutes = self.straight.indices[at[row]], self.straight.minutes[at[row]]
            missing = ~np.isfinite(times[row, near])
            times[row, near[missing]] = minutes[missing]
            self.unjoined += int(missing.sum())
        return times

    def _stretched(self, at: Positions, times: Matrix) -> Matrix:
        """From centre to centre, to from anywhere to anywhere."""
        areas = self.areas
        squared = ((areas.x_km[at, None] - areas.x_km) ** 2) + ((areas.y_km[at, None] - areas.y_km) ** 2)
        spread = self.inside**2 * areas.km2 / 2
        with np.errstate(divide="ignore", invalid="ignore"):
            factor = np.sqrt(1 + (spread[at, None] + spread) / squared)
        return np.where(squared > 0, times * np.where(squared > 0, factor, 1.0), times)

    def _inside(self, at: Positions, times: Matrix) -> Floats:
        """Minutes inside each area: at the pace of the way to its six nearest; by distance where alone."""
        areas = self.areas
        straight = np.hypot(areas.x_km[at, None] - areas.x_km, areas.y_km[at, None] - areas.y_km)
        straight[np.arange(len(at)), at] = np.inf
        count = min(6, straight.shape[1] - 1)
        alone: Floats = self.straight.minutes[at][self.straight.indices[at] == at[:, None]]
        if count < 1:
            return alone
        six = np.argsort(times + np.where(np.isinf(straight), np.inf, 0.0), axis=1)[:, :count]
        minutes = np.take_along_axis(times, six, axis=1)
        spread = self.inside**2 * areas.km2 / 2
        reach = np.sqrt(np.take_along_axis(straight, six, axis=1) ** 2 + spread[at, None] + spread[six])
        pace = np.median(minutes / reach, axis=1)
        found: Floats = np.where(np.isfinite(pace), self.inside * np.sqrt(areas.km2[at]) * pace, alone)
        return found


def _notes(areas: Areas, joined: _Joined, unjoined: int, size: int) -> list[str]:
    notes = []
    far = [areas.codes[at] for at in np.flatnonzero(joined.node < 0)]
    if far:
        more = f" and {len(far) - 1} more" if len(far) > 1 else ""
        notes.append(f"no road of the network comes near {far[0]!r}{more}: travel there goes by distance")
    if joined.parts > 1:
        notes.append(f"the roads are in {joined.parts} parts without connection")
    if unjoined:
        notes.append(f"{unjoined} of {size * size} pairs of areas that no road joins go by distance")
    if joined.left_out:
        notes.append(f"{joined.left_out} junctions that cannot be reached or left were left out")
    return notes


def _counted(network: RoadNetwork) -> list[str]:
    return [f"roads: {number} {name}" for name, number in network.counts.items() if number]
