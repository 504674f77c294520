"""Date patterns in the letters of Java's DateTimeFormatter: writing a moment by a pattern, and reading one.

English names, weeks from Sunday with the first of January in week 1. Reading is strict: widths, ranges and
days of the month must be right.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Final

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PARTS = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']", re.DOTALL)


class FormatError(ValueError):
    """A pattern that is not understood, or a text that does not fit its pattern."""


@cache
def _parts(pattern: str) -> tuple[tuple[str, int, str], ...]:
    """Letter and width of each field of a pattern; text in between has the letter ''."""
    found = []
    at = 0
    while at < len(pattern):
        match = _PARTS.match(pattern, at)
        if match is None:
            raise FormatError(f"unclosed quote in the pattern {pattern!r}")
        at = match.end()
        if match[2]:
            found.append((match[2], len(match[0]), ""))
        else:
            quoted = match[1]
            text = match[0] if quoted is None else quoted.replace("''", "'") or "'"
            found.append(("", 0, text))
    return tuple(found)


# --- writing ----------------------------------------------------------------------------------------------


def week_of_year(day: date) -> int:
    """Weeks from Sunday; the first may be short."""
    first = day.replace(month=1, day=1)
    return (day.timetuple().tm_yday - 1 + first.isoweekday() % 7) // 7 + 1


def _week_year(day: date) -> tuple[int, int]:
    """The year to which the week of a day belongs, and the week's number in it."""
    days_left = date(day.year, 12, 31).toordinal() - day.toordinal()
    saturday = 6 - day.isoweekday() % 7
    if days_left < saturday:
        return day.year + 1, 1
    return day.year, week_of_year(day)


def _year(year: int, width: int) -> str:
    return f"{year % 100:02d}" if width == 2 else f"{year:0{width}d}"


def _name(names: tuple[str, ...], index: int, width: int) -> str:
    return names[index][:3] if width <= 3 else names[index] if width == 4 else names[index][0]


def _month(t: datetime, width: int) -> str:
    return f"{t.month:0{width}d}" if width <= 2 else _name(MONTHS, t.month - 1, width)


def _quarter(t: datetime, width: int) -> str:
    quarter = (t.month + 2) // 3
    if width <= 2:
        return f"{quarter:0{width}d}"
    return f"Q{quarter}" if width == 3 else f"{('1st', '2nd', '3rd', '4th')[quarter - 1]} quarter"


def _day_name(t: datetime, width: int) -> str:
    return _name(DAYS, t.isoweekday() - 1, width)


def _local_day(t: datetime, width: int) -> str:
    return f"{t.isoweekday() % 7 + 1:0{width}d}" if width <= 2 else _day_name(t, width)


def _number(value: Callable[[datetime], int]) -> Callable[[datetime, int], str]:
    return lambda t, width: f"{value(t):0{width}d}"


_WRITERS: Final[dict[str, Callable[[datetime, int], str]]] = {
    "u": lambda t, width: _year(t.year, width),
    "y": lambda t, width: _year(t.year, width),
    "Y": lambda t, width: _year(_week_year(t)[0], width),
    "w": _number(lambda t: _week_year(t)[1]),
    "W": _number(lambda t: (t.day - 1 + t.replace(day=1).isoweekday() % 7) // 7 + 1),
    "M": _month,
    "L": _month,
    "Q": _quarter,
    "q": _quarter,
    "d": _number(lambda t: t.day),
    "D": _number(lambda t: t.timetuple().tm_yday),
    "F": _number(lambda t: (t.day - 1) % 7 + 1),
    "E": _day_name,
    "e": _local_day,
    "c": _local_day,
    "a": lambda t, width: "AM" if t.hour < 12 else "PM",
    "H": _number(lambda t: t.hour),
    "k": _number(lambda t: t.hour or 24),
    "h": _number(lambda t: t.hour % 12 or 12),
    "K": _number(lambda t: t.hour % 12),
    "m": _number(lambda t: t.minute),
    "s": _number(lambda t: t.second),
    "S": lambda t, width: f"{t.microsecond:06d}000"[:width].ljust(width, "0"),
    "n": _number(lambda t: t.microsecond * 1000),
    "A": _number(
        lambda t: ((t.hour * 60 + t.minute) * 60 + t.second) * 1000 + t.microsecond // 1000,
    ),
}


def written(moment: datetime, pattern: str) -> str:
    """A moment by a pattern.

    Raises:
        FormatError: a letter that is none.
    """
    texts = []
    for letter, width, text in _parts(pattern):
        if not letter:
            texts.append(text)
            continue
        writer = _WRITERS.get(letter)
        if writer is None:
            raise FormatError(f"Unknown pattern letter: {letter}")
        texts.append(writer(moment, width))
    return "".join(texts)


# --- reading ----------------------------------------------------------------------------------------------

_READABLE: Final = "uyMLdDHkhKmsSnaE"


def _expression(letter: str, width: int) -> str:
    if letter in "uy":
        return r"\d{2}" if width == 2 else rf"[-+]?\d{{{width},9}}" if width > 1 else r"-?\d{1,9}"
    if letter in "ML" and width > 2:
        names = [name[:3] if width == 3 else name for name in MONTHS]
        return "|".join(names)
    if letter == "E":
        names = [name[:3] if width <= 3 else name for name in DAYS]
        return "|".join(names)
    if letter == "a":
        return "AM|PM"
    if letter == "S":
        return rf"\d{{{width}}}"
    return r"\d+" if width == 1 else rf"\d{{{width}}}"


@cache
def _reader(pattern: str) -> tuple[re.Pattern[str], tuple[tuple[str, int], ...]]:
    expression, fields = "", []
    for letter, width, text in _parts(pattern):
        if not letter:
            expression += re.escape(text)
        elif letter in _READABLE:
            expression += f"({_expression(letter, width)})"
            fields.append((letter, width))
        else:
            raise FormatError(f"Unknown pattern letter: {letter}")
    return re.compile(expression), tuple(fields)


def fields_of(text: str, pattern: str) -> dict[str, int]:
    """The numbers of the fields in a text, by letter: u M d D H m s S (microseconds).

    Raises:
        FormatError: the text does not fit.
    """
    expression, letters = _reader(pattern)
    match = expression.fullmatch(text)
    if match is None:
        raise FormatError(f"expected {pattern!r}, got {text!r}")
    found: dict[str, int] = {}
    for (letter, width), part in zip(letters, match.groups(), strict=True):
        letter = {"y": "u", "L": "M"}.get(letter, letter)
        found[letter] = _read_field(letter, width, part)
    if "h" in found and "a" in found:
        found["H"] = found["h"] % 12 + 12 * found["a"]
    elif "k" in found:
        found["H"] = found["k"] % 24
    elif "K" in found and "a" in found:
        found["H"] = found["K"] + 12 * found["a"]
    return found


def _read_field(letter: str, width: int, part: str) -> int:
    if letter == "M" and width > 2:
        return [name[: len(part)] for name in MONTHS].index(part) + 1
    if letter == "E":
        return [name[: len(part)] for name in DAYS].index(part) + 1
    if letter == "a":
        return int(part == "PM")
    if letter == "S":
        return int(part[:6].ljust(6, "0"))
    if letter == "u" and width == 2:
        return 2000 + int(part)
    return int(part)
