"""What moves between two plans."""

import pytest

from bridge.plans.compare import moves_between
from planning.errors import PlanError
from planning.plan.model import Plan, Units

FIRST = Plan(
    district={"a": "north", "b": "north", "c": "south", "d": "south"},
    units=(Units("north", "early", 2, 1), Units("south", "early", 1, 1)),
)


def test_names_alone_move_nothing() -> None:
    renamed = Plan(
        district={"a": "one", "b": "one", "c": "two", "d": "two"},
        units=(Units("one", "early", 2, 1), Units("two", "early", 1, 1)),
    )
    moves = moves_between(FIRST, renamed)
    assert (moves.moved, moves.units) == (0, {})


def test_areas_and_units_that_move_are_named() -> None:
    other = Plan(
        district={"a": "north", "b": "north", "c": "north", "d": "south"},
        units=(Units("north", "early", 3, 1), Units("south", "early", 1, 1)),
    )
    moves = moves_between(FIRST, other)
    assert moves.areas == {("south", "north"): ["c"]}
    assert moves.units == {("north", "early"): 1}


def test_plans_of_other_areas_are_refused() -> None:
    other = Plan(district={"a": "north"}, units=())
    with pytest.raises(PlanError, match="expected plans of the same areas, got 'b'"):
        moves_between(FIRST, other)
