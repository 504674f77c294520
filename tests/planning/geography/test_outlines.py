"""Outlines as short lists of numbers."""

import pytest
import shapely

from planning.geography.outlines import UNIT, decode, encode


def test_a_square_keeps_its_corners() -> None:
    square = shapely.box(100, 200, 300, 500)
    assert decode(encode(square, (150, 250)), (150, 250)).equals(shapely.MultiPolygon([square]))


def test_holes_and_islands_come_back() -> None:
    ring = shapely.box(0, 0, 900, 900).difference(shapely.box(300, 300, 600, 600))
    shape = shapely.union_all([ring, shapely.box(2000, 0, 2100, 100)])
    assert decode(encode(shape, (0, 0)), (0, 0)).equals(shape)


def test_corners_are_rounded_to_the_unit() -> None:
    found = decode(encode(shapely.box(1, 1, 104, 96), (0, 0)), (0, 0))
    assert found.bounds == (0, 0, 100, 100)
    assert UNIT == 10


def test_islets_below_the_unit_are_left_out() -> None:
    shape = shapely.union_all([shapely.box(0, 0, 500, 500), shapely.box(900, 900, 902, 902)])
    assert len(encode(shape, (0, 0))) == 1


def test_an_area_below_the_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="expected an outline of more than 10 m"):
        encode(shapely.box(0, 0, 2, 2), (0, 0))
