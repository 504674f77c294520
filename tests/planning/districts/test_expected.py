"""Expected response and workload: against every case counted out, against themselves, and the event loop."""

from itertools import product

import numpy as np
import pytest
from scipy.stats import spearmanr

from planning.districts.expected import LARGEST, Dispatch, Expected, descend
from planning.districts.growth import grow, random_parameters
from planning.districts.methods import even_cut
from planning.districts.screening import draw_calls, screen
from planning.districts.search import Budget
from planning.errors import PlanError
from tests.planning.districts.city import city, demand, travel_minutes

CITY = Dispatch(travel_minutes(), city().shares, np.ones(8), 0.8)


def test_three_cells_and_two_units_counted_out() -> None:
    minutes = np.array([[1.0, 3.0, 7.0], [3.0, 1.5, 4.0], [7.0, 4.0, 2.0]])
    calls, free, home = np.array([0.5, 0.3, 0.2]), 0.7, ((0, 1), (2,))
    found = Expected(
        Dispatch(minutes, calls, np.ones(2), free), np.array([0, 0, 1], dtype=np.int32)
    ).outcome()
    response, work = 0.0, np.zeros(2)
    for call in range(3):
        answered = 1 - (1 - free) ** 2
        for states in product((False, True), repeat=2):
            chance = np.prod([free if one else 1 - free for one in states])
            for first in home[0]:
                ways = [(minutes[at, call], unit) for unit, at in enumerate((first, 2)) if states[unit]]
                if ways:
                    way, unit = min(ways)
                    response += calls[call] * chance / 2 * way / answered
                    work[unit] += calls[call] * chance / 2 / answered
    assert found == pytest.approx((response, np.std(work / work.sum())))


def test_a_moved_cell_gives_what_counting_anew_gives() -> None:
    labels = even_cut(city())
    state = Expected(CITY, labels)
    cell = next(c for c, group in enumerate(city().links) if labels[group[0]] != labels[c])
    there = int(labels[city().links[cell][0]])
    told = state.after(cell, there)
    state.move(cell, there)
    labels[cell] = there
    assert told == pytest.approx(state.outcome())
    assert told == pytest.approx(Expected(CITY, labels).outcome())


def test_plans_come_in_the_order_of_the_event_loop() -> None:
    rng = np.random.default_rng(4)
    labels = np.array([grow(city(), random_parameters(city(), rng), rng) for _ in range(16)])
    found = screen(labels, np.ones((16, 8), dtype=np.int32), draw_calls(demand(), 30, 3), travel_minutes())
    expected = np.array([Expected(CITY, row).outcome() for row in labels])
    assert spearmanr(found.response, expected[:, 0]).statistic > 0.8
    assert spearmanr(found.workload_deviation, expected[:, 1]).statistic > 0.8


def test_descent_keeps_pieces_whole_and_no_district_too_large() -> None:
    start = even_cut(city())
    labels, tries = descend(city().links, CITY, start, 0.6, 1, Budget(150))
    assert tries <= 150
    assert city().in_one_piece(labels)
    assert Expected(CITY, labels).outcome()[1] < Expected(CITY, start).outcome()[1]
    assert np.bincount(labels, weights=city().shares).max() < LARGEST / 8


def test_a_chance_that_is_none_is_refused() -> None:
    with pytest.raises(PlanError, match="expected a chance to be free between 0 and 1, got 1"):
        Dispatch(travel_minutes(), city().shares, np.ones(8), 1.0)
