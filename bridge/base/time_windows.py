"""Time arithmetic of the coupling: exchange intervals and the windows they cut a run into.

A window is half open, so consecutive windows share no minute. These are pure functions that read no clock:
all times are naive British local time on whole hours, and every day has 24 hours.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Self

from bridge.errors import ScenarioError

HOUR = timedelta(hours=1)
_LONGEST = {"h": 744, "d": 31, "w": 4, "M": 1}
"""Largest count of each unit within a calendar month."""
_WORDS = {"h": "hour", "d": "day", "w": "week", "M": "month"}
_HOURS = {"h": 1, "d": 24, "w": 168}
_INTERVAL = re.compile(r"(\d+)\s*([hdwM])")


@dataclass(frozen=True, slots=True)
class Window:
    """One exchange's time [start, end): whole hours, at least one."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        for name, moment in (("start", self.start), ("end", self.end)):
            if moment.tzinfo is not None or moment.minute or moment.second or moment.microsecond:
                raise ScenarioError(
                    f"the {name} of a window must be a whole hour without time zone, got {moment}"
                )
        if self.end <= self.start:
            raise ScenarioError(f"a window must end after it starts, got {self}")

    @property
    def hours(self) -> int:
        """Number of hours, which is the number of ticks."""
        return (self.end - self.start) // HOUR

    def hour_starts(self) -> Iterator[datetime]:
        """The start of each hour, in order."""
        return (self.start + k * HOUR for k in range(self.hours))

    def __str__(self) -> str:
        return f"[{stamp(self.start)}, {stamp(self.end)})"


@dataclass(frozen=True, slots=True)
class Interval:
    """How often the two models exchange data: a count of hours, days, weeks or calendar months."""

    count: int
    unit: str

    @classmethod
    def parse(cls, text: str, what: str = "an exchange interval", months: int = 1) -> Self:
        """Read `1h` to `1M`, or to as many months as `months`; `what` names it in messages.

        Raises:
            ScenarioError: not a count and one of the units h, d, w, M, or longer than that.
        """
        found = _INTERVAL.fullmatch(text.strip())
        if found is None:
            raise ScenarioError(
                f"{what} is a count of hours, days, weeks or months such as '6h' or '1M', got {text!r}"
            )
        number, unit = int(found[1]), found[2]
        longest = _LONGEST[unit] * months
        if not 1 <= number <= longest:
            raise ScenarioError(f"{what} is at least '1h' and at most '{longest}{unit}', got {text!r}")
        return cls(number, unit)

    def boundary(self, start: datetime, k: int) -> datetime:
        """The end of window number `k` (from 1), counted from the start so that months do not drift.

        A month that lacks the start's day of the month ends on its last day: 31 January + 1 is 28 February,
        31 January + 2 is 31 March.
        """
        if self.unit == "M":
            return _add_months(start, k * self.count)
        return start + k * self.count * _HOURS[self.unit] * HOUR

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    def words(self) -> str:
        """For people: `day`, `6 hours`."""
        word = _WORDS[self.unit]
        return word if self.count == 1 else f"{self.count} {word}s"


def windows(start: datetime, end: datetime, interval: Interval) -> Iterator[Window]:
    """The windows of a run in order; they touch, cover [start, end), and the last is clipped to the end."""
    at = start
    for k in count(1):
        if at >= end:
            return
        until = min(interval.boundary(start, k), end)
        yield Window(at, until)
        at = until


def stamp(moment: datetime) -> str:
    """The moment as messages and files write it: `2018-07-01T00:00`."""
    return moment.isoformat(timespec="minutes")


def parse_moment(text: str, what: str = "date") -> datetime:
    """Read `2018-07-01`, `2018-07` (its first day) or `2018-07-01T14:00`.

    Raises:
        ScenarioError: no such date, or not a whole hour; the message names `what` and lists near dates.
    """
    clean = text.strip()
    if re.fullmatch(r"\d{4}-\d{2}", clean):
        clean += "-01"
    try:
        moment = datetime.fromisoformat(clean)
    except ValueError as error:
        near = " or ".join(repr(one) for one in _near_dates(clean))
        tail = f"did you mean {near}?" if near else "write it as '2018-07-01' or '2018-07-01T14:00'"
        raise ScenarioError(f"unknown {what} {text!r}; {tail}") from error
    if moment.tzinfo is not None:
        raise ScenarioError(f"the {what} is British local time without a time zone, got {text!r}")
    if moment.minute or moment.second or moment.microsecond:
        raise ScenarioError(f"the {what} must be a whole hour, got {text!r}")
    return moment


def _near_dates(text: str) -> list[str]:
    """Real dates that the digits of `text` may stand for: wrong day, order or separators."""
    numbers = [int(one) for one in re.findall(r"\d+", text)[:3]]
    if len(numbers) == 1 and len(text) == 8:
        numbers = [int(text[:4]), int(text[4:6]), int(text[6:])]
    if len(numbers) != 3:
        return []
    first, second, third = numbers
    orders = [(first, second, third), (first, third, second), (third, second, first), (third, first, second)]
    found: list[str] = []
    for year, month, day in orders:
        if 1900 <= year <= 2200 and 1 <= month <= 12 and 1 <= day <= 31:
            nearest = min(day, calendar.monthrange(year, month)[1])
            found.append(f"{year:04}-{month:02}-{nearest:02}")
    return list(dict.fromkeys(found))[:2]


def _add_months(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(
        year=year, month=month + 1, day=min(moment.day, calendar.monthrange(year, month + 1)[1])
    )
