"""The marginal gain against every possible answer."""

from dataclasses import replace
from itertools import product

import pytest

from planning.allocation.least_minutes import Limits, cost, least_minutes
from planning.allocation.queueing import Cell, SquareRootLaw
from planning.errors import PlanError

CELLS = [
    Cell(name, "early", rate, work, SquareRootLaw(way, 1.0), variation=1.8)
    for name, rate, work, way in [("a", 3.0, 50, 9.0), ("b", 1.0, 40, 14.0), ("c", 2.0, 60, 6.0)]
]


def test_it_is_the_best_of_all_answers() -> None:
    found = least_minutes(CELLS, Limits({"early": 12}))
    best = min(
        (row for row in product(range(1, 13), repeat=3) if sum(row) == 12),
        key=lambda row: sum(cost(cell, n) for cell, n in zip(CELLS, row, strict=True)),
    )
    assert tuple(found.units.values()) == best


def test_the_gain_of_one_officer_is_what_one_officer_gains() -> None:
    one, two = (least_minutes(CELLS, Limits({"early": n})) for n in (12, 13))
    assert one.next_gain == pytest.approx(one.objective - two.objective)
    assert one.binding[0].constraint == "12 officers on the shift early"


def test_a_full_station_is_named() -> None:
    found = least_minutes(CELLS, Limits({"early": 12}, most=4))
    assert found.units == {("a", "early"): 4, ("b", "early"): 4, ("c", "early"): 4}
    assert any(one.constraint == "at most 4 units: a, early" and one.gain > 0 for one in found.binding)


def best_of(officers: int, most: tuple[int, int, int]) -> float:
    """The least objective of all answers with no more than so many units of each cell."""
    total = sum(cell.weekly for cell in CELLS)
    rows = [row for row in product(*(range(1, n + 1) for n in most)) if sum(row) <= officers]
    return min(sum(cost(cell, n) for cell, n in zip(CELLS, row, strict=True)) for row in rows) / total


@pytest.mark.parametrize("officers", [12, 14])  # none left over, and two
def test_what_a_full_station_costs_is_found_by_trying(officers: int) -> None:
    found = least_minutes(CELLS, Limits({"early": officers}, most=4))
    gains = {one.constraint: one.gain for one in found.binding}
    for at, cell in enumerate(CELLS):
        most = tuple(4 + (at == other) for other in range(3))
        gain = best_of(officers, (4, 4, 4)) - best_of(officers, most)  # type: ignore[arg-type]
        assert gains.get(f"at most 4 units: {cell.district}, early", 0.0) == pytest.approx(max(gain, 0))


def test_a_unit_of_two_takes_two_officers_more() -> None:
    pairs = [replace(cell, crew=2) for cell in CELLS]
    one, odd, two = (least_minutes(pairs, Limits({"early": n})) for n in (24, 25, 26))
    assert odd.objective == one.objective
    assert one.next_officers == one.binding[0].by == 2
    assert one.next_gain == pytest.approx(one.objective - two.objective)
    assert odd.binding[0].by == 1
    assert "2 officers more, a unit: to " in "\n".join(one.lines)


def test_too_few_for_the_least_number_is_one_error() -> None:
    with pytest.raises(PlanError, match="at least 2 units in every district, got 1 too few"):
        least_minutes(CELLS, Limits({"early": 5}, least=2))


def test_work_that_never_ends_is_said() -> None:
    found = least_minutes(CELLS, Limits({"early": 4}))
    assert any("work never ends" in note for note in found.notes)
