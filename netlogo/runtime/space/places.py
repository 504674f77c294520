"""What turtles and patches share: a place in the world, from which distances and directions are measured.

The place of an agent is read through `_point`; errors are NetLogo's. Also the checks that all built-in
variables need when set.
"""

from __future__ import annotations

from math import fmod
from typing import TYPE_CHECKING, Any, NoReturn

from netlogo.errors import LogoError
from netlogo.runtime.agents.agent_sets import AgentSet, ArraySet, PatchSet
from netlogo.runtime.agents.base import NOBODY, Agent, Nobody, require_alive
from netlogo.runtime.maths.numbers import checked
from netlogo.runtime.space.topology import STEPS4, unwrapped, wrap_heading

if TYPE_CHECKING:
    from netlogo.runtime.agents.patches import Patch

MAX_COLOR = 140.0


def modulate(color: float) -> float:
    """A colour number brought into [0, 140)."""
    if 0 <= color < MAX_COLOR:
        return color
    color = fmod(color, MAX_COLOR)
    if color < 0:
        color += MAX_COLOR
    return 139.9999999999999 if color >= MAX_COLOR else color


def valid_rgb(values: list[Any], with_alpha: bool = True) -> list[Any]:
    """An RGB or RGBA list, if it is one.

    Raises:
        LogoError: its length or a value is wrong.
    """
    if len(values) == 3 or (with_alpha and len(values) == 4):
        for value in values:
            if value.__class__ is not float:
                break
            if not -1 < value < 256:
                raise LogoError("RGB values must be 0-255")
        else:
            return values
    raise LogoError(f"An rgb list must contain {'3 or 4' if with_alpha else '3'} numbers 0-255")


def cannot_set(agent: Agent, variable: str, expected: str, value: Any) -> NoReturn:
    """Refuse a value of the wrong type for a built-in variable."""
    from netlogo.runtime.values import dump

    raise LogoError(f"can't set {agent.breed_name()} variable {variable} to non-{expected} {dump(value)}")


def color_value(agent: Agent, variable: str, value: Any) -> Any:
    """A value for a colour variable: a number in [0, 140) or a valid RGB list."""
    if value.__class__ is float:
        return value if 0 <= value < MAX_COLOR else modulate(value)
    if value.__class__ is list:
        return valid_rgb(value)
    cannot_set(agent, variable, "number", value)


def number_value(agent: Agent, variable: str, value: Any) -> float:
    """A value for a numeric variable."""
    if value.__class__ is not float:
        cannot_set(agent, variable, "number", value)
    return value


def target_point(target: Agent) -> tuple[float, float]:
    """Where a live turtle or a patch is.

    Raises:
        LogoError: it is dead or a link.
    """
    require_alive(target)
    if isinstance(target, PlacedAgent):
        return target._point()
    raise LogoError("Expected a turtle or a patch but got a link.")


class PlacedAgent(Agent):
    """A turtle or a patch."""

    __slots__ = ()

    patch: Patch

    def _point(self) -> tuple[float, float]:
        raise NotImplementedError

    def distance(self, target: Agent) -> float:
        """Distance to a turtle or patch, the shorter way round a wrapping world."""
        x, y = self._point()
        if target.dead or not isinstance(target, PlacedAgent):
            to_x, to_y = target_point(target)  # tells why not
        else:
            to_x, to_y = target._point()
        return self.world.topology.distance(to_x, to_y, x, y)

    def distancexy(self, x: float, y: float) -> float:
        """Distance to a point."""
        return checked(self.world.topology.distance(*self._point(), x, y))

    def towards(self, target: Agent) -> float:
        """Heading to a turtle or patch."""
        x, y = target_point(target)
        if target is self:
            raise LogoError("No heading is defined from an agent to itself.")
        return self.world.topology.towards(*self._point(), x, y)

    def towardsxy(self, x: float, y: float) -> float:
        """Heading to a point."""
        return self.world.topology.towards(*self._point(), x, y)

    def distance_nowrap(self, target: Agent) -> float:
        """Distance to a turtle or patch inside the world."""
        with unwrapped(self.world.topology):
            return self.distance(target)

    def distancexy_nowrap(self, x: float, y: float) -> float:
        """Distance to a point inside the world."""
        with unwrapped(self.world.topology):
            return self.distancexy(x, y)

    def towards_nowrap(self, target: Agent) -> float:
        """Heading to a turtle or patch inside the world."""
        with unwrapped(self.world.topology):
            return self.towards(target)

    def towardsxy_nowrap(self, x: float, y: float) -> float:
        """Heading to a point inside the world."""
        with unwrapped(self.world.topology):
            return self.towardsxy(x, y)

    def neighbors(self) -> PatchSet:
        """The (up to) eight patches around."""
        return PatchSet(self.world.topology.patches_around(self.patch))

    def neighbors4(self) -> PatchSet:
        """The (up to) four patches to the north, east, south and west."""
        return PatchSet(self.world.topology.patches_around(self.patch, STEPS4))

    def patch_at(self, dx: float, dy: float) -> Patch | Nobody:
        """The patch at an offset from here."""
        x, y = self._point()
        return self.world.topology.patch_at(x + dx, y + dy) or NOBODY

    def patch_at_heading_and_distance(self, heading: float, distance: float) -> Patch | Nobody:
        """The patch `distance` away in direction `heading`."""
        return self.world.topology.patch_towards(*self._point(), wrap_heading(heading), distance) or NOBODY

    def turtles_here(self, breed: AgentSet | None = None) -> ArraySet:
        """The turtles on this patch, in the order in which they came."""
        return self.patch.turtles_here_set(breed)

    def turtles_at(self, dx: float, dy: float, breed: AgentSet | None = None) -> AgentSet:
        """The turtles on the patch at an offset."""
        patch = self.patch_at(dx, dy)
        return self.world.no_turtles if isinstance(patch, Nobody) else patch.turtles_here_set(breed)

    def breed_here(self, breed: AgentSet) -> AgentSet:
        """The turtles of a breed on this patch."""
        return self.patch.turtles_here_set(breed)

    def breed_at(self, dx: float, dy: float, breed: AgentSet) -> AgentSet:
        """The turtles of a breed on the patch at an offset."""
        return self.turtles_at(dx, dy, breed)

    def watch_me(self) -> None:
        """Make this agent the observer's subject."""
        self.world.look_at(self)
