"""`Demand`: how much work comes to the units, by area and hour of the week, as plain arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planning.arrays import Flags, Floats, Matrix
from planning.errors import PlanError
from planning.plan.model import Shift

WEEK = 168
"""Hours of a week, from Monday 00:00."""


@dataclass(frozen=True, eq=False)
class Demand:
    """Incidents that a unit attends.

    Attributes:
        codes: the areas, in the order of their positions.
        per_hour: incidents an hour, shape (areas, 168), from Monday 00:00.
        work_minutes: minutes of units that an incident takes once they are there (on the scene and
            paperwork, all units together), mean of each area, shape (areas,).
        variation: squared coefficient of variation of these minutes.
        severity: severity points a year, shape (areas,).
        source: one sentence on what it was made from.
    """

    codes: tuple[str, ...]
    per_hour: Matrix
    work_minutes: Floats
    severity: Floats
    variation: float = 1.0
    source: str = ""

    def __post_init__(self) -> None:
        size = len(self.codes)
        if self.per_hour.shape != (size, WEEK):
            raise PlanError(f"expected demand of {size} areas by {WEEK} hours, got {self.per_hour.shape}")
        for name, values in (("work_minutes", self.work_minutes), ("severity", self.severity)):
            if values.shape != (size,):
                raise PlanError(f"expected {name} of {size} areas, got {values.shape}")
        if not (np.isfinite(self.per_hour) & (self.per_hour >= 0)).all():
            raise PlanError("expected demand >= 0 in every area and hour")

    @property
    def weekly(self) -> Floats:
        """Incidents a week, shape (areas,)."""
        total: Floats = self.per_hour.sum(axis=1)
        return total

    @property
    def workload(self) -> Floats:
        """Minutes of units a week, without travel, shape (areas,)."""
        return self.weekly * self.work_minutes

    def by_shift(self, shifts: Sequence[Shift]) -> Matrix:
        """Incidents an hour while a shift is on duty, shape (areas, shifts).

        Hours that several shifts cover are shared evenly among them; hours that none covers wait for the
        next shift to begin and count there.
        """
        part = _parts(shifts)
        hours = np.array([7.0 * (shift.end - shift.start) for shift in shifts])
        found: Matrix = self.per_hour @ part.T / hours
        return found


def on_duty(shift: Shift) -> Flags:
    """Whether the shift is on duty in each of the 168 hours of the week; every day of the week has one."""
    flags = np.zeros(WEEK, dtype=bool)
    for day in range(7):
        flags[np.arange(24 * day + shift.start, 24 * day + shift.end) % WEEK] = True
    return flags


def _parts(shifts: Sequence[Shift]) -> Matrix:
    """Share of the incidents of each hour that each shift takes, shape (shifts, 168)."""
    if not shifts:
        raise PlanError("expected at least one shift, got none")
    cover = np.array([on_duty(shift) for shift in shifts], dtype=float)
    for hour in np.flatnonzero(cover.sum(axis=0) == 0):
        later = (hour + np.arange(1, WEEK)) % WEEK
        first = later[np.argmax(cover[:, later].sum(axis=0) > 0)]
        cover[:, hour] = cover[:, first]
    shares: Matrix = cover / cover.sum(axis=0)
    return shares
