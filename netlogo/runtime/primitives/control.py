"""The primitives that concern the world as a whole: clearing, ticks, time, size, shapes, the observer's
subject.

Also those that only a window could answer, which give NetLogo's headless answers or errors.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from netlogo.errors import LogoError
from netlogo.runtime.agents.agent_sets import AgentSet, PatchSet, TreeSet
from netlogo.runtime.agents.base import NOBODY, Agent
from netlogo.runtime.maths.numbers import java_text, to_int, whole
from netlogo.runtime.values import check_number, check_string, dump, wrong_type

if TYPE_CHECKING:
    from netlogo.runtime.world import World

_NOT_STARTED = "The tick counter has not been started yet. Use RESET-TICKS."


def error(value: Any) -> NoReturn:
    """End with a message of the model's own."""
    raise LogoError(dump(value))


def wait(seconds: float) -> None:
    """Pause."""
    time.sleep(max(0.0, seconds))


def date_and_time() -> str:
    """The time of day and the date."""
    now = datetime.now()
    return f"{now:%I:%M:%S}.{now.microsecond // 1000:03d} {now:%p} {now:%d-%b-%Y}"


def processors() -> float:
    """How many processors the computer has."""
    return float(os.cpu_count() or 1)


def to_string(value: Any) -> str:
    """A value's text as the Java machine has it, numbers with a decimal point."""
    return java_text(value) if value.__class__ is float else dump(value)


def netlogo_version() -> str:
    """The version of NetLogo which this engine follows."""
    return "6.4.0"


class WorldPrimitives:
    """What a model does with its world."""

    def __init__(
        self, world: World, setup_plots: Callable[[], None], update_plots: Callable[[], None]
    ) -> None:
        self._world = world
        self._setup_plots = setup_plots
        self._update_plots = update_plots
        self._last_runs: dict[Any, float] = {}
        self.clear_all = world.clear_all
        self.clear_turtles = world.clear_turtles
        self.clear_patches = world.clear_patches
        self.clear_links = world.clear_links
        self.clear_globals = world.clear_globals
        self.create_turtles = world.create_turtles
        self.create_turtles_fast = world.create_turtles_fast
        self.create_ordered_turtles = world.create_ordered_turtles
        self.create_ordered_turtles_fast = world.create_ordered_turtles_fast
        self.timer = world.timer
        self.reset_timer = world.reset_timer

    # --- ticks --------------------------------------------------------------------------------------------

    def ticks(self) -> float:
        """The tick counter."""
        ticks = self._world.ticks
        if ticks == -1.0:
            raise LogoError(_NOT_STARTED)
        return ticks

    def tick(self) -> None:
        """One tick further; the plots follow."""
        if self._world.ticks == -1.0:
            raise LogoError(_NOT_STARTED)
        self._world.ticks += 1.0
        self._update_plots()
        if self._world.window is not None:
            self._world.window.show()

    def tick_advance(self, amount: float) -> None:
        """Some ticks further; the plots do not follow."""
        if amount < 0:
            raise LogoError("Cannot advance the tick counter by a negative amount.")
        if self._world.ticks == -1.0:
            raise LogoError(_NOT_STARTED)
        self._world.ticks += amount

    def reset_ticks(self) -> None:
        """Start the tick counter at 0 and the plots with it."""
        self._world.ticks = 0.0
        self._setup_plots()
        self._update_plots()

    def clear_all_and_reset_ticks(self) -> None:
        """Both, as the setup of NetLogo's own examples has it."""
        self._world.clear_all()
        self.reset_ticks()

    def clear_ticks(self) -> None:
        """Stop the tick counter."""
        self._world.ticks = -1.0

    def every(self, site: Any, me: Agent, seconds: float) -> bool:
        """Whether the time has come again for one place in the program and one agent."""
        now, wait = time.monotonic(), max(0.0, check_number(seconds))
        last = self._last_runs.get((site, me))
        if last is None or now >= last + wait:
            self._last_runs[site, me] = now
            return True
        return False

    def new_job(self) -> None:
        """A command line begins: every `every` is due again."""
        self._last_runs.clear()

    # --- agents by name -----------------------------------------------------------------------------------

    def turtle(self, who: float) -> Any:
        """The turtle of a number, or nobody."""
        number = whole(who)
        if number != who:
            raise LogoError(f"{java_text(who)} is not an integer")
        return self._world.turtles.get(number) or NOBODY

    def breed_singular(self, who: float, breed: TreeSet) -> Any:
        """The turtle of a number, which must be of a breed, or nobody."""
        found = self.turtle(who)
        if found is not NOBODY and found.breed is not breed:
            raise LogoError(f"{found} is not a {breed.singular}")
        return found

    def patch(self, x: float, y: float) -> Any:
        """The patch at a point, or nobody."""
        return self._world.topology.patch_at(x, y) or NOBODY

    def link(self, who1: float, who2: float) -> Any:
        """The link without breed between two turtles, or nobody."""
        return self.link_breed_singular(who1, who2, self._world.links)

    def link_breed_singular(self, who1: float, who2: float, breed: TreeSet) -> Any:
        """The link of a breed between two turtles, or nobody."""
        turtles = self._world.turtles
        check_number(who1)
        check_number(who2)
        end1, end2 = turtles.get(who1), turtles.get(who2)
        if end1 is None or end2 is None:
            return NOBODY
        return self._world.find_link(end1, end2, breed) or NOBODY

    def no_turtles(self) -> AgentSet:
        """The empty set of turtles."""
        return self._world.no_turtles

    def no_patches(self) -> AgentSet:
        """The empty set of patches."""
        return self._world.no_patches

    def no_links(self) -> AgentSet:
        """The empty set of links."""
        return self._world.no_links

    # --- size and looks -----------------------------------------------------------------------------------

    def patch_col(self, x: float) -> PatchSet:
        """The patches of a column from the bottom up, as NetLogo gives `patches with [pxcor = x]`."""
        topology = self._world.topology
        if x != int(x) or not topology.min_x <= x <= topology.max_x:
            return PatchSet([])
        return PatchSet(topology.grid[int(x) - topology.min_x :: topology.width][::-1])

    def patch_row(self, y: float) -> PatchSet:
        """The patches of a row from the left, as NetLogo gives `patches with [pycor = y]`."""
        topology = self._world.topology
        if y != int(y) or not topology.min_y <= y <= topology.max_y:
            return PatchSet([])
        start = (topology.max_y - int(y)) * topology.width
        return PatchSet(topology.grid[start : start + topology.width])

    def max_pxcor(self) -> float:
        """Largest x coordinate of a patch."""
        return float(self._world.topology.max_x)

    def max_pycor(self) -> float:
        """Largest y coordinate of a patch."""
        return float(self._world.topology.max_y)

    def min_pxcor(self) -> float:
        """Smallest x coordinate of a patch."""
        return float(self._world.topology.min_x)

    def min_pycor(self) -> float:
        """Smallest y coordinate of a patch."""
        return float(self._world.topology.min_y)

    def world_width(self) -> float:
        """Number of columns of patches."""
        return float(self._world.topology.width)

    def world_height(self) -> float:
        """Number of rows of patches."""
        return float(self._world.topology.height)

    def patch_size(self) -> float:
        """Pixels along a side of a patch."""
        return self._world.patch_size

    def set_patch_size(self, size: float) -> None:
        """Set the pixels along a side of a patch."""
        self._world.patch_size = check_number(size)

    def resize_world(self, min_x: float, max_x: float, min_y: float, max_y: float) -> None:
        """Change the limits of the world, which empties it."""
        limits = [to_int(limit) for limit in (min_x, max_x, min_y, max_y)]
        if limits[0] > 0 or limits[1] < 0 or limits[2] > 0 or limits[3] < 0:
            raise LogoError("You must include the point (0, 0) in the world.")
        self._world.resize(*limits)

    def change_topology(self, wrap_x: bool, wrap_y: bool) -> None:
        """Let the world wrap or not."""
        self._world.change_topology(wrap_x, wrap_y)

    def set_default_shape(self, breed: AgentSet, shape: str) -> None:
        """Set the shape with which turtles or links of a breed are born."""
        if not isinstance(breed, AgentSet):
            raise wrong_type("an agentset", breed)
        check_string(shape)
        if breed.kind == "patch":
            raise LogoError("Cannot set the default shape of patches, because patches do not have shapes.")
        if not isinstance(breed, TreeSet):
            raise LogoError("Can only set the default shape of all turtles , all links, or an entire breed.")
        known = self._world.turtle_shapes if breed.kind == "turtle" else self._world.link_shapes
        if shape.lower() not in known:
            raise LogoError(f'"{shape}" is not a currently defined {breed.kind} shape.')
        self._world.set_breed_shape(breed, shape.lower())

    def shapes(self) -> list[str]:
        """Names of the turtle shapes."""
        return list(self._world.turtle_shapes)

    def link_shapes(self) -> list[str]:
        """Names of the link shapes."""
        return list(self._world.link_shapes)

    def behaviorspace_run_number(self) -> float:
        """Number of the experiment's run, 0 outside of experiments."""
        return float(self._world.run_number)

    def behaviorspace_experiment_name(self) -> str:
        """Name of the experiment, empty outside of experiments."""
        return str(self._world.experiment_name)
