"""Ways become edges between junctions."""

import numpy as np
import pytest

from planning.errors import GeographyError
from planning.roads.ways import Way, direction, is_road, network_of_ways

PLACES = {1: (-1.50, 53.80), 2: (-1.49, 53.80), 3: (-1.48, 53.80), 4: (-1.49, 53.81)}
STEP_M = 656.8  # a hundredth of a degree of longitude at 53.8 N on a sphere
STREET = {"highway": "residential"}


def edges(*ways: Way) -> set[tuple[int, int, int]]:
    """Tail, head and whole metres of every edge."""
    found = network_of_ways(ways, PLACES, "EPSG:27700", "made")
    return {
        (int(a), int(b), round(float(m)))
        for a, b, m in zip(found.tail, found.head, found.length_m, strict=True)
    }


def test_a_bend_gives_length_and_no_node() -> None:
    assert edges(Way([1, 2, 3], STREET)) == {(0, 1, 1313), (1, 0, 1313)}


def test_a_way_is_cut_where_another_meets_it() -> None:
    found = edges(Way([1, 2, 3], STREET), Way([4, 2], STREET))
    assert len(found) == 6
    assert {length for _, _, length in found} == {657, 1112}


def test_one_way_streets_have_one_edge() -> None:
    assert edges(Way([1, 2], {**STREET, "oneway": "yes"})) == {(0, 1, 657)}
    assert edges(Way([1, 2], {**STREET, "oneway": "-1"})) == {(1, 0, 657)}


def test_roundabouts_and_motorways_are_one_way_unless_they_say_no() -> None:
    assert direction({"junction": "roundabout", "highway": "primary"}) == 1
    assert direction({"highway": "motorway"}) == 1
    assert direction({"highway": "motorway", "oneway": "no"}) == 0
    assert direction({"highway": "residential", "oneway": "alternating"}) == 0


def test_paths_and_private_roads_are_no_roads() -> None:
    assert is_road(STREET)
    assert not is_road({"highway": "footway"})
    assert not is_road({**STREET, "access": "private"})
    assert not is_road({**STREET, "motor_vehicle": "no"})
    assert not is_road({})


def test_the_faster_of_two_edges_is_kept() -> None:
    slow, fast = {"highway": "living_street"}, {"highway": "primary"}
    found = network_of_ways([Way([1, 2], slow), Way([1, 2], fast)], PLACES, "EPSG:27700", "made")
    assert found.kmh.tolist() == [56.0, 56.0]


def test_nodes_without_a_place_are_counted() -> None:
    found = network_of_ways([Way([1, 99, 2], STREET)], PLACES, "EPSG:27700", "made")
    assert found.counts == {"ways": 1, "roads": 1, "nodes without a place": 1}
    assert len(found) == 2


def test_coordinates_are_on_the_grid() -> None:
    found = network_of_ways([Way([1, 2], STREET)], PLACES, "EPSG:27700", "made")
    assert np.hypot(*np.ptp([found.x_m, found.y_m], axis=1)) == pytest.approx(STEP_M, rel=0.004)


def test_no_road_at_all_is_refused() -> None:
    with pytest.raises(GeographyError, match="made: expected roads for cars, got none among 1 ways"):
        network_of_ways([Way([1, 2], {"highway": "path"})], PLACES, "EPSG:27700", "made")
