"""The `time` extension's value: a date with time, a date, or a day of any year, and its arithmetic.

A LogoTime that is anchored to ticks moves with the world's clock. Days of a year count in the leap year
2000, as in NetLogo. Units of time are words such as "day" or "months".
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from netlogo.errors import LogoError
from netlogo.extensions.base import ExtensionObject, failure
from netlogo.extensions.time.format import FormatError, fields_of, week_of_year, written

DATE_TIME, DATE, DAY = "DateTime", "Date", "DayDate"
_PATTERNS: Final = {DATE_TIME: "uuuu-MM-dd HH:mm:ss.SSS", DATE: "uuuu-MM-dd", DAY: "MM-dd"}
_TIME_LETTERS: Final = frozenset("HhSsKkm")
_YEAR_OF_DAYS = 2000
_SECOND = 1000.0
_MILLIS: Final = {
    "Week": 7 * 24 * 3600 * _SECOND,
    "Day": 24 * 3600 * _SECOND,
    "DayOfYear": 24 * 3600 * _SECOND,
    "Hour": 3600 * _SECOND,
    "Minute": 60 * _SECOND,
    "Second": _SECOND,
    "Milli": 1.0,
}
_UNITS: Final = {
    "milli": "Milli", "second": "Second", "minute": "Minute", "hour": "Hour", "day": "Day", "dayofmonth":
    "Day", "dom": "Day", "dayofyear": "DayOfYear", "doy": "DayOfYear", "julianday": "DayOfYear", "jday":
    "DayOfYear", "dayofweek": "DayOfWeek", "dow": "DayOfWeek", "weekday": "DayOfWeek", "wday": "DayOfWeek",
    "week": "Week", "month": "Month", "year": "Year",
}  # fmt: skip


def unit(word: str) -> str:
    """The unit of time that a word names, in singular or plural.

    Raises:
        LogoError: it names none.
    """
    plain = word.strip().lower().removesuffix("s")
    found = _UNITS.get(plain)
    if found is None:
        raise failure(f"expected a unit of time such as second, day or month, got {word!r}")
    return found


class LogoTime(ExtensionObject):
    """A moment of one of the three kinds; `fraction` says that the pattern ends in up to three digits of a
    second.
    """

    extension = "time"
    type_word = "logotime"
    type_name = "org.nlogo.extensions.time.datatypes.LogoTime"

    def __init__(self, kind: str, moment: datetime, pattern: str = "", fraction: bool = False) -> None:
        self.kind = kind
        self._moment = moment
        self.pattern = pattern or _PATTERNS[kind]
        self._fraction = fraction
        self._ticks: Callable[[], float] | None = None
        self._anchor = (moment, 1.0, "Day")

    @property
    def moment(self) -> datetime:
        """The moment as it is now; a date is its midnight."""
        if self._ticks is not None:
            start, amount, word = self._anchor
            self._moment = _later(self.kind, start, self._ticks() * amount, word)
        return self._moment

    def anchored(self, amount: float, word: str, ticks: Callable[[], float]) -> LogoTime:
        """A copy that moves by `amount` units a tick."""
        if word == "DayOfWeek":
            raise failure("DayOfWeek type is not a supported tick type")
        copy = self.copied()
        copy._anchor = (copy._moment, amount, word)
        copy._ticks = ticks
        return copy

    def copied(self) -> LogoTime:
        """The moment as it is now, not anchored."""
        return LogoTime(self.kind, self.moment, self.pattern, self._fraction)

    def reference(self) -> str:
        return self.content(True)

    def content(self, exporting: bool) -> str:
        text = written(self.moment, self.pattern)
        if self._fraction:
            text += f"{self.moment.microsecond // 1000:03d}".rstrip("0") or "0"
        return text

    def plus(self, amount: float, word: str) -> LogoTime:
        """The moment some units later, with the usual pattern of its kind."""
        return LogoTime(self.kind, _later(self.kind, self.moment, amount, word))

    def get(self, word: str) -> float:
        """One part of the moment; Monday is day 1 of the week."""
        t = self.moment
        parts = {
            "Milli": t.microsecond // 1000,
            "Second": t.second,
            "Minute": t.minute,
            "Hour": t.hour,
            "Day": t.day,
            "DayOfYear": t.timetuple().tm_yday,
            "DayOfWeek": t.isoweekday(),
            "Week": week_of_year(t),
            "Month": t.month,
            "Year": t.year,
        }
        return float(parts[word])

    def require_kind_of(self, others: tuple[LogoTime, ...], subject: str = "LogoTime's") -> None:
        """Refuse to compare moments of different kinds."""
        if all(other.kind == self.kind for other in others):
            return
        kinds = [f"a {time.kind}" for time in (self, *others)]
        listed = " and ".join(kinds) if len(kinds) == 2 else f"{kinds[0]}, {kinds[1]}, and {kinds[2]}"
        raise failure(
            f"time comparisons only work if the {subject} are the same variety, but you called with {listed}"
        )

    def until(self, end: LogoTime, word: str) -> float:
        """How many units there are to another moment; whole months and years."""
        self.require_kind_of((end,), "LogoTimes")
        suffix = "is not supported by the time:difference-between primitive"
        if word == "Year" and self.kind == DAY:
            raise failure(f"Year type {suffix} with LogoTimes of type DAY")
        if word in ("Year", "Month"):
            months = _whole_months(self.moment, end.moment)
            years = int(months / 12)
            return float(years if word == "Year" else months - 12 * years)
        if word not in _MILLIS:
            raise failure(f"{word} coding type {suffix}")
        return ((end.moment - self.moment) // timedelta(milliseconds=1)) / _MILLIS[word]

    def is_between(self, one: LogoTime, other: LogoTime) -> bool:
        """Whether it lies between two moments in any order, ends included. Days of a year given backwards
        span the new year in NetLogo's own way.
        """
        one.require_kind_of((other,))
        first, last = sorted((one.moment, other.moment))
        self.require_kind_of((one, other))
        if self.kind == DAY and first != one.moment:
            return self.moment < other.moment or self.moment in (first, last)
        return first <= self.moment <= last


def _later(kind: str, start: datetime, amount: float, word: str) -> datetime:
    """`start` some units later; days of a year stay in the year 2000."""
    if word in ("Month", "Year"):
        number = int((amount + 0.5) // 1)
        result = _add_months(start, number if word == "Month" else 12 * number)
    elif word in _MILLIS:
        try:
            result = start + timedelta(milliseconds=int(amount * _MILLIS[word]))
        except OverflowError as error:
            raise failure("expected a year from 1 to 9999") from error
    else:
        raise failure(f"{word} type is not supported by the time:plus primitive")
    if kind != DATE_TIME:
        result = result.replace(hour=0, minute=0, second=0, microsecond=0)
    return result.replace(year=_YEAR_OF_DAYS) if kind == DAY else result


def _add_months(start: datetime, number: int) -> datetime:
    months = start.year * 12 + start.month - 1 + number
    year, month = months // 12, months % 12 + 1
    if not 1 <= year <= 9999:
        raise failure("expected a year from 1 to 9999")
    return start.replace(year=year, month=month, day=min(start.day, calendar.monthrange(year, month)[1]))


def _whole_months(start: datetime, end: datetime) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month
    days = end.day - start.day
    if months > 0 and days < 0:
        return months - 1
    return months + 1 if months < 0 and days > 0 else months


# --- reading ----------------------------------------------------------------------------------------------


def _unreadable(text: str, pattern: str | None) -> LogoError:
    given = "None" if pattern is None else f"Some({pattern})"
    return failure(f"Extension could not parse input: {text} and {given}")


def read_time(text: str) -> LogoTime:
    """A moment from `2000-01-02 03:04:05.678` or a shorter form; `now` or nothing is the present.

    Raises:
        LogoError: the text is no moment.
    """
    plain = text.replace("T", " ").replace("/", "-")
    if plain in ("", "now"):
        now = datetime.now()
        return LogoTime(DATE_TIME, now.replace(microsecond=now.microsecond // 1000 * 1000))
    day, *times = [part.strip() for part in plain.split(" ")]
    if len(times) > 1 or "-" not in plain or (not times and ":" in plain):
        raise failure(f"Invalid string fragment: {plain.replace(' ', 'T')}")
    date_text = _padded_date(day)
    if times:
        kind, full = DATE_TIME, f"{date_text} {_padded_time(times[0])}"
    else:
        kind, full = (DAY if len(plain) < 6 else DATE), date_text
    try:
        return LogoTime(kind, _moment(kind, fields_of(full, _PATTERNS[kind])))
    except ValueError as error:
        raise _unreadable(full.replace(" ", "T"), None) from error


def _padded_date(text: str) -> str:
    parts = text.split("-")
    if len(parts) == 3 or (len(parts) == 2 and len(text) < 6):
        return "-".join([part.rjust(2, "0") for part in parts])
    raise failure("Illegal Date String(DateTime Error)")


def _padded_time(text: str) -> str:
    parts = text.split(":")
    if len(parts) > 3 or any(len(part) > 2 for part in parts[:2]):
        raise failure(f"Invalid Time String: {text}")
    hour, minute, second = [*parts, "0", "0"][:3]
    whole, _, fraction = second.partition(".")
    if len(whole) > 2:
        raise failure("Illegal Second String")
    clock = [part.rjust(2, "0") for part in (hour, minute, whole)]
    return f"{':'.join(clock)}.{fraction[:3].ljust(3, '0')}"


def read_time_as(text: str, pattern: str) -> LogoTime:
    """A moment from a text in a pattern of Java's; its letters say of which kind it is.

    Raises:
        LogoError: the text does not fit the pattern.
    """
    letters = set(pattern)
    kind = DATE_TIME if letters & _TIME_LETTERS else DATE if letters & {"y", "Y"} else DAY
    plain = text.replace("T", " ").replace("Y", "y")
    java = pattern.replace("Y", "u").replace("y", "u")
    fraction = pattern.endswith("S") and pattern.count("S") < 4
    microseconds = 0
    try:
        body = plain
        if fraction:
            java = java.replace("S", "")
            body = plain.rstrip("0123456789")
            digits = plain[len(body) :]
            if not 1 <= len(digits) <= 3:
                raise FormatError("expected one to three digits of a second")
            microseconds = int(digits.ljust(6, "0"))
        fields = {"S": microseconds, **fields_of(body, java)} if fraction else fields_of(body, java)
        return LogoTime(kind, _moment(kind, fields), java, fraction)
    except ValueError as error:
        raise _unreadable(plain, pattern) from error


def _moment(kind: str, fields: dict[str, int]) -> datetime:
    """The moment of fields; raises ValueError where a needed one is missing or out of range."""
    year = _YEAR_OF_DAYS if kind == DAY else fields.get("u", 0)
    if "D" in fields and "d" not in fields:
        day = datetime(year, 1, 1) + timedelta(days=fields["D"] - 1)
        if day.year != year:
            raise ValueError("no such day of the year")
    else:
        day = datetime(year, fields.get("M", 0), fields.get("d", 0))
    if kind != DATE_TIME:
        return day
    if "H" not in fields or ("m" not in fields and ("s" in fields or "S" in fields)):
        raise ValueError("no hour or minute")
    clock = (fields["H"], fields.get("m", 0), fields.get("s", 0), fields.get("S", 0))
    return day.replace(hour=clock[0], minute=clock[1], second=clock[2], microsecond=clock[3])
