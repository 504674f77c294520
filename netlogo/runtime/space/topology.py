"""The shape of the world: which coordinates are the same place, and how points lie to each other.

Distances are in patches, headings in degrees clockwise from north. A world can wrap in x, in y, in both or in
neither; patches are numbered row by row from the top left.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import floor, fmod, sqrt
from typing import TYPE_CHECKING, Any

from netlogo.errors import LogoError
from netlogo.runtime.maths.fdlibm import PI, atan2, cos, sin_cos, to_degrees, to_radians
from netlogo.runtime.maths.fdlibm import sin as _sin
from netlogo.runtime.maths.numbers import INFINITESIMAL, message_text

if TYPE_CHECKING:
    from netlogo.runtime.agents.patches import Patch

BEYOND_EDGE = "Cannot move turtle beyond the world's edge."
STEPS4 = ((0, 1), (1, 0), (0, -1), (-1, 0))
STEPS8 = (*STEPS4, (1, 1), (1, -1), (-1, -1), (-1, 1))
"""To the neighbours of a patch, in NetLogo's order; as in kernel/around.c."""


def _squash(x: float) -> float:
    return 0.0 if abs(x) < INFINITESIMAL else x


SINES = [_squash(_sin(to_radians(float(degree)))) for degree in range(360)]
COSINES = [_squash(cos(to_radians(float(degree)))) for degree in range(360)]


def wrap_heading(heading: float) -> float:
    """Any angle as a heading in [0, 360)."""
    if 0 <= heading < 360:
        return heading
    return fmod(fmod(heading, 360.0) + 360.0, 360.0)


def subtract_headings(a: float, b: float) -> float:
    """The smaller turn from heading `b` to heading `a`, in (-180, 180]."""
    turn = wrap_heading(a) - wrap_heading(b)
    if -180 < turn <= 180:
        return turn
    return turn - 360 if turn > 0 else turn + 360


def wrap(position: float, low: float, high: float) -> float:
    """`position` moved into [low, high) by whole widths, with NetLogo's rounding."""
    if position >= high:
        return low + fmod(position - high, high - low)
    if position < low:
        wrapped = high - fmod(low - position, high - low)
        # Rounding can end on the upper edge, which is the same place as the lower one.
        return wrapped if wrapped < high else low
    return position


def direction(dx: float, dy: float) -> float:
    """Heading of the vector (dx, dy), neither part 0."""
    return fmod(270.0 + to_degrees(PI + atan2(-dy, dx)), 360.0)


@contextmanager
def unwrapped(topology: Topology) -> Iterator[None]:
    """As if the world did not wrap, for the old primitives whose names end in `-nowrap`."""
    wraps = topology.wrap_x, topology.wrap_y
    topology.wrap_x = topology.wrap_y = False
    try:
        yield
    finally:
        topology.wrap_x, topology.wrap_y = wraps


class Topology:
    """Size and wrapping of one world, and its patches as `grid`."""

    __slots__ = (
        "bottom",
        "grid",
        "height",
        "left",
        "max_x",
        "max_y",
        "min_x",
        "min_y",
        "right",
        "spare",
        "top",
        "width",
        "wrap_x",
        "wrap_y",
    )

    grid: list[Patch]

    def __init__(self, min_x: int, max_x: int, min_y: int, max_y: int, wrap_x: bool, wrap_y: bool) -> None:
        self.min_x, self.max_x, self.min_y, self.max_y = min_x, max_x, min_y, max_y
        self.width, self.height = max_x - min_x + 1, max_y - min_y + 1
        self.left, self.right = min_x - 0.5, max_x + 0.5
        self.bottom, self.top = min_y - 0.5, max_y + 0.5
        self.wrap_x, self.wrap_y = wrap_x, wrap_y
        self.grid = []
        self.spare: list[Any] = []  # sets of neighbours that the kernel uses again

    def wrapped_x(self, x: float) -> float:
        """`x` inside the world.

        Raises:
            LogoError: it lies outside and the world does not wrap in x.
        """
        if self.left <= x < self.right:
            return x
        if not self.wrap_x:
            raise LogoError(BEYOND_EDGE)
        return wrap(x, self.left, self.right)

    def wrapped_y(self, y: float) -> float:
        """`y` inside the world, as `wrapped_x`."""
        if self.bottom <= y < self.top:
            return y
        if not self.wrap_y:
            raise LogoError(BEYOND_EDGE)
        return wrap(y, self.bottom, self.top)

    def nearest_copy(self, from_x: float, from_y: float, x: float, y: float) -> tuple[float, float]:
        """The point (x, y) where it is seen from another: beyond a wrapping edge if that is nearer."""
        if self.wrap_x:
            x = min(x, x - self.width, x + self.width, key=lambda one: abs(one - from_x))
        if self.wrap_y:
            y = min(y, y - self.height, y + self.height, key=lambda one: abs(one - from_y))
        return x, y

    def patch_at(self, x: float, y: float) -> Patch | None:
        """The patch at a point, None beyond an edge that does not wrap."""
        if not self.left <= x < self.right:
            if not self.wrap_x:
                return None
            x = wrap(x, self.left, self.right)
        if not self.bottom <= y < self.top:
            if not self.wrap_y:
                return None
            y = wrap(y, self.bottom, self.top)
        # A patch reaches half a unit to each side of its centre.
        return self.grid[(self.max_y - floor(y + 0.5)) * self.width + floor(x + 0.5) - self.min_x]

    def patch_inside(self, x: float, y: float) -> Patch:
        """The patch at a point that lies inside the world."""
        return self.grid[(self.max_y - floor(y + 0.5)) * self.width + floor(x + 0.5) - self.min_x]

    def patch_towards(self, x: float, y: float, heading: float, distance: float) -> Patch | None:
        """The patch `distance` away in direction `heading` (in [0, 360)), None beyond an edge."""
        whole = int(heading)
        if heading == whole:
            s, c = SINES[whole], COSINES[whole]
        else:
            s, c = sin_cos(to_radians(heading))
            s, c = _squash(s), _squash(c)
        return self.patch_at(x + distance * s, y + distance * c)

    def distance(self, x1: float, y1: float, x2: float, y2: float) -> float:
        """Distance between two points, the shorter way round where the world wraps."""
        dx = abs(x2 - x1)
        dy = abs(y2 - y1)
        if self.wrap_x:
            around = abs(self.width - dx)
            if around < dx:
                dx = around
        if self.wrap_y:
            around = abs(self.height - dy)
            if around < dy:
                dy = around
        return sqrt(dx * dx + dy * dy)

    def towards(self, x1: float, y1: float, x2: float, y2: float, wrapping: bool = True) -> float:
        """Heading from the first point to the second.

        Raises:
            LogoError: both are the same point.
        """
        if x1 == x2 and y1 == y2:
            point = f"({message_text(x1)},{message_text(y1)})"
            raise LogoError(f"No heading is defined from a point {point} to that same point.")
        dx = x2 - x1
        dy = y2 - y1
        if wrapping and self.wrap_x:
            dx = wrap(dx, self.width / -2.0, self.width / 2.0)
        if wrapping and self.wrap_y:
            dy = wrap(dy, self.height / -2.0, self.height / 2.0)
        if dy == 0 and (dx != 0 or self.wrap_x or self.wrap_y):
            return 90.0 if dx > 0 else 270.0
        if dx == 0:
            return 0.0 if dy > 0 else 180.0
        return direction(dx, dy)

    def patches_around(self, patch: Patch, steps: tuple[tuple[int, int], ...] = STEPS8) -> list[Patch]:
        """The patches one step away, without repeats, the patch itself and what lies beyond the edges."""
        grid, width = self.grid, self.width
        x, y = int(patch.pxcor), int(patch.pycor)
        me = (self.max_y - y) * width + x - self.min_x
        # Inside the world, where most patches are, no edge has to be looked at.
        if self.min_x < x < self.max_x and self.min_y < y < self.max_y:
            return [grid[me - dy * width + dx] for dx, dy in steps]
        found: list[int] = []
        for dx, dy in steps:
            nx, ny = x + dx, y + dy
            if not self.min_x <= nx <= self.max_x:
                if not self.wrap_x:
                    continue
                nx = self.min_x if nx > self.max_x else self.max_x
            if not self.min_y <= ny <= self.max_y:
                if not self.wrap_y:
                    continue
                ny = self.min_y if ny > self.max_y else self.max_y
            number = (self.max_y - ny) * width + nx - self.min_x
            if number != me and number not in found:
                found.append(number)
        return [grid[number] for number in found]
