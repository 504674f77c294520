"""Links: the edges between turtles, directed or not, of a breed or of none.

A world makes its own subclass of `Link` with one slot for each variable of the model's links and link breeds.
Links are sorted by their ends and then by breed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from netlogo.errors import LogoError
from netlogo.runtime.agents.agent_sets import DEATHS, AgentSet, ArraySet, TreeSet
from netlogo.runtime.agents.base import Agent, change_own
from netlogo.runtime.primitives.color import argb_of
from netlogo.runtime.space.places import cannot_set, color_value, number_value

if TYPE_CHECKING:
    from netlogo.runtime.agents.turtles import Turtle

LinkKey = tuple[int, int, int]


class Link(Agent):
    """A link from `end1` to `end2`; for undirected links `end1` is the older turtle."""

    __slots__ = (
        "breed",
        "color",
        "dead",
        "end1",
        "end2",
        "hidden",
        "id",
        "key",
        "label",
        "label_color",
        "shape",
        "thickness",
        "tie_mode",
    )

    kind = "link"

    end1: Turtle
    end2: Turtle
    color: Any
    label: Any
    label_color: Any
    hidden: bool
    breed: TreeSet
    thickness: float
    shape: str
    tie_mode: str
    key: LinkKey

    def __init__(self, number: int, end1: Turtle, end2: Turtle, breed: TreeSet) -> None:
        world = self.world
        self.id = number
        self.dead = False
        self.end1 = end1
        self.end2 = end2
        self.color = 5.0
        self.label = ""
        self.label_color = 9.9
        self.hidden = False
        self.thickness = 0.0
        self.tie_mode = "none"
        self.shape = world.breed_shape(breed)
        self.breed = breed
        self.key = (end1.id, end2.id, world.link_rank[breed])
        world.links.add(self.key, self)
        if breed is not world.links:
            breed.add(self.key, self)
        for name in world.owned_by[breed]:
            setattr(self, name, 0.0)
        self._connect()

    def _connect(self) -> None:
        world = self.world
        if self.breed is world.links:
            if world.links.directed is None:
                world.links.directed = False
            world.unbreeded_links += 1
        for end in (self.end1, self.end2):
            if end.links is None:
                end.links = []
            end.links.append(self)

    def _disconnect(self) -> None:
        world = self.world
        for end in (self.end1, self.end2):
            if end.links and self in end.links:
                end.links.remove(self)
        if self.breed is world.links:
            world.unbreeded_links -= 1
            if world.unbreeded_links == 0:
                world.links.directed = None

    def __str__(self) -> str:
        return f"{self.breed_name()} {self.end1.id} {self.end2.id}"

    def breed_name(self) -> str:
        return self.breed.singular.lower()

    @property
    def order(self) -> LinkKey:
        return self.key

    def die(self) -> None:
        """Leave the world."""
        if self.dead:
            return
        world = self.world
        world.links.remove(self.key)
        if self.breed is not world.links:
            self.breed.remove(self.key)
        self.untie()
        self._disconnect()
        self.forget()

    def forget(self) -> None:
        """Mark as dead, without leaving any set."""
        self.id = -1
        self.dead = True
        DEATHS.last = object()

    # --- ends ---------------------------------------------------------------------------------------------

    def opposite(self, turtle: Agent) -> Turtle:
        """The end that is not `turtle`."""
        return self.end2 if self.end1 is turtle else self.end1

    def other_end(self, asker: Agent | None) -> Turtle:
        """The end that is not the turtle which asks.

        Raises:
            LogoError: the asker is no turtle or no end of this link.
        """
        if asker is None or asker.kind != "turtle":
            raise LogoError("Only a turtle can get the OTHER-END of a link.")
        return far_end(self, asker)

    def both_ends(self) -> AgentSet:
        """The two turtles."""
        return ArraySet("turtle", [self.end1, self.end2])

    def link_length(self) -> float:
        """Distance between the ends."""
        return self.end1.distance(self.end2)

    def link_heading(self) -> float:
        """Heading from `end1` to `end2`."""
        one, two = self.end1, self.end2
        if one.xcor == two.xcor and one.ycor == two.ycor:
            raise LogoError("there is no heading of a link whose endpoints are in the same position")
        return self.world.topology.towards(one.xcor, one.ycor, two.xcor, two.ycor)

    # --- variables ----------------------------------------------------------------------------------------

    def tie(self) -> None:
        """Tie the ends so that the second moves and turns with the first."""
        self.set_tie_mode("fixed")

    def untie(self) -> None:
        """Let the ends move freely."""
        self.set_tie_mode("none")

    def set_tie_mode(self, value: Any) -> None:
        """Set the tie mode: "none", "fixed", "free" or any other string, which ties."""
        if value.__class__ is not str:
            cannot_set(self, "TIE-MODE", "string", value)
        if self.tie_mode != "none" and value == "none":
            self.world.tie_count -= 1
        elif value != "none":
            self.world.tie_count += 1
        self.tie_mode = value

    def set_breed(self, value: Any) -> None:
        """Change breed; variables of the same name are kept."""
        world = self.world
        if not isinstance(value, AgentSet):
            cannot_set(self, "BREED", "agentset", value)
        if value not in world.owned_by or value.kind != "link" or not isinstance(value, TreeSet):
            raise LogoError("You can't set BREED to a non-link-breed agentset.")
        if world.find_link(self.end1, self.end2, value) is not None:
            raise LogoError(f"there is already a {value.singular} with endpoints {self.end1} and {self.end2}")
        world.check_link_breed(value)
        old = self.breed
        self._disconnect()
        world.links.remove(self.key)
        if old is not world.links:
            old.remove(self.key)
        self.breed = value
        self.key = (self.end1.id, self.end2.id, world.link_rank[value])
        world.links.add(self.key, self)
        if value is not world.links:
            value.add(self.key, self)
        self._connect()
        self.shape = world.breed_shape(value)
        change_own(self, world.owned_by[old], world.owned_by[value])

    def set_end1(self, value: Any) -> NoReturn:
        """Refuse to move an end."""
        raise LogoError("you can't change a link's endpoints")

    set_end2 = set_end1

    def set_color(self, value: Any) -> None:
        """Set the colour: a number or an RGB list."""
        self.color = color_value(self, "COLOR", value)

    def set_label(self, value: Any) -> None:
        """Set the label."""
        self.label = value

    def set_label_color(self, value: Any) -> None:
        """Set the label's colour."""
        self.label_color = color_value(self, "LABEL-COLOR", value)

    def set_hidden(self, value: Any) -> None:
        """Set HIDDEN?."""
        if value.__class__ is not bool:
            cannot_set(self, "HIDDEN?", "true/false", value)
        self.hidden = value

    def set_thickness(self, value: Any) -> None:
        """Set the thickness."""
        self.thickness = number_value(self, "THICKNESS", value)

    def set_shape(self, value: Any) -> None:
        """Set the shape to one of the model's link shapes."""
        if value.__class__ is not str:
            cannot_set(self, "SHAPE", "string", value)
        if value.lower() not in self.world.link_shapes:
            raise LogoError(f'"{value}" is not a currently defined shape.')
        self.shape = value.lower()

    def watch_me(self) -> None:
        """Make this agent the observer's subject."""
        self.world.look_at(self)

    def hide_link(self) -> None:
        """Become invisible."""
        self.hidden = True

    def show_link(self) -> None:
        """Become visible."""
        self.hidden = False

    def stamp(self) -> None:
        """Leave an image in the drawing."""
        self._stamp(erase=False)

    def stamp_erase(self) -> None:
        """Erase an image from the drawing."""
        self._stamp(erase=True)

    def _stamp(self, erase: bool) -> None:
        """A straight line, the shorter way round a wrapping world, as wide as the link is thick."""
        if self.hidden:
            return
        world, one, two = self.world, self.end1, self.end2
        x, y = world.topology.nearest_copy(one.xcor, one.ycor, two.xcor, two.ycor)
        pixels = self.thickness * world.patch_size
        world.drawing.line(one.xcor, one.ycor, x, y, argb_of(self.color), pixels, erase)


def far_end(link: Link, turtle: Agent) -> Turtle:
    """The end of `link` that is not `turtle`.

    Raises:
        LogoError: the turtle is no end of the link.
    """
    if link.end2 is turtle:
        return link.end1
    if link.end1 is turtle:
        return link.end2
    raise LogoError(f"{turtle} is not linked by {link}.")
