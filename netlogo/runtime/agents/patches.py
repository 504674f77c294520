"""Patches and the observer: the agents that never die.

A world makes its own subclass of `Patch` with one slot for each of the model's patch variables.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from netlogo.errors import LogoError
from netlogo.runtime.agents.agent_sets import AgentSet, ArraySet, TreeSet, living_set
from netlogo.runtime.agents.base import NOBODY, Agent, Nobody
from netlogo.runtime.space.places import PlacedAgent, color_value

if TYPE_CHECKING:
    from netlogo.runtime.agents.turtles import Turtle

_CROWD = 250  # as in kernel/turtles_here.c


class Observer(Agent):
    """Who runs what no turtle, patch or link runs."""

    __slots__ = ()

    kind = "observer"
    dead = False
    id = 0

    def __str__(self) -> str:
        return "observer"

    def patch_at(self, dx: float, dy: float) -> Patch | Nobody:
        """The patch at an offset from the origin."""
        return self.world.topology.patch_at(dx, dy) or NOBODY

    def turtles_at(self, dx: float, dy: float, breed: AgentSet | None = None) -> AgentSet:
        """The turtles on the patch at an offset from the origin."""
        patch = self.patch_at(dx, dy)
        return self.world.no_turtles if isinstance(patch, Nobody) else patch.turtles_here_set(breed)

    def breed_at(self, dx: float, dy: float, breed: AgentSet) -> AgentSet:
        """The turtles of a breed on the patch at an offset from the origin."""
        return self.turtles_at(dx, dy, breed)


class Patch(PlacedAgent):
    """A square of the world; coordinates are whole numbers held as floats."""

    __slots__ = (
        "id",
        "patch",
        "pcolor",
        "plabel",
        "plabel_color",
        "pxcor",
        "pycor",
        "turtles",
    )

    kind = "patch"
    dead = False
    own: tuple[str, ...] = ()

    id: int
    pxcor: float
    pycor: float
    pcolor: Any
    plabel: Any
    plabel_color: Any
    turtles: list[Any] | dict[Any, None]  # who stands here, in the order in which they came

    def __init__(self, number: int, pxcor: float, pycor: float) -> None:
        self.id = number
        self.patch = self
        self.pxcor = pxcor
        self.pycor = pycor
        self.turtles = []
        self.reset()

    def reset(self) -> None:
        """Give every variable its first value."""
        self.pcolor = 0.0
        self.plabel = ""
        self.plabel_color = 9.9
        for name in self.own:
            setattr(self, name, 0.0)

    def __str__(self) -> str:
        return f"patch {self.pxcor:.0f} {self.pycor:.0f}"

    def _point(self) -> tuple[float, float]:
        return self.pxcor, self.pycor

    def arrive(self, turtle: Any) -> None:
        """Let a turtle stand here, after those who stand here."""
        standing = self.turtles
        if isinstance(standing, list):
            standing.append(turtle)
        else:
            standing[turtle] = None

    def leave(self, turtle: Any) -> None:
        """Let a turtle stand here no more. When many leave a crowd, looking for each in a list would take a
        time that grows with the square of their number; a crowd becomes a dictionary, until it is small.
        """
        standing = self.turtles
        if isinstance(standing, list):
            if len(standing) <= 2 * _CROWD:
                standing.remove(turtle)
                return
            self.turtles = standing = dict.fromkeys(standing)
        del standing[turtle]
        if len(standing) <= _CROWD:
            self.turtles = list(standing)

    def turtles_here_set(self, breed: AgentSet | None) -> ArraySet:
        """The turtles standing here, all or those of one breed."""
        if breed is None:
            return living_set("turtle", [*self.turtles])
        return living_set("turtle", [turtle for turtle in self.turtles if turtle.breed is breed])

    def has_breed_here(self, breed: AgentSet) -> bool:
        """Whether a turtle of a breed stands here."""
        for turtle in self.turtles:  # noqa: SIM110  # a generator would cost more than the loop
            if turtle.breed is breed:
                return True
        return False

    def sprout(self, number: float, breed: TreeSet | None = None) -> Iterator[Turtle]:
        """Make turtles here; what comes back is in the random order in which their block runs."""
        return self.world.shuffle_new(self.sprout_fast(number, breed))

    def sprout_fast(self, number: float, breed: TreeSet | None = None) -> list[Turtle]:
        """Make turtles here which have no block to run."""
        return self.world.new_turtles(number, breed, self)

    def set_pcolor(self, value: Any) -> None:
        """Set the colour: a number or an RGB list."""
        if value.__class__ is float and 0 <= value < 140:
            self.pcolor = value
        else:
            self.pcolor = color_value(self, "PCOLOR", value)

    def set_plabel(self, value: Any) -> None:
        """Set the label."""
        self.plabel = value

    def set_plabel_color(self, value: Any) -> None:
        """Set the label's colour."""
        self.plabel_color = color_value(self, "PLABEL-COLOR", value)

    def set_pxcor(self, value: Any) -> NoReturn:
        """Refuse to move a patch."""
        raise LogoError("You can't change a patch's coordinates.")

    set_pycor = set_pxcor
