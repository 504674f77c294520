"""Travel by road: by hand on a made network, then on real ones."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from planning.errors import GeographyError
from planning.geography.areas import Areas
from planning.geography.polygons import read_polygons
from planning.geography.shipped import areas_of_force, msoas
from planning.roads.network import RoadNetwork
from planning.roads.readers import read_roads
from planning.roads.speeds import SpeedRules
from planning.roads.travel import travel_by_roads
from planning.travel.distance import INSIDE, travel_by_distance
from planning.travel.matrix import DETOUR
from tests.planning.conftest import Squares

PLAIN = SpeedRules(traffic=1.0, blue_light=1.0, junction_seconds=0.0)


def network(areas: Areas, pairs: list[tuple[int, int]], kmh: float = 60.0) -> RoadNetwork:
    """Straight roads from centre to centre."""
    tail, head = np.array(pairs, dtype=np.int32).T
    x, y = areas.x_m, areas.y_m
    length = np.hypot(x[tail] - x[head], y[tail] - y[head])
    return RoadNetwork(x, y, tail, head, length, np.full(len(tail), kmh), areas.crs, "made", {})


def both(*pairs: tuple[int, int]) -> list[tuple[int, int]]:
    return [*pairs, *[(j, i) for i, j in pairs]]


def stretch(kilometres: float) -> float:
    """From centre to centre, to from anywhere to anywhere, in squares of 1 km²."""
    return float(np.sqrt(1 + INSIDE**2 / kilometres**2))


def test_minutes_along_a_row_by_hand(squares: Squares) -> None:
    areas = squares(3, 1)
    travel = travel_by_roads(areas, network(areas, both((0, 1), (1, 2))), PLAIN)
    full = travel.matrix(areas.x_m, areas.y_m)
    assert full[0, 1] == pytest.approx(1.0 * stretch(1))
    assert full[0, 2] == pytest.approx(2.0 * stretch(2))
    assert full[0, 0] == pytest.approx(INSIDE * 1.0)
    assert travel.detour == pytest.approx(1.0)
    assert travel.km_per_minute == pytest.approx(1.0)


def test_one_way_streets_make_a_detour(squares: Squares) -> None:
    areas = squares(2, 2)
    round_the_block = [(0, 1), (1, 3), (3, 2), (2, 0)]
    full = travel_by_roads(areas, network(areas, round_the_block), PLAIN).matrix(areas.x_m, areas.y_m)
    assert full[0, 1] == pytest.approx(1.0 * stretch(1))
    assert full[1, 0] == pytest.approx(3.0 * stretch(1))


def test_a_centre_off_the_road_drives_to_it(squares: Squares) -> None:
    areas = squares(2, 1)
    roads = network(areas, both((0, 1)))
    moved = replace(areas, y_m=areas.y_m + np.array([300.0, 0.0]))
    near = travel_by_roads(areas, roads, PLAIN).matrix(areas.x_m, areas.y_m)
    far = travel_by_roads(moved, roads, PLAIN).matrix(moved.x_m, moved.y_m)
    assert far[0, 1] > near[0, 1] + 0.3 * DETOUR / 60 * 60 / 60


def test_parts_without_connection_go_by_distance_and_are_counted(squares: Squares) -> None:
    areas = squares(8, 1)
    roads = network(areas, both((0, 1), (1, 2), (6, 7)))
    kept = travel_by_roads(areas, roads, PLAIN)
    straight = travel_by_distance(areas)
    full, by_distance = kept.matrix(areas.x_m, areas.y_m), straight.matrix(areas.x_m, areas.y_m)
    assert full[0, 7] == pytest.approx(by_distance[0, 7])
    assert full[6, 7] == pytest.approx(1.0 * stretch(1))
    assert "the roads are in 2 parts without connection" in kept.notes
    assert any("pairs of areas that no road joins go by distance" in note for note in kept.notes)


def test_areas_that_no_road_comes_near_are_named(squares: Squares) -> None:
    areas = squares(9, 1)
    travel = travel_by_roads(areas, network(areas, both((0, 1))), PLAIN)
    assert any(note.startswith("no road of the network comes near 'a05' and 3 more") for note in travel.notes)


def test_the_nearest_are_those_of_the_full_matrix(squares: Squares) -> None:
    areas = squares(12, 10)
    rng = np.random.default_rng(3)
    pairs = [(i, j) for i, group in enumerate(areas.neighbors) for j in group if rng.random() < 0.8]
    roads = network(areas, pairs)
    full = travel_by_roads(areas, roads, PLAIN).matrix(areas.x_m, areas.y_m)
    few = travel_by_roads(areas, roads, PLAIN, kept=10)
    others = np.sort(np.where(np.eye(120, dtype=bool), np.inf, full), axis=1)[:, :9]
    expected = np.sort(np.column_stack([np.diag(full), others]), axis=1)
    assert few.minutes == pytest.approx(expected)


def test_another_coordinate_system_is_refused(squares: Squares) -> None:
    areas = squares(2, 1)
    roads = replace(network(areas, both((0, 1))), crs="EPSG:32617")
    with pytest.raises(GeographyError, match="expected roads in EPSG:27700, got EPSG:32617"):
        travel_by_roads(areas, roads)


def test_roads_elsewhere_are_refused(squares: Squares) -> None:
    areas = squares(2, 1)
    roads = network(areas, both((0, 1)))
    with pytest.raises(GeographyError, match="expected roads inside the areas, got none there"):
        travel_by_roads(areas, replace(roads, x_m=roads.x_m + 1e5))


def test_detour_of_the_city_of_london(shared_data: Path) -> None:
    roads = read_roads(shared_data / "roads" / "city-of-london" / "overpass-drive-2024-02-17.json.gz")
    city = roads.clipped(areas_of_force("City of London", "2021").ground(50))
    labels = city.strong_parts()
    inside = city.only(labels == np.argmax(np.bincount(labels)))
    size = len(inside)
    assert 1500 < size < 1700
    graph = csr_matrix((inside.length_m, (inside.tail, inside.head)), shape=(size, size))
    road = dijkstra(graph, directed=False)
    straight = np.hypot(inside.x_m[:, None] - inside.x_m, inside.y_m[:, None] - inside.y_m)
    assert np.mean(road[straight > 0] / straight[straight > 0]) == pytest.approx(DETOUR, abs=0.01)


def test_isle_of_wight_by_road_and_by_distance_agree(shared_data: Path) -> None:
    every = msoas("2021")
    island = every.take([at for at, name in enumerate(every.authority_name) if name == "Isle of Wight"])
    roads = read_roads(shared_data / "roads" / "isle-of-wight" / "roads-with-aadt.gpkg")
    travel = travel_by_roads(island, roads)
    ratio = travel.minutes.sum() / travel_by_distance(island).minutes.sum()
    assert ratio == pytest.approx(1.0, abs=0.15)
    assert travel.detour == pytest.approx(1.40, abs=0.03)


def test_leeds_from_two_files_of_roads(shared_data: Path) -> None:
    leeds = read_polygons(shared_data / "geography" / "boundaries-2011" / "lsoa-E08000035.json")
    answer = read_roads(shared_data / "roads" / "central-leeds" / "overpass-drive-2025-04-05.json.gz")
    lines = read_roads(shared_data / "roads" / "central-leeds" / "leeds-5km-drivable-ways.gpkg")
    near = np.hypot(leeds.x_m - 430000, leeds.y_m - 433800) < 900
    centre = leeds.take(np.flatnonzero(near).tolist())
    one = travel_by_roads(centre, answer).matrix(centre.x_m, centre.y_m)
    other = travel_by_roads(centre, lines).matrix(centre.x_m, centre.y_m)
    assert len(centre) > 3
    assert np.median(one / other) == pytest.approx(1.0, abs=0.1)
