"""`in-radius`, `in-cone` and `at-points`: which members of a set are near an agent.

The order of the result matters for later draws, so patches are walked through in NetLogo's order: the
neighbourhood in rings for radii up to 2, else the rows of a square around the agent, which may wrap.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from math import inf, sqrt
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from netlogo.errors import LogoError
from netlogo.runtime.agents.agent_sets import AgentSet, TreeSet, living_set, make_set
from netlogo.runtime.space.cone import Cone
from netlogo.runtime.space.topology import unwrapped
from netlogo.runtime.values import check_list, check_number, dump, wrong_type

if TYPE_CHECKING:
    from netlogo.runtime.agents.patches import Patch
    from netlogo.runtime.space.topology import Topology
    from netlogo.runtime.world import World

_DIAGONAL = 1.415
_FEW = 4.0
"""How many turtles for a radius of 1 are few enough to look at each instead of at the patches around."""
_number_of_patch = attrgetter("patch.id")
_OUTER_RING = (
    (0, 2), (2, 0), (0, -2), (-2, 0),
    (1, 2), (2, 2), (2, 1), (2, -1), (2, -2), (1, -2),
    (-1, -2), (-2, -2), (-2, -1), (-2, 1), (-2, 2), (-1, 2),
)  # fmt: skip
"""Offsets of the patches at two steps, in the order in which NetLogo lists them."""
_COMPASS = ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1))


def _first_ring(center: Patch) -> list[Patch]:
    return [center, *center.neighbors().items]


def _two_rings(topology: Topology, center: Patch) -> list[Patch]:
    x, y = int(center.pxcor), int(center.pycor)
    grid = topology.grid
    inside_x = topology.min_x + 2 <= x <= topology.max_x - 2
    inside_y = topology.min_y + 2 <= y <= topology.max_y - 2
    whole_x = topology.width >= 5 if topology.wrap_x else inside_x
    whole_y = topology.height >= 5 if topology.wrap_y else inside_y
    if inside_x and inside_y:
        here, width = center.id, topology.width
        return _first_ring(center) + [grid[here - dy * width + dx] for dx, dy in _OUTER_RING]
    if whole_x and whole_y:
        outer = [n for step in _OUTER_RING for n in _step(topology, center, step)]
        return _first_ring(center) + [grid[number] for number in outer]
    found: dict[Patch, None] = {}
    for patch in _first_ring(center):
        found[patch] = None
        for step in _COMPASS:
            for number in _step(topology, patch, step):
                found[grid[number]] = None
    return list(found)


def _step(topology: Topology, patch: Patch, step: tuple[int, int]) -> list[int]:
    """The patch one step away as a list, which may be the patch itself in a narrow world; empty beyond an
    edge.
    """
    x, y = int(patch.pxcor) + step[0], int(patch.pycor) + step[1]
    if not topology.wrap_x and not topology.min_x <= x <= topology.max_x:
        return []
    if not topology.wrap_y and not topology.min_y <= y <= topology.max_y:
        return []
    column = (x - topology.min_x) % topology.width
    row = (topology.max_y - y) % topology.height
    return [row * topology.width + column]


def _spans(middle: int, reach: int, size: int, wraps: bool) -> list[tuple[int, int]]:
    """The half-open ranges of rows (or columns) within `reach` of the middle one."""
    low_inside, high_inside = middle - reach >= 0, middle + reach <= size - 1
    if low_inside and high_inside:
        return [(middle - reach, middle + reach + 1)]
    if not low_inside and not high_inside:
        return [(0, size)]
    if low_inside:
        if not wraps:
            return [(middle - reach, size)]
        end = middle + reach - size + 1
        return [(0, end), (max(middle - reach, end), size)]
    if not wraps:
        return [(0, middle + reach + 1)]
    end = middle + reach + 1
    return [(0, end), (max(size + middle - reach, end), size)]


def _square(topology: Topology, x: float, y: float, radius: float) -> list[Patch]:
    reach = int(radius) + 1
    column = math.floor(x + 0.5) - topology.min_x
    row = topology.height - 1 - (math.floor(y + 0.5) - topology.min_y)
    columns = _spans(column, reach, topology.width, topology.wrap_x)
    grid = topology.grid
    found: list[Patch] = []
    for start, end in _spans(row, reach, topology.height, topology.wrap_y):
        for r in range(start, end):
            offset = r * topology.width
            for left, right in columns:
                found += grid[offset + left : offset + right]
    return found


def _patches_near(topology: Topology, center: Patch, x: float, y: float, radius: float) -> list[Patch]:
    if 0 < radius <= 1:
        return _first_ring(center)
    if radius <= 2:
        return _two_rings(topology, center)
    return _square(topology, x, y, radius)


def _few_in_radius(topology: Topology, agents: list[Any], x: float, y: float, radius: float) -> list[Any]:
    """The turtles within the radius, found by looking at each of them; in the order of the patches and, on a
    patch, in the order in which they came.
    """
    width, height = topology.width, topology.height
    half_width = width / 2 if topology.wrap_x else inf
    half_height = height / 2 if topology.wrap_y else inf
    found = []
    for turtle in agents:
        dx = turtle.xcor - x
        if dx < 0:
            dx = -dx
        if dx > half_width:
            dx = width - dx
        if dx <= radius:
            dy = turtle.ycor - y
            if dy < 0:
                dy = -dy
            if dy > half_height:
                dy = height - dy
            if dy <= radius and sqrt(dx * dx + dy * dy) <= radius:
                found.append(turtle)
    if len(found) < 2:
        return found
    found.sort(key=_number_of_patch)
    before = None
    for turtle in found:
        if turtle.patch is before:
            break
        before = turtle.patch
    else:
        return found
    places = dict.fromkeys([turtle.patch for turtle in found])
    members = set(found)
    return [turtle for patch in places for turtle in patch.turtles if turtle in members]


class NearbyPrimitives:
    """The primitives of one world that look around."""

    def __init__(self, world: World) -> None:
        self._world = world

    def _check(self, source: AgentSet, radius: float, primitive: str) -> None:
        if not isinstance(source, AgentSet):
            raise wrong_type("an agentset", source)
        check_number(radius)
        if source.kind == "link":
            raise LogoError("Expected a turtle or a patch but got a link.")
        if radius < 0:
            raise LogoError(f"{primitive} cannot take a negative radius.")

    def _standing(self, source: AgentSet, patch: Patch, members: set[Any] | None) -> Iterable[Any]:
        """The turtles of `source` on a patch."""
        if source is self._world.turtles:
            return patch.turtles
        if members is None:
            return [turtle for turtle in patch.turtles if turtle.breed is source]
        return [turtle for turtle in patch.turtles if turtle in members]

    def in_radius(self, me: Any, source: AgentSet, radius: float) -> AgentSet:
        """The members of `source` at most `radius` away."""
        self._check(source, radius, "IN-RADIUS")
        topology = self._world.topology
        x, y = me._point()
        center = me.patch
        if radius > 2 and source.kind == "turtle":
            agents = source.agents()
            if len(agents) <= _FEW * radius * radius:
                return living_set("turtle", _few_in_radius(topology, agents, x, y, radius))
        near = _patches_near(topology, center, x, y, radius)
        distance = topology.distance
        if source.kind == "patch":
            if source is not self._world.patches:
                members = set(source.agents())
                near = [patch for patch in near if patch in members]
            return make_set("patch", [p for p in near if distance(p.pxcor, p.pycor, x, y) <= radius])
        mine = None if isinstance(source, TreeSet) else set(source.agents())
        found: list[Any] = []
        cx, cy = center.pxcor, center.pycor
        for patch in [patch for patch in near if patch.turtles]:
            apart = _grid_distance(
                topology, patch.pxcor - cx, patch.pycor - cy, topology.wrap_x, topology.wrap_y
            )
            if apart > radius + _DIAGONAL:
                continue
            sure = apart <= radius - _DIAGONAL
            standing = self._standing(source, patch, mine)
            found += standing if sure else [t for t in standing if distance(t.xcor, t.ycor, x, y) <= radius]
        return make_set("turtle", found)

    def in_radius_nowrap(self, me: Any, source: AgentSet, radius: float) -> AgentSet:
        """The members of `source` at most `radius` away inside the world."""
        with unwrapped(self._world.topology):
            return self.in_radius(me, source, radius)

    def in_cone_nowrap(self, me: Any, source: AgentSet, radius: float, angle: float) -> AgentSet:
        """The members of `source` in the turtle's field of view inside the world."""
        with unwrapped(self._world.topology):
            return self.in_cone(me, source, radius, angle)

    def in_cone(self, me: Any, source: AgentSet, radius: float, angle: float) -> AgentSet:
        """The members of `source` at most `radius` away and within `angle` / 2 of the turtle's heading."""
        self._check(source, radius, "IN-CONE")
        if angle < 0:
            raise LogoError("IN-CONE cannot take a negative angle.")
        if angle > 360:
            raise LogoError("IN-CONE cannot take an angle greater than 360.")
        topology = self._world.topology
        near = _patches_near(topology, me.patch, me.xcor, me.ycor, radius)
        cone = Cone(topology, me, radius, angle / 2)
        if source.kind == "patch":
            if source is not self._world.patches:
                members = set(source.agents())
                near = [patch for patch in near if patch in members]
            return make_set("patch", [patch for patch in near if cone.holds(patch.pxcor, patch.pycor)])
        mine = None if isinstance(source, TreeSet) else set(source.agents())
        found = []
        cx, cy = me.patch.pxcor, me.patch.pycor
        for patch in near:
            if patch.turtles and _grid_distance(topology, patch.pxcor - cx, patch.pycor - cy, True, True) <= (
                radius + _DIAGONAL
            ):
                found += [t for t in self._standing(source, patch, mine) if cone.holds(t.xcor, t.ycor)]
        return make_set("turtle", found)

    def at_points(self, me: Any, source: AgentSet, points: list[Any]) -> AgentSet:
        """The members of `source` on the patches at the given offsets."""
        if not isinstance(source, AgentSet):
            raise wrong_type("an agentset", source)
        check_list(points)
        found: dict[Patch, None] = {}
        for point in points:
            if (
                point.__class__ is not list
                or len(point) != 2
                or any(part.__class__ is not float for part in point)
            ):
                raise LogoError(f"Invalid list of points: {dump(points)}")
            x, y = me._point() if me.kind in ("turtle", "patch") else (0.0, 0.0)
            patch = self._world.topology.patch_at(x + point[0], y + point[1])
            if patch is not None:
                found[patch] = None
        if source.kind == "patch":
            return make_set("patch", [patch for patch in found if source.contains(patch)])
        mine = None if isinstance(source, TreeSet) else set(source.agents())
        return make_set(
            "turtle", [turtle for patch in found for turtle in self._standing(source, patch, mine)]
        )


def _grid_distance(topology: Topology, dx: float, dy: float, wrap_x: bool, wrap_y: bool) -> float:
    """Distance between the middles of two patches."""
    dx, dy = abs(dx), abs(dy)
    if wrap_x and dx > topology.width // 2:
        dx = topology.width - dx
    if wrap_y and dy > topology.height // 2:
        dy = topology.height - dy
    return math.sqrt(dx * dx + dy * dy)
