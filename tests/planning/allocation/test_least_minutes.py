"""The marginal gain against every possible answer."""

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


def test_too_few_for_the_least_number_is_one_error() -> None:
    with pytest.raises(PlanError, match="at least 2 units in every district, got 1 too few"):
        least_minutes(CELLS, Limits({"early": 5}, least=2))


def test_work_that_never_ends_is_said() -> None:
    found = least_minutes(CELLS, Limits({"early": 4}))
    assert any("work never ends" in note for note in found.notes)
