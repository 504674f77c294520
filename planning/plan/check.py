"""Is a plan one that can be run on these areas: everything covered, every district in one piece, known
names."""

from __future__ import annotations

from common.names import hint
from planning.errors import PlanError
from planning.geography.areas import Areas
from planning.geography.contiguity import components
from planning.plan.model import Plan


def check_plan(plan: Plan, areas: Areas) -> None:
    """Refuse a plan that does not fit.

    A district may reach over water where nothing but a crossing joins the areas (`Areas.links`).

    Raises:
        PlanError: an area has no district, a code, district or shift is unknown, a district is in pieces,
        or no
            unit is on duty on a shift; the message names the first and says how many more there are.
    """
    _check_areas(plan, areas)
    _check_pieces(plan, areas)
    districts = set(plan.districts)
    shifts = {shift.name for shift in plan.shifts}
    for units in plan.units:
        _known(units.district, districts, "units: a district of districts.csv")
        _known(units.shift, shifts, "units: a shift of the plan")
    for shift in plan.shifts:
        if plan.total(shift.name) == 0:
            raise PlanError(f"expected at least one unit on the shift {shift.name!r}, got none")
    for district, area in plan.stations.items():
        _known(district, districts, "stations: a district of districts.csv")
        _known(area, set(areas.codes), "stations: an area")
    for route in plan.routes:
        _known(route.district, districts, "routes: a district of districts.csv")
        _known(route.shift, shifts, "routes: a shift of the plan")
        for stop in route.stops:
            _known(stop.area, set(areas.codes), "routes: an area")


def pieces(plan: Plan, areas: Areas) -> dict[str, int]:
    """In how many pieces each district is; 1 is right."""
    name = [plan.district[code] for code in areas.codes]
    inside = [[j for j in group if name[i] == name[j]] for i, group in enumerate(areas.links)]
    labels = components(inside)
    found: dict[str, set[int]] = {district: set() for district in plan.districts}
    for district, label in zip(name, labels.tolist(), strict=True):
        found[district].add(label)
    return {district: len(parts) for district, parts in found.items()}


def _check_areas(plan: Plan, areas: Areas) -> None:
    unknown = [code for code in plan.district if code not in areas.index]
    if unknown:
        raise PlanError(
            f"districts: expected areas of this run, got {unknown[0]!r}{_more(unknown)}"
            f"{hint(unknown[0], areas.codes)}"
        )
    without = [code for code in areas.codes if code not in plan.district]
    if without:
        name = areas.names[areas.index[without[0]]]
        raise PlanError(
            f"districts: expected a district for every area, got none for {without[0]!r} ({name})"
            f"{_more(without)}"
        )


def _check_pieces(plan: Plan, areas: Areas) -> None:
    broken = {district: count for district, count in pieces(plan, areas).items() if count > 1}
    if broken:
        district, count = next(iter(broken.items()))
        raise PlanError(
            f"districts: expected every district in one piece, got {district!r} in {count}"
            f"{_more(list(broken))}; join its areas or give the pieces names of their own"
        )


def _known(name: str, names: set[str], what: str) -> None:
    if name not in names:
        raise PlanError(f"{what}: expected a known name, got {name!r}{hint(name, sorted(names))}")


def _more(names: list[str]) -> str:
    return f" and {len(names) - 1} more" if len(names) > 1 else ""
