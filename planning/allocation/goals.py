"""Goal programming: several goals at once, as a mixed-integer programme on HiGHS.

Each goal has a target; what is missed is measured as a share of it. Weighted: the least sum of misses
times weights (Charnes and Cooper 1961). Lexicographic: the goals of one priority first, then the next without
giving up what was reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix, lil_matrix, vstack

from planning.allocation.answer import Allocation, Binding, place_name
from planning.allocation.least_minutes import Limits, cost
from planning.allocation.queueing import Cell
from planning.arrays import Floats
from planning.errors import PlanError

GOALS = ("response", "balance", "hotspots", "cost")
"""Mean minutes at most; units in proportion to work; free units for hotspots; officer-hours a week."""
SLACK = 1e-6
NODES, GAP = 500, 1e-3
"""Nodes that HiGHS may look at, and how near to the best answer is near enough; a limit of time would make
answers depend on the machine."""
TRIED = 12
"""Places at a limit for which it is tried what easing it would gain, each by a programme of its own."""


@dataclass(frozen=True)
class Goal:
    """One goal.

    Attributes:
        name: one of `GOALS`.
        target: minutes (response) or officer-hours a week (cost); balance and hotspots need none.
        weight: of its miss; in lexicographic order among goals of one priority.
        priority: 1 first; equal for a weighted programme.
    """

    name: str
    target: float = 0.0
    weight: float = 1.0
    priority: int = 1

    def __post_init__(self) -> None:
        if self.name not in GOALS:
            raise PlanError(f"expected a goal {', '.join(GOALS)}, got {self.name!r}")
        if self.name in ("response", "cost") and self.target <= 0:
            raise PlanError(f"expected a target above 0 of the goal {self.name!r}, got {self.target:g}")


def reach_goals(
    cells: Sequence[Cell],
    limits: Limits,
    goals: Sequence[Goal],
    hotspot_units: Mapping[tuple[str, str], float] | None = None,
) -> Allocation:
    """The units that come closest to the goals.

    Args:
        hotspot_units: units by district and shift that should be free for stops at hotspots.

    Raises:
        PlanError: no goal, a goal of hotspots without hotspots, or limits that no answer fits.
    """
    if not goals:
        raise PlanError("expected at least one goal, got none")
    if len({goal.name for goal in goals}) < len(goals):
        raise PlanError(f"expected every goal once, got {', '.join(goal.name for goal in goals)}")
    wanted = hotspot_units or {}
    units, misses = _Programme(cells, limits, goals, wanted).solve()
    score = sum(goal.weight * misses[goal.name] for goal in goals)
    names = ", ".join(f"{name} missed by {miss:.1%}" for name, miss in misses.items())
    binding, best, place, crew = [], 0.0, "", 1
    for pool, stock in limits.stocks().items():
        mine = [(cell, n) for cell, n in zip(cells, units, strict=True) if limits.pool(cell) == pool]
        by = max(cell.crew for cell, _ in mine)
        if stock - sum(cell.crew * n for cell, n in mine) >= by:
            continue  # officers are left over
        more = replace(
            limits,
            officers=stock + by
            if isinstance(limits.officers, int)
            else {**limits.stocks(), pool: stock + by},
        )
        other, reached = _Programme(cells, more, goals, wanted).solve()
        gain = _gain(goals, misses, reached)
        if gain > SLACK:
            name = f"{stock} officers" + (f" on the shift {pool}" if pool else " a day")
            binding.append(Binding(name, gain, by))
            added = max(range(len(cells)), key=lambda at: other[at] - units[at])
            if gain > best:
                best, place, crew = gain, place_name(cells[added].key), by
    eased, notes = _eased(cells, limits, goals, wanted, units, misses)
    return Allocation(
        units={cell.key: n for cell, n in zip(cells, units, strict=True)},
        objective=score,
        unit="missed share of the goals (weighted)",
        binding=tuple(sorted([*binding, *eased], key=lambda one: -one.gain)),
        next_place=place,
        next_gain=best,
        notes=(names, *notes),
        next_officers=crew,
    )


def _gain(goals: Sequence[Goal], before: Mapping[str, float], after: Mapping[str, float]) -> float:
    """How much less is missed of the first priority that changes, weighted."""
    for priority in sorted({goal.priority for goal in goals}):
        now = [goal for goal in goals if goal.priority == priority]
        less = sum(goal.weight * (before[goal.name] - after[goal.name]) for goal in now)
        if abs(less) > 2 * SLACK * sum(max(goal.weight, 1.0) for goal in now):
            return less
    return 0.0


def _eased(
    cells: Sequence[Cell],
    limits: Limits,
    goals: Sequence[Goal],
    wanted: Mapping[tuple[str, str], float],
    units: Sequence[int],
    misses: Mapping[str, float],
) -> tuple[list[Binding], list[str]]:
    """What one unit more than `most`, or one fewer than `least`, of a place would gain; each is tried."""
    at_limit = [
        (at, by, f"at {'most' if by > 0 else 'least'} {limit} units")
        for at, n in enumerate(units)
        for by, limit in ((1, limits.most), (-1, limits.least))
        if limit is not None and n == limit and limit + by >= 0
    ]
    found = []
    for at, by, name in at_limit[:TRIED]:
        _, reached = _Programme(cells, limits, goals, wanted, {at: by}).solve()
        gain = _gain(goals, misses, reached)
        if gain > SLACK:
            found.append(Binding(f"{name}: {place_name(cells[at].key)}", gain))
    left = len(at_limit) - TRIED
    return found, [f"{left} more places are at a limit and were not tried"] if left > 0 else []


class _Programme:
    """Variables: for each cell and further unit whether it is there; then the misses of the goals."""

    def __init__(
        self,
        cells: Sequence[Cell],
        limits: Limits,
        goals: Sequence[Goal],
        hotspot_units: Mapping[tuple[str, str], float],
        eased: Mapping[int, int] | None = None,
    ) -> None:
        """`eased` is a change of the greatest (above 0) or least number of units of single cells."""
        eased = eased or {}
        self.least = [limits.least + min(eased.get(at, 0), 0) for at in range(len(cells))]
        self.cells, self.limits, self.goals = cells, limits, goals
        stocks = limits.stocks()
        self.steps: list[tuple[int, int]] = []
        for at, cell in enumerate(cells):
            pool = limits.pool(cell)
            if pool not in stocks:
                raise PlanError(f"expected officers of the shift {cell.shift!r}, got {sorted(stocks)}")
            top = stocks[pool] // cell.crew if limits.most is None else limits.most + max(eased.get(at, 0), 0)
            self.steps += [(at, n) for n in range(self.least[at] + 1, top + 1)]
        self.misses = [f"{goal.name}" for goal in goals]
        self.slots = {name: len(self.steps) + place for place, name in enumerate(self.misses)}
        self.width = len(self.steps) + len(self.misses) + 2 * len(cells)
        self.rows: list[csr_matrix] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self._stock_rows(stocks)
        self._order_rows()
        for goal in goals:
            getattr(self, f"_{goal.name}")(goal, hotspot_units)

    def solve(self) -> tuple[list[int], dict[str, float]]:
        """Units of each cell and the miss of each goal; priority after priority."""
        rows, low, high = list(self.rows), list(self.low), list(self.high)
        found = None
        for priority in sorted({goal.priority for goal in self.goals}):
            now = [goal for goal in self.goals if goal.priority == priority]
            objective = np.zeros(self.width)
            for goal in now:
                objective[self.slots[goal.name]] = goal.weight
            found = self._run(objective, rows, low, high)
            for goal in now:
                rows.append(_row(self.width, {self.slots[goal.name]: 1.0}))
                low.append(-np.inf)
                high.append(float(found[self.slots[goal.name]]) + SLACK)
        assert found is not None
        units = list(self.least)
        for value, (at, _) in zip(found, self.steps, strict=False):
            units[at] += round(float(value))
        return units, {name: max(0.0, float(found[slot])) for name, slot in self.slots.items()}

    def _run(
        self, objective: Floats, rows: Sequence[csr_matrix], low: Sequence[float], high: Sequence[float]
    ) -> Floats:
        upper = np.full(self.width, np.inf)
        upper[: len(self.steps)] = 1.0
        whole = np.zeros(self.width)
        whole[: len(self.steps)] = 1
        answer = milp(
            objective,
            integrality=whole,
            bounds=Bounds(np.zeros(self.width), upper),
            constraints=LinearConstraint(vstack(rows), low, high),
            options={"node_limit": NODES, "mip_rel_gap": GAP},
        )
        if answer.x is None:
            raise PlanError(f"expected limits that some answer fits, found none ({answer.message})")
        found: Floats = answer.x
        return found

    def _add(self, entries: Mapping[int, float], low: float, high: float) -> None:
        self.rows.append(_row(self.width, entries))
        self.low.append(low)
        self.high.append(high)

    def _stock_rows(self, stocks: Mapping[str, int]) -> None:
        for pool, stock in stocks.items():
            mine = [at for at, cell in enumerate(self.cells) if self.limits.pool(cell) == pool]
            left = stock - sum(self.least[at] * self.cells[at].crew for at in mine)
            entries = {
                place: float(self.cells[at].crew)
                for place, (at, _) in enumerate(self.steps)
                if self.limits.pool(self.cells[at]) == pool
            }
            if left < 0:
                raise PlanError(
                    f"expected officers for {self.limits.least} units in every district, got {-left} too few"
                )
            self._add(entries, -np.inf, float(left))

    def _order_rows(self) -> None:
        for place in range(1, len(self.steps)):
            if self.steps[place][0] == self.steps[place - 1][0]:
                self._add({place - 1: 1.0, place: -1.0}, 0.0, np.inf)

    def _units(self, at: int) -> tuple[dict[int, float], float]:
        """Units of a cell as a linear form and its constant."""
        return {p: 1.0 for p, (cell, _) in enumerate(self.steps) if cell == at}, float(self.least[at])

    def _response(self, goal: Goal, _: Mapping[tuple[str, str], float]) -> None:
        total = sum(cell.weekly for cell in self.cells) or 1.0
        base = sum(cost(cell, n) for cell, n in zip(self.cells, self.least, strict=True)) / total
        entries = {
            place: -(cost(self.cells[at], n - 1) - cost(self.cells[at], n)) / total / goal.target
            for place, (at, n) in enumerate(self.steps)
        }
        entries[self.slots[goal.name]] = -1.0
        self._add(entries, -np.inf, 1.0 - base / goal.target)

    def _balance(self, goal: Goal, _: Mapping[tuple[str, str], float]) -> None:
        """Distance of units from their share of work, on each shift; as a share of all units."""
        first = len(self.steps) + len(self.misses)
        miss: dict[int, float] = {self.slots[goal.name]: -1.0}
        stocks = sum(self.limits.stocks().values()) / float(np.mean([cell.crew for cell in self.cells]))
        for at, cell in enumerate(self.cells):
            mine = [other for other, one in enumerate(self.cells) if one.shift == cell.shift]
            work = sum(self.cells[other].load(self.limits.least) for other in mine) or 1.0
            share = cell.load(self.limits.least) / work
            entries: dict[int, float] = {}
            constant = 0.0
            for other in mine:
                form, least = self._units(other)
                factor = (1.0 if other == at else 0.0) - share
                constant += factor * least
                for place, value in form.items():
                    entries[place] = entries.get(place, 0.0) + factor * value
            under, over = first + 2 * at, first + 2 * at + 1
            entries[under], entries[over] = 1.0, -1.0
            self._add(entries, -constant, -constant)
            miss[under] = miss[over] = 1.0 / stocks
        self._add(miss, -np.inf, 0.0)

    def _hotspots(self, goal: Goal, wanted: Mapping[tuple[str, str], float]) -> None:
        needs = {at: wanted[cell.key] for at, cell in enumerate(self.cells) if wanted.get(cell.key, 0) > 0}
        if not needs:
            raise PlanError("expected hotspots for the goal 'hotspots', got none")
        slot = self.slots[goal.name]
        total = sum(needs.values())
        short = {at: self.width + place for place, at in enumerate(needs)}
        self._widen(len(needs))
        for at, need in needs.items():
            form, least = self._units(at)
            form[short[at]] = 1.0
            self._add(form, need + self.cells[at].load(self.limits.least) - least, np.inf)
        self._add({slot: -1.0, **dict.fromkeys(short.values(), 1.0 / total)}, -np.inf, 0.0)

    def _cost(self, goal: Goal, _: Mapping[tuple[str, str], float]) -> None:
        entries = {
            place: self.cells[at].crew * self.cells[at].hours / goal.target
            for place, (at, _) in enumerate(self.steps)
        }
        base = sum(n * c.crew * c.hours for c, n in zip(self.cells, self.least, strict=True)) / goal.target
        entries[self.slots[goal.name]] = -1.0
        self._add(entries, -np.inf, 1.0 - base)

    def _widen(self, more: int) -> None:
        self.width += more
        for row in self.rows:
            row.resize(1, self.width)


def _row(width: int, entries: Mapping[int, float]) -> csr_matrix:
    row = lil_matrix((1, width))
    for place, value in entries.items():
        row[0, place] = value
    return row.tocsr()
