"""Goals weighted and in order of priority."""

import pytest

from planning.allocation.goals import Goal, reach_goals
from planning.allocation.least_minutes import Limits, least_minutes
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


def test_an_unknown_goal_is_refused() -> None:
    with pytest.raises(PlanError, match="expected a goal response, balance, hotspots, cost, got 'speed'"):
        Goal("speed")
