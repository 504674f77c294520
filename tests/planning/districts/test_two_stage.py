"""Zhang and Brown's search on the made city, judged on fresh calls."""

import numpy as np
import pytest

from planning.arrays import Indices, Matrix
from planning.districts.growth import grow, random_parameters
from planning.districts.measures import deviation
from planning.districts.screening import draw_calls, screen
from planning.districts.two_stage import TwoStage, search_by_simulation
from tests.planning.districts.city import city, demand, travel_minutes, wards

CALLS = draw_calls(demand(), 40, 11)
FRESH = draw_calls(demand(), 80, 99)


def simulate(labels: Indices) -> Matrix:
    found = screen(labels, np.ones((len(labels), 8), dtype=np.int32), CALLS, travel_minutes())
    return np.column_stack([found.response, found.workload_deviation])


@pytest.fixture(scope="module")
def found() -> TwoStage:
    return search_by_simulation(city(), simulate, seed=1, plans=100, best_share=0.2)


def test_both_responses_fall_with_the_deviation_of_shares() -> None:
    rng = np.random.default_rng(1)
    labels = np.array([grow(city(), random_parameters(city(), rng), rng) for _ in range(60)])
    even = [deviation(city(), row) for row in labels]
    response, workload = simulate(labels).T
    assert np.corrcoef(even, response)[0, 1] > 0.5
    assert np.corrcoef(even, workload)[0, 1] > 0.5


def test_the_plan_of_least_deviation_is_not_the_best(found: TwoStage) -> None:
    assert int(np.argmin(found.deviations)) not in (found.best(0), found.best(1))


def test_the_best_beat_the_plan_in_force_on_fresh_calls(found: TwoStage) -> None:
    rows = np.vstack([wards(), found.labels[found.best(0)], found.labels[found.best(1)]])
    fresh = screen(rows, np.ones((3, 8), dtype=np.int32), FRESH, travel_minutes(), seed=5)
    assert fresh.response[1] < 0.93 * fresh.response[0]
    assert fresh.workload_deviation[2] < fresh.workload_deviation[0]


def test_the_front_is_small_and_holds_the_best(found: TwoStage) -> None:
    assert {found.best(0), found.best(1)} <= set(found.on_front.tolist())
    assert len(found.on_front) < len(found.labels) / 2
