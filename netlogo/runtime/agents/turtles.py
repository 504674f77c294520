"""Turtles: how they move, turn, change breed, give birth and die.

A world makes its own subclass of `Turtle` with one slot for each variable of the model's turtles and breeds;
a slot that the turtle's breed does not own stays empty. Methods are named for the primitives; links are in
`turtle_links`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from netlogo.errors import LogoError
from netlogo.runtime.agents.agent_sets import DEATHS, AgentSet, TreeSet
from netlogo.runtime.agents.base import FOLLOW, RIDE, change_own
from netlogo.runtime.agents.kernel import copy_of
from netlogo.runtime.maths.numbers import to_int
from netlogo.runtime.primitives.color import argb_of
from netlogo.runtime.space.movement import MOVING
from netlogo.runtime.space.patch_finding import PatchFindingTurtle
from netlogo.runtime.space.places import cannot_set, color_value, number_value
from netlogo.runtime.values import check_number

if TYPE_CHECKING:
    from netlogo.runtime.agents.patches import Patch

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


class Turtle(PatchFindingTurtle):
    """A turtle; `id` is its who number as an int, -1 once it is dead."""

    __slots__ = ("dead", "id", "who", *(name for name in BUILT_IN if name not in MOVING))

    turtles_own: tuple[str, ...] = ()

    color: Any
    shape: str
    label: Any
    label_color: Any
    breed: TreeSet
    hidden: bool
    size: float
    pen_size: float
    who: float

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
        patch.arrive(self)
        for name in world.owned_by[breed]:
            setattr(self, name, 0.0)

    def __str__(self) -> str:
        return f"{self.breed_name()} {self.id}"

    def breed_name(self) -> str:
        return self.breed.singular.lower()

    def die(self) -> None:
        """Leave the world, with all links."""
        if self.dead:
            return
        if self.links:
            for link in self.links[:]:
                link.die()
        self.patch.leave(self)
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

    # --- breeding -----------------------------------------------------------------------------------------

    def hatch(self, number: float, breed: TreeSet | None = None) -> Iterator[Turtle]:
        """Make copies of this turtle; what comes back is in the random order in which their block runs."""
        return self.world.shuffle_new(self.hatch_fast(number, breed))

    def hatch_fast(self, number: float, breed: TreeSet | None = None) -> list[Turtle]:
        """Make copies of this turtle which have no block to run."""
        check_number(number)
        children = [self._copy()] if number == 1.0 else [self._copy() for _ in range(to_int(number))]
        if breed is not None and breed is not self.breed:
            for child in children:
                child.set_breed(breed)
        return children

    def _copy(self) -> Turtle:
        world = self.world
        child: Turtle = copy_of(self)
        who = world.new_who()
        child.id = who
        child.who = float(who)
        child.dead = False
        child.links = None
        world.turtles.add(who, child)
        if self.breed is not world.turtles:
            self.breed.add(who, child)
        self.patch.arrive(child)
        return child

    def set_breed(self, value: Any) -> None:
        """Change breed: shape and own variables follow, variables of the same name are kept."""
        world = self.world
        if value.__class__ is not TreeSet or value not in world.owned_by or value.kind != "turtle":
            if not isinstance(value, AgentSet):
                cannot_set(self, "BREED", "agentset", value)
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
        had, has = world.owned_by[old], world.owned_by[value]
        if had != has:
            change_own(self, had, has)

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
        """Draw from now on."""
        self.pen_mode = "down"

    def pen_erase(self) -> None:
        """Erase from now on."""
        self.pen_mode = "erase"

    def draw_to(self, old_x: float, old_y: float, x: float, y: float) -> None:
        """Draw, or erase, the line to a point, which may lie beyond the edge of a wrapping world."""
        erase = self.pen_mode == "erase"
        self.world.drawing.line(old_x, old_y, x, y, argb_of(self.color), self.pen_size, erase)

    def stamp(self) -> None:
        """Leave an image in the drawing."""
        self._stamp(erase=False)

    def stamp_erase(self) -> None:
        """Erase an image from the drawing."""
        self._stamp(erase=True)

    def _stamp(self, erase: bool) -> None:
        place = (self.xcor, self.ycor, self.heading, self.size)
        self.world.drawing.shape(self.shape, *place, argb_of(self.color), erase)

    def follow_me(self) -> None:
        """Make this turtle the observer's subject."""
        self.world.look_at(self, FOLLOW)

    def ride_me(self) -> None:
        """Make this turtle the observer's subject."""
        self.world.look_at(self, RIDE)
