"""`RoadNetwork`: junctions and the directed pieces of road between them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyproj
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from planning.arrays import Flags, Floats, Labels
from planning.errors import GeographyError

Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]

CREDIT = "Roads © OpenStreetMap contributors, Open Database License 1.0"


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """A directed graph of roads.

    Attributes:
        x_m, y_m: nodes (junctions, ends of roads), metres in `crs`.
        tail, head: positions of the nodes that each edge leads from and to; a two-way road has two edges.
        length_m: of each edge.
        kmh: speed of each edge in free flow.
        crs: of the coordinates.
        source: the file, with the attribution.
        counts: what was read and what was left out, by name.
    """

    x_m: Floats
    y_m: Floats
    tail: Labels
    head: Labels
    length_m: Floats
    kmh: Floats
    crs: str
    source: str
    counts: dict[str, int]

    def __len__(self) -> int:
        return len(self.x_m)

    def clipped(self, ground: shapely.Geometry) -> RoadNetwork:
        """What has both ends inside a polygon in `crs`.

        Raises:
            GeographyError: no road is inside.
        """
        shapely.prepare(ground)
        inside = shapely.contains_xy(ground, self.x_m, self.y_m)
        if not (inside[self.tail] & inside[self.head]).any():
            raise GeographyError(f"{self.source}: expected roads inside the areas, got none there")
        found = self.only(inside)
        return replace(found, counts={**found.counts, "nodes outside the areas": len(self) - len(found)})

    def only(self, nodes: Flags) -> RoadNetwork:
        """Some nodes, and the edges between them."""
        new = np.cumsum(nodes, dtype=np.int32) - 1
        edges = nodes[self.tail] & nodes[self.head]
        return replace(
            self,
            x_m=self.x_m[nodes],
            y_m=self.y_m[nodes],
            tail=new[self.tail[edges]].astype(np.int32),
            head=new[self.head[edges]].astype(np.int32),
            length_m=self.length_m[edges],
            kmh=self.kmh[edges],
        )

    @property
    def kilometres(self) -> float:
        """Length of all roads, those for both directions once."""
        low, high = np.minimum(self.tail, self.head), np.maximum(self.tail, self.head)
        _, first = np.unique(low.astype(np.int64) * len(self) + high, return_index=True)
        return float(self.length_m[first].sum() / 1000)

    def strong_parts(self) -> Labels:
        """The part of each node within which every node can be reached from every other."""
        size = len(self)
        graph = coo_matrix((np.ones(len(self.tail), np.int8), (self.tail, self.head)), shape=(size, size))
        _, labels = connected_components(graph, directed=True, connection="strong")
        parts: Labels = labels.astype(np.int32)
        return parts

    def junctions(self) -> Flags:
        """Nodes where three or more roads meet, by the number of different neighbours."""
        size = len(self)
        pairs = np.unique(
            np.sort(np.column_stack([self.tail, self.head]).astype(np.int64), axis=1) @ np.array([size, 1])
        )
        one, other = pairs // size, pairs % size
        return np.bincount(np.concatenate([one, other]), minlength=size) >= 3


def network_of(
    x_deg: Floats,
    y_deg: Floats,
    edges: tuple[Numbers, Numbers, Floats, Floats],
    crs: str,
    source: str,
    counts: dict[str, int],
) -> RoadNetwork:
    """A network from longitudes, latitudes and the columns `tail, head, length_m, kmh` of its edges.

    Of several edges between the same nodes the fastest is kept; loops are dropped.
    """
    x, y = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(x_deg, y_deg)
    tail, head, length, kmh = (np.asarray(column) for column in edges)
    order = np.lexsort((length / kmh, head, tail))
    tail, head, length, kmh = tail[order], head[order], length[order], kmh[order]
    first = np.ones(len(tail), dtype=bool)
    first[1:] = (np.diff(tail) != 0) | (np.diff(head) != 0)
    kept = first & (tail != head)
    return RoadNetwork(
        x_m=np.asarray(x, dtype=float),
        y_m=np.asarray(y, dtype=float),
        tail=tail[kept].astype(np.int32),
        head=head[kept].astype(np.int32),
        length_m=length[kept].astype(float),
        kmh=kmh[kept].astype(float),
        crs=crs,
        source=f"{source}. {CREDIT}",
        counts=counts,
    )
