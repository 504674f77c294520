"""Units of a plan's districts and shifts, allocated in one of four ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bridge.plans.inputs import Inputs
from planning.allocation.answer import Allocation
from planning.allocation.goals import Goal, reach_goals
from planning.allocation.least_minutes import Limits, least_minutes
from planning.allocation.queueing import Cell, NearestByMatrix
from planning.allocation.shares import proportional
from planning.arrays import Floats
from planning.districts.problem import labels_of
from planning.errors import PlanError
from planning.plan.model import Plan, Units

WEIGHTS = ("count", "workload", "severity", "population")
"""What shares may follow: incidents attended, unit-minutes of work, ONS severity, residents."""


def cells_of(inputs: Inputs, plan: Plan) -> list[Cell]:
    """Every district on every shift, with its demand, work and travel."""
    labels = labels_of(inputs.areas, plan.district)
    by_shift = inputs.demand.by_shift(plan.shifts)
    crew = {(row.district, row.shift): row.crew for row in plan.units}
    found = []
    for number, district in enumerate(plan.districts):
        at = np.flatnonzero(labels == number)
        ways = inputs.minutes[np.ix_(at, at)]
        for place, shift in enumerate(plan.shifts):
            rate = by_shift[at, place]
            total = float(rate.sum())
            work = inputs.demand.work_minutes[at]
            found.append(
                Cell(
                    district=district,
                    shift=shift.name,
                    per_hour=total,
                    work_minutes=float(work @ rate / total) if total > 0 else float(work.mean()),
                    travel=NearestByMatrix.of(ways, np.ones(len(at)), rate),
                    hours=7.0 * (shift.end - shift.start),
                    crew=crew.get((district, shift.name), inputs.staffing.duty.crew.get(shift.name, 1)),
                    variation=inputs.demand.variation,
                )
            )
    return found


def stock_of(inputs: Inputs, plan: Plan, officers: int | None) -> dict[str, int]:
    """Officers in units by shift: as many as the plan has, or a number shared over the shifts likewise."""
    now = {
        shift.name: sum(row.units * row.crew for row in plan.units if row.shift == shift.name)
        for shift in plan.shifts
    }
    if officers is None:
        return now
    from planning.plan.apportion import largest_remainder

    counts = largest_remainder([float(n) for n in now.values()], officers)
    return dict(zip(now, counts, strict=True))


def weights_of(inputs: Inputs, weight: str) -> Floats:
    """A weight of each area.

    Raises:
        PlanError: an unknown weight, or residents that are not known.
    """
    if weight == "count":
        return inputs.demand.weekly
    if weight == "workload":
        return inputs.demand.workload
    if weight == "severity":
        return inputs.demand.severity
    if weight == "population":
        if not np.isfinite(inputs.areas.population).all():
            raise PlanError("expected residents of every area for the weight 'population'")
        return inputs.areas.population
    raise PlanError(f"expected a weight {', '.join(WEIGHTS)}, got {weight!r}")


def by_weight(
    inputs: Inputs, plan: Plan, weight: str, officers: int | None, least: int, most: int | None
) -> dict[str, Allocation]:
    """Units of each shift in proportion to a weight of the districts, by shift."""
    labels = labels_of(inputs.areas, plan.district)
    sums = np.bincount(labels, weights=weights_of(inputs, weight), minlength=len(plan.districts))
    crew = {row.shift: row.crew for row in plan.units}
    return {
        shift: proportional(
            {(district, shift): float(one) for district, one in zip(plan.districts, sums, strict=True)},
            stock // crew.get(shift, 1),
            least,
            most,
        )
        for shift, stock in stock_of(inputs, plan, officers).items()
    }


def by_minutes(
    inputs: Inputs, plan: Plan, officers: int | None, least: int, most: int | None, across: bool
) -> Allocation:
    """The fewest expected minutes; `across` lets officers change shifts as well."""
    stock = stock_of(inputs, plan, officers)
    limits = Limits(sum(stock.values()) if across else stock, least, most)
    return least_minutes(cells_of(inputs, plan), limits)


def by_goals(
    inputs: Inputs, plan: Plan, goals: Sequence[Goal], officers: int | None, least: int, most: int | None
) -> Allocation:
    """Goal programming; a unit should be free for stops at hotspots where the densest tenth of work lies."""
    cells = cells_of(inputs, plan)
    density = inputs.demand.weekly / np.maximum(inputs.areas.km2, 1e-9)
    hot = density >= np.quantile(density, 0.9)
    labels = labels_of(inputs.areas, plan.district)
    spots = np.bincount(labels[hot], minlength=len(plan.districts))
    # A unit reaches some four stops of 15 minutes an hour; each hotspot is to be seen once in two hours.
    wanted = {cell.key: spots[plan.districts.index(cell.district)] / 8 for cell in cells}
    return reach_goals(cells, Limits(stock_of(inputs, plan, officers), least, most), goals, wanted)


def with_units(plan: Plan, allocation: Sequence[Allocation], made_by: str) -> Plan:
    """The plan with the units of an answer."""
    crew = {(row.district, row.shift): row.crew for row in plan.units}
    units = tuple(
        Units(district, shift, count, crew.get((district, shift), 1))
        for one in allocation
        for (district, shift), count in one.units.items()
    )
    return replace(plan, units=units, routes=(), made_by=made_by)
