"""Speeds by limit and class, and the minutes of an edge."""

import pytest

from planning.roads.speeds import KMH_PER_MPH, SpeedRules, drivable, free_flow_kmh, limit_kmh
from planning.roads.ways import Way, network_of_ways


@pytest.mark.parametrize(
    ("tag", "kmh"),
    [
        ("30 mph", 30 * KMH_PER_MPH),
        ("50", 50.0),
        ("GB:nsl_single", 60 * KMH_PER_MPH),
        ("['20 mph', '30 mph']", 20 * KMH_PER_MPH),
        ("30 mph;40 mph", 30 * KMH_PER_MPH),
        ("signals", None),
        (None, None),
    ],
)
def test_limits(tag: str | None, kmh: float | None) -> None:
    assert limit_kmh(tag) == (None if kmh is None else pytest.approx(kmh))


def test_a_limit_counts_up_to_what_the_class_allows() -> None:
    assert free_flow_kmh("residential", "20 mph") == pytest.approx(32.19, abs=0.01)
    assert free_flow_kmh("residential", "60 mph") == 48.0
    assert free_flow_kmh("primary", None) == 56.0
    assert free_flow_kmh("primary_link", None) == 28.0


def test_only_roads_for_cars_are_drivable() -> None:
    assert drivable("motorway_link")
    assert not drivable("service")


def test_minutes_by_hand() -> None:
    places = {n: (-1.50 + 0.01 * n, 53.80) for n in range(3)} | {9: (-1.49, 53.81)}
    street = {"highway": "residential", "maxspeed": "30"}
    network = network_of_ways([Way([0, 1, 2], street), Way([9, 1], street)], places, "EPSG:27700", "made")
    rules = SpeedRules(traffic=1.5, blue_light=1.2, junction_seconds=6)
    minutes = rules.minutes(network)
    junction = network.junctions()
    assert junction.sum() == 1
    to_junction = junction[network.head]
    expected = network.length_m / 1000 / 30 * 60 + to_junction * 0.1
    assert minutes == pytest.approx(expected * 1.5 / 1.2)
