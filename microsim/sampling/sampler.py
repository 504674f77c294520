"""Exact sampling of a non-homogeneous Poisson process over areas, offences and time.

Knows nothing of neworder or of frames, so that the mathematics can be read and tested alone. The crimes of
whole days are drawn as candidates (see `layers`), thinned by the loading factors in force, and cut to the
window; the same seed gives the same crimes however a period is cut into windows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from microsim.errors import RateError
from microsim.offences.offences import category_index
from microsim.rates.fitted import FittedModel
from microsim.rates.loading import Loading
from microsim.reference.known_names import CATEGORIES
from microsim.sampling.layers import Candidates, Layer, LayerDraws, heights, joined, layers_up_to
from microsim.sampling.month_tables import YEAR_HOURS, MonthTables, hours_of_week, make_tables, split_months
from microsim.sampling.streams import KeyArray, uniforms

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

DAY_MINUTES = 1440
BLOCK = 1 << 16
"""About how many crimes, or cells of a day, are drawn at a time: few enough for the processor's cache."""

MAX_CRIMES = 50_000_000
"""The largest mean of a window that is sampled: beyond it, a slip in a loading would exhaust the memory."""


class Events(NamedTuple):
    """Sampled crimes in order of time: parallel arrays."""

    minute: IntArray
    """Minutes since 1970-01-01 00:00."""
    area: IntArray
    offence: IntArray
    suspect: npt.NDArray[np.bool_]
    key: KeyArray
    """The crime's key for further draws, the same in every run that has the crime; see `streams`."""


class _Drawn(NamedTuple):
    """Candidates of some days, and the cells that they were drawn for."""

    first: int
    end: int
    cells: npt.NDArray[np.bool_] | None
    candidates: Candidates


class Sampler:
    """Samples windows of one fitted model under one seed."""

    def __init__(self, fitted: FittedModel, loading: Loading, seed: int) -> None:
        """Prepare; nothing is drawn yet.

        Args:
            seed: any integer of 64 bits.
        """
        self._fitted = fitted
        self._loading = loading
        self._category = category_index(fitted.offences)
        self._areas = len(fitted.areas)
        self._suspect = np.ascontiguousarray(fitted.suspect).ravel()
        self._draws = LayerDraws("crimes", seed, list(CATEGORIES), list(fitted.areas.index))
        self._tables: dict[tuple[int, int], MonthTables] = {}
        self._drawn: dict[int, _Drawn] = {}
        self._version = -1
        self._rate = float(fitted.rates.sum(axis=(1, 2)).max()) / YEAR_HOURS / 60

    def sample(self, start: int, end: int, factors: FloatArray) -> Events:
        """Draw the crimes of [start, end).

        Args:
            start, end: whole minutes since 1970-01-01 00:00, start < end.
            factors: loading in this window, on top of the standing factors, by category or by category and
                area, shape (categories,) or (categories, areas).

        Raises:
            RateError: the window has more than `MAX_CRIMES` on average.
        """
        self._refresh()
        cell_factor = self._cell_factors(factors)
        self._require_few(start, end, factors, cell_factor)
        parts = []
        for year, month, first, last in split_months(start, end):
            tables = self.tables(year, month)
            for day, stop in day_blocks(tables, first // DAY_MINUTES, (last - 1) // DAY_MINUTES + 1):
                parts.append(self._sample_days(tables, day, stop, first, last, cell_factor))
        events = parts[0] if len(parts) == 1 else joined(parts)
        cell = self._category[events.offence] * self._areas + events.cell
        return Events(
            events.minute,
            events.cell,
            events.offence,
            uniforms(events.key, "suspect") < self._suspect[cell],
            events.key,
        )

    def expected(self, start: int, end: int, factors: FloatArray) -> FloatArray:
        """Mean number of crimes in [start, end) by category, shape (categories,)."""
        self._refresh()
        by_area = self._cell_factors(factors).reshape(len(CATEGORIES), -1)
        total = np.zeros(len(CATEGORIES))
        for year, month, first, last in split_months(start, end):
            tables = self.tables(year, month)
            hour, length = hours_of_week(first, last)
            weight = (length @ tables.offence_weight[hour]) * self._offence_factor
            by_category = np.bincount(self._category, weight, len(CATEGORIES))
            total += by_category * (tables.area_rate * by_area).sum(axis=1) / YEAR_HOURS
        return total

    def tables(self, year: int, month: int) -> MonthTables:
        """The tables of one month, made on first use."""
        found = self._tables.get((year, month))
        if found is None:
            self._tables.clear()  # one month is enough: time only moves forward
            self._drawn.clear()
            found = self._tables[(year, month)] = make_tables(self._fitted, year, month)
        return found

    def _refresh(self) -> None:
        """Take over the standing factors where they have changed."""
        if self._version != self._loading.version:
            self._version = self._loading.version
            self._offence_factor = self._loading.offences()
            self._offence_top = np.zeros(len(CATEGORIES))
            np.maximum.at(self._offence_top, self._category, self._offence_factor)
            self._standing = self._loading.categories()[:, None] * self._loading.areas()

    def _cell_factors(self, factors: FloatArray) -> FloatArray:
        """Standing times window factor of each cell, offences left out, shape (cells,)."""
        by_area = factors[:, None] if factors.ndim == 1 else factors
        cell_factors: FloatArray = (self._standing * by_area).ravel()
        return cell_factors

    def _require_few(self, start: int, end: int, factors: FloatArray, cell_factor: FloatArray) -> None:
        highest = cell_factor.max(initial=0.0) * self._offence_factor.max(initial=0.0)
        if (
            self._rate * (end - start) * max(highest, 1.0) < MAX_CRIMES / 100
        ):  # a bound with room for any rhythm
            return
        mean = self.expected(start, end, factors).sum()
        if mean > MAX_CRIMES:
            raise RateError(
                f"expected a window of at most {MAX_CRIMES:,} crimes, got {mean:,.0f} on average; "
                f"shorten it or lower the loading"
            )

    def _sample_days(
        self, tables: MonthTables, day: int, stop: int, start: int, end: int, cell_factor: FloatArray
    ) -> Candidates:
        """What happens in [start, end) of some days; cells of the result are areas."""
        top = (cell_factor.reshape(len(CATEGORIES), -1) * self._offence_top[:, None]).ravel()
        parts = []
        for layer in layers_up_to(float(top.max(initial=0.0))):
            candidates = self._candidates(tables, layer, day, stop, None if layer.number == 0 else top)
            first, last = np.searchsorted(candidates.minute, (start, end))
            candidates = candidates.take(slice(first, last))
            factor = cell_factor[candidates.cell] * self._offence_factor[candidates.offence]
            if layer.number or not (factor >= 1).all():
                candidates = candidates.take(heights(candidates, layer) < factor)
            parts.append(candidates)
        happened = parts[0] if len(parts) == 1 else _in_order(joined(parts), day)
        return happened._replace(cell=happened.cell % self._areas)

    def _candidates(
        self, tables: MonthTables, layer: Layer, day: int, stop: int, top: FloatArray | None
    ) -> Candidates:
        """A layer's candidates of some days: those kept from the last window if they will do.

        Args:
            top: the highest factor of each cell, below which nothing of a layer happens; None draws all
            cells.
        """
        # One day's candidates serve many short windows, whose factors differ: the low layers are drawn whole.
        wanted = None if top is None or (stop == day + 1 and layer.high <= 2) else top > layer.low
        found = self._drawn.get(layer.number)
        if found is not None and (found.first, found.end) == (day, stop):
            if wanted is None or found.cells is None or not (wanted & ~found.cells).any():
                return found.candidates
            wanted = wanted | found.cells
        cells = None if wanted is None or wanted.all() else np.flatnonzero(wanted)
        candidates = self._draws.draw(tables, layer, day, stop, cells)
        self._drawn[layer.number] = _Drawn(day, stop, wanted, candidates)
        return candidates


def day_blocks(tables: MonthTables, first: int, end: int) -> list[tuple[int, int]]:
    """Days [first, end) in runs of a size that is quickly drawn."""
    size = max(tables.day_mean.shape[1], float(tables.day_mean.sum(axis=1).max()))
    length = max(1, int(BLOCK // size)) if size else end - first
    return [(day, min(day + length, end)) for day in range(first, end, length)]


def _in_order(candidates: Candidates, day: int) -> Candidates:
    """By time, within a minute by layer: the order that any cut into windows gives."""
    order = np.argsort((candidates.minute - day * DAY_MINUTES).astype(np.uint16), kind="stable")
    return candidates.take(order)
