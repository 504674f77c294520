"""Goals weighted and in order of priority."""

from itertools import product

import pytest

from planning.allocation.goals import Goal, reach_goals
from planning.allocation.least_minutes import Limits, cost, least_minutes
from planning.allocation.queueing import Cell, SquareRootLaw
from planning.errors import PlanError

CELLS = [
    Cell(name, "early", rate, 45.0, SquareRootLaw(way, 1.0))
    for name, rate, way in [("a", 3.0, 8.0), ("b", 1.0, 16.0), ("c", 2.0, 6.0)]
]
LIMITS = Limits({"early": 14}, most=9)


def test_response_alone_is_the_allocation_of_fewest_minutes() -> None:
    found = reach_goals(CELLS, LIMITS, [Goal("response", target=1.0)])
    assert found.units == least_minutes(CELLS, LIMITS).units


def test_balance_alone_follows_the_work() -> None:
    found = reach_goals(CELLS, Limits({"early": 12}), [Goal("balance"), Goal("response", 1.0, weight=1e-3)])
    assert found.units[("a", "early")] >= found.units[("c", "early")] > found.units[("b", "early")]


def test_the_first_priority_is_not_given_up() -> None:
    cheap = [Goal("cost", target=70.0 * 9, priority=1), Goal("response", target=1.0, priority=2)]
    found = reach_goals(CELLS, LIMITS, cheap)
    assert sum(found.units.values()) == 9
    fast = [Goal("response", target=1.0, priority=1), Goal("cost", target=70.0 * 9, priority=2)]
    assert sum(reach_goals(CELLS, LIMITS, fast).units.values()) == 14


def test_hotspots_draw_units() -> None:
    goals = [Goal("hotspots", priority=1), Goal("response", 1.0, priority=2)]
    plain = reach_goals(CELLS, LIMITS, [Goal("response", 1.0)])
    found = reach_goals(CELLS, LIMITS, goals, {("b", "early"): 5.0})
    assert found.units[("b", "early")] > plain.units[("b", "early")]


def test_one_officer_more_is_found_by_solving_again() -> None:
    found = reach_goals(CELLS, Limits({"early": 10}), [Goal("response", 1.0)])
    assert found.binding[0].constraint == "10 officers on the shift early"
    assert found.next_gain > 0


def test_what_a_full_station_costs_is_found_by_trying() -> None:
    limits = Limits({"early": 12}, most=5)
    found = reach_goals(CELLS, limits, [Goal("response", 1.0)])
    total = sum(cell.weekly for cell in CELLS)

    def best(most: list[int]) -> float:
        rows = [row for row in product(*(range(1, n + 1) for n in most)) if sum(row) <= 12]
        return min(sum(cost(cell, n) for cell, n in zip(CELLS, row, strict=True)) for row in rows) / total

    full = [cell.key for cell in CELLS if found.units[cell.key] == 5]
    assert full
    for key in full:
        gain = best([5, 5, 5]) - best([5 + (cell.key == key) for cell in CELLS])
        known = {one.constraint: one.gain for one in found.binding}
        assert known.get(f"at most 5 units: {key[0]}, early", 0.0) == pytest.approx(max(gain, 0), abs=2e-3)


def test_in_order_of_priority_the_gain_is_that_of_the_first_that_changes() -> None:
    goals = [Goal("response", 1.0, priority=1), Goal("cost", 70.0 * 9, priority=2)]
    found = reach_goals(CELLS, Limits({"early": 10}), goals)
    minutes = [least_minutes(CELLS, Limits({"early": n})).objective for n in (10, 11)]
    assert found.next_gain == pytest.approx(minutes[0] - minutes[1], rel=0.01)


def test_a_goal_given_twice_is_refused() -> None:
    with pytest.raises(PlanError, match="expected every goal once"):
        reach_goals(CELLS, LIMITS, [Goal("balance"), Goal("balance")])


def test_an_unknown_goal_is_refused() -> None:
    with pytest.raises(PlanError, match="expected a goal response, balance, hotspots, cost, got 'speed'"):
        Goal("speed")
