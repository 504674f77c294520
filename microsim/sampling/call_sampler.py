"""Calls that are not crimes, sampled beside the crimes from streams of their own.

Their rates go by the crimes expected before any loading, so that feedback on crime does not move them: the
calls of a seed are the same in every scenario.
"""

from __future__ import annotations

from calendar import monthrange

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.errors import DataError
from microsim.offences.calls import CallTable
from microsim.offences.rhythm import normalised
from microsim.rates.fitted import FittedModel
from microsim.reference.known_names import ASB, CATEGORIES
from microsim.sampling.incident_draws import grades, scene_minutes
from microsim.sampling.layers import Candidates, Layer, LayerDraws, joined
from microsim.sampling.month_tables import MonthTables, split_months, tables_of
from microsim.sampling.sampler import DAY_MINUTES, day_blocks

FloatArray = npt.NDArray[np.float64]

CALL_COLUMNS: tuple[str, ...] = ("id", "MSOA", "type", "reported", "grade", "scene_minutes")
"""The columns of a frame of calls, in this order."""

ALL = Layer(0, 0.0, 1.0)
"""Loading factors do not apply to calls: there is one layer."""

CRIMES = [index for index, name in enumerate(CATEGORIES) if name != ASB]


class CallSampler:
    """Samples the calls of one fitted model under one seed, window by window."""

    def __init__(self, fitted: FittedModel, table: CallTable, seed: int) -> None:
        """Prepare; nothing is drawn yet.

        Raises:
            DataError: the table has calls per head, and the areas have no column `population`.
        """
        self._fitted = fitted
        self._table = table
        self._population = _population(fitted, table)
        self._draws = LayerDraws("calls", seed, list(table.types), list(fitted.areas.index))
        self._type = pd.CategoricalDtype(pd.Index(table.types, dtype=object))
        self._area = pd.CategoricalDtype(fitted.areas.index.astype(object))
        self._tables: dict[tuple[int, int], MonthTables] = {}
        self._drawn: dict[tuple[int, int], Candidates] = {}
        self._number = 0

    def rates(self, year: int, month: int) -> FloatArray:
        """Expected calls per year at the pace of one month, shape (types, areas)."""
        crimes = self._fitted.rates_of(year, month)[CRIMES].sum(axis=0)
        per_head = self._table.per_1000[:, None] * self._population / 1000
        rates: FloatArray = self._table.ratio[:, None] * crimes + per_head
        return rates

    def sample(self, start: int, end: int) -> pd.DataFrame:
        """The calls of [start, end), minutes since 1970-01-01.

        Returns:
            One row per call in order of time, columns `CALL_COLUMNS`: `id` (-1, -2, ... over the whole run,
            so that no crime has the same), `MSOA` and `type` (text categories), `reported` (datetime64,
            minutes), `grade` (1 to 4) and `scene_minutes` (minutes of work of one unit on the scene).
        """
        parts = []
        for year, month, first, last in split_months(start, end):
            tables = self._month(year, month)
            for day, stop in day_blocks(tables, first // DAY_MINUTES, (last - 1) // DAY_MINUTES + 1):
                calls = self._days(tables, day, stop)
                parts.append(calls.take(slice(*np.searchsorted(calls.minute, (first, last)))))
        return self._frame(parts[0] if len(parts) == 1 else joined(parts))

    def _month(self, year: int, month: int) -> MonthTables:
        found = self._tables.get((year, month))
        if found is None:
            self._tables.clear()  # one month is enough: time only moves forward
            self._drawn.clear()
            weights = normalised(self._table.rhythm, *monthrange(year, month))
            found = tables_of(self.rates(year, month), weights, np.arange(len(weights)))
            self._tables[(year, month)] = found
        return found

    def _days(self, tables: MonthTables, day: int, stop: int) -> Candidates:
        """The calls of some days: those kept from the last window if it had the same."""
        found = self._drawn.get((day, stop))
        if found is None:
            self._drawn.clear()
            found = self._drawn[(day, stop)] = self._draws.draw(tables, ALL, day, stop, None)
        return found

    def _frame(self, calls: Candidates) -> pd.DataFrame:
        kind, area = np.divmod(calls.cell, len(self._fitted.areas))
        number = len(kind)
        self._number += number
        return pd.DataFrame(
            {
                "id": -np.arange(self._number - number + 1, self._number + 1, dtype=np.int64),
                "MSOA": pd.Categorical.from_codes(area, dtype=self._area, validate=False),
                "type": pd.Categorical.from_codes(kind, dtype=self._type, validate=False),
                "reported": (calls.minute * 60).view("datetime64[s]").astype("datetime64[us]"),
                "grade": grades(self._table.handling, kind, calls.key),
                "scene_minutes": scene_minutes(self._table.handling, kind, calls.key),
            },
            copy=False,
        )


def _population(fitted: FittedModel, table: CallTable) -> FloatArray:
    if "population" in fitted.areas:
        return fitted.areas["population"].to_numpy(dtype=np.float64)
    needed = np.flatnonzero(table.per_1000)
    if len(needed):
        raise DataError(
            f"calls of type {table.types[needed[0]]!r}: expected a ratio to the crimes of the area, "
            f"got a number per head; the areas of {fitted.force} have no population"
        )
    return np.zeros(len(fitted.areas))
