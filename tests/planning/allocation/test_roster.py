"""Rosters that cover the week."""

from dataclasses import replace

import numpy as np
import pytest

from planning.allocation.roster import RosterRules, cover_week
from planning.errors import PlanError

THREE = RosterRules(hours=8, days=5, rest=11, most_starts=3, starts=(6, 14, 22))


def test_a_steady_need_takes_seven_officers_for_five_posts() -> None:
    found = cover_week(np.full(168, 5.0), THREE)
    assert found.total == 21
    assert found.missing == 0
    assert (found.on_duty == 5).all()


def test_fewer_officers_miss_hours_and_one_more_gains_a_tour() -> None:
    found = cover_week(np.full(168, 5.0), THREE, officers=20)
    assert found.missing == 40
    assert found.gain == 40
    assert found.binding == ("20 officers",)


def test_a_start_time_that_is_missing_binds() -> None:
    need = np.zeros(168)
    for day in range(7):
        need[24 * day + 7 : 24 * day + 17] = 2
        need[24 * day + 14 : 24 * day + 24] = 3
    rules = RosterRules(hours=10, days=4, rest=11, most_starts=1, starts=(7, 10, 14))
    found = cover_week(need, rules, officers=12)
    assert found.binding[-1].startswith("at most 1 start times")


def test_a_limit_on_nights_binds_where_it_costs_hours() -> None:
    rules = replace(THREE, most_night_share=0.2)
    found = cover_week(np.full(168, 5.0), rules, officers=21)
    free = cover_week(np.full(168, 5.0), THREE, officers=21)
    assert free.missing == 0 < found.missing
    assert found.binding[-1] == (
        f"at most 20% of the officers on tours at night (without it: {found.missing:.4g} fewer "
        "officer-hours missing)"
    )


def test_too_little_rest_is_one_error() -> None:
    with pytest.raises(PlanError, match="expected 11 hours of rest between duties, got 9"):
        RosterRules(hours=15, days=2)
