"""Even parts, each in one piece."""

import numpy as np
import pytest

from planning.geography.areas import Areas
from planning.geography.contiguity import components
from planning.geography.shipped import areas_of_force
from planning.plan.split import split
from tests.planning.conftest import Squares


def in_one_piece(areas: Areas, part: list[int]) -> bool:
    inside = areas.take(part)
    return components(inside.neighbors).max() == 0


def test_a_row_is_cut_in_the_middle(squares: Squares) -> None:
    assert split(squares(4, 1), range(4), np.ones(4), 2) == [[0, 1], [2, 3]]


def test_weights_move_the_cut(squares: Squares) -> None:
    weights = np.array([3.0, 1.0, 1.0, 1.0])
    assert split(squares(4, 1), range(4), weights, 2) == [[0], [1, 2, 3]]


@pytest.mark.parametrize("count", [2, 3, 5, 8])
def test_parts_of_a_force_are_even_and_whole(count: int) -> None:
    areas = areas_of_force("Durham", "2021")
    parts = split(areas, range(len(areas)), areas.population, count)
    assert sorted(at for part in parts for at in part) == list(range(len(areas)))
    assert all(in_one_piece(areas, part) for part in parts)
    shares = np.array([areas.population[part].sum() for part in parts]) / areas.population.sum()
    assert np.abs(shares * count - 1).max() < 0.35


def test_more_parts_than_areas_are_as_many_as_areas(squares: Squares) -> None:
    assert split(squares(2, 1), range(2), np.ones(2), 5) == [[0], [1]]


def test_pieces_are_cut_one_by_one(squares: Squares) -> None:
    field = squares(7, 1)
    parts = split(field, [0, 1, 2, 4, 5, 6], np.ones(7), 2)
    assert parts == [[0, 1, 2], [4, 5, 6]]
