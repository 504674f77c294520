"""The plan in force where none is given: local authorities as districts, units in proportion to demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from planning.arrays import Floats
from planning.errors import PlanError
from planning.geography.areas import Areas
from planning.plan.apportion import largest_remainder
from planning.plan.model import SHIFTS, Plan, Shift, Units
from planning.plan.split import split

LARGEST = 120
"""Areas up to which an authority stays one district: of the 331 only Birmingham has more MSOAs."""

ALONE = 40
"""Areas up to which a single authority, or areas of no known authority, stay one district."""

PART = 25
"""Areas of a part, about, where a single authority is split: some 200,000 residents of MSOAs."""


def default_districts(areas: Areas, weights: Sequence[float] | None = None) -> dict[str, str]:
    """The district of each area: its local authority; large or single ones are split into even parts.

    Args:
        weights: demand of each area, by which parts are balanced; equal where None.

    Returns:
        Name of the district by code, in the order of the areas. Every district is in one piece.
    """
    demand = _weights(areas, weights)
    groups: dict[str, list[int]] = {}
    for at, code in enumerate(areas.authority):
        groups.setdefault(code, []).append(at)
    limit = ALONE if len(groups) == 1 else LARGEST
    named: dict[int, str] = {}
    for members in groups.values():
        name = areas.authority_name[members[0]] or "district"
        count = 1
        if len(members) > limit:
            count = max(2, round(len(members) / (PART if len(groups) == 1 else LARGEST)))
        parts = split(areas, members, demand, count)
        for number, part in enumerate(parts, start=1):
            named.update(dict.fromkeys(part, name if len(parts) == 1 else f"{name} {number}"))
    return {code: named[at] for at, code in enumerate(areas.codes)}


def default_plan(
    areas: Areas,
    units: Mapping[str, int],
    crew: Mapping[str, int],
    weights: Mapping[str, Sequence[float]] | Sequence[float] | None = None,
    shifts: Sequence[Shift] = SHIFTS,
    districts: Mapping[str, str] | None = None,
    made_by: str = "the default plan",
) -> Plan:
    """Districts, units and stations.

    Args:
        units: of the whole set of areas, by shift, as `planning.staffing.chain.on_duty` gives them.
        crew: officers of a unit, by shift.
        weights: demand of each area, shape (areas,), or one such row by shift; equal where None.
        districts: by code; `default_districts` where None.

    Returns:
        The plan. Units of a shift are shared by the demand of the districts (largest remainder); the
        station of a district stands in the area from which its demand is nearest.

    Raises:
        PlanError: a shift has no number of units, or weights do not fit the areas.
    """
    by_shift = weights if isinstance(weights, Mapping) else {shift.name: weights for shift in shifts}
    demand = {shift.name: _weights(areas, by_shift.get(shift.name)) for shift in shifts}
    whole = np.sum(list(demand.values()), axis=0)
    named = dict(districts) if districts is not None else default_districts(areas, whole.tolist())
    names = list(dict.fromkeys(named[code] for code in areas.codes))
    member = {name: [at for at, code in enumerate(areas.codes) if named[code] == name] for name in names}
    rows = []
    for shift in shifts:
        if shift.name not in units or shift.name not in crew:
            raise PlanError(f"expected units and crew of the shift {shift.name!r}, got {sorted(units)}")
        shares = [float(demand[shift.name][member[name]].sum()) for name in names]
        counts = largest_remainder(shares, units[shift.name])
        rows += [Units(name, shift.name, n, crew[shift.name]) for name, n in zip(names, counts, strict=True)]
    return Plan(
        district={code: named[code] for code in areas.codes},
        units=tuple(rows),
        shifts=tuple(shifts),
        stations={name: areas.codes[most_central(areas, member[name], whole)] for name in names},
        made_by=made_by,
    )


def most_central(areas: Areas, members: Sequence[int], weights: Floats) -> int:
    """The position among `members` with the least weighted distance to all of them."""
    at = np.asarray(members)
    x, y = areas.x_m[at], areas.y_m[at]
    distance = np.hypot(x[:, None] - x, y[:, None] - y)
    share = weights[at] if weights[at].sum() > 0 else np.ones(len(at))
    return int(at[np.argmin(distance @ share)])


def _weights(areas: Areas, weights: Sequence[float] | None) -> Floats:
    if weights is None:
        return np.ones(len(areas))
    values = np.asarray(weights, dtype=float)
    if values.shape != (len(areas),) or not (np.isfinite(values) & (values >= 0)).all():
        raise PlanError(f"expected a weight >= 0 of each of {len(areas)} areas, got {values.shape} values")
    return values
