"""Expected minutes until a unit arrives: the wait for a free one, and the way of the nearest free one."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from planning.arrays import Floats, Matrix

ROUNDS = 4
"""How often travel and the load that it adds are found from each other; the fourth changes nothing."""


def erlang_c(servers: int, load: float) -> float:
    """Chance that all servers are busy when an incident comes (Erlang 1917), 1 where load >= servers.

    Args:
        load: mean number of busy servers: incidents an hour times hours of work.
    """
    if load >= servers:
        return 1.0
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = load * blocked / (number + load * blocked)
    return servers * blocked / (servers - load * (1 - blocked))


def wait_minutes(servers: int, load: float, work_minutes: float, variation: float = 1.0) -> float:
    """Mean wait for a free unit, infinite where the work never ends.

    M/M/c by Erlang C; other spreads of the work by Allen and Cunneen: times (1 + variation) / 2.

    Args:
        work_minutes: of one incident, travel included.
        variation: squared coefficient of variation of the work.
    """
    if load >= servers:
        return math.inf
    return erlang_c(servers, load) * work_minutes / (servers - load) * (1 + variation) / 2


class TravelCurve(Protocol):
    """Mean minutes of the way of the nearest of some free units."""

    def minutes(self, free: float) -> float:
        """For `free` units, which need not be a whole number."""


@dataclass(frozen=True)
class SquareRootLaw:
    """Travel falls as the square root of the number of free units (Kolesar and Blum 1973).

    Attributes:
        one_unit: minutes of the way of a single unit.
        inside: minutes that remain with any number: the way inside an area.
    """

    one_unit: float
    inside: float = 0.0

    def minutes(self, free: float) -> float:
        """The law, never below `inside`."""
        return max(self.one_unit / math.sqrt(max(free, 1.0)), self.inside)


@dataclass(frozen=True, eq=False)
class NearestByMatrix:
    """The mean over a district of the way of the nearest of n units that stand in areas drawn at random.

    For a destination with ways t_1 <= t_2 <= ... the chance that none of n units is nearer than t_k is
    (1 - F_k)^n, with F_k the chance that one unit is as near; exact for whole n, between them by the same
    formula.

    Attributes:
        ways: minutes to each destination, ascending, shape (areas, areas).
        beyond: chance that one unit is not among the first k, shape (areas, areas + 1).
        weights: demand of the destinations, adding up to 1.
    """

    ways: Matrix
    beyond: Matrix
    weights: Floats
    _known: dict[float, float] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, minutes: Matrix, standing: Floats, demand: Floats) -> NearestByMatrix:
        """Of a district.

        Args:
            minutes: from row to column, of the district's areas.
            standing: how often a free unit is in each area, any scale.
            demand: of each area, any scale.
        """
        order = np.argsort(minutes, axis=0, kind="stable")
        ways = np.take_along_axis(minutes, order, axis=0).T
        share = standing / standing.sum() if standing.sum() > 0 else np.full(len(minutes), 1 / len(minutes))
        reached = np.cumsum(share[order], axis=0).T
        beyond = np.hstack([np.ones((len(ways), 1)), np.clip(1 - reached, 0, 1)])
        total = demand.sum()
        weights = demand / total if total > 0 else np.full(len(demand), 1 / len(demand))
        return cls(ways, beyond, weights)

    def minutes(self, free: float) -> float:
        """Mean over the destinations."""
        n = max(float(free), 1.0)
        if n not in self._known:
            chance = self.beyond**n
            self._known[n] = float(self.weights @ ((chance[:, :-1] - chance[:, 1:]) * self.ways).sum(axis=1))
        return self._known[n]


@dataclass(frozen=True)
class Cell:
    """A district on a shift.

    Attributes:
        per_hour: incidents an hour while the shift is on duty.
        work_minutes: of one incident without travel, all units together.
        hours: that the shift is on duty in a week.
        crew: officers of a unit.
    """

    district: str
    shift: str
    per_hour: float
    work_minutes: float
    travel: TravelCurve
    hours: float = 70.0
    crew: int = 1
    variation: float = 1.0

    @property
    def key(self) -> tuple[str, str]:
        """District and shift."""
        return self.district, self.shift

    @property
    def weekly(self) -> float:
        """Incidents a week on this shift."""
        return self.per_hour * self.hours

    def load(self, units: int) -> float:
        """Mean number of busy units, travel included."""
        return self._balance(units)[0]

    def minutes(self, units: int) -> float:
        """Expected minutes from the call to the arrival; infinite where the work never ends."""
        load, travel = self._balance(units)
        if units < 1 or load >= units:
            return math.inf
        return wait_minutes(units, load, self.work_minutes + travel, self.variation) + travel

    def _balance(self, units: int) -> tuple[float, float]:
        """Load and travel, each found from the other."""
        load = self.per_hour * self.work_minutes / 60
        travel = 0.0
        for _ in range(ROUNDS):
            # Work that comes before the units are free counts in full: at least one of them is the one to go.
            travel = self.travel.minutes(max(units - load, 1.0))
            load = self.per_hour * (self.work_minutes + travel) / 60
        return load, travel
