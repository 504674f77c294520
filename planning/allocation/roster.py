"""Shifts that cover the week: which start times, and how many officers work which days, by HiGHS.

A tour is a run of duty days at one start time; every officer works one tour a week, the same each week
(tour scheduling: Dantzig 1954, Baker 1976). The least number of officers that covers the need is found first,
or with a fixed number of officers the cover that misses least.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from planning.arrays import Flags, Floats
from planning.demand import WEEK
from planning.errors import PlanError

NODES, GAP = 200, 5e-3
"""Nodes that HiGHS may look at, and how near to the best answer is near enough."""


@dataclass(frozen=True)
class RosterRules:
    """The rules of a duty roster.

    Attributes:
        hours: of a duty; ten, as in the chain from officers to units.
        days: duty days one after the other; 4 of 7 with ten hours make the 40 hours of Police Regulations
            2003.
        rest: hours between two duties at least; eleven in the same regulations.
        most_starts: different start times in use.
        starts: hours of the day at which a duty may begin.
        most_night_share: share of officers on tours that begin from 20:00 on or before 04:00; 1 is no limit.
    """

    hours: int = 10
    days: int = 4
    rest: int = 11
    most_starts: int = 4
    starts: tuple[int, ...] = tuple(range(24))
    most_night_share: float = 1.0

    def __post_init__(self) -> None:
        if not 1 <= self.days <= 7 or not 1 <= self.hours <= 16:
            raise PlanError(f"expected 1 to 7 days of 1 to 16 hours, got {self.days} of {self.hours}")
        if self.days > 1 and 24 - self.hours < self.rest:
            raise PlanError(
                f"expected {self.rest} hours of rest between duties, got {24 - self.hours} "
                f"with duties of {self.hours} hours"
            )
        if self.most_starts < 1 or not self.starts:
            raise PlanError("expected at least one start time")


@dataclass(frozen=True)
class Roster:
    """An answer.

    Attributes:
        officers: by day of the first duty (0 is Monday) and hour of its start; only those above 0.
        on_duty: officers in each hour of the week, shape (168,).
        missing: officer-hours a week that the need is not covered.
        spare: officer-hours a week above the need.
        binding: which rules bind, in words.
        gain: officer-hours a week that one officer more would cover (fewer missing).
        rules: that it keeps.
    """

    officers: dict[tuple[int, int], int]
    on_duty: Floats
    missing: float
    spare: float
    binding: tuple[str, ...]
    gain: float
    rules: RosterRules

    @property
    def total(self) -> int:
        """Officers on the roster."""
        return sum(self.officers.values())

    @property
    def starts(self) -> tuple[int, ...]:
        """Start times in use."""
        return tuple(sorted({start for _, start in self.officers}))


def cover_week(need: Floats, rules: RosterRules | None = None, officers: int | None = None) -> Roster:
    """Find start times and officers that cover a need.

    Args:
        need: officers wanted in each hour of the week from Monday 00:00, shape (168,).
        officers: on the roster at most; None is as few as cover the whole need.

    Raises:
        PlanError: a need of another shape or below 0, or one that the rules cannot cover.
    """
    rules = rules or RosterRules()
    if need.shape != (WEEK,) or not (np.isfinite(need) & (need >= 0)).all():
        raise PlanError(f"expected a need >= 0 in {WEEK} hours, got {need.shape} values")
    tours, found = _solve(need, rules, officers)
    more = None if officers is None else _solve(need, rules, officers + 1)
    names = tours.tours
    chosen = {name: round(float(n)) for name, n in zip(names, found[: len(names)], strict=True) if n > 0.5}
    on_duty: Floats = tours.cover @ np.round(found[: len(names)])
    missing = float(np.maximum(need - on_duty, 0).sum())
    binding = []
    if officers is not None and missing > 0:
        binding.append(f"{officers} officers")
    if len({start for _, start in chosen}) == rules.most_starts < len(rules.starts):
        free = _relaxed(need, rules, officers)
        if free > 1e-6:
            what = "officer-hours missing" if officers is not None else "officers"
            binding.append(f"at most {rules.most_starts} start times (one more: {free:.4g} fewer {what})")
    if rules.most_night_share < 1:
        freer = _solve(need, replace(rules, most_night_share=1.0), officers)
        less = _worse((tours, found), freer, need, officers)
        if less > 1e-6:
            what = "officer-hours missing" if officers is not None else "officers"
            share = f"at most {rules.most_night_share:.0%} of the officers on tours at night"
            binding.append(f"{share} (without it: {less:.4g} fewer {what})")
    gain = 0.0
    if more is not None:
        after = float(np.maximum(need - more[0].cover @ np.round(more[1]), 0).sum())
        gain = missing - after
    spare = float(np.maximum(on_duty - need, 0).sum())
    return Roster(chosen, on_duty, missing, spare, tuple(binding), gain, rules)


@dataclass(frozen=True, eq=False)
class _Tours:
    tours: list[tuple[int, int]]
    cover: np.ndarray[tuple[int, int], np.dtype[np.float64]]
    night: Flags


def _tours(rules: RosterRules) -> _Tours:
    names = [(day, start) for day in range(7) for start in rules.starts]
    cover = np.zeros((WEEK, len(names)))
    for place, (day, start) in enumerate(names):
        for duty in range(rules.days):
            first = 24 * ((day + duty) % 7) + start
            cover[np.arange(first, first + rules.hours) % WEEK, place] += 1
    night = np.array([start >= 20 or start < 4 for _, start in names])
    return _Tours(names, cover, night)


def _solve(need: Floats, rules: RosterRules, officers: int | None) -> tuple[_Tours, Floats]:
    """Officers of each tour, whole numbers, with the best start times.

    Start times are chosen by the linear relaxation, one after the other and then by exchanges: all at once in
    one programme they take minutes.
    """
    rules = replace(rules, starts=_starts(need, rules, officers), most_starts=len(rules.starts))
    tours = _tours(rules)
    answer = _programme(need, rules, tours, officers, whole=True)
    if answer is None:
        raise PlanError("expected a need that the roster's rules can cover, found none")
    return tours, answer


def _starts(need: Floats, rules: RosterRules, officers: int | None) -> tuple[int, ...]:
    if len(rules.starts) <= rules.most_starts:
        return rules.starts
    known: dict[tuple[int, ...], float] = {}

    def value(chosen: tuple[int, ...]) -> float:
        if chosen not in known:
            mine = replace(rules, starts=chosen)
            tours = _tours(mine)
            found = _programme(need, mine, tours, officers, whole=False)
            n = len(tours.tours)
            missing = np.inf if found is None else float(np.maximum(need - tours.cover @ found, 0).sum())
            known[chosen] = missing * WEEK + (np.inf if found is None else float(found[:n].sum()))
        return known[chosen]

    best: tuple[int, ...] = ()
    while len(best) < rules.most_starts:
        best = min((tuple(sorted({*best, one})) for one in rules.starts if one not in best), key=value)
    for _ in range(3):
        others = [
            tuple(sorted({*best, one} - {gone})) for gone in best for one in rules.starts if one not in best
        ]
        better = min(others, key=value)
        if value(better) >= value(best) - 1e-6:
            break
        best = better
    return best


def _programme(
    need: Floats, rules: RosterRules, tours: _Tours, officers: int | None, whole: bool
) -> Floats | None:
    """Officers of each tour; hours that stay uncovered cost as much as a week of an officer."""
    n = len(tours.tours)
    cost = np.concatenate([np.full(n, 1.0 if officers is None else 1e-4), np.full(WEEK, float(WEEK))])
    night = np.concatenate([tours.night - rules.most_night_share, np.zeros(WEEK)])
    every = np.concatenate([np.ones(n), np.zeros(WEEK)])
    most = np.inf if officers is None else float(officers)
    answer = milp(
        cost,
        integrality=np.concatenate([np.full(n, float(whole)), np.zeros(WEEK)]),
        bounds=Bounds(0.0, np.inf),
        constraints=[
            LinearConstraint(np.hstack([tours.cover, np.eye(WEEK)]), need, np.inf),
            LinearConstraint(np.vstack([every, night]), -np.inf, [most, 0.0]),
        ],
        options={"node_limit": NODES, "mip_rel_gap": GAP},
    )
    if answer.x is None:
        return None
    found: Floats = answer.x[:n]
    return found


def _relaxed(need: Floats, rules: RosterRules, officers: int | None) -> float:
    """What one start time more would save."""
    before = _solve(need, rules, officers)
    after = _solve(need, replace(rules, most_starts=rules.most_starts + 1), officers)
    return _worse(before, after, need, officers)


def _worse(
    one: tuple[_Tours, Floats], other: tuple[_Tours, Floats], need: Floats, officers: int | None
) -> float:
    """How many more officers, or officer-hours missing where their number is fixed, one answer has."""
    if officers is None:
        return float(np.round(one[1]).sum() - np.round(other[1]).sum())
    short = [float(np.maximum(need - tours.cover @ np.round(x), 0).sum()) for tours, x in (one, other)]
    return short[0] - short[1]
