"""What moves between two plans, whatever their districts are called."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from planning.errors import PlanError
from planning.plan.model import Plan


@dataclass(frozen=True)
class Moves:
    """Differences.

    Attributes:
        total: areas of the plans.
        areas: codes that leave a district for another, by both names; the second as in the second plan.
        units: change of units by district (of the second plan) and shift, those without change left out.
    """

    total: int
    areas: dict[tuple[str, str], list[str]]
    units: dict[tuple[str, str], int]

    @property
    def moved(self) -> int:
        """Areas that change districts."""
        return sum(map(len, self.areas.values()))


def moves_between(first: Plan, second: Plan) -> Moves:
    """Match the districts of two plans by the areas that they share, and list the rest.

    Raises:
        PlanError: plans of different areas.
    """
    other = set(first.district) ^ set(second.district)
    if other:
        raise PlanError(f"expected plans of the same areas, got {sorted(other)[0]!r} in one of them only")
    ours, theirs = list(first.districts), list(second.districts)
    shared = np.zeros((len(ours), len(theirs)))
    for code, name in first.district.items():
        shared[ours.index(name), theirs.index(second.district[code])] += 1
    rows, columns = linear_sum_assignment(-shared)
    matched = {ours[i]: theirs[j] for i, j in zip(rows, columns, strict=True) if shared[i, j] > 0}
    areas: dict[tuple[str, str], list[str]] = {}
    for code, name in first.district.items():
        if matched.get(name) != second.district[code]:
            areas.setdefault((name, second.district[code]), []).append(code)
    ordered = dict(sorted(areas.items(), key=lambda one: (-len(one[1]), one[0])))
    units: dict[tuple[str, str], int] = {}
    for row in first.units:
        key = (matched.get(row.district, row.district), row.shift)
        units[key] = units.get(key, 0) - row.units
    for row in second.units:
        key = (row.district, row.shift)
        units[key] = units.get(key, 0) + row.units
    return Moves(len(first.district), ordered, {key: n for key, n in units.items() if n})
