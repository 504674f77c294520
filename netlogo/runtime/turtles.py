"""Turtles: how they move, turn, change breed, give birth and die.

A world makes its own subclass of `Turtle` with one slot for each variable of the model's turtles and breeds;
a slot that the turtle's breed does not own stays empty. Methods are named for the primitives; links are in
`turtle_links`.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor, fmod
from typing import TYPE_CHECKING, Any, NoReturn

from netlogo.errors import LogoError
from netlogo.runtime.agentsets import DEATHS, AgentSet, TreeSet
from netlogo.runtime.base import NOBODY, Agent, Nobody, require_alive
from netlogo.runtime.fdlibm import sin_cos, to_radians
from netlogo.runtime.located import cannot_set, color_value, number_value, target_point
from netlogo.runtime.numbers import INFINITESIMAL, message_text, to_int
from netlogo.runtime.ties import moved, turned
from netlogo.runtime.topology import BEYOND_EDGE, COSINES, SINES, unwrapped, wrap, wrap_heading
from netlogo.runtime.turtle_links import LinkedTurtle

if TYPE_CHECKING:
    from netlogo.runtime.patches import Patch

BUILT_IN = (
    "color",
    "heading",
    "xcor",
    "ycor",
    "shape",
    "label",
    "label_color",
    "breed",
    "hidden",
    "size",
    "pen_size",
    "pen_mode",
)


class Turtle(LinkedTurtle):
    """A turtle; `id` is its who number as an int, -1 once it is dead."""

    __slots__ = ("_cosine", "_sine", "_turned_to", "dead", "id", "patch", "who", *BUILT_IN)

    turtles_own: tuple[str, ...] = ()

    color: Any
    heading: float
    xcor: float
    ycor: float
    shape: str
    label: Any
    label_color: Any
    breed: TreeSet
    hidden: bool
    size: float
    pen_size: float
    pen_mode: str
    who: float
    patch: Patch

    def __init__(self, who: int, breed: TreeSet, patch: Patch, color: float, heading: float) -> None:
        self.id = who
        self.who = float(who)
        self.dead = False
        self.color = color
        self.heading = heading
        self.xcor = patch.pxcor
        self.ycor = patch.pycor
        self.label = ""
        self.label_color = 9.9
        self.hidden = False
        self.size = 1.0
        self.pen_size = 1.0
        self.pen_mode = "up"
        self.breed = breed
        self.links = None
        self.patch = patch
        self._turned_to = 0.0
        self._sine = 0.0
        self._cosine = 1.0
        world = self.world
        self.shape = world.breed_shape(breed)
        world.turtles.add(who, self)
        if breed is not world.turtles:
            breed.add(who, self)
        patch.turtles.append(self)
        for name in world.owned_by[breed]:
            setattr(self, name, 0.0)

    def __str__(self) -> str:
        return f"{self.breed_name()} {self.id}"

    def breed_name(self) -> str:
        return self.breed.singular.lower()

    def _point(self) -> tuple[float, float]:
        return self.xcor, self.ycor

    def die(self) -> None:
        """Leave the world, with all links."""
        if self.dead:
            return
        if self.links:
            for link in self.links[:]:
                link.die()
        self.patch.turtles.remove(self)
        world = self.world
        if self.breed is not world.turtles:
            self.breed.remove(self.id)
        world.turtles.remove(self.id)
        self.forget()

    def forget(self) -> None:
        """Mark as dead, without leaving any set."""
        self.id = -1
        self.who = -1.0
        self.dead = True
        DEATHS.last = object()

    # --- moving -------------------------------------------------------------------------------------------

    def jump(self, distance: float) -> bool:
        """Go `distance` ahead in one step; False, and nothing done, if an edge is in the way."""
        heading = self.heading
        if heading != self._turned_to:
            whole = int(heading)
            if heading == whole:
                self._sine, self._cosine = SINES[whole], COSINES[whole]
            else:
                self._sine, self._cosine = sin_cos(to_radians(heading))
            self._turned_to = heading
        world = self.world
        topology = world.topology
        old_x, old_y = self.xcor, self.ycor
        x = to_x = old_x + distance * self._sine
        y = to_y = old_y + distance * self._cosine
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
        patch = topology.grid[
            (topology.max_y - floor(y + 0.5)) * topology.width + floor(x + 0.5) - topology.min_x
        ]
        old = self.patch
        if patch is not old:
            old.turtles.remove(self)
            patch.turtles.append(self)
            self.patch = patch
        if world.tie_count:
            moved(self, to_x, to_y, old_x, old_y)
        return True

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

    def go_to(self, x: float, y: float, seen: frozenset[Turtle] | None = None) -> None:
        """Stand at a point, wrapped into the world.

        Raises:
            LogoError: it lies beyond an edge.
        """
        topology = self.world.topology
        old_x, old_y = self.xcor, self.ycor
        new_x = topology.wrapped_x(x)
        new_y = topology.wrapped_y(y)
        self.xcor = new_x
        self.ycor = new_y
        self._change_patch(topology.patch_inside(new_x, new_y))
        if self.world.tie_count:
            moved(self, x, y, old_x, old_y, seen)

    def _change_patch(self, patch: Patch) -> None:
        old = self.patch
        if patch is not old:
            old.turtles.remove(self)
            patch.turtles.append(self)
            self.patch = patch

    def setxy(self, x: float, y: float) -> None:
        """Stand at a point."""
        world = self.world
        topology = world.topology
        if (
            topology.left <= x < topology.right
            and topology.bottom <= y < topology.top
            and self.pen_mode != "down"
            and not world.tie_count
        ):
            self.xcor = x
            self.ycor = y
            patch = topology.grid[
                (topology.max_y - floor(y + 0.5)) * topology.width + floor(x + 0.5) - topology.min_x
            ]
            old = self.patch
            if patch is not old:
                old.turtles.remove(self)
                patch.turtles.append(self)
                self.patch = patch
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
        if target.__class__ is world.patch_class and self.pen_mode != "down" and not world.tie_count:
            self.xcor = target.pxcor
            self.ycor = target.pycor
            old = self.patch
            if target is not old:
                old.turtles.remove(self)
                target.turtles.append(self)
                self.patch = target
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
        if self.world.tie_count and (old_x, old_y) != (self.xcor, self.ycor):
            moved(self, self.xcor, self.ycor, old_x, old_y)

    def set_xcor(self, value: Any) -> None:
        """Set the x coordinate."""
        if value.__class__ is not float:
            cannot_set(self, "XCOR", "number", value)
        self.go_to(value, self.ycor)

    def set_ycor(self, value: Any) -> None:
        """Set the y coordinate."""
        if value.__class__ is not float:
            cannot_set(self, "YCOR", "number", value)
        self.go_to(self.xcor, value)

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

    def _turn_to(self, heading: float, seen: frozenset[Turtle] | None = None) -> None:
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

    # --- looking ------------------------------------------------------------------------------------------

    def can_move_p(self, distance: float) -> bool:
        """Whether there is a patch that far ahead."""
        return self.world.topology.patch_towards(self.xcor, self.ycor, self.heading, distance) is not None

    def patch_here(self) -> Patch:
        """The patch on which the turtle stands."""
        return self.patch

    def patch_ahead(self, distance: float) -> Patch | Nobody:
        """The patch that far ahead."""
        return self.world.topology.patch_towards(self.xcor, self.ycor, self.heading, distance) or NOBODY

    def patch_right_and_ahead(self, angle: float, distance: float) -> Patch | Nobody:
        """The patch that far away, `angle` to the right."""
        heading = wrap_heading(self.heading + angle)
        return self.world.topology.patch_towards(self.xcor, self.ycor, heading, distance) or NOBODY

    def patch_left_and_ahead(self, angle: float, distance: float) -> Patch | Nobody:
        """The patch that far away, `angle` to the left."""
        return self.patch_right_and_ahead(-angle, distance)

    def _climb(self, name: str, around: list[Patch], sign: float) -> None:
        """Go to the best of the patches around, if it is better than this one."""
        best = -1.7976931348623157e308
        winners: list[Patch] = []
        for patch in around:
            value = getattr(patch, name)
            if value.__class__ is float and sign * value >= best:
                if sign * value > best:
                    best = sign * value
                    winners.clear()
                winners.append(patch)
        here = getattr(self.patch, name)
        if winners and (here.__class__ is not float or best > sign * here):
            winner = winners[self.world.rng.next_int(len(winners))]
            self.face(winner)
            self.move_to(winner)

    def uphill(self, name: str) -> None:
        """Go to the neighbour with the highest value of a patch variable, if higher than here."""
        self.center()
        self._climb(name, self.neighbors().items, 1.0)

    def uphill4(self, name: str) -> None:
        """As `uphill`, among the four neighbours."""
        self.center()
        self._climb(name, self.neighbors4().items, 1.0)

    def downhill(self, name: str) -> None:
        """Go to the neighbour with the lowest value of a patch variable, if lower than here."""
        self.center()
        self._climb(name, self.neighbors().items, -1.0)

    def downhill4(self, name: str) -> None:
        """As `downhill`, among the four neighbours."""
        self.center()
        self._climb(name, self.neighbors4().items, -1.0)

    # --- breeding -----------------------------------------------------------------------------------------

    def hatch(self, number: float, breed: TreeSet | None = None) -> Iterator[Turtle]:
        """Make copies of this turtle; what comes back is in the random order in which their block runs."""
        return self.world.shuffle_new(self.hatch_fast(number, breed))

    def hatch_fast(self, number: float, breed: TreeSet | None = None) -> list[Turtle]:
        """Make copies of this turtle which have no block to run."""
        children = [self._copy() for _ in range(to_int(number))]
        if breed is not None and breed is not self.breed:
            for child in children:
                child.set_breed(breed)
        return children

    def _copy(self) -> Turtle:
        world = self.world
        child = self.__class__.__new__(self.__class__)
        for name in BUILT_IN:
            setattr(child, name, getattr(self, name))
        for name in world.owned_by[self.breed]:
            setattr(child, name, getattr(self, name))
        who = world.new_who()
        child.id = who
        child.who = float(who)
        child.dead = False
        child.links = None
        child.patch = self.patch
        child._turned_to, child._sine, child._cosine = self._turned_to, self._sine, self._cosine
        world.turtles.add(who, child)
        if self.breed is not world.turtles:
            self.breed.add(who, child)
        self.patch.turtles.append(child)
        return child

    def set_breed(self, value: Any) -> None:
        """Change breed: shape and own variables follow, variables of the same name are kept."""
        world = self.world
        if not isinstance(value, AgentSet):
            cannot_set(self, "BREED", "agentset", value)
        if value not in world.owned_by or value.kind != "turtle" or not isinstance(value, TreeSet):
            raise LogoError("You can't set BREED to a non-breed agentset.")
        old = self.breed
        if value is old:
            return
        if old is not world.turtles:
            old.remove(self.id)
        if value is not world.turtles:
            value.add(self.id, self)
        self.breed = value
        self.shape = world.breed_shape(value)
        change_own(self, world.owned_by[old], world.owned_by[value])

    # --- other variables ----------------------------------------------------------------------------------

    def set_who(self, value: Any) -> NoReturn:
        """Refuse to renumber a turtle."""
        raise LogoError("You can't change a turtle's ID number.")

    def set_color(self, value: Any) -> None:
        """Set the colour: a number or an RGB list."""
        if value.__class__ is float and 0 <= value < 140:
            self.color = value
        else:
            self.color = color_value(self, "COLOR", value)

    def set_label(self, value: Any) -> None:
        """Set the label."""
        self.label = value

    def set_label_color(self, value: Any) -> None:
        """Set the label's colour."""
        self.label_color = color_value(self, "LABEL-COLOR", value)

    def set_shape(self, value: Any) -> None:
        """Set the shape to one of the model's."""
        if value.__class__ is not str:
            cannot_set(self, "SHAPE", "string", value)
        if value.lower() not in self.world.turtle_shapes:
            raise LogoError(f'"{value}" is not a currently defined shape.')
        self.shape = value.lower()

    def set_hidden(self, value: Any) -> None:
        """Set HIDDEN?."""
        if value.__class__ is not bool:
            cannot_set(self, "HIDDEN?", "true/false", value)
        self.hidden = value

    def set_size(self, value: Any) -> None:
        """Set the size."""
        self.size = number_value(self, "SIZE", value)

    def set_pen_size(self, value: Any) -> None:
        """Set the width of the line which the turtle draws."""
        self.pen_size = number_value(self, "PEN-SIZE", value)

    def set_pen_mode(self, value: Any) -> None:
        """Set the pen mode."""
        if value.__class__ is not str:
            cannot_set(self, "PEN-MODE", "string", value)
        self.pen_mode = value

    def set_pcolor(self, value: Any) -> None:
        """Set the colour of the patch here."""
        self.patch.set_pcolor(value)

    def hide_turtle(self) -> None:
        """Become invisible."""
        self.hidden = True

    def show_turtle(self) -> None:
        """Become visible."""
        self.hidden = False

    def pen_up(self) -> None:
        """Stop drawing."""
        self.pen_mode = "up"

    def pen_down(self) -> None:
        """Draw from now on; the drawing itself is not kept."""
        self.pen_mode = "down"

    def pen_erase(self) -> None:
        """Erase from now on; there is no drawing."""
        self.pen_mode = "erase"

    def stamp(self) -> None:
        """Leave an image in the drawing, which is not kept."""

    def stamp_erase(self) -> None:
        """Erase an image from the drawing, which is not kept."""

    def follow_me(self) -> None:
        """Make this turtle the observer's subject."""
        self.world.subject_agent = self

    def ride_me(self) -> None:
        """Make this turtle the observer's subject."""
        self.world.subject_agent = self


def change_own(agent: Agent, old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Empty the slots that the new breed does not own, set those that only it owns to 0."""
    for name in old:
        if name not in new:
            delattr(agent, name)
    for name in new:
        if name not in old:
            setattr(agent, name, 0.0)
