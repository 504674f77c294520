"""A force whose crime follows the loading factors, for the tests of feedback: the demand side in small.

Every run draws from the same stream of possible crimes at twice the usual rate; a crime happens if its mark
is below the factor of its category and area, so that runs with other factors share the crimes both have.
"""

from __future__ import annotations

import random
from typing import Any

from tests.netlogo.patrol.city import City, Row, area_rows, call, crime, neighbor_rows

WIDTH, HEIGHT = 6, 4
AREAS = WIDTH * HEIGHT
CRIMES_A_DAY = {"violence and sexual offences": 180, "burglary": 180}
CALLS_A_DAY = 350
SCENE = 40.0  # minutes
FEEDBACK: dict[str, Any] = {
    "beat-integrity": "relative",
    "elasticity-violent": -0.34,
    "elasticity-property": -0.17,
    "hot-spot-elasticity": -0.18,
    "effect-delay-days": 0.0,
}


class Force:
    """Runs of one city with different numbers of units and a reference."""

    def __init__(self, city: City) -> None:
        self.city = city

    def run(
        self, units: int, days: int, *, seed: int = 1, reference: Any = None, **settings: Any
    ) -> tuple[list[dict[str, float]], Any]:
        """Mean factor by category for each day (1 where no row names it), and the run's own reference."""
        city = self.city
        districts = ["west" if i % WIDTH < WIDTH // 2 else "east" for i in range(AREAS)]
        city.build(
            area_rows(WIDTH, HEIGHT),
            units=[["west", "always", units / 2, 1.0], ["east", "always", units / 2, 1.0]],
            districts=districts,
            neighbors=neighbor_rows(WIDTH, HEIGHT),
            settings={**FEEDBACK, **settings},
            seed=seed,
        )
        if reference is not None:
            city.send("reference", reference)
        rng = random.Random(seed)
        factors: dict[tuple[str, int], float] = {}
        told = []
        for _ in range(days):
            calls, crimes = self._day(rng, factors)
            city.run(24, calls, crimes)
            factors = self.factors()
            told.append({c: sum(factors[c, a] * weight(a) for a in range(AREAS)) for c in CRIMES_A_DAY})
        return told, city.report("report-reference")

    def _day(self, rng: random.Random, factors: dict[tuple[str, int], float]) -> tuple[list[Row], list[Row]]:
        areas, weights = list(range(AREAS)), [weight(a) for a in range(AREAS)]
        crimes: list[Row] = []
        for category, number in CRIMES_A_DAY.items():
            for _ in range(2 * number):
                area = rng.choices(areas, weights)[0]
                minute, mark, scene = rng.random() * 1440, rng.random() * 2, rng.expovariate(1 / SCENE)
                if mark < factors.get((category, area), 1.0):
                    crimes.append(crime(1, area, minute, 2, scene, category))
        calls = [
            call(1, rng.choices(areas, weights)[0], rng.random() * 1440, 2, rng.expovariate(1 / SCENE))
            for _ in range(CALLS_A_DAY)
        ]
        return calls, crimes

    def factors(self) -> dict[tuple[str, int], float]:
        """Factor of each category of `CRIMES_A_DAY` in each area, as a bridge reads `report-loading`."""
        by_category: dict[str, float] = {}
        by_area: dict[tuple[str, int], float] = {}
        for row in self.city.report("report-loading"):
            if len(row) == 2:
                by_category[row[0]] = row[1]
            else:
                by_area[row[0], int(row[1][1:])] = row[2]
        return {
            (c, a): by_area.get((c, a), by_category.get(c, 1.0)) for c in CRIMES_A_DAY for a in range(AREAS)
        }


def weight(area: int) -> float:
    """Share of an area in the crimes: the first of a row of the grid has three times that of the last."""
    return (3 - 2 * (area % WIDTH) / (WIDTH - 1)) / (2 * AREAS)
