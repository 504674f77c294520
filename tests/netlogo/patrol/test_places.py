"""The patrol model against what is known of units at places: hypercube, square-root law, crossings."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tests.netlogo.patrol.city import City, Row, area_rows, call, travel_rows
from tests.netlogo.patrol.theory import hypercube

SCENE = 6.0  # minutes
POSITIONS = (0.0, 1.0, 2.2, 3.7, 5.3)  # no two distances are equal, so that preferences are strict


def on_a_line() -> list[Row]:
    return [[f"A{i}", x, 0.0, 1.0, 8000.0, True] for i, x in enumerate(POSITIONS)]


def test_the_solver_agrees_with_erlang_for_units_that_are_alike() -> None:
    busy, sent = hypercube([1.0, 1.0], [[0, 1], [1, 0]], 2.0)
    assert busy == pytest.approx([0.5, 0.5])
    assert sent.sum() == pytest.approx(1.0)
    assert sent[0, 0] > sent[0, 1]


def test_workloads_and_shares_of_dispatches_are_those_of_the_hypercube(city: City) -> None:
    """Five units at home in their areas, half busy; travel takes seconds and sets the order of units."""
    weights = np.array([0.4, 0.25, 0.15, 0.12, 0.08])
    load, hours = 2.5, 900
    areas = on_a_line()
    names = [row[0] for row in areas]
    city.build(
        areas,
        units=[[name, "always", 1.0, 1.0] for name in names],
        districts=names,
        travel=travel_rows(areas, 0.002, 0.0005),
        seed=4,
    )
    rng = random.Random(11)
    minute, calls = 0.0, []
    while (minute := minute + rng.expovariate(load / SCENE)) < 60 * hours:
        area = rng.choices(range(5), weights)[0]
        calls.append(call(len(calls) + 1, area, minute, 1, rng.expovariate(1 / SCENE)))
    city.run(hours, calls)
    tables = city.tables()
    preference = [sorted(range(5), key=lambda j: abs(POSITIONS[i] - POSITIONS[j])) for i in range(5)]
    busy, sent = hypercube(list(weights * load / SCENE), preference, 1 / SCENE)

    tours = [row for row in tables["tours"] if row["start"] >= 1440]
    for unit in range(5):
        mine = [row for row in tours if row["unit"] == unit + 1]
        share = 1 - sum(r["patrolling"] for r in mine) / sum(r["end"] - r["start"] for r in mine)
        assert share == pytest.approx(busy[unit], abs=0.012)

    direct = [r for r in tables["incidents"] if r["dispatched"] - r["reported"] < 1e-3]
    counts = np.zeros((5, 5))
    for row in direct:
        counts[names.index(row["area"]), int(row["unit"]) - 1] += 1
    found = counts / counts.sum()
    margin = 4 * np.sqrt(sent * (1 - sent) / counts.sum()) + 5e-4
    assert (np.abs(found - sent) < margin).all()
    assert found.trace() < 0.75  # many a dispatch crosses


def test_travel_falls_with_the_square_root_of_the_free_units(city: City) -> None:
    rng = random.Random(5)
    areas = area_rows(20, 20)
    travel = travel_rows(areas, 1.0, 0.5)
    numbers, means = (4, 8, 16, 32, 64), []
    for number in numbers:
        city.build(areas, units=[["all", "always", float(number), 1.0]], travel=travel)
        hours = 150
        calls = [call(i, rng.randrange(400), 15.0 * i, 1, 0.01) for i in range(1, hours * 4)]
        city.run(hours, calls)
        means.append(city.metrics()["travel-minutes-1"])
    slope = np.polyfit(np.log(numbers), np.log(means), 1)[0]
    assert slope == pytest.approx(-0.5, abs=0.06)


@pytest.mark.parametrize("busy", [0.3, 0.6])
def test_dispatches_cross_districts_as_often_as_the_own_unit_is_busy_and_travel_longer(
    city: City, busy: float
) -> None:
    """Larson (1971): with cars as busy as New York's, half of the dispatches crossed, about 50 % farther."""
    areas = area_rows(9, 9)
    districts = [f"{(i % 9) // 3}-{i // 27}" for i in range(81)]
    names = sorted(set(districts))
    city.build(
        areas, units=[[name, "always", 1.0, 1.0] for name in names], districts=districts,
        settings={"beat-integrity": "relative", "integrity-minutes": 1000.0},
    )  # fmt: skip
    rng = random.Random(2)
    hours, scene = 300, 30.0
    minute, calls = 0.0, []
    while (minute := minute + rng.expovariate(9 * busy / (scene + 2))) < 60 * hours:
        calls.append(call(len(calls) + 1, rng.randrange(81), minute, 1, rng.expovariate(1 / scene)))
    city.run(hours, calls)
    after = city.metrics()
    rows = [r for r in city.tables()["incidents"] if r["dispatched"] - r["reported"] < 1e-3]
    share = np.mean([r["crossed"] for r in rows])
    working = 1 - after["free-unit-hours"] / after["duty-unit-hours"]
    assert share == pytest.approx(working, abs=0.08)
    travel = [
        [r["arrived"] - r["dispatched"] for r in rows if r["crossed"] is crossed] for crossed in (True, False)
    ]
    assert 1.3 < np.mean(travel[0]) / np.mean(travel[1]) < 2.6
