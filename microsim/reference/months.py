"""Months as texts `YYYY-MM`: parsing, bounds, days, and how they are listed in a sentence."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import datetime

from microsim.errors import DataError


def parse_months(text: str) -> tuple[str, ...]:
    """Months from a text such as `2018-04..2019-03` or `2016-07,2017-07`.

    Raises:
        DataError: a part is no month, or a range ends before it begins.
    """
    found: list[str] = []
    for part in text.split(","):
        first, dots, last = (piece.strip() for piece in part.partition(".."))
        if dots and not (first and last):
            raise DataError(f"expected a range of months with both ends, got {part.strip()!r}")
        month, end = month_bounds(first)[0], month_bounds(last or first)[0]
        if end < month:
            raise DataError(f"expected a range of months that goes forward, got {part.strip()!r}")
        while month <= end:
            found.append(f"{month:%Y-%m}")
            month = month_bounds(found[-1])[1]
    return tuple(found)


def month_bounds(month: str) -> tuple[datetime, datetime]:
    """The first moment of a month `YYYY-MM` and that of the next month.

    Raises:
        DataError: the text is no month.
    """
    try:
        begin = datetime.strptime(month, "%Y-%m")
    except ValueError as error:
        raise DataError(f"expected a month YYYY-MM, got {month!r}") from error
    return begin, datetime(begin.year + begin.month // 12, begin.month % 12 + 1, 1)


def month_number(month: str) -> int:
    """Months since the year 0, so that the difference of two is the months between them."""
    return int(month[:4]) * 12 + int(month[5:]) - 1


def month_days(month: str) -> int:
    """The days of a month."""
    return monthrange(int(month[:4]), int(month[5:]))[1]


def spans(months: Iterable[str]) -> str:
    """Months in a sentence, those that follow each other as one span: `2018-04 to 2018-06, 2019-01`."""
    runs: list[list[str]] = []
    for month in sorted(set(months)):
        if runs and month_number(month) == month_number(runs[-1][-1]) + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)
