"""Travel without roads, against random points and by hand."""

from dataclasses import replace
from math import pi

import numpy as np
import pytest

from planning.geography.shipped import areas_of_force, msoas
from planning.travel.distance import BLUE_LIGHT, INSIDE, SPEEDS, DistanceRules, travel_by_distance
from planning.travel.matrix import DETOUR, NEAREST
from tests.planning.conftest import Squares


def disc(rng: np.random.Generator, km2: float, x: float) -> np.ndarray:
    """Random places in a round area."""
    radius = np.sqrt(km2 / pi) * np.sqrt(rng.random(200_000))
    angle = rng.random(200_000) * 2 * pi
    return np.column_stack([x + radius * np.cos(angle), radius * np.sin(angle)])


@pytest.mark.parametrize(
    ("one", "other", "apart"), [(1, 1, 0), (1, 1, 1.13), (4, 1, 1.7), (100, 1, 6), (1, 1, 9)]
)
def test_distance_between_areas_is_that_of_random_places(one: float, other: float, apart: float) -> None:
    rng = np.random.default_rng(1)
    drawn = np.hypot(*(disc(rng, one, 0) - disc(rng, other, apart)).T).mean()
    ours = np.sqrt(apart**2 + INSIDE**2 * (one + other) / 2)
    assert 0.995 < ours / drawn < 1.05


def test_minutes_of_two_squares_by_hand(squares: Squares) -> None:
    travel = travel_by_distance(squares(2, 1))
    speed = SPEEDS["C"] * BLUE_LIGHT / 60
    inside = INSIDE * DETOUR / speed
    between = np.sqrt(1 + INSIDE**2) * DETOUR / speed
    assert travel.indices.tolist() == [[0, 1], [1, 0]]
    assert travel.minutes == pytest.approx(np.array([[inside, between], [inside, between]]))


def test_half_of_the_way_is_driven_at_the_speed_of_either_area(squares: Squares) -> None:
    pair = replace(squares(2, 1), rural_urban=("A1", "E1"))
    travel = travel_by_distance(pair, DistanceRules(blue_light=1.0))
    pace = (60 / SPEEDS["A"] + 60 / SPEEDS["E"]) / 2
    assert travel.minutes[0, 1] == pytest.approx(np.sqrt(1 + INSIDE**2) * DETOUR * pace)


def test_an_area_without_a_class_goes_by_town_or_country(squares: Squares) -> None:
    rules = DistanceRules()
    assert rules.speed("", True) == SPEEDS["urban"] * BLUE_LIGHT
    assert rules.speed("", False) == SPEEDS["rural"] * BLUE_LIGHT
    assert rules.speed("UN1", True) == SPEEDS["UN"] * BLUE_LIGHT


def test_a_force_keeps_every_pair_and_many_areas_the_nearest() -> None:
    assert travel_by_distance(areas_of_force("West Yorkshire", "2021")).is_full
    travel = travel_by_distance(msoas("2021").take(range(1400)))
    assert travel.indices.shape == (1400, NEAREST)


def test_what_is_kept_is_what_is_nearest(squares: Squares) -> None:
    field = squares(6, 5)
    full = travel_by_distance(field).matrix(field.x_m, field.y_m)
    few = travel_by_distance(field, kept=5)
    assert few.minutes == pytest.approx(np.sort(full, axis=1)[:, :5])
    assert (few.indices == np.arange(30)[:, None]).any(axis=1).all()


def test_the_source_says_that_no_roads_were_given(squares: Squares) -> None:
    assert "no roads were given" in travel_by_distance(squares(2, 1)).source
