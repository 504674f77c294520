"""A turtle's field of view: which points `in-cone` sees, round the edges of a world that wraps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netlogo.runtime.space.topology import Topology


class Cone:
    """A turtle's field of view, and the copies of the world which it reaches."""

    def __init__(self, topology: Topology, me: Any, radius: float, half: float) -> None:
        self.topology, self.radius, self.half = topology, radius, half
        self.x, self.y, self.heading = me.xcor, me.ycor, me.heading
        across = math.ceil(radius / topology.width) if topology.wrap_x else 0
        along = math.ceil(radius / topology.height) if topology.wrap_y else 0
        loose = math.ceil(radius) + 1
        self.shifts = [
            (i * topology.width, j * topology.height)
            for i in range(-across, across + 1)
            for j in range(-along, along + 1)
            if self._reaches(i, j, loose)
        ]

    def _reaches(self, i: int, j: int, loose: int) -> bool:
        topology = self.topology
        edge_x = topology.max_x if i < 0 else topology.min_x
        edge_y = topology.max_y if j < 0 else topology.min_y
        x = edge_x + i * topology.width if i else self.x
        y = edge_y + j * topology.height if j else self.y
        dx, dy = self.x - x, self.y - y
        return math.sqrt(dx * dx + dy * dy) <= loose

    def holds(self, x: float, y: float) -> bool:
        """Whether a point, or one of its copies, lies in the cone."""
        return any(self._inside(x + dx, y + dy) for dx, dy in self.shifts)

    def _inside(self, x: float, y: float) -> bool:
        if x == self.x and y == self.y:
            return True
        dx, dy = x - self.x, y - self.y
        if math.sqrt(dx * dx + dy * dy) > self.radius:
            return False
        turn = abs(self.topology.towards(self.x, self.y, x, y, wrapping=False) - self.heading)
        return bool(turn <= self.half or 360 - turn <= self.half)
