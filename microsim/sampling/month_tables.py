"""What sampling one calendar month needs, without any loading: means by day and cell, and cumulative shares.

A cell is a category in an area, numbered category * areas + area. The intensity of an offence in an area is
constant within each hour and, given month and category, a product of an area part and an offence part.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from microsim.offences.offences import category_index
from microsim.offences.rhythm import WEEK_HOURS, normalised
from microsim.rates.fitted import FittedModel
from microsim.rates.rates import YEAR_DAYS
from microsim.sampling.cumulative_search import Lookup

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

YEAR_HOURS = YEAR_DAYS * 24.0
BELOW_ONE = 1 - 2.0**-40
"""The largest key within a group: group + key keeps so many bits for every number of a group."""


@dataclass(frozen=True)
class MonthTables:
    """Means and shares of one month under loading factors of 1.

    The cumulative table holds one run per (weekday, category), the g-th rising from g to g + 1, so that a
    single search for `group + uniform` finds the offence and hour of the right group.
    """

    area_rate: FloatArray
    """Crimes per year, trend included, shape (categories, areas)."""
    offence_weight: FloatArray
    """Share times rhythm of each offence, shape (168, offences)."""
    day_mean: FloatArray
    """Mean crimes of a day of each weekday, shape (7, cells)."""
    moment: Lookup
    """Shape (7 * offences * 24,); groups are (weekday, category)."""

    def find_moments(self, group: IntArray, uniform: FloatArray) -> tuple[IntArray, IntArray]:
        """Offence and hour of the day of each crime, drawn by uniform numbers.

        Args:
            group: weekday * categories + category.
        """
        key: FloatArray = np.minimum(uniform, BELOW_ONE)
        key += group
        place = self.moment.find(key)
        offence, hour = np.divmod(place % (self.offence_weight.shape[1] * 24), 24)
        return offence, hour


def make_tables(fitted: FittedModel, year: int, month: int) -> MonthTables:
    """The tables of the crimes of one month, 1 to 12."""
    weights = normalised(fitted.rhythm, *monthrange(year, month)) * fitted.shares[:, None]
    return tables_of(fitted.rates_of(year, month), weights, category_index(fitted.offences))


def tables_of(area_rate: FloatArray, weights: FloatArray, category: IntArray) -> MonthTables:
    """The tables of any incidents whose intensity is a product of an area part and a part of a type.

    Args:
        area_rate: incidents per year of each category, shape (categories, areas).
        weights: share times rhythm of each type, shape (types, 168).
        category: of each type, not descending, every category at least once.
    """
    categories = len(area_rate)
    starts = np.searchsorted(category, np.arange(categories))
    by_weekday = np.ascontiguousarray(weights.T.reshape(7, 24, -1).transpose(0, 2, 1)).reshape(7, -1)
    cumulative, day_weight = cumulative_shares(by_weekday, starts * 24)
    day_mean = day_weight[:, :, None] * (area_rate / YEAR_HOURS)
    return MonthTables(
        area_rate=area_rate,
        offence_weight=weights.T,
        day_mean=day_mean.reshape(7, -1),
        moment=Lookup(cumulative, day_weight.size),
    )


def cumulative_shares(weights: FloatArray, starts: IntArray) -> tuple[FloatArray, FloatArray]:
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


def hours_of_week(start: int, end: int) -> tuple[IntArray, FloatArray]:
    """Cut [start, end), minutes since 1970-01-01, at full hours: hour of the week and length in hours of each
    part."""
    number = np.arange(start // 60, (end - 1) // 60 + 1)
    begin = np.maximum(number * 60, start)
    stop = np.minimum((number + 1) * 60, end)
    return (number + EPOCH_HOUR) % WEEK_HOURS, (stop - begin) / 60.0


EPOCH_HOUR = 72
"""Hour of the week in which 1 January 1970, a Thursday, begins."""


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
