"""Fronts of simulated plans on the made city."""

import numpy as np
import pytest

from planning.arrays import Indices, Matrix
from planning.districts.expected import Dispatch
from planning.districts.front import Front, refined, search_front
from planning.districts.measures import deviation
from planning.districts.methods import even_cut
from planning.districts.screening import draw_calls, screen
from planning.districts.search import Budget
from planning.districts.two_stage import search_by_simulation
from tests.planning.districts.city import city, demand, travel_minutes, wards

CALLS, FRESH = draw_calls(demand(), 20, 11), draw_calls(demand(), 50, 99)
CITY = Dispatch(travel_minutes(), city().shares, np.ones(8), 0.8)


def simulate(labels: Indices) -> Matrix:
    found = screen(labels, np.ones((len(labels), 8), dtype=np.int32), CALLS, travel_minutes())
    return np.column_stack([found.response, found.workload_deviation])


@pytest.fixture(scope="module")
def ours() -> Front:
    return search_front(city(), CITY, simulate, even_cut(city()), 1, Budget(24_000))


def test_every_plan_is_whole_and_the_first_is_even(ours: Front) -> None:
    assert all(city().in_one_piece(row) for row in ours.labels)
    assert deviation(city(), ours.labels[0]) < 0.002


def test_the_front_goes_from_soon_to_even(ours: Front) -> None:
    response, workload = ours.responses[ours.on_front].T
    assert (np.diff(response) >= 0).all()
    assert (np.diff(workload) <= 0).all()


def test_refined_plans_beat_the_plan_in_force_as_published_on_fresh_calls() -> None:
    """Zhang and Brown (2013) published 7 % less response in one plan and 58 % less deviation in another."""
    found = search_by_simulation(city(), simulate, seed=1, plans=40, best_share=0.2)
    front = refined(city(), found, CITY, simulate, 1, Budget(70_000))
    rows = np.vstack([wards(), front.labels[front.on_front[0]], front.labels[front.on_front[-1]]])
    fresh = screen(rows, np.ones((3, 8), dtype=np.int32), FRESH, travel_minutes(), seed=5)
    assert fresh.response[1] < 0.93 * fresh.response[0]
    assert fresh.workload_deviation[2] < 0.42 * fresh.workload_deviation[0]
