"""Measures by hand, and the sums that a search keeps."""

import numpy as np
import pytest

from planning.districts.measures import Objective, compactness, deviation, nearness_km
from planning.districts.search import State
from tests.planning.districts.city import city, wards


def test_a_square_is_nearly_a_disc() -> None:
    problem = city()
    labels = np.zeros(len(problem), dtype=np.int32)
    assert 0.85 < compactness(problem, labels) * problem.count < 0.96  # 20 by 15; the others are empty


def test_deviation_is_that_of_the_shares() -> None:
    shares = [city().shares[wards() == district].sum() for district in range(8)]
    assert deviation(city(), wards()) == pytest.approx(np.std(shares))


def test_nearness_is_the_root_mean_square_way() -> None:
    problem, labels = city(), wards()
    expected = 0.0
    for district in range(8):
        at = np.flatnonzero(labels == district)
        share = problem.shares[at]
        squared = (problem.x_km[at, None] - problem.x_km[at]) ** 2 + (
            problem.y_km[at, None] - problem.y_km[at]
        ) ** 2
        expected += share.sum() * np.sqrt(squared.mean(axis=0) @ share / share.sum())
    assert nearness_km(problem, labels) == pytest.approx(expected)


def test_a_search_keeps_the_objective_as_it_moves() -> None:
    objective = Objective(1.0, 0.5, 0.5)
    state = State(city(), wards(), objective)
    moved = 0
    for cell in range(0, len(city()), 7):
        near = {state.label[n] for n in state.links[cell]} - {state.label[cell]}
        if near and state.can_leave(cell):
            expected = state.after(cell, min(near))
            state.move(cell, min(near))
            assert state.value == pytest.approx(expected)
            moved += 1
    assert moved > 5
    assert state.value == pytest.approx(objective.value(city(), state.array()))
