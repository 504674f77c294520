"""What plans are made from: areas, demand by hour of the week, units on duty, travel, the plan in force."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bridge.base.costs import Stopwatch
from bridge.demand.rates import fit_rates
from bridge.demand.request import DemandRequest, Tables
from bridge.scenario.scenario import Scenario
from planning.arrays import Matrix
from planning.demand import Demand
from planning.errors import PlanError
from planning.geography.areas import Areas
from planning.geography.polygons import read_polygons
from planning.geography.shipped import VINTAGES, areas_by_code, areas_of_force
from planning.plan.check import check_plan
from planning.plan.default import default_plan
from planning.plan.files import read_plan
from planning.plan.model import SHIFTS, Plan
from planning.staffing.duty import Staffing, staffing_of
from planning.travel.matrix import Travel
from planning.travel_between import travel_between

if TYPE_CHECKING:
    from microsim import FittedModel

BACKUP = 0.5
"""Work of the second unit that an emergency needs, as a share of the first one's: the patrol model's default
`backup-scene-share`."""
CRIME_PAPERWORK, CALL_PAPERWORK, ARREST_CHANCE, ARREST_MINUTES = 20.0, 5.0, 0.25, 210.0
"""The patrol model's defaults: minutes after a crime, after another call, chance of an arrest where there is
a suspect, its minutes."""
HOURS_A_YEAR = 8760.0


@dataclass(frozen=True, eq=False)
class Inputs:
    """What plans are made from.

    Attributes:
        areas: in the order of the demand side.
        demand: of the month in which the scenario begins.
        staffing: officers and units on duty.
        plan: in force: the one that is named, or the default.
        roads: file of roads, None for travel by distance.
    """

    areas: Areas
    demand: Demand
    staffing: Staffing
    plan: Plan
    roads: Path | None

    @cached_property
    def travel(self) -> Travel:
        """Minutes of a response between areas."""
        return travel_between(self.areas, self.roads)

    @cached_property
    def minutes(self) -> Matrix:
        """The whole matrix, from row to column."""
        return self.travel.matrix(self.areas.x_m, self.areas.y_m)


def inputs_of(scenario: Scenario) -> Inputs:
    """Fit a scenario's rates (or forecast them) and gather what belongs to its force.

    Raises:
        MicrosimError: data that cannot be used.
        PlanningError: a plan, table or file that cannot be used.
    """
    from microsim.reference.forces import find_force

    fitted, *_ = fit_rates(DemandRequest.of(scenario), Tables.of(scenario), Stopwatch())
    codes = tuple(map(str, fitted.areas.index))
    if scenario.geography is None:
        areas = areas_by_code(codes)
    else:
        areas = read_polygons(Path(scenario.geography), codes)
    areas = areas.take(areas.positions(codes))
    demand = demand_of(fitted, scenario.start.year, scenario.start.month)
    name = find_force(scenario.force).name
    years = sorted({int(month[:4]) for month in fitted.months}) or [scenario.start.year]
    staffing = staffing_of(
        name,
        years,
        share=_share(name, areas) if scenario.areas else 1.0,
        part=", ".join(scenario.areas),
        table=None if scenario.staffing is None else Path(scenario.staffing),
        factor=scenario.staffing_factor,
    )
    if scenario.plan is None:
        by_shift = demand.by_shift(SHIFTS)
        weights = {shift.name: by_shift[:, at].tolist() for at, shift in enumerate(SHIFTS)}
        plan = default_plan(areas, staffing.duty.units, staffing.duty.crew, weights)
    else:
        plan = read_plan(Path(scenario.plan))
        check_plan(plan, areas)
    roads = None if scenario.roads is None else Path(scenario.roads)
    return Inputs(areas, demand, staffing, plan, roads)


def _share(force: str, areas: Areas) -> float:
    """Share of a force's residents that a part of it has: the demand of the rest is not at hand here."""
    for vintage in VINTAGES:
        whole = areas_of_force(force, vintage)
        if set(areas.codes) <= set(whole.codes):
            share = float(np.nansum(areas.population) / np.nansum(whole.population))
            return min(max(share, 1e-6), 1.0)
    raise PlanError(f"expected areas of {force!r}, got others")


def demand_of(fitted: FittedModel, year: int, month: int) -> Demand:
    """Incidents that a unit attends (grades 1 to 3), crimes and other calls, at the pace of one month."""
    from microsim.offences.calls import read_calls
    from microsim.offences.incident_tables import read_incident_tables
    from microsim.offences.offences import category_index
    from microsim.reference.known_names import ASB, CATEGORIES

    tables = fitted.incidents or read_incident_tables(fitted.offences)
    category = category_index(fitted.offences)
    rates = fitted.rates_of(year, month)
    crimes = rates[category] * fitted.shares[:, None]
    calls = read_calls()
    others = rates[[at for at, name in enumerate(CATEGORIES) if name != ASB]].sum(axis=0)
    extra = calls.ratio[:, None] * others
    yearly = np.vstack([crimes, extra])
    grade = np.vstack([tables.handling.grade, calls.handling.grade])
    scene = np.concatenate([tables.handling.scene_mean, calls.handling.scene_mean])
    median = np.concatenate([tables.handling.scene_median, calls.handling.scene_median])
    rhythm = np.vstack([fitted.rhythm, calls.rhythm])
    attended = yearly * (1 - grade[:, 3:4])
    shape = rhythm / rhythm.mean(axis=1, keepdims=True)
    first = grade[:, 0] / np.maximum(1 - grade[:, 3], 1e-9)
    minutes = np.repeat((scene * (1 + BACKUP * first))[:, None], yearly.shape[1], axis=1)
    minutes[: len(crimes)] += CRIME_PAPERWORK + ARREST_CHANCE * ARREST_MINUTES * fitted.suspect[category]
    minutes[len(crimes) :] += CALL_PAPERWORK
    total = np.maximum(attended.sum(axis=0), 1e-12)
    weight = attended.sum(axis=1) / attended.sum()
    second = float(weight @ (scene**2 * (scene / median) ** 2))
    return Demand(
        codes=tuple(map(str, fitted.areas.index)),
        per_hour=attended.T @ shape / HOURS_A_YEAR,
        work_minutes=(attended * minutes).sum(axis=0) / total,
        severity=fitted.offences["severity"].to_numpy(dtype=float) @ crimes,
        variation=second / float(weight @ scene) ** 2 - 1,
        source=f"{'forecast of' if fitted.forecast else 'rates of'} {year}-{month:02}, {fitted.force}",
    )
