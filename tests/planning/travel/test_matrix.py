"""`Travel`: what is kept of a matrix, and how."""

import numpy as np
import pytest

from planning.errors import GeographyError
from planning.travel.matrix import FULL, NEAREST, kept_of, travel_of

MINUTES = np.array([[2.0, 5.0, 3.0], [5.0, 9.0, 1.0], [3.0, 1.0, 2.0]])


def test_rows_are_sorted_by_minutes_with_the_area_itself() -> None:
    travel = travel_of(["a", "b", "c"], MINUTES, 0.5, "made for a test")
    assert travel.rows()[0] == [[0.0, 2.0, 1.0], [2.0, 3.0, 5.0]]
    assert travel.is_full


def test_the_area_itself_is_kept_even_where_others_are_nearer() -> None:
    travel = travel_of(["a", "b", "c"], MINUTES, 0.5, "made for a test", kept=2)
    assert travel.rows()[1] == [[2.0, 1.0], [1.0, 9.0]]


def test_pairs_that_are_not_kept_go_by_distance() -> None:
    travel = travel_of(["a", "b", "c"], MINUTES, 0.5, "made for a test", kept=2)
    x = np.array([0.0, 4000.0, 2000.0])
    full = travel.matrix(x, np.zeros(3))
    assert full[0, 2] == 3.0
    assert full[0, 1] == pytest.approx(4 * travel.detour / 0.5)


def test_equal_minutes_are_in_the_order_of_the_areas() -> None:
    travel = travel_of(["a", "b", "c"], np.ones((3, 3)), 0.5, "made for a test", kept=2)
    assert travel.indices.tolist() == [[0, 1], [0, 1], [0, 2]]


def test_a_missing_time_is_refused_with_its_pair() -> None:
    broken = MINUTES.copy()
    broken[1, 2] = np.nan
    with pytest.raises(GeographyError, match="expected minutes >= 0 from 'b' to 'c'"):
        travel_of(["a", "b", "c"], broken, 0.5, "made for a test")


def test_without_lights_it_takes_longer() -> None:
    travel = travel_of(["a", "b", "c"], MINUTES, 0.5, "made for a test").scaled(1.4)
    assert travel.minutes[0].tolist() == pytest.approx([2.8, 4.2, 7.0])
    assert travel.km_per_minute == pytest.approx(0.5 / 1.4)


def test_sixty_are_kept_above_the_largest_full_matrix() -> None:
    assert (kept_of(FULL), kept_of(FULL + 1)) == (FULL, NEAREST)
