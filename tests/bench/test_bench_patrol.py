"""The patrol model: cost of an incident for 10,000 to 1,000,000 of them and for 50 to 600 units; beside it
the same dispatch in Mesa, as published models do it.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator

import pytest

from netlogo import Workspace
from tests.bench.conftest import Ratio
from tests.netlogo.patrol.city import MODEL, City, Row, area_rows, neighbor_rows, travel_rows

patrol_in_mesa = pytest.importorskip("tests.bench.patrol_in_mesa", reason="Mesa is not installed")
pytestmark = pytest.mark.bench

WIDTH, HEIGHT = 20, 15
SCENE = 35.0  # minutes, mean
BUSY = 0.55
CALLS_A_DAY_OF_A_UNIT = 1440 * BUSY / (SCENE + 5)


def calls_by_hour(count: int, units: int, seed: int = 1) -> Iterator[list[Row]]:
    """So many calls, hour by hour, at the rate that keeps the units busy."""
    rng = random.Random(seed)
    per_hour = units * CALLS_A_DAY_OF_A_UNIT / 24
    number = 0
    while number < count:
        hour = []
        for _ in range(min(count - number, int(per_hour) + (rng.random() < per_hour % 1))):
            number += 1
            grade = rng.choices([1, 2, 3], [2, 3, 5])[0]
            area = float(rng.randrange(WIDTH * HEIGHT))
            hour.append(
                [-float(number), area, "call", rng.random() * 60, float(grade), rng.expovariate(1 / SCENE)]
            )
        yield hour


def city_of(units: int) -> City:
    city = City(Workspace.open(MODEL))
    city.workspace.forget_plots()
    areas = area_rows(WIDTH, HEIGHT)
    districts = [f"{(i % WIDTH) // 4}-{i // WIDTH // 5}" for i in range(len(areas))]
    names = sorted(set(districts))
    numbers = [units // len(names) + (i < units % len(names)) for i in range(len(names))]
    city.build(
        areas,
        units=[[name, "always", float(n), 1.0] for name, n in zip(names, numbers, strict=True)],
        districts=districts,
        neighbors=neighbor_rows(WIDTH, HEIGHT),
        travel=travel_rows(areas, 1.0),
        settings={
            "beat-integrity": "relative",
            "call-taking-minutes": 2.0,
            "mobilisation-minutes": 1.0,
            "call-paperwork-minutes": 2.0,
            "time-spread": 0.6,
            "travel-spread": 0.3,
            "meal-minutes": 45.0,
        },
    )
    city.tick()
    return city


def engine_seconds(units: int, count: int) -> float:
    """Processor seconds of the model alone for so many incidents."""
    city = city_of(units)
    spent = 0.0
    for hour, calls in enumerate(calls_by_hour(count, units)):
        begin = time.process_time()
        city.tick(calls)
        if hour % 24 == 23:
            city.report("report-tables")
        spent += time.process_time() - begin
    assert city.metrics()["incidents-created"] == count
    return spent


def mesa_seconds(units: int, count: int) -> float:
    calls = [
        (int(row[1]), 60 * hour + row[3], int(row[4]), row[5])
        for hour, rows in enumerate(calls_by_hour(count, units))
        for row in sorted(rows, key=lambda row: row[3])
    ]
    places = [(float(x), float(y)) for y in range(HEIGHT) for x in range(WIDTH)]
    model = patrol_in_mesa.Force(places, units, calls)
    begin = time.process_time()
    for _ in range(math.ceil(calls[-1][1])):
        model.step()
    return time.process_time() - begin


@pytest.mark.parametrize("units", [50, 200, 600])
def test_units(compare: Callable[[Ratio], None], units: int) -> None:
    """20,000 incidents; Mesa does 2,000."""
    theirs = mesa_seconds(units, 2_000) * 10
    compare(Ratio("patrol, units", units, "Mesa", engine_seconds(units, 20_000), theirs, 20_000, "incidents"))


@pytest.mark.parametrize("count", [10_000, 100_000, 1_000_000])
def test_incidents(compare: Callable[[Ratio], None], count: int) -> None:
    """200 units; Mesa does 2,000."""
    theirs = mesa_seconds(200, 2_000) * count / 2_000
    compare(Ratio("patrol", count, "Mesa", engine_seconds(200, count), theirs, count, "incidents"))
