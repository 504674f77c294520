"""What a model on the map is told of its force: areas, travel, plan, units, risk.

Plain rows come from `planning`; which of them a model takes is for the contract to say. A model that takes
none of them is told nothing, and planning is not even imported.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bridge.base.fingerprints import hash_input
from bridge.demand.demand import DemandInfo
from bridge.errors import ScenarioError
from bridge.police.contract import GIVEN
from bridge.scenario.scenario import Scenario

if TYPE_CHECKING:  # planning brings shapely and pyproj along
    from planning.geography.areas import Areas
    from planning.plan.model import Plan
    from planning.staffing.duty import Staffing
    from planning.travel.matrix import Travel

Rows = Mapping[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Deployment:
    """The force of a run."""

    given: Rows = field(default_factory=dict)
    """Procedure of `contract.GIVEN` -> its rows."""
    notes: list[str] = field(default_factory=list)
    """Where its figures come from, for people."""
    inputs: dict[str, str] = field(default_factory=dict)
    """Name of each input -> its SHA-256."""


def deployment_of(scenario: Scenario, info: DemandInfo, takes: Collection[str]) -> Deployment:
    """The force of a scenario, for a model that takes some of `contract.GIVEN`.

    Args:
        scenario: names plan, staffing, areas and roads; what it does not name is the force's own, in the
            years that the rates were fitted to.
        info: of the demand side: its areas, in its order, and their rates.
        takes: the optional procedures that the model defines.

    Raises:
        ScenarioError: the model takes no areas, or a file or figure cannot be used, in planning's words.
    """
    named = scenario.places
    if not {"receive-areas", "receive-units"} & set(takes):
        if named:
            raise ScenarioError(
                f"expected a model that is told of its force (receive-areas, receive-units) for "
                f"{', '.join(f'--{name}' for name in named)}; {scenario.model_path.name} is not"
            )
        return Deployment()
    with _translated():
        return _deployment(scenario, info, takes)


def _deployment(scenario: Scenario, info: DemandInfo, takes: Collection[str]) -> Deployment:
    areas = _areas(scenario, info)
    staffing = _staffing(scenario, info)
    plan = _plan(scenario, areas, info, staffing)
    travel = _travel(scenario, areas)
    total = sum(info.area_rates) or 1.0
    given: dict[str, list[Any]] = {
        "receive-areas": _area_rows(areas),
        "receive-neighbors": [[float(one) for one in group] for group in areas.neighbors],
        "receive-travel": [*travel.rows(), [travel.detour, travel.km_per_minute]],
        "receive-shifts": [[one.name, float(one.start), float(one.end)] for one in plan.shifts],
        "receive-districts": [plan.district[code] for code in areas.codes],
        "receive-stations": [
            [district, float(areas.index[area])] for district, area in plan.stations.items()
        ],
        "receive-units": [
            [one.district, one.shift, float(one.units), float(one.crew)] for one in plan.units if one.units
        ],
        "receive-investigators": _investigator_rows(staffing, plan),
        "receive-routes": [
            [
                one.district,
                one.shift,
                float(one.day),
                float(one.unit),
                [[float(areas.index[stop.area]), stop.from_minute, stop.minutes] for stop in one.stops],
            ]
            for one in plan.routes
        ],
        "receive-risk": [rate / total for rate in info.area_rates],
    }
    notes = [
        f"travel: {travel.source}",
        *travel.notes,
        *staffing.notes,
        f"plan: {plan.made_by or 'as given'}",
    ]
    return Deployment(
        {name: given[name] for name in GIVEN if name in given and name in takes}, notes, _inputs(scenario)
    )


def _areas(scenario: Scenario, info: DemandInfo) -> "Areas":
    """The areas of the demand side, in its order."""
    if scenario.geography is None:
        from planning.geography.shipped import areas_by_code

        areas = areas_by_code(info.area_codes)
    else:
        from planning.geography.polygons import read_polygons  # late: packages that read files of polygons

        areas = read_polygons(Path(scenario.geography), info.area_codes)
    return areas.take(areas.positions(info.area_codes))


def _travel(scenario: Scenario, areas: "Areas") -> "Travel":
    """By road where a file is named, else by distance, which needs none of the packages that read roads."""
    if scenario.roads is None:
        from planning.travel.distance import travel_by_distance

        return travel_by_distance(areas)
    from planning.travel_between import travel_between

    return travel_between(areas, Path(scenario.roads))


def _area_rows(areas: "Areas") -> list[list[Any]]:
    columns = zip(
        areas.codes,
        areas.x_km.tolist(),
        areas.y_km.tolist(),
        areas.km2.tolist(),
        (0.0 if one != one else one for one in areas.population.tolist()),
        areas.urban.tolist(),
        strict=True,
    )
    return [list(row) for row in columns]


def _staffing(scenario: Scenario, info: DemandInfo) -> "Staffing":
    """The force's officers in the fitted years; those of part of it by its share of crime."""
    from microsim.reference.forces import find_force
    from planning.staffing.duty import staffing_of

    return staffing_of(
        find_force(scenario.force).name,
        info.years or (scenario.start.year,),
        share=info.share,
        part=", ".join(scenario.areas),
        table=None if scenario.staffing is None else Path(scenario.staffing),
        factor=scenario.staffing_factor,
    )


def _plan(scenario: Scenario, areas: "Areas", info: DemandInfo, staffing: "Staffing") -> "Plan":
    """The plan that is named, its units times the staffing factor; else the default one."""
    from planning.plan.check import check_plan
    from planning.plan.default import default_plan
    from planning.plan.files import read_plan

    duty = staffing.duty
    if scenario.plan is None:
        return default_plan(areas, duty.units, duty.crew, info.area_rates)
    plan = read_plan(Path(scenario.plan))
    check_plan(plan, areas)
    return _scaled(plan, scenario.staffing_factor)


def _scaled(plan: "Plan", factor: float) -> "Plan":
    """A plan with its units times a factor: the districts of a shift share the whole by what they had."""
    from dataclasses import replace

    from planning.plan.apportion import largest_remainder

    if factor == 1:
        return plan
    units = []
    for shift in plan.shifts:
        rows = [one for one in plan.units if one.shift == shift.name]
        had = [float(one.units) for one in rows]
        counts = largest_remainder(had, max(1, round(factor * sum(had))))
        units += [replace(row, units=count) for row, count in zip(rows, counts, strict=True)]
    return replace(plan, units=tuple(units))


def _investigator_rows(staffing: "Staffing", plan: "Plan") -> list[list[Any]]:
    """Investigators by shift; evenly over the shifts of a plan that names them otherwise."""
    from planning.plan.apportion import largest_remainder

    by_shift = staffing.duty.investigators
    names = [one.name for one in plan.shifts]
    if not set(names) >= by_shift.keys():
        counts = largest_remainder([1.0] * len(names), sum(by_shift.values()))
        by_shift = dict(zip(names, counts, strict=True))
    return [[name, float(by_shift.get(name, 0))] for name in names]


def _inputs(scenario: Scenario) -> dict[str, str]:
    from common.paths import data_dir

    found = {
        name: hash_input(Path(path))
        for name, path in scenario.places.items()
        if name in ("staffing", "geography", "roads", "plan")
    }
    for table in sorted(data_dir().glob("areas-*.parquet")):
        found[table.name] = hash_input(table)
    found["staffing.csv"] = hash_input(data_dir() / "staffing.csv")
    return found


@contextmanager
def _translated() -> Iterator[None]:
    """Let planning's errors out as the bridge's: whoever set up the run can put them right."""
    from planning.errors import PlanningError

    try:
        yield
    except PlanningError as error:
        raise ScenarioError(str(error)) from error
