"""`units.parquet`: minutes by status, unit, shift and area, added up from the stays that a model hands over.

A model that keeps tours of duty (`tours`) may hand over `stays` as well: the minutes of a unit in one area in
one status, whenever that is over. They are many, so each is one number, and only their sums by unit and area
come into the results.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bridge.police.table_columns import TableColumns

STAYS, TOURS, PLACES, UNITS = "stays", "tours", "places", "units"
RAW = (STAYS, PLACES)
"""Tables that are taken apart here and are no results themselves."""
STATUSES = ("patrolling", "travelling", "on-scene", "paperwork", "meal")
MINUTES, KINDS, AREAS = 2048, 8, 16384
"""A stay is MINUTES * (KINDS * (AREAS * unit + place of the area) + status) + minutes, to a thousandth."""
OF_UNITS = ("unit", "district", "shift", "crew")
"""What is known of a unit from its tours."""


def adds_up(tables: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether tables of these names and columns are tours, stays and places that can be added up."""
    stays = list(tables.get(STAYS, ()))
    return (
        bool(stays)
        and stays == [f"stay-{number}" for number in range(1, len(stays) + 1)]
        and tuple(tables.get(PLACES, ())) == ("index", "area")
        and set(OF_UNITS) <= tables.get(TOURS, {}).keys()
        and UNITS not in tables
    )


class UnitCells:
    """Adds up stays by unit and area, one after the other: sums do not depend on how rows are parted."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._units: dict[int, tuple[Any, ...]] = {}
        self._areas: dict[int, str] = {}
        self._cells = np.zeros(0, np.int64)
        """Unit and area as one number, ascending."""
        self._minutes = np.zeros((0, KINDS))

    def take(self, rows: TableColumns, *, counts: bool) -> None:
        """Take new rows of `tours`, `places` or `stays`; stays of the burn-in do not count."""
        if not rows.count:
            return
        if rows.name == STAYS:
            if counts:
                self._add(rows.numbers(*rows.columns).ravel())
            return
        if rows.name == PLACES:
            self._areas.update(zip(map(int, rows.listed("index")), rows.listed("area"), strict=True))
        else:
            for unit, *rest in zip(*map(rows.listed, OF_UNITS), strict=True):
                self._units.setdefault(int(unit), tuple(rest))

    def _add(self, stays: NDArray[np.float64]) -> None:
        stays = stays[~np.isnan(stays)]
        what, minutes = np.divmod(stays, MINUTES)
        where, status = np.divmod(what.astype(np.int64), KINDS)
        known = np.searchsorted(self._cells, where)
        known[known == len(self._cells)] = 0
        new = where[self._cells[known] != where] if len(self._cells) else where
        if len(new):
            cells = np.sort(np.concatenate([self._cells, np.unique(new)]), kind="stable")  # two runs to merge
            wider = np.zeros((len(cells), KINDS))
            wider[np.searchsorted(cells, self._cells)] = self._minutes
            self._cells, self._minutes = cells, wider
        place = np.searchsorted(self._cells, where) * KINDS + status.astype(np.int64)
        np.add.at(self._minutes.ravel(), place, minutes)  # several times as fast as by row and column

    def table(self) -> pa.Table:
        """A row for each unit and area where it was, by unit and place of the area; minutes."""
        units, of_unit = np.unique(self._cells // AREAS, return_inverse=True)
        places, of_place = np.unique(self._cells % AREAS, return_inverse=True)
        known = [self._units.get(unit, (None, None, None)) for unit in units.tolist()]
        crew = [None if one[2] is None else int(one[2]) for one in known]
        areas = [self._areas.get(place) for place in places.tolist()]
        return pa.table(
            {
                "unit": pa.array(units[of_unit], pa.int64()),
                "district": pa.array([one[0] for one in known], pa.string()).take(pa.array(of_unit)),
                "shift": pa.array([one[1] for one in known], pa.string()).take(pa.array(of_unit)),
                "crew": pa.array(crew, pa.int64()).take(pa.array(of_unit)),
                "area": pa.array(areas, pa.string()).take(pa.array(of_place)),
                **{name: pa.array(np.round(self._minutes[:, at], 3)) for at, name in enumerate(STATUSES)},
            }
        )
