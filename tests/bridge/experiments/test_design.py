"""Which cells a design has."""

import pytest

from bridge.errors import ScenarioError
from bridge.experiments.design import Factor, cells

LISTS = [Factor("a", levels=(1, 2)), Factor("b", levels=("x", "y", "z"))]
LIMITS = [Factor("a", low=0.0, high=10.0), Factor("b", low=1, high=5, whole=True)]


def test_a_grid_has_every_combination_in_the_order_of_its_lists() -> None:
    found = cells("grid", LISTS, 0, 1)
    assert [tuple(one.values()) for one in found] == [
        (1, "x"),
        (1, "y"),
        (1, "z"),
        (2, "x"),
        (2, "y"),
        (2, "z"),
    ]


def test_one_at_a_time_changes_one_factor_from_the_base() -> None:
    found = cells("one-at-a-time", LISTS, 0, 1)
    assert [tuple(one.values()) for one in found] == [(1, "x"), (2, "x"), (1, "y"), (1, "z")]


def test_a_latin_hypercube_has_one_value_in_every_slice() -> None:
    found = [one["a"] for one in cells("lhs", LIMITS, 10, 1)]
    assert sorted(int(one) for one in found) == list(range(10))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("design", "samples", "number"), [("sobol", 8, 8), ("saltelli", 4, 24), ("morris", 4, 12)]
)
def test_sampled_designs_stay_within_the_limits(design: str, samples: int, number: int) -> None:
    found = cells(design, LIMITS, samples, 3)
    assert len(found) == number
    assert all(0 <= one["a"] <= 10 and one["b"] in range(1, 6) for one in found)  # type: ignore[operator]
    assert found == cells(design, LIMITS, samples, 3)
    assert found != cells(design, LIMITS, samples, 4)


def test_a_grid_needs_values() -> None:
    with pytest.raises(
        ScenarioError, match=r"factor 'a': expected a list of values or a step.*limits are for"
    ):
        cells("grid", LIMITS, 0, 1)


def test_nobody_runs_a_grid_of_billions() -> None:
    with pytest.raises(ScenarioError, match="at most 100,000 cells, got 1,000,000,000"):
        cells("grid", [Factor(name, levels=tuple(range(1000))) for name in "abc"], 0, 1)
