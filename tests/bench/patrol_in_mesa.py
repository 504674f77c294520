"""Dispatch as published agent-based models in Python do it: every unit steps every minute, and a call looks
through all units for the nearest free one."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mesa import Agent, Model


class Unit(Agent):
    """A unit that patrols, drives to a call, and stays for its minutes."""

    def __init__(self, model: Force, x: float, y: float) -> None:
        super().__init__(model)
        self.x, self.y = x, y
        self.busy_until = 0.0
        self.moves_at = 0.0

    def step(self) -> None:
        now = self.model.minute
        if now >= self.busy_until and now >= self.moves_at:
            self.x, self.y = self.random.choice(self.model.places)
            self.moves_at = now + self.random.uniform(20, 40)


class Force(Model):
    """Units over places; `calls` are place, minute, priority, minutes on scene, by their minutes."""

    def __init__(
        self,
        places: Sequence[tuple[float, float]],
        units: int,
        calls: Sequence[tuple[int, float, int, float]],
    ) -> None:
        super().__init__(seed=1)
        self.places = list(places)
        self.minute = 0
        self._coming = list(reversed(calls))
        self._queues: dict[int, list[tuple[int, float, int, float]]] = {1: [], 2: [], 3: []}
        for _ in range(units):
            Unit(self, *self.random.choice(self.places))
        self.responses: list[float] = []

    def step(self) -> None:
        """One minute."""
        self.agents.shuffle_do("step")
        while self._coming and self._coming[-1][1] < self.minute + 1:
            call = self._coming.pop()
            self._queues[call[2]].append(call)
        for queue in self._queues.values():
            while queue and self._dispatch(queue[0]):
                queue.pop(0)
        self.minute += 1

    def _dispatch(self, call: tuple[int, float, int, float]) -> bool:
        x, y = self.places[call[0]]
        free = [unit for unit in self.agents if unit.busy_until <= self.minute]
        if not free:
            return False
        unit = min(free, key=lambda one: math.hypot(one.x - x, one.y - y))
        arrival = self.minute + 1.5 * math.hypot(unit.x - x, unit.y - y)
        unit.x, unit.y, unit.busy_until = x, y, arrival + call[3]
        self.responses.append(arrival - call[1])
        return True
