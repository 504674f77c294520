"""Travel without roads: distance between areas, a detour factor and a speed by rural-urban class.

The expected distance between a random place in one area and one in another, where only centres and sizes are
known, is taken as `sqrt(d² + c² (A1 + A2) / 2)`: d the distance of the centres in km, A the sizes in km², and
c = `INSIDE`. It is exact inside a round area (d = 0, A1 = A2), right far away (d), and between them at most
5 % above that of random points (`tests/planning/test_distance.py`). Residents who gather in a part of a
large area make the true distance inside it shorter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import pi, sqrt

import numpy as np

from planning.arrays import Floats, Matrix
from planning.geography.areas import Areas
from planning.travel.matrix import DETOUR, Travel, kept_of, nearest

INSIDE = 128 / (45 * pi * sqrt(pi))
"""Mean distance of two random points in a disc over the root of its area: 128 R / (45 pi) with R = sqrt(A /
pi), 0.511. In a square it is 0.521."""

BLUE_LIGHT = 1.4
"""Speed with lights and sirens over speed without. Paired runs of ambulances: time 8.51 against 12.14
minutes in the country (Ho and Lindquist 2001: 1.43), 4.46 against 7.48 in a town (Ho and Casey 1998: 1.68);
1:46 minutes saved a run in another town (Brown and others 2000). The smaller ratio of the first two,
rounded down."""

SPEEDS: Mapping[str, float] = {
    "A": 28.0,
    "B": 30.0,
    "C": 32.0,
    "D": 45.0,
    "E": 55.0,
    "UN": 30.0,
    "UF": 32.0,
    "RL": 45.0,
    "RS": 55.0,
    "urban": 30.0,
    "rural": 50.0,
}
"""Km/h in ordinary traffic by the beginning of the ONS's rural-urban class (conurbation, lesser
conurbation, city and town, fringe, village of 2011; urban nearer to and further from a town, larger and
smaller rural of 2021), or by `urban` alone where there is no class. An assumption: a spread around the mean
of England's local A roads, 25.3 mph or 41 km/h (Department for Transport, year to March 2019), lower in
towns, where streets are minor, and higher in the country."""

BLOCK = 512
"""Rows of the matrix at a time, to bound memory."""


@dataclass(frozen=True)
class DistanceRules:
    """What turns distance into minutes; each value can be replaced.

    Attributes:
        detour: road distance over straight distance.
        blue_light: speed of a response over ordinary speed.
        speeds: ordinary km/h by rural-urban class, as `SPEEDS`.
        inside: mean distance inside an area over the root of its size.
    """

    detour: float = DETOUR
    blue_light: float = BLUE_LIGHT
    speeds: Mapping[str, float] = field(default_factory=lambda: dict(SPEEDS))
    inside: float = INSIDE

    def speed(self, rural_urban: str, urban: bool) -> float:
        """Km/h of a response in an area of a class."""
        for length in (2, 1):
            found = self.speeds.get(rural_urban[:length])
            if found is not None:
                return found * self.blue_light
        return self.speeds["urban" if urban else "rural"] * self.blue_light


def travel_by_distance(areas: Areas, rules: DistanceRules | None = None, kept: int | None = None) -> Travel:
    """Minutes between all areas, or to the nearest of each where there are many.

    Half of the way is driven at the speed of either area.

    Args:
        rules: the defaults where None.
        kept: areas kept for each; by their number where None (`matrix.kept_of`).
    """
    rules = rules or DistanceRules()
    size = len(areas)
    kept = kept_of(size) if kept is None else min(kept, size)
    pace = 60 / np.array(
        [rules.speed(code, bool(urban)) for code, urban in zip(areas.rural_urban, areas.urban, strict=True)]
    )
    spread = rules.inside**2 * areas.km2 / 2
    parts = []
    for first in range(0, size, BLOCK):
        rows = slice(first, min(first + BLOCK, size))
        parts.append(nearest(_minutes(areas, rows, pace, spread, rules.detour), kept, first))
    mean_speed = float(60 / np.average(pace, weights=areas.km2))
    source = (
        f"Travel: straight distance times {rules.detour:g}, "
        f"at {60 / pace.max():.0f} to {60 / pace.min():.0f} km/h by rural-urban class with lights; "
        f"no roads were given"
    )
    return Travel(
        codes=areas.codes,
        indices=np.concatenate([at for at, _ in parts]),
        minutes=np.concatenate([minutes for _, minutes in parts]),
        detour=rules.detour,
        km_per_minute=mean_speed / 60,
        source=source,
    )


def _minutes(areas: Areas, rows: slice, pace: Floats, spread: Floats, detour: float) -> Matrix:
    """Some rows of the matrix; `pace` in minutes per km."""
    x, y = areas.x_km, areas.y_km
    squared = (x[rows, None] - x) ** 2 + (y[rows, None] - y) ** 2
    kilometres = np.sqrt(squared + spread[rows, None] + spread) * detour
    return kilometres * (pace[rows, None] + pace) / 2
