"""`Plan`: which district each area belongs to, what units stand there on which shift, and where they go."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Shift:
    """One shift of the day; `end` may exceed 24: 31 is 07:00 of the next day. Hours, whole."""

    name: str
    start: int
    end: int


SHIFTS = (Shift("early", 7, 17), Shift("late", 14, 24), Shift("night", 22, 31))
"""The default: ten, ten and nine hours that overlap at the busy change of shifts."""


@dataclass(frozen=True)
class Units:
    """How many units a district has on a shift, and how many officers each has (1 or 2)."""

    district: str
    shift: str
    units: int
    crew: int


@dataclass(frozen=True)
class Stop:
    """One stop of a route: an area, when it begins (minute of the shift) and how long it lasts (minutes).

    `point` is the longitude and latitude of a hotspot inside the area, `name` what it is called.
    """

    area: str
    from_minute: float
    minutes: float
    point: tuple[float, float] | None = None
    name: str = ""


@dataclass(frozen=True)
class Route:
    """What one unit of a district does on one shift of one day of the plan (days from 0, repeating).

    `path` is the way as pairs of longitude and latitude (WGS 84), empty where only the stops are known.
    """

    district: str
    shift: str
    day: int
    unit: int
    stops: tuple[Stop, ...]
    path: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Plan:
    """A whole plan.

    Attributes:
        district: name of the district by code of the area.
        units: by district and shift; what is not named has none.
        shifts: in the order of the day.
        stations: code of the area of the station by district; may be empty.
        routes: may be empty.
        made_by: what made it: command, version, inputs, seed; written above every file.
    """

    district: dict[str, str]
    units: tuple[Units, ...]
    shifts: tuple[Shift, ...] = SHIFTS
    stations: dict[str, str] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    made_by: str = ""

    @cached_property
    def districts(self) -> tuple[str, ...]:
        """Names of the districts, in the order of their first area."""
        return tuple(dict.fromkeys(self.district.values()))

    def areas_of(self, district: str) -> list[str]:
        """The codes of a district's areas."""
        return [code for code, name in self.district.items() if name == district]

    def total(self, shift: str) -> int:
        """Units of all districts on a shift."""
        return int(np.sum([row.units for row in self.units if row.shift == shift], dtype=int))
