"""`Areas`: order, subsets, neighbours."""

from dataclasses import replace

import pytest

from planning.errors import UnknownAreaError
from tests.planning.conftest import Squares


def test_a_subset_keeps_the_order_and_drops_neighbours_outside(squares: Squares) -> None:
    field = squares(3, 1)
    some = field.select(["a02", "a01"])
    assert some.codes == ("a01", "a02")
    assert some.neighbors == ((1,), (0,))


def test_ends_of_a_row_are_joined_by_a_crossing_where_the_middle_is_missing(squares: Squares) -> None:
    ends = squares(3, 1).select(["a00", "a02"])
    assert ends.parts == 2
    assert ends.crossings == ((0, 1),)
    assert ends.links == ((1,), (0,))


def test_pieces_of_an_authority_are_joined_first(squares: Squares) -> None:
    row = squares(5, 1)
    islands = replace(row, authority=("x", "y", "y", "y", "x"))
    assert islands.crossings == ((0, 4),)


def test_an_unknown_code_is_named_with_near_ones(squares: Squares) -> None:
    with pytest.raises(UnknownAreaError, match=r"expected one of 4 areas, got 'a0X'; did you mean 'a0"):
        squares(2, 2).select(["a0X"])


def test_the_ground_has_the_size_of_the_areas(squares: Squares) -> None:
    assert squares(4, 3).ground().area == pytest.approx(12e6)


def test_the_table_has_one_row_per_area(squares: Squares) -> None:
    table = squares(2, 2).table()
    assert table["code"].tolist() == ["a00", "a01", "a02", "a03"]
    assert table["km2"].tolist() == [1.0] * 4
