"""What a turtle does with its links: make them, find them, walk along them.

The part of `Turtle` that knows of links. A breed argument is the link breed's set, None stands for links of
any breed; for making links None means links without breed. Errors are NetLogo's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from netlogo.errors import InputTypeError, LogoError
from netlogo.runtime.agents.agent_sets import AgentSet, ArraySet, TreeSet
from netlogo.runtime.agents.base import NOBODY, Agent, Nobody
from netlogo.runtime.agents.links import Link, far_end
from netlogo.runtime.space.places import PlacedAgent
from netlogo.runtime.values import describe

if TYPE_CHECKING:
    from netlogo.runtime.agents.turtles import Turtle


def _check_turtle(value: Any) -> None:
    if not isinstance(value, LinkedTurtle):
        raise InputTypeError("a turtle", describe(value))


def _check_neighbor(value: Any) -> None:
    """A turtle; NetLogo says that it expected an agent where it got anything else."""
    if not isinstance(value, LinkedTurtle):
        raise InputTypeError("an agent", describe(value))


class LinkedTurtle(PlacedAgent):
    """A turtle as an end of links; `links` is None until it has had one."""

    __slots__ = ("links",)

    kind = "turtle"

    links: list[Link] | None

    # --- finding ------------------------------------------------------------------------------------------

    def select_links(self, out: bool, into: bool, breed: AgentSet | None) -> list[Link]:
        """This turtle's links in the order in which they were made: going out, coming in (undirected ones
        do both).
        """
        links = self.links
        if not links:
            return []
        if breed is not None and breed is not self.world.links:
            if breed.name is None:
                links = [link for link in links if breed.contains(link)]
            else:
                links = [link for link in links if link.breed is breed]
        elif out and into:
            return links[:]
        if out and into:
            return links
        if out:
            return [link for link in links if link.end1 is self or not link.breed.directed]
        return [link for link in links if link.end2 is self or not link.breed.directed]

    def _ends(self, links: list[Link], breed: AgentSet | None) -> ArraySet:
        ends = [link.end2 if link.end1 is self else link.end1 for link in links]
        if (breed is None or breed is self.world.links) and len(self.world.link_breeds) > 1:
            ends = list(dict.fromkeys(ends))
        return ArraySet("turtle", ends)

    def my_links(self, breed: AgentSet | None = None) -> ArraySet:
        """All links of this turtle."""
        return ArraySet("link", self.select_links(True, True, breed))

    def my_out_links(self, breed: AgentSet | None = None) -> ArraySet:
        """Links leading away from this turtle, and undirected ones."""
        return ArraySet("link", self.select_links(True, False, breed))

    def my_in_links(self, breed: AgentSet | None = None) -> ArraySet:
        """Links leading to this turtle, and undirected ones."""
        return ArraySet("link", self.select_links(False, True, breed))

    def link_neighbors(self, breed: AgentSet | None = None) -> ArraySet:
        """Turtles at the other ends of all links."""
        return self._ends(self.select_links(True, True, breed), breed)

    def out_link_neighbors(self, breed: AgentSet | None = None) -> ArraySet:
        """Turtles to which links lead."""
        return self._ends(self.select_links(True, False, breed), breed)

    def in_link_neighbors(self, breed: AgentSet | None = None) -> ArraySet:
        """Turtles from which links lead here."""
        return self._ends(self.select_links(False, True, breed), breed)

    def link_neighbor_p(self, turtle: LinkedTurtle, breed: AgentSet | None = None) -> bool:
        """Whether a link joins this turtle and the other, whichever way."""
        _check_neighbor(turtle)
        return any(link.opposite(self) is turtle for link in self.select_links(True, True, breed))

    def out_link_neighbor_p(self, turtle: LinkedTurtle, breed: AgentSet | None = None) -> bool:
        """Whether a link leads to the other turtle."""
        _check_neighbor(turtle)
        return any(link.opposite(self) is turtle for link in self.select_links(True, False, breed))

    def in_link_neighbor_p(self, turtle: LinkedTurtle, breed: AgentSet | None = None) -> bool:
        """Whether a link leads from the other turtle to this one."""
        _check_neighbor(turtle)
        return turtle.out_link_neighbor_p(self, breed)

    def _one(self, links: list[Link]) -> Link | Nobody:
        if not links:
            return NOBODY
        return links[0] if len(links) == 1 else links[self.world.rng.next_int(len(links))]

    def link_with(self, turtle: LinkedTurtle, breed: AgentSet | None = None) -> Link | Nobody:
        """A link that joins this turtle and the other."""
        _check_turtle(turtle)
        links = self.select_links(True, True, breed)
        return self._one([link for link in links if link.opposite(self) is turtle])

    def out_link_to(self, turtle: LinkedTurtle, breed: AgentSet | None = None) -> Link | Nobody:
        """A link that leads to the other turtle."""
        _check_turtle(turtle)
        links = self.select_links(True, False, breed)
        return self._one([link for link in links if link.opposite(self) is turtle])

    def in_link_from(self, turtle: LinkedTurtle, breed: AgentSet | None = None) -> Link | Nobody:
        """A link that leads from the other turtle to this one."""
        _check_turtle(turtle)
        return turtle.out_link_to(self, breed)

    def other_end(self, asker: Agent | None) -> Turtle:
        """The other end of the link which asks."""
        if not isinstance(asker, Link):
            raise LogoError("Only a link can get the OTHER-END from a turtle.")
        return far_end(asker, self)

    # --- making -------------------------------------------------------------------------------------------

    def _new_link(self, other: Any, breed: TreeSet, direction: str) -> list[Link]:
        """The new link as a list, an empty one where there is such a link already or an end is dead."""
        _check_turtle(other)
        one: Any = self
        two = other
        if direction == "from" or (direction == "with" and self.id > other.id):
            one, two = two, one
        if one is two:
            raise LogoError("A turtle cannot link to itself.")
        if one.dead or two.dead or self.world.find_link(one, two, breed) is not None:
            return []
        return [self.world.new_link(one, two, breed)]

    def _check(self, breed: TreeSet | None, directed: bool) -> TreeSet:
        """The set of a breed (of all links for None), after NetLogo's checks of direction and of mixing."""
        links = self.world.links
        found: TreeSet = links if breed is None else breed
        if found.directed is (not directed):
            raise LogoError(f"{found.name} is {'a directed' if found.directed else 'an undirected'} breed.")
        self.world.check_link_breed(found)
        if found is links:
            found.directed = directed
        return found

    def _many(self, others: AgentSet, breed: TreeSet | None, direction: str) -> list[Link]:
        if others.kind != "turtle" or not isinstance(others, AgentSet):
            expected = "a turtle agentset" if isinstance(others, AgentSet) else "an agentset"
            raise InputTypeError(expected, describe(others))
        made = []
        found = self._check(breed, direction != "with")
        for other in others.ask_order(self.world.rng):
            made += self._new_link(other, found, direction)
        return made

    def create_link_to(self, other: Turtle, breed: TreeSet | None = None) -> list[Link]:
        """Link this turtle to the other: the new link, or nothing."""
        return self._new_link(other, self._check(breed, True), "to")

    def create_link_from(self, other: Turtle, breed: TreeSet | None = None) -> list[Link]:
        """Link the other turtle to this one: the new link, or nothing."""
        return self._new_link(other, self._check(breed, True), "from")

    def create_link_with(self, other: Turtle, breed: TreeSet | None = None) -> list[Link]:
        """Join this turtle and the other: the new link, or nothing."""
        return self._new_link(other, self._check(breed, False), "with")

    create_link_to_fast = create_link_to
    create_link_from_fast = create_link_from
    create_link_with_fast = create_link_with

    def create_links_to_fast(self, others: AgentSet, breed: TreeSet | None = None) -> list[Link]:
        """Link this turtle to the others, in random order."""
        return self._many(others, breed, "to")

    def create_links_from_fast(self, others: AgentSet, breed: TreeSet | None = None) -> list[Link]:
        """Link the others to this turtle, in random order."""
        return self._many(others, breed, "from")

    def create_links_with_fast(self, others: AgentSet, breed: TreeSet | None = None) -> list[Link]:
        """Join this turtle and the others, in random order."""
        return self._many(others, breed, "with")

    def create_links_to(self, others: AgentSet, breed: TreeSet | None = None) -> Iterator[Link]:
        """As `create_links_to_fast`; the new links come in the random order in which their block runs."""
        return self.world.shuffle_new(self._many(others, breed, "to"), "link")

    def create_links_from(self, others: AgentSet, breed: TreeSet | None = None) -> Iterator[Link]:
        """As `create_links_from_fast`; the new links come in the random order in which their block runs."""
        return self.world.shuffle_new(self._many(others, breed, "from"), "link")

    def create_links_with(self, others: AgentSet, breed: TreeSet | None = None) -> Iterator[Link]:
        """As `create_links_with_fast`; the new links come in the random order in which their block runs."""
        return self.world.shuffle_new(self._many(others, breed, "with"), "link")
