"""Waits against published values, travel against enumeration."""

from itertools import product

import numpy as np
import pytest

from planning.allocation.queueing import Cell, NearestByMatrix, SquareRootLaw, erlang_c, wait_minutes


@pytest.mark.parametrize(("servers", "use", "wait"), [(8, 0.8, 0.286), (60, 0.9, 0.0541)])
def test_waits_in_multiples_of_the_work_are_erlang_c(servers: int, use: float, wait: float) -> None:
    assert wait_minutes(servers, servers * use, 1.0) == pytest.approx(wait, rel=2e-3)


def test_all_of_two_servers_are_busy_as_worked_out_by_hand() -> None:
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)


def test_wait_of_one_server_is_that_of_pollaczek_and_khinchine() -> None:
    assert wait_minutes(1, 0.5, 30, variation=0) == pytest.approx(0.5 / 0.5 * 30 / 2)


def test_nearest_of_two_units_is_the_mean_over_all_places() -> None:
    minutes = np.array([[1.0, 4, 9], [5, 1, 6], [7, 3, 2]])
    standing, demand = np.array([0.2, 0.3, 0.5]), np.array([1.0, 2, 3])
    expected = sum(
        standing[i] * standing[j] * demand[d] / 6 * min(minutes[i, d], minutes[j, d])
        for i, j, d in product(range(3), repeat=3)
    )
    assert NearestByMatrix.of(minutes, standing, demand).minutes(2) == pytest.approx(expected)


def test_more_units_are_never_slower() -> None:
    cell = Cell("a", "early", 4.0, 50.0, SquareRootLaw(8.0, 2.0))
    minutes = [cell.minutes(n) for n in range(5, 12)]
    assert minutes == sorted(minutes, reverse=True)


def test_a_cell_with_too_few_units_never_ends() -> None:
    assert Cell("a", "early", 4.0, 60.0, SquareRootLaw(8.0)).minutes(4) == np.inf
