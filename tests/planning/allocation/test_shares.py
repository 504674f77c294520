"""TriMet's report reproduced, and proportional shares within limits."""

import csv
from itertools import product

import pytest

from common.paths import data_dir
from planning.allocation.shares import all_within_one, deviation, proportional, within_one
from planning.errors import PlanError

OFFICERS = 346
OURS = (38, 3, 7, 10, 11, 56, 89, 132)


@pytest.fixture(scope="module")
def regions() -> list[dict[str, str]]:
    with (data_dir() / "trimet_regions.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def severity(regions: list[dict[str, str]]) -> list[float]:
    return [float(row["severity"]) for row in regions]


@pytest.mark.parametrize("column", ["published_count", "published_severity", "published_population"])
def test_published_rows_share_all_officers(regions: list[dict[str, str]], column: str) -> None:
    assert sum(int(row[column]) for row in regions) == OFFICERS


def test_published_severity_row_is_feasible(regions: list[dict[str, str]], severity: list[float]) -> None:
    assert within_one(severity, [int(row["published_severity"]) for row in regions], OFFICERS)


def test_our_row_is_the_one_of_least_deviation(regions: list[dict[str, str]], severity: list[float]) -> None:
    found = proportional({(row["region"], ""): w for row, w in zip(regions, severity, strict=True)}, OFFICERS)
    rows = sorted((deviation(severity, row), row) for row in all_within_one(severity, OFFICERS))
    assert tuple(found.units.values()) == OURS == rows[0][1]
    assert rows[0][0] < rows[1][0] - 1e-6
    assert len(rows) == 28


def test_limits_are_kept_and_said() -> None:
    weights = {("a", ""): 90.0, ("b", ""): 9.0, ("c", ""): 1.0}
    found = proportional(weights, 20, least=2, most=12)
    assert list(found.units.values()) == [12, 6, 2]
    assert {one.constraint for one in found.binding} == {"at most 12: a"}  # with 1 for c, b gets more


def test_what_easing_a_limit_gains_is_found_by_trying() -> None:
    weights = {("a", ""): 90.0, ("b", ""): 9.0, ("c", ""): 1.0}
    found = proportional(weights, 20, least=2, most=12)
    values = list(weights.values())
    rows = [row for row in product(range(21), repeat=3) if sum(row) == 20]

    def best(low: tuple[int, ...], high: tuple[int, ...]) -> float:
        fit = [row for row in rows if all(a <= n <= b for a, n, b in zip(low, row, high, strict=True))]
        return min(deviation(values, row) for row in fit)

    now = best((2, 2, 2), (12, 12, 12))
    assert found.objective == pytest.approx(now)
    gains = {one.constraint: one.gain for one in found.binding}
    assert gains["at most 12: a"] == pytest.approx(now - best((2, 2, 2), (13, 12, 12)))
    assert gains.get("at least 2: c", 0.0) == pytest.approx(now - best((2, 2, 1), (12, 12, 12)))


def test_where_every_place_is_full_one_more_has_no_room() -> None:
    found = proportional({("a", ""): 2.0, ("b", ""): 1.0}, 6, most=3)
    assert found.next_place == ""
    assert "one officer more would gain nothing" in found.lines


def test_impossible_limits_are_one_error() -> None:
    with pytest.raises(PlanError, match="at least 3 for each of 2 places, which takes 6 officers, got 5"):
        proportional({("a", ""): 1.0, ("b", ""): 1.0}, 5, least=3)
