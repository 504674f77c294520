"""Exact sampling of a non-homogeneous Poisson process over areas, offences and time.

Knows nothing of neworder or of frames, so that the mathematics can be read and tested alone.

The intensity of an offence in an area is constant within each eight-hour period and is a product of an
area part and an offence part, given month and category. So a window is sampled by superposition: Poisson
totals for each (slice of a period, category), whose mean is the product of the two parts' sums; then each
crime draws its area from the one part, its offence from the other, its minute evenly within the slice, and
whether a suspect is identified.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from microsim.errors import RateError
from microsim.model.cumulative_search import Lookup
from microsim.model.fitted import FittedModel
from microsim.model.loading import Loading
from microsim.model.rates import YEAR_DAYS
from microsim.reference.known_names import CATEGORIES
from microsim.reference.offences import category_index
from microsim.reference.rhythm import PERIOD_MINUTES, PERIODS, normalised

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

YEAR_MINUTES = YEAR_DAYS * 1440.0
BLOCK = 1 << 15
"""About how many crimes are drawn at a time: few enough for the processor's cache, enough for vectors."""

MAX_CRIMES = 50_000_000
"""The largest mean of a window that is sampled: beyond it, a slip in a loading would exhaust the memory."""

EPOCH_PERIOD = 9
"""Period of the week in which 1 January 1970, a Thursday, begins."""


class Events(NamedTuple):
    """Sampled crimes in order of time: parallel arrays."""

    minute: IntArray
    """Minutes since 1970-01-01 00:00."""
    area: IntArray
    offence: IntArray
    suspect: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class MonthTables:
    """What one calendar month needs, under one set of standing loading factors.

    The two cumulative tables hold one run per group, the g-th rising from g to g + 1, so that a single
    search for `group + uniform` finds the member of the right group.
    """

    area_rate: FloatArray
    """Crimes per year over all areas, trend and category factors included, shape (categories,)."""
    area: Lookup
    """Shape (categories * areas,); groups are categories."""
    offence_weight: FloatArray
    """Sum over offences of share, rhythm and factor, shape (21, categories)."""
    offence: Lookup
    """Shape (21 * offences,); groups are (period of the week, category)."""


class Sampler:
    """Samples windows of one fitted model; keeps the tables of the last month used."""

    def __init__(self, fitted: FittedModel, loading: Loading) -> None:
        self._fitted = fitted
        self._loading = loading
        self._category = category_index(fitted.offences)
        self._areas = len(fitted.areas)
        self._suspect = np.ascontiguousarray(fitted.suspect).ravel()
        self._tables: dict[tuple[int, int], MonthTables] = {}
        self._version = loading.version

    def sample(self, rng: np.random.Generator, start: int, end: int, factors: FloatArray) -> Events:
        """Draw the crimes of [start, end).

        Args:
            start, end: whole minutes since 1970-01-01 00:00, start < end.
            factors: loading of each category in this window, on top of the standing factors, shape
                (categories,).
        """
        parts = [
            events
            for year, month, first, last in split_months(start, end)
            for events in self._sample_month(rng, year, month, first, last, factors)
        ]
        if len(parts) == 1:
            return parts[0]
        return Events(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))

    def expected(self, start: int, end: int, factors: FloatArray) -> FloatArray:
        """Mean number of crimes in [start, end) by category, shape (categories,)."""
        total = np.zeros(len(CATEGORIES))
        for year, month, first, last in split_months(start, end):
            total += self._means(self.tables(year, month), *slices(first, last), factors).sum(axis=0)
        return total

    def tables(self, year: int, month: int) -> MonthTables:
        """The tables of one month under the present standing factors, made on first use."""
        if self._version != self._loading.version:
            self._tables.clear()
            self._version = self._loading.version
        found = self._tables.get((year, month))
        if found is None:
            self._tables.clear()  # one month is enough: time only moves forward
            found = self._tables[(year, month)] = self._make_tables(year, month)
        return found

    def _make_tables(self, year: int, month: int) -> MonthTables:
        by_area = self._fitted.rates[month - 1] * self._loading.areas()
        weights = normalised(self._fitted.rhythm, *monthrange(year, month))
        by_offence = (weights * (self._fitted.shares * self._loading.offences())[:, None]).T
        starts = np.searchsorted(self._category, np.arange(len(CATEGORIES)))
        area_cumulative, area_rate = _cumulative(by_area, np.zeros(1, dtype=np.int64))
        offence_cumulative, offence_weight = _cumulative(by_offence, starts)
        trend = self._fitted.trend
        level = self._loading.categories() * (1.0 if trend is None else trend.factor(year, month))
        return MonthTables(
            area_rate=area_rate[:, 0] * level,
            area=Lookup(area_cumulative, area_rate.size),
            offence_weight=offence_weight,
            offence=Lookup(offence_cumulative, offence_weight.size),
        )

    @staticmethod
    def _means(
        tables: MonthTables, period: IntArray, begin: IntArray, stop: IntArray, factors: FloatArray
    ) -> FloatArray:
        """Mean crimes of each slice and category, shape (slices, categories)."""
        years = (stop - begin) / YEAR_MINUTES
        means: FloatArray = years[:, None] * tables.offence_weight[period] * (tables.area_rate * factors)
        return means

    def _sample_month(
        self, rng: np.random.Generator, year: int, month: int, start: int, end: int, factors: FloatArray
    ) -> Iterator[Events]:
        """Crimes of a window within one month, in blocks that follow each other in time."""
        tables = self.tables(year, month)
        period, begin, stop = slices(start, end)
        means = self._means(tables, period, begin, stop, factors)
        if means.sum() > MAX_CRIMES:
            raise RateError(
                f"expected a window of at most {MAX_CRIMES:,} crimes, got {means.sum():,.0f} on average; "
                f"shorten it or lower the loading"
            )
        counts = rng.poisson(means)
        block = np.cumsum(counts.sum(axis=1)) // BLOCK
        edges = [0, *(np.flatnonzero(np.diff(block)) + 1), len(period)]
        for first, last in pairwise(edges):
            rows = slice(first, last)
            yield self._sample_block(rng, tables, counts[rows], period[rows], begin[rows], stop[rows])

    def _sample_block(
        self,
        rng: np.random.Generator,
        tables: MonthTables,
        counts: IntArray,
        period: IntArray,
        begin: IntArray,
        stop: IntArray,
    ) -> Events:
        """Draw what each of `counts` crimes, by slice and category, is; within one month."""
        cell = np.repeat(np.arange(counts.size), counts.ravel())
        slice_, category = np.divmod(cell, len(CATEGORIES))
        number = len(cell)
        minute = begin[slice_] + (rng.random(number) * (stop - begin)[slice_]).astype(np.int64)
        area = tables.area.find(category + rng.random(number))
        group = period[slice_] * len(CATEGORIES) + category
        offence = tables.offence.find(group + rng.random(number))
        suspect = rng.random(number) < self._suspect[area]
        # A month has fewer than 2^16 minutes, and numpy sorts 16-bit integers by radix.
        order = np.argsort((minute - begin[0]).astype(np.uint16), kind="stable")
        return Events(
            minute[order],
            (area % self._areas)[order],
            (offence % len(self._category))[order],
            suspect[order],
        )


def _cumulative(weights: FloatArray, starts: IntArray) -> tuple[FloatArray, FloatArray]:
    """Cumulative shares of groups of weights, each group's shifted by its number.

    Args:
        weights: shape (rows, members); each row is cut into groups at `starts`, and groups count on from
            row to row.

    Returns:
        The cumulative shares in one line, and the sum of each group, shape (rows, groups). A group of
        zeros has no shares and must not be searched.
    """
    running = np.cumsum(weights, axis=1)
    before = np.where(starts > 0, running[:, starts - 1], 0.0)
    last = np.append(starts[1:], weights.shape[1]) - 1
    totals = running[:, last] - before
    group = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, weights.shape[1])))
    # Dividing by a difference of the same sums makes a group's end exactly 1, so that a weight of 0 is
    # never drawn.
    shares = (running - before[:, group]) / np.where(totals > 0, totals, 1.0)[:, group]
    number = np.arange(totals.size).reshape(totals.shape)
    return (number[:, group] + shares).ravel(), totals


def slices(start: int, end: int) -> tuple[IntArray, IntArray, IntArray]:
    """Cut [start, end) at the bounds of eight-hour periods.

    Returns:
        Period of the week (0 to 20), first minute and end minute of each slice.
    """
    number = np.arange(start // PERIOD_MINUTES, (end - 1) // PERIOD_MINUTES + 1)
    begin = np.maximum(number * PERIOD_MINUTES, start)
    stop = np.minimum((number + 1) * PERIOD_MINUTES, end)
    return (number + EPOCH_PERIOD) % len(PERIODS), begin, stop


def split_months(start: int, end: int) -> list[tuple[int, int, int, int]]:
    """Cut [start, end) at the bounds of calendar months: year, month, first minute, end minute of each
    part."""
    parts = []
    while start < end:
        month = np.datetime64(start, "m").astype("datetime64[M]")
        stop = min(end, int((month + 1).astype("datetime64[m]").astype(np.int64)))
        number = int(month.astype(np.int64))
        parts.append((1970 + number // 12, number % 12 + 1, start, stop))
        start = stop
    return parts
