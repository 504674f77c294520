"""Which areas adjoin, and what joins parts that do not."""

import numpy as np
import shapely

from planning.geography.contiguity import adjoining, components, crossings


def boxes(*lefts: float) -> np.ndarray:
    return np.array([shapely.box(left, 0, left + 10, 10) for left in lefts], dtype=object)


def test_a_gap_below_a_metre_still_adjoins() -> None:
    assert adjoining(boxes(0, 10.9, 22)) == [[1], [0], []]


def test_a_shared_corner_adjoins() -> None:
    shapes = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2)], dtype=object)
    assert adjoining(shapes) == [[1], [0]]


def test_parts_are_numbered_in_the_order_of_the_areas() -> None:
    assert components([[2], [], [0]]).tolist() == [0, 1, 0]


def test_links_join_parts() -> None:
    assert components([[], [], []], [(0, 2)]).tolist() == [0, 1, 0]


def test_crossings_take_the_closest_centres() -> None:
    x, y = np.array([0.0, 1.0, 5.0, 7.0]), np.zeros(4)
    assert crossings([[1], [0], [], []], x, y) == ((1, 2), (2, 3))


def test_what_is_connected_needs_no_crossing() -> None:
    assert crossings([[1], [0]], np.zeros(2), np.zeros(2)) == ()
