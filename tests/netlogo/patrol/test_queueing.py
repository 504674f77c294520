"""The patrol model against queueing theory: one district, no travel, exponential minutes on the scene."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tests.netlogo.patrol.city import City, Row, area_rows, call, travel_rows
from tests.netlogo.patrol.theory import cobham_waits, confidence, erlang_c, mean_wait

SCENE = 6.0  # minutes


def test_erlang_c_knows_its_published_values() -> None:
    """Waits in units of the mean service: 8 servers at 0.8, 60 at 0.9."""
    assert mean_wait(8, 6.4, 1.0) == pytest.approx(0.286, abs=5e-4)
    assert mean_wait(60, 54.0, 1.0) == pytest.approx(0.0541, abs=5e-5)
    assert erlang_c(1, 0.7) == pytest.approx(0.7)


def poisson_calls(load: float, hours: int, seed: int, shares: tuple[float, ...] = (1.0,)) -> list[Row]:
    rng = random.Random(seed)
    calls: list[Row] = []
    minute = 0.0
    while (minute := minute + rng.expovariate(load / SCENE)) < 60 * hours:
        grade = rng.choices(range(1, len(shares) + 1), shares)[0]
        calls.append(call(len(calls) + 1, 0, minute, grade, rng.expovariate(1 / SCENE)))
    return calls


def run(city: City, servers: int, calls: list[Row], hours: int) -> list[dict[str, float]]:
    """Incidents in the order of their reports, the first tenth left out."""
    one = area_rows(1, 1)
    city.build(one, units=[["all", "always", float(servers), 1.0]], travel=travel_rows(one, 0.0, 0.0))
    by_hour: list[list[Row]] = [[] for _ in range(hours)]
    for row in calls:
        by_hour[int(row[3] // 60)].append([*row[:3], row[3] % 60, *row[4:]])
    for coming in by_hour:
        city.tick(coming)
    rows = sorted(city.tables()["incidents"], key=lambda row: row["reported"])
    return rows[len(rows) // 10 :]


@pytest.mark.parametrize(("servers", "busy", "hours"), [(1, 0.6, 800), (4, 0.8, 300), (20, 0.85, 300)])
def test_waits_are_those_of_erlang_c(city: City, servers: int, busy: float, hours: int) -> None:
    load = servers * busy
    rows = run(city, servers, poisson_calls(load, hours, seed=servers), hours)
    waits = [row["dispatched"] - row["reported"] for row in rows]
    mean, margin = confidence(waits)
    assert margin < 0.6 * mean
    assert mean == pytest.approx(mean_wait(servers, load, SCENE), abs=margin)
    waited, margin = confidence([float(wait > 1e-3) for wait in waits])
    assert waited == pytest.approx(erlang_c(servers, load), abs=margin)


def test_waits_by_priority_are_those_of_cobham(city: City) -> None:
    shares, load, hours = (0.2, 0.3, 0.5), 3.4, 400
    rows = run(city, 4, poisson_calls(load, hours, seed=5, shares=shares), hours)
    expected = cobham_waits(4, [share * load for share in shares], SCENE)
    for priority, formula in enumerate(expected, start=1):
        waits = [r["dispatched"] - r["reported"] for r in rows if r["priority"] == priority]
        mean, margin = confidence(waits)
        assert mean == pytest.approx(formula, abs=margin)
    assert expected == sorted(expected)


def test_units_are_as_busy_as_the_load(city: City) -> None:
    rows = run(city, 5, poisson_calls(3.0, 120, seed=9), 120)
    after = city.metrics()
    busy = 1 - after["free-unit-hours"] / after["duty-unit-hours"]
    services = np.array([row["cleared"] - row["arrived"] for row in rows])
    assert busy == pytest.approx(0.6, abs=3 * 0.6 / np.sqrt(len(services)) * 1.5)
