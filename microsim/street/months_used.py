"""Which months rates are fitted on: those that are wanted, without those that cannot be whole.

A force's file of a month may be a stub: a system was changed, or the month was sent in later. Fitted as it
is, it makes that month of every year empty. So a month is doubtful if it has far fewer rows than the months
around it, or lacks a category that they have many of, or has far fewer crimes than the Home Office counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

import numpy as np
import pandas as pd

from microsim.errors import DataError
from microsim.reference.known_names import ASB, CATEGORIES
from microsim.reference.months import month_days, month_number, parse_months, spans
from microsim.street.source_report import DataReport
from microsim.street.street_crimes import CrimeData

SHARE = 0.25
"""A month is doubtful below this part of what is usual."""

AROUND = 12
"""Months before and after that are compared."""

USUAL = 0.75
"""What is usual is this quantile of the months around: stubs may be most of them."""

ENOUGH, ENOUGH_FOR_NONE = 20.0, 7.0
"""Rows to be expected for a month with few to be doubtful, and for one with none: else it may be chance."""

ENOUGH_OF_CATEGORY = 30.0
"""Crimes of a category to be expected for a month without any to be doubtful."""

FAR_MONTHS = 12
"""A period that begins later than so many months after the last one fitted is far beyond it."""


@dataclass(frozen=True)
class MonthChoice:
    """Which of the months that were read are wanted.

    Attributes:
        leave_out: months not to use, for example those of the pandemic.
        keep_doubtful: use doubtful months as well.
    """

    leave_out: tuple[str, ...] = ()
    keep_doubtful: bool = False


def choose(
    data: CrimeData, choice: MonthChoice, doubtful: Mapping[str, str] | None = None
) -> tuple[CrimeData, list[str]]:
    """The data of the months to fit on, and notes on what was left out and why.

    Args:
        doubtful: month -> why; None is `doubtful_months(data.report)`.

    Raises:
        DataError: no month is left.
    """
    doubts = doubtful_months(data.report) if doubtful is None else doubtful
    notes = []
    wanted = data.months
    kept = [month for month in wanted if month not in choice.leave_out]
    if not kept:
        raise DataError(f"expected some month to fit on, but {spans(wanted)} are all left out")
    if choice.leave_out:
        out = [month for month in wanted if month not in kept]
        notes.append(
            f"left out as asked: {spans(out)}" if out else f"nothing of {spans(choice.leave_out)} was read"
        )
    mine = {month: doubts[month] for month in kept if month in doubts}
    if mine:
        said = "; ".join(f"{month} ({why})" for month, why in mine.items())
        whole = [month for month in kept if month not in mine]
        if choice.keep_doubtful:
            notes.append(f"months that cannot be whole, kept as asked: {said}")
        elif not whole:
            notes.append(f"months that cannot be whole, kept because there are no others: {said}")
        else:
            notes.append(f"months that cannot be whole, left out (--keep-doubtful keeps them): {said}")
            kept = whole
    return data.select(kept), notes


def wanted_months(months: Sequence[str], text: str | None) -> tuple[str, ...]:
    """Those of the months read that a text such as `2018-04..2019-03` names; all for None or no text.

    Raises:
        DataError: a part is no month, or none of them was read.
    """
    if not text:
        return tuple(months)
    named = parse_months(text)
    found = tuple(month for month in months if month in named)
    if not found:
        raise DataError(f"expected months among {spans(months)}, got {text!r}")
    return found


def doubtful_months(report: DataReport, recorded: pd.Series[float] | None = None) -> dict[str, str]:
    """Months of a source that cannot be whole, and why.

    Args:
        recorded: crimes a day that the Home Office counted of this force, by month `YYYY-MM`, for the months
            whose financial year is known.
    """
    found = _few(report.rows_by_month)
    for month, names in missing_categories(report.crimes).items():
        found.setdefault(month, f"no {', '.join(names)}, of which the months around have many")
    for month, crimes in report.crimes.items():
        if recorded is None or month not in recorded.index or month in found:
            continue
        number = sum(crimes) - crimes[CATEGORIES.index(ASB)]
        expected = float(recorded[month]) * month_days(month)
        if expected >= ENOUGH and number < SHARE * expected:
            found[month] = f"{number:,} crimes, where the Home Office counted about {expected:,.0f}"
    return dict(sorted(found.items()))


def _few(rows: Mapping[str, int]) -> dict[str, str]:
    """Months with far fewer rows than those around them."""
    found: dict[str, str] = {}
    numbers = {month: month_number(month) for month in rows}
    per_day = {month: number / month_days(month) for month, number in rows.items()}
    while True:
        others = [month for month in rows if month not in found]
        new = {}
        for month in others:
            expected = _usual(month, others, numbers, per_day) * month_days(month)
            enough = expected >= (ENOUGH if rows[month] else ENOUGH_FOR_NONE)
            if enough and rows[month] < SHARE * expected:
                new[month] = f"{_rows(rows[month])}, where the months around have about {expected:,.0f}"
        if not new:
            return found
        found |= new


def _rows(number: int) -> str:
    return f"{number:,} row{'s' * (number != 1)}" if number else "no row"


def _usual(
    month: str, months: Sequence[str], numbers: Mapping[str, int], per_day: Mapping[str, float]
) -> float:
    """Rows a day that are usual around a month, the month itself left out."""
    others = [one for one in months if one != month]
    near = [one for one in others if abs(numbers[one] - numbers[month]) <= AROUND] or others
    if not near:
        return 0.0
    ordered = sorted(per_day[one] for one in near)
    return ordered[max(ceil(USUAL * len(ordered)) - 1, 0)]  # the quantile of the steps


def missing_categories(crimes: Mapping[str, list[int]]) -> dict[str, list[str]]:
    """Categories without a crime in a month of which the months before and after have many.

    Both sides have to have many where there are both: a force that ceases to publish a category is no fault
    of one month.
    """
    months = sorted(crimes)
    if not months:
        return {}
    counts = np.array([crimes[month] for month in months], dtype=np.float64).reshape(len(months), -1)
    found: dict[str, list[str]] = {}
    for index, month in enumerate(months):
        if counts[index].all():
            continue
        sides = [counts[max(index - 3, 0) : index], counts[index + 1 : index + 4]]
        medians = [np.median(side, axis=0) for side in sides if len(side)]
        if not medians or not counts[index].sum():
            continue
        least = np.min(medians, axis=0)
        for category in np.flatnonzero((counts[index] == 0) & (least >= ENOUGH_OF_CATEGORY)):
            found.setdefault(month, []).append(CATEGORIES[category])
    return found


def period_notes(months: Iterable[str], start: datetime, end: datetime) -> list[str]:
    """What a reader should know about a simulated period, given the months that were fitted.

    Args:
        end: the first moment after the period.
    """
    fitted = sorted(set(months))
    first, last = (start.year * 12 + start.month - 1), (end.year * 12 + end.month - 1)
    if (end.day, end.hour, end.minute) == (1, 0, 0):
        last -= 1
    numbers = {month_number(month) for month in fitted}
    period = range(first, last + 1)
    inside = [number for number in period if number in numbers]
    if inside:
        whole = "the period lies" if len(inside) == len(period) else f"{len(inside)} of its months lie"
        return [f"{whole} within the months that the rates were fitted on ({spans(fitted)}): not a forecast"]
    beyond = first - max(numbers)
    if beyond > FAR_MONTHS:
        return [
            f"the period begins {beyond} months after the last month that the rates were fitted on "
            f"({fitted[-1]}): levels may have changed since"
        ]
    before = min(numbers) - last
    if before > FAR_MONTHS:
        return [
            f"the period ends {before} months before the first month that the rates were fitted on "
            f"({fitted[0]}): levels may have been others"
        ]
    return []
