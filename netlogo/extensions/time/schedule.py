"""The `time` extension's list of events to come: what runs at which tick, and the walk through it.

Events run in the order of their ticks, those of one tick in the order in which they were made. The messages
are NetLogo's, line breaks included.
"""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from netlogo.extensions.base import failure
from netlogo.extensions.time.values import LogoTime
from netlogo.runtime.agents.agent_sets import AgentSet, make_set
from netlogo.runtime.agents.anonymous import AnonymousCommand, StopSignal
from netlogo.runtime.agents.base import Agent
from netlogo.runtime.maths.numbers import java_text

if TYPE_CHECKING:
    from netlogo.runtime.world import World


@dataclass(slots=True, order=True)
class Event:
    """A command to run at a tick; no `agents` stands for the observer."""

    tick: float
    number: int
    task: AnonymousCommand = field(compare=False)
    agents: AgentSet | None = field(compare=False)
    shuffled: bool = field(compare=False)
    every: float = field(compare=False, default=0.0)
    every_unit: str = field(compare=False, default="")

    def text(self) -> str:
        """As `time:show-schedule` has it."""
        head = f"{java_text(self.tick)}: "
        if self.agents is not None:
            head = (head + ";".join([str(agent) for agent in self.agents.agents()]) + ";")[:-1]
        return head + str(self.task)


class Schedule:
    """Events in order, and the moment to which tick 0 is anchored."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._events: list[Event] = []
        self._made = 0
        self._anchor: LogoTime | None = None
        self._amount = 1.0
        self._unit = "Day"

    def __len__(self) -> int:
        return len(self._events)

    def clear(self) -> None:
        """Forget all events; the anchor stays."""
        self._events.clear()

    def anchor(self, time: LogoTime, amount: float, word: str) -> None:
        """Tick 0 is at `time`, a tick `amount` units long."""
        self._anchor, self._amount, self._unit = time.copied(), amount, word

    def text(self) -> str:
        """As `time:show-schedule` has it."""
        return " [ " + "".join([f"{event.text()} " for event in self._events]) + "]"

    # -- adding

    def add(self, who: Any, task: Any, when: Any, shuffled: bool, every: float = 0.0, word: str = "") -> None:
        """Put an event in.

        Raises:
            LogoError: an input is not what it should be; the message is NetLogo's.
        """
        repeated = bool(every)
        name = ("repeat" if repeated else "add") + ("-shuffled" if shuffled else "")
        self._check(who, task, name)
        tick = self._tick_of(when, name)
        now = self._world.ticks
        if tick < now:
            raise failure(
                f"Attempted to schedule an event for tick {java_text(tick)} which is\n"
                f"        before the present 'moment' of {java_text(now)}"
            )
        if repeated and every <= 0:
            raise failure("time repeat the repeat interval must be a positive number")
        if word:
            every, word = self._interval(every, word)
        agents = who if isinstance(who, AgentSet) else None
        if isinstance(who, Agent):
            agents = make_set(who.kind, [who])
        bisect.insort(self._events, Event(tick, self._made, task, agents, shuffled, every, word))
        self._made += 1

    def _check(self, who: Any, task: Any, name: str) -> None:
        observer = who.__class__ is str and who.lower() == "observer"
        if not observer and not isinstance(who, Agent | AgentSet):
            raise failure(
                f"time: {name} expected an agent, agentset, or the string 'observer' as the first argument"
            )
        if not isinstance(task, AnonymousCommand):
            raise failure(f"time: {name} expecting a command task as the second argument")
        if task.arity > 0:
            raise failure(
                f"time: {name} expecting as the second argument a command task that takes no arguments of\n"
                "       its own, but found a task which expects its own arguments, this kind of task is"
                " unsupported by\n       the time extension."
            )

    def _tick_of(self, when: Any, name: str) -> float:
        if when.__class__ is float:
            return float(when)
        if not isinstance(when, LogoTime):
            raise failure(f"time: {name} expecting a number or logotime as the third argument")
        if self._anchor is None:
            raise failure(
                "A LogoEvent can only be scheduled to occur at a LogoTime\n            if the discrete event"
                " schedule has been anchored to a LogoTime, see time:anchor-schedule"
            )
        if self._anchor.kind != when.kind:
            raise failure(
                f"Cannot schedule event to occur at a LogoTime of type {when.kind} because the schedule is"
                f" anchored to a LogoTime of type {self._anchor.kind}.  Types must be consistent."
            )
        return self._anchor.until(when, self._unit) / self._amount

    def _interval(self, every: float, word: str) -> tuple[float, str]:
        """An interval in ticks where its unit is of fixed length."""
        if self._anchor is None:
            raise failure(
                "A LogoEvent can only be scheduled to repeat using a period type if the discrete\n"
                "              event schedule has been anchored to a LogoTime, see time:anchor-schedule"
            )
        if word in ("Month", "Year"):
            return every, word
        return self._anchor.until(self._anchor.plus(every, word), self._unit) / self._amount, ""

    # -- running

    def ticks_until(self, time: LogoTime) -> float:
        """The tick of a moment at which `time:go-until` stops."""
        if self._anchor is None:
            raise failure(
                "time:go-until can only accept a LogoTime as a stopping time if the schedule is anchored\n"
                "         using time:anchor-schedule"
            )
        return self._anchor.until(time, self._unit) / self._amount

    def run(self, me: Any, last: float = math.inf) -> None:
        """Run all events up to a tick, and set the clock to it."""
        world = self._world
        while self._events and self._events[0].tick <= last:
            event = self._events[0]
            world.ticks += event.tick - world.ticks
            if not self._perform(event, me):
                return
            if event in self._events:
                self._events.remove(event)
            self._repeat(event)
        if world.ticks < last < math.inf:
            world.ticks += last - world.ticks

    def _perform(self, event: Event, me: Any) -> bool:
        """Run an event; whether the walk goes on (`stop` by an agent ends it)."""
        world = self._world
        if event.agents is None:
            try:
                event.task.run(world.observer, me, ())
            except StopSignal:
                return True
            return True
        agents = event.agents
        for agent in agents.shuffled(world.rng) if event.shuffled else list(agents.agents()):
            if agent.dead:
                continue
            try:
                event.task.run(agent, me, ())
            except StopSignal:
                return False
        return True

    def _repeat(self, event: Event) -> None:
        """Put a repeated event in again."""
        if not event.every:
            return
        if event.every_unit and self._anchor is not None:
            now = self._anchor.plus(self._world.ticks / self._amount, self._unit)
            event.tick += now.until(now.plus(event.every, event.every_unit), self._unit) / self._amount
        else:
            event.tick += event.every
        bisect.insort(self._events, event)
