"""How turtles move and turn; the part of `Turtle` that knows of places and headings.

Methods are named for the primitives. Errors are NetLogo's.
"""

from __future__ import annotations

from math import fmod
from typing import TYPE_CHECKING, Any

from netlogo.errors import LogoError
from netlogo.runtime.agents.base import Agent, require_alive
from netlogo.runtime.agents.turtle_links import LinkedTurtle
from netlogo.runtime.maths.fdlibm import sin_cos, to_radians
from netlogo.runtime.maths.numbers import INFINITESIMAL, message_text
from netlogo.runtime.space.places import cannot_set, target_point
from netlogo.runtime.space.ties import moved, turned
from netlogo.runtime.space.topology import BEYOND_EDGE, COSINES, SINES, unwrapped, wrap

if TYPE_CHECKING:
    from netlogo.runtime.agents.patches import Patch

MOVING = ("heading", "patch", "pen_mode", "xcor", "ycor")
"""The variables which moving and turning read and change."""


class MovingTurtle(LinkedTurtle):
    """A turtle in its place; sine and cosine are kept for the heading in which it last moved."""

    __slots__ = ("_cosine", "_sine", "_turned_to", *MOVING)

    _turned_to: float
    _sine: float
    _cosine: float
    heading: float
    xcor: float
    ycor: float
    pen_mode: str
    patch: Patch

    def _point(self) -> tuple[float, float]:
        return self.xcor, self.ycor

    def jump(self, distance: float) -> bool:
        """Go `distance` ahead in one step; False, and nothing done, if an edge is in the way."""
        sine, cosine = self._direction()
        world = self.world
        topology = world.topology
        old_x, old_y = self.xcor, self.ycor
        x = to_x = old_x + distance * sine
        y = to_y = old_y + distance * cosine
        if not topology.left <= x < topology.right:
            if not topology.wrap_x:
                return False
            x = wrap(x, topology.left, topology.right)
        if not topology.bottom <= y < topology.top:
            if not topology.wrap_y:
                return False
            y = wrap(y, topology.bottom, topology.top)
        self.xcor = x
        self.ycor = y
        self._stand_on(topology.patch_inside(x, y))
        if self.pen_mode != "up":
            self.draw_to(old_x, old_y, to_x, to_y)
        if world.tie_count:
            moved(self, to_x, to_y, old_x, old_y)
        return True

    def draw_to(self, old_x: float, old_y: float, x: float, y: float) -> None:
        """Draw, or erase, the line to a point, which may lie beyond the edge of a wrapping world."""
        raise NotImplementedError

    def forward(self, distance: float) -> None:
        """Go ahead one patch at a time, up to an edge."""
        if distance > 0:
            step = 1.0
            while distance > 1.0:
                if not self.jump(step):
                    return
                distance -= step
        else:
            step = -1.0
            while distance < -1.0:
                if not self.jump(step):
                    return
                distance -= step
        if distance > INFINITESIMAL or distance < -INFINITESIMAL:
            self.jump(distance)

    def back(self, distance: float) -> None:
        """Go backwards."""
        self.forward(-distance)

    def go_to(
        self,
        x: float,
        y: float,
        seen: frozenset[MovingTurtle] | None = None,
        line_to: tuple[float, float] | None = None,
    ) -> None:
        """Stand at a point, wrapped into the world; a pen draws the line to it, or to `line_to`.

        Raises:
            LogoError: it lies beyond an edge.
        """
        topology = self.world.topology
        old_x, old_y = self.xcor, self.ycor
        new_x = topology.wrapped_x(x)
        new_y = topology.wrapped_y(y)
        self.xcor = new_x
        self.ycor = new_y
        self._stand_on(topology.patch_inside(new_x, new_y))
        if self.pen_mode != "up":
            self.draw_to(old_x, old_y, *(line_to or (x, y)))
        if self.world.tie_count:
            moved(self, x, y, old_x, old_y, seen)

    def _stand_on(self, patch: Patch) -> None:
        old = self.patch
        if patch is not old:
            old.leave(self)
            patch.arrive(self)
            self.patch = patch

    def setxy(self, x: float, y: float) -> None:
        """Stand at a point."""
        world = self.world
        topology = world.topology
        if (
            topology.left <= x < topology.right
            and topology.bottom <= y < topology.top
            and self.pen_mode == "up"
            and not world.tie_count
        ):
            self.xcor = x
            self.ycor = y
            self._stand_on(topology.patch_inside(x, y))
            return
        try:
            self.go_to(self._pen_x(x), self._pen_y(y))
        except LogoError as error:
            if error.message != BEYOND_EDGE:
                raise
            raise LogoError(
                f"The point [ {message_text(x)} , {message_text(y)} ] is outside of the boundaries of the "
                "world and wrapping is not permitted in one or both directions."
            ) from None

    def home(self) -> None:
        """Stand at the origin."""
        self.go_to(0.0, 0.0)

    def move_to(self, target: Any) -> None:
        """Stand where a turtle or patch is."""
        world = self.world
        if target.__class__ is world.patch_class and self.pen_mode == "up" and not world.tie_count:
            self.xcor = target.pxcor
            self.ycor = target.pycor
            self._stand_on(target)
            return
        require_alive(target)
        if target.kind == "link":
            raise LogoError("you can't move-to a link")
        x, y = target_point(target)
        self.go_to(self._pen_x(x), self._pen_y(y))

    def _pen_x(self, x: float) -> float:
        """Where a turtle that draws goes for `x`: round the world if that is shorter."""
        topology = self.world.topology
        if self.pen_mode != "down" or not topology.wrap_x:
            return x
        x = topology.wrapped_x(x)
        around = x - topology.width if x > self.xcor else x + topology.width
        return around if abs(x - self.xcor) > abs(around - self.xcor) else x

    def _pen_y(self, y: float) -> float:
        """As `_pen_x`, in y."""
        topology = self.world.topology
        if self.pen_mode != "down" or not topology.wrap_y:
            return y
        y = topology.wrapped_y(y)
        around = y - topology.height if y > self.ycor else y + topology.height
        return around if abs(y - self.ycor) > abs(around - self.ycor) else y

    def center(self) -> None:
        """Stand in the middle of this patch."""
        patch = self.patch
        old_x, old_y = self.xcor, self.ycor
        self.xcor, self.ycor = patch.pxcor, patch.pycor
        if self.pen_mode != "up":
            self.draw_to(old_x, old_y, self.xcor, self.ycor)
        if self.world.tie_count and (old_x, old_y) != (self.xcor, self.ycor):
            moved(self, self.xcor, self.ycor, old_x, old_y)

    def set_xcor(self, value: Any) -> None:
        """Set the x coordinate."""
        if value.__class__ is not float:
            cannot_set(self, "XCOR", "number", value)
        self.go_to(value, self.ycor, line_to=(self._pen_x(value), self.ycor))

    def set_ycor(self, value: Any) -> None:
        """Set the y coordinate."""
        if value.__class__ is not float:
            cannot_set(self, "YCOR", "number", value)
        self.go_to(self.xcor, value, line_to=(self.xcor, self._pen_y(value)))

    # --- turning ------------------------------------------------------------------------------------------

    def right(self, angle: float) -> None:
        """Turn clockwise."""
        heading = self.heading + angle
        if 0 <= heading < 360 and not self.world.tie_count:
            self.heading = heading
        else:
            self._turn_to(heading)

    def left(self, angle: float) -> None:
        """Turn anticlockwise."""
        heading = self.heading - angle
        if 0 <= heading < 360 and not self.world.tie_count:
            self.heading = heading
        else:
            self._turn_to(heading)

    def _turn_to(self, heading: float, seen: frozenset[MovingTurtle] | None = None) -> None:
        old = self.heading
        if 0 <= heading < 360:
            self.heading = heading
        else:
            self.heading = fmod(fmod(heading, 360.0) + 360.0, 360.0)
        if self.world.tie_count:
            turned(self, heading, old, seen)

    def set_heading(self, value: Any) -> None:
        """Set the heading."""
        if value.__class__ is not float:
            cannot_set(self, "HEADING", "number", value)
        self._turn_to(value)

    def face(self, target: Agent) -> None:
        """Turn to a turtle or patch; nothing happens where that has no direction."""
        x, y = target_point(target)
        if target is not self and (x != self.xcor or y != self.ycor):
            self._turn_to(self.world.topology.towards(self.xcor, self.ycor, x, y))

    def facexy(self, x: float, y: float) -> None:
        """Turn to a point."""
        if x != self.xcor or y != self.ycor:
            self._turn_to(self.world.topology.towards(self.xcor, self.ycor, x, y))

    def face_nowrap(self, target: Agent) -> None:
        """Turn to a turtle or patch inside the world."""
        with unwrapped(self.world.topology):
            self.face(target)

    def facexy_nowrap(self, x: float, y: float) -> None:
        """Turn to a point inside the world."""
        with unwrapped(self.world.topology):
            self.facexy(x, y)

    def _direction(self) -> tuple[float, float]:
        """Sine and cosine of the heading, kept from the last time: many steps go the same way."""
        heading = self.heading
        if heading != self._turned_to:
            whole = int(heading)
            if heading == whole:
                self._sine, self._cosine = SINES[whole], COSINES[whole]
            else:
                self._sine, self._cosine = sin_cos(to_radians(heading))
            self._turned_to = heading
        return self._sine, self._cosine

    def dx(self) -> float:
        """How much a step of 1 changes xcor."""
        sine = self._direction()[0]
        return 0.0 if abs(sine) < INFINITESIMAL else sine

    def dy(self) -> float:
        """How much a step of 1 changes ycor."""
        cosine = self._direction()[1]
        return 0.0 if abs(cosine) < INFINITESIMAL else cosine
