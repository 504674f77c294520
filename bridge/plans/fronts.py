"""Fronts of districts: plans of many trade-offs between simulated response and workload."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bridge.plans.districts import staffed
from bridge.plans.inputs import Inputs
from planning.arrays import Floats, Indices, Labels, Matrix
from planning.districts.expected import Dispatch
from planning.districts.front import Front, refined, search_front
from planning.districts.measures import compactness, deviation
from planning.districts.methods import even_cut
from planning.districts.problem import Problem, labels_of
from planning.districts.screening import Calls, draw_calls, screen
from planning.districts.search import Budget
from planning.districts.two_stage import TwoStage, search_by_simulation
from planning.errors import PlanError
from planning.plan.model import Plan, Units

METHODS = ("search", "zhang-brown")
"""Those that have a front."""


@dataclass(frozen=True)
class FrontRules:
    """How a front is made.

    Attributes:
        plans: grown in each of Zhang and Brown's two stages, of which 5 % are simulated.
        days: of calls that a plan is simulated on.
        refine: whether Zhang and Brown's front is refined by moves of single cells.
    """

    plans: int = 400
    days: int = 28
    refine: bool = True


@dataclass(frozen=True, eq=False)
class PlansFront:
    """A front and what it is compared with.

    Attributes:
        front: plans of cells and their simulated response and workload deviation.
        two_stage: Zhang and Brown's search, where it made them.
        units: of each district.
        busy: share of the units' time.
        in_force: response and workload deviation of the plan in force on the same calls, with as many units
            in all; None where it has another number of districts.
    """

    front: Front
    two_stage: TwoStage | None
    units: int
    busy: float
    in_force: tuple[float, float] | None


def front_of_plans(
    inputs: Inputs, problem: Problem, method: str, seed: int, budget: Budget, rules: FrontRules
) -> PlansFront:
    """Make and simulate plans; every district has as many units, the mean of those on duty over the day.

    Raises:
        PlanError: a method without a front, or fewer units on duty than districts.
    """
    if method not in METHODS:
        raise PlanError(f"expected --front with a method {' or '.join(METHODS)}, got {method!r}")
    units = _units_each(inputs, problem.count)
    calls = draw_calls(inputs.demand, rules.days, seed)
    busy = float(inputs.demand.workload.sum()) / (units * problem.count * 7 * 24 * 60)
    dispatch = dispatch_of(inputs, problem, units, busy)

    def simulate(labels: Indices) -> Matrix:
        areas = np.array([problem.of_areas(row) for row in labels])
        each = np.full((len(areas), problem.count), units)
        found = screen(areas, each, calls, inputs.minutes, seed=seed)
        return np.column_stack([found.response, found.workload_deviation])

    two_stage = None
    if method == "search":
        front = search_front(problem, dispatch, simulate, even_cut(problem), seed, budget)
    else:
        two_stage = search_by_simulation(problem, simulate, seed, rules.plans)
        if rules.refine:
            front = refined(problem, two_stage, dispatch, simulate, seed, budget)
        else:
            front = Front(two_stage.labels, two_stage.responses, two_stage.on_front)
    return PlansFront(front, two_stage, units, busy, _in_force(inputs, problem, units, calls, seed))


def dispatch_of(inputs: Inputs, problem: Problem, units: int, busy: float) -> Dispatch:
    """What the nearest free unit answers, by cells of the problem."""
    member = np.zeros((len(problem), len(inputs.areas)))
    for cell, group in enumerate(problem.members):
        member[cell, list(group)] = 1 / len(group)
    calls: Floats = (member > 0) @ inputs.demand.weekly
    minutes: Matrix = member @ inputs.minutes @ member.T
    free = min(max(1 - busy, 0.02), 0.98)
    return Dispatch(minutes, calls, np.full(problem.count, float(units)), free)


def evenly_staffed(inputs: Inputs, labels: Labels, made_by: str) -> Plan:
    """A plan of districts given by number of each area, with as many units in every one, one more or fewer
    where a shift's units cannot be divided."""
    plan = staffed(inputs, labels, made_by)
    rows: list[Units] = []
    for shift in plan.shifts:
        some, more = divmod(inputs.plan.total(shift.name), len(plan.districts))
        mine = [row for row in plan.units if row.shift == shift.name]
        # Those that would have most by demand have the units that are left over.
        most = sorted(range(len(mine)), key=lambda at: -mine[at].units)[:more]
        rows += [replace(row, units=some + (at in most)) for at, row in enumerate(mine)]
    return replace(plan, units=tuple(rows))


def front_rows(problem: Problem, found: PlansFront) -> list[list[object]]:
    """A row for each simulated plan: number on the front (from 1, or nothing), response, workload deviation,
    deviation of shares, compactness."""
    place = {int(at): number for number, at in enumerate(found.front.on_front, start=1)}
    return [
        [place.get(at, ""), *row.tolist(), deviation(problem, labels), compactness(problem, labels)]
        for at, (labels, row) in enumerate(zip(found.front.labels, found.front.responses, strict=True))
    ]


def _units_each(inputs: Inputs, count: int) -> int:
    hours = {shift.name: shift.end - shift.start for shift in inputs.plan.shifts}
    mean = sum(row.units * hours[row.shift] for row in inputs.plan.units) / 24
    if round(mean / count) < 1:
        raise PlanError(f"expected at least {count} units on duty for {count} districts, got {mean:.0f}")
    return round(mean / count)


def _in_force(
    inputs: Inputs, problem: Problem, units: int, calls: Calls, seed: int
) -> tuple[float, float] | None:
    from planning.plan.apportion import largest_remainder

    plan = inputs.plan
    if len(plan.districts) != problem.count:
        return None
    hours = {shift.name: shift.end - shift.start for shift in plan.shifts}
    work = [
        float(sum(row.units * hours[row.shift] for row in plan.units if row.district == name))
        for name in plan.districts
    ]
    counts = largest_remainder(work, units * problem.count)
    labels = labels_of(inputs.areas, plan.district)
    found = screen(labels[None], np.array([counts]), calls, inputs.minutes, seed=seed)
    return float(found.response[0]), float(found.workload_deviation[0])
