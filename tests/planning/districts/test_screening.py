"""The event loop against queueing theory and against itself."""

import numpy as np
import pytest

from planning.allocation.queueing import wait_minutes
from planning.districts.screening import Calls, draw_calls, screen
from planning.errors import PlanError
from tests.planning.districts.city import city, demand, travel_minutes, wards

ONE_EACH = np.ones((1, 8), dtype=np.int32)


def test_waits_without_travel_are_erlang_c() -> None:
    rng = np.random.default_rng(5)
    size, units, load = 60_000, 4, 2.8
    calls = Calls(
        np.cumsum(rng.exponential(10.0, size)),
        np.zeros(size, dtype=np.int64),
        rng.exponential(10.0 * load, size),
    )
    found = screen(np.zeros((1, 1), dtype=np.int32), np.array([[units]]), calls, np.zeros((1, 1)))
    assert found.response[0] == pytest.approx(wait_minutes(units, load, 10.0 * load), rel=0.1)


def test_plans_side_by_side_are_judged_as_alone() -> None:
    calls = draw_calls(demand(), 7, 3)
    other = (np.arange(300) // 38).clip(0, 7).astype(np.int32)
    both = screen(np.vstack([wards(), other]), np.ones((2, 8), dtype=np.int32), calls, travel_minutes())
    alone = screen(wards()[None], ONE_EACH, calls, travel_minutes())
    assert both.response[0] == alone.response[0]


def test_units_that_have_to_be_much_nearer_cross_less() -> None:
    calls = draw_calls(demand(), 14, 3)
    free, bound = (
        screen(wards()[None], ONE_EACH, calls, travel_minutes(), integrity) for integrity in (0.0, 5.0)
    )
    assert bound.crossed[0] < free.crossed[0]


def test_calls_follow_the_demand() -> None:
    calls = draw_calls(demand(), 70, 1)
    assert len(calls) == pytest.approx(87 * 70, rel=0.05)
    assert np.corrcoef(np.bincount(calls.cell, minlength=300), city().shares)[0, 1] > 0.9


def test_no_calls_is_one_error() -> None:
    empty = Calls(np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0))
    with pytest.raises(PlanError, match="expected calls"):
        screen(wards()[None], ONE_EACH, empty, travel_minutes())
