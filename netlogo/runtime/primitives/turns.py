"""Agents that take turns, as NetLogo's job thread lets them: job after job, in a job agent after agent.

Each agent is a generator that yields where a turn ends; all have run to their ends when this is done. An
agent that asks others to take turns yields an `ConcurrentAsk`, and waits until all of them have finished.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import Any, NamedTuple, TypeAlias

from netlogo.runtime.agents.agent_sets import AgentSet
from netlogo.runtime.agents.base import Agent
from netlogo.runtime.maths.numbers import INFINITESIMAL
from netlogo.runtime.maths.random import MersenneTwister

Code: TypeAlias = "Generator[ConcurrentAsk | None, None, Any]"


class ConcurrentAsk(NamedTuple):
    """Agents that are asked to take turns, and what each runs."""

    agents: AgentSet
    code: Callable[[Agent], Code]


class _Part:
    """What one agent of a job runs."""

    __slots__ = ("agent", "code", "finished", "result", "waiting")

    def __init__(self, agent: Agent, code: Code) -> None:
        self.agent = agent
        self.code = code
        self.finished = False
        self.waiting = False
        self.result: Any = None

    def turn(self) -> ConcurrentAsk | None:
        """Run to the end of the turn; whom the agent asks there."""
        if self.agent.dead:
            self.finished = True
            return None
        try:
            return next(self.code)
        except StopIteration as end:
            self.finished = True
            self.result = end.value
            return None


class _Job:
    """Agents that were asked at once."""

    def __init__(self, parts: Callable[[], list[_Part]], asker: _Part | None = None) -> None:
        self._make = parts
        self.parts: list[_Part] | None = None
        self._asker = asker
        self.running = True

    def step(self, jobs: list[_Job], rng: MersenneTwister) -> None:
        """One turn for each agent; the order was drawn before the first."""
        if self.parts is None:
            self.parts = self._make()
        left = [part for part in self.parts if not part.finished]
        for part in left:
            if part.waiting:
                continue
            asked = part.turn()
            if asked is not None:
                part.waiting = True
                jobs.append(job_of(asked, rng, part))
        if not left:
            self.running = False
            if self._asker is not None:
                self._asker.waiting = False


def job_of(asked: ConcurrentAsk, rng: MersenneTwister, asker: _Part | None = None) -> _Job:
    """The job of agents who are asked; nothing is drawn before it has its first turn."""
    agents, code = asked
    return _Job(lambda: [_Part(agent, code(agent)) for agent in list(agents.ask_order(rng))], asker)


def run_jobs(first: _Job, rng: MersenneTwister) -> None:
    """Run a job and all that come of it."""
    jobs = [first]
    while jobs:
        jobs = [job for job in jobs if job.running]
        for job in jobs:  # grows on the way
            if job.running:
                job.step(jobs, rng)


def run_alone(agent: Agent, code: Code, rng: MersenneTwister) -> Any:
    """The result of one agent's code, which may ask others to take turns."""
    part = _Part(agent, code)
    run_jobs(_Job(lambda: [part]), rng)
    return part.result


def forward_in_turns(me: Any, distance: float) -> Code:
    """`forward`: a turn for each step of at most 1."""
    left = distance
    while True:
        if abs(left) <= INFINITESIMAL:
            yield None
            return
        step = left if abs(left) <= 1.0 else (1.0 if left > 0 else -1.0)
        blocked = not me.can_move_p(step)
        if not blocked:
            me.jump(step)
        yield None
        if blocked or step == left:
            return
        left -= step


def back_in_turns(me: Any, distance: float) -> Code:
    """`back`: a turn for each step."""
    return forward_in_turns(me, -distance)


def wait_in_turns(me: Any, seconds: float) -> Code:
    """`wait`: the others go on in the meantime."""
    end = time.monotonic() + seconds
    while True:
        over = time.monotonic() >= end
        yield None
        if over:
            return
        time.sleep(0.0005)
