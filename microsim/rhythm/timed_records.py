"""Crimes or calls with a time, from a file of whatever layout: their hour of the week in local time.

Dates are read as they are written in the United Kingdom unless told otherwise, and nothing is guessed:
01/07/2018 is 1 July, and a file in which that cannot be is refused. Times with an offset become local time.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
import pandas as pd

from common.reading import read_parquet, read_unpacked, read_whole
from common.tables import separator_of
from microsim.errors import DataError
from microsim.offences.offences import read_offences
from microsim.offences.rhythm import WEEK_HOURS
from microsim.reference.known_names import CATEGORIES, OLD_CATEGORIES, near, plain, shown
from microsim.reference.strict_tables import read_table, require_columns
from microsim.sources.sheets import read_sheets

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

LONDON = "Europe/London"
SLASHED = r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})"
CLOCK = r"(?:[ T,]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:\.\d+)?)?\s*([AaPp][Mm])?)?"
ISO = r"\d{4}-\d{2}-\d{2}"
HAS_CLOCK = r"\d[T ,]+\d{1,2}:?\d{2}"
OFFSET = r":\d{2}(?:\.\d+)?\s*(?:Z|[+-]\d{2}:?\d{2})\Z"
MIDNIGHT_EXCESS = 5.0
"""Records at exactly 00:00 that are so many times as many as those at another full hour have no time of
day."""

SHOWN_NAMES = 5


@dataclass(frozen=True)
class TimedRecords:
    """Records that have a local time of day and a category."""

    time: npt.NDArray[np.datetime64]
    """Naive local time."""
    category: IntArray | None
    """Position in `CATEGORIES`; None where all records are of one kind."""
    notes: tuple[str, ...]
    """What was left out, and how much of it."""

    def counts(self) -> FloatArray:
        """Records by category (one row where there is none) and hour of the week, shape (categories, 168)."""
        category = np.zeros(len(self.time), dtype=np.int64) if self.category is None else self.category
        rows = 1 if self.category is None else len(CATEGORIES)
        cell = category * WEEK_HOURS + hours_of_week(self.time)
        return np.bincount(cell, minlength=rows * WEEK_HOURS).reshape(rows, -1).astype(np.float64)

    def exposure(self) -> FloatArray:
        """How often each hour of the week came between the first and the last day, shape (168,)."""
        first, last = (self.time.min(), self.time.max())
        days = np.arange(first.astype("datetime64[D]"), last.astype("datetime64[D]") + 1)
        weekdays = np.bincount((days.astype(np.int64) + 3) % 7, minlength=7)
        return np.repeat(weekdays, 24).astype(np.float64)


def hours_of_week(time: npt.NDArray[np.datetime64]) -> IntArray:
    """The hour of the week of local times, 0 being Monday 00:00 to 01:00."""
    hours = time.astype("datetime64[h]").astype(np.int64)
    result: IntArray = (hours + 72) % WEEK_HOURS  # 1 January 1970 was a Thursday
    return result


def read_timed(
    path: Path,
    time: str,
    category: str | None = None,
    *,
    names: Mapping[str, str] | None = None,
    zone: str = LONDON,
    month_first: bool = False,
) -> TimedRecords:
    """Read records with a time.

    Args:
        path: `.csv` (or `.csv.gz`; commas, semicolons or tabs), `.xlsx`, `.ods` or `.parquet`.
        time: the column of times: ISO 8601, or 1/7/2018 13:45, or 1/7/18 1:45 pm.
        category: the column of categories; None takes all records as one kind.
        names: local name -> category of data.police.uk. Categories, offence codes and offence names of
            `data/offences.csv` need no translation.
        zone: time zone of local time, for times with an offset.
        month_first: 07/01/2018 is 1 July.

    Raises:
        DataError: a missing column, a time that is none, a category that is none of ours in `names`, or no
            record left.
    """
    table = _read(path)
    require_columns(list(table.columns), [time] if category is None else [time, category], path.name)
    texts = table[time].astype(str).str.strip()
    local, has_time = _local_times(texts, path, time, zone, month_first)
    notes = []
    kept = has_time & ~_midnights(local, has_time)
    if dropped := int((~has_time).sum()):
        notes.append(f"{dropped:,} records have a date and no time of day: left out")
    if dropped := int((has_time & ~kept).sum()):
        notes.append(f"{dropped:,} records at exactly 00:00, far more than at other full hours: left out")
    codes: IntArray | None = None
    if category is not None:
        codes, unknown = _categories(table[category], names or {})
        if unknown:
            notes.append(_unknown_note(unknown))
        kept &= codes >= 0
        codes = codes[kept]
    if not kept.any():
        raise DataError(f"{path.name}: expected records with time and category, got none; {'; '.join(notes)}")
    return TimedRecords(local[kept], codes, tuple(notes))


def read_names(path: Path) -> dict[str, str]:
    """Local names and the categories that they mean, from a CSV with the columns `name` and `category`.

    Raises:
        DataError: a category that is none of the 14, or a name twice.
    """
    table = read_table(path, ("name", "category"))
    result: dict[str, str] = {}
    for row, (name, category) in enumerate(zip(table["name"], table["category"], strict=True), start=2):
        if plain(category) not in CATEGORIES:
            raise DataError(
                f"{path.name}: row {row}, column 'category': expected a category, got {shown(category)}"
                f"{near(category, CATEGORIES)}"
            )
        if plain(name) in result:
            raise DataError(f"{path.name}: row {row}: expected each name once, got {shown(name)} again")
        result[plain(name)] = plain(category)
    return result


def _read(path: Path) -> pd.DataFrame:
    """All columns as texts."""
    try:
        if path.suffix.lower() == ".parquet":
            frame: pd.DataFrame = read_parquet(path).astype(str)
            return frame
        if path.suffix.lower() in (".xlsx", ".ods", ".xls"):
            return _first_sheet(path)
        content = read_unpacked(path)
        header = content[: content.find(b"\n") + 1 or None].decode("utf-8-sig", errors="replace")
        separator = separator_of(header)
        for encoding in ("utf-8-sig", "cp1252"):  # the second is what Excel writes in the UK
            with suppress(UnicodeDecodeError):
                return pd.read_csv(
                    io.BytesIO(content), encoding=encoding, sep=separator, dtype=str, keep_default_na=False
                )
        raise ValueError("neither UTF-8 nor Windows-1252")
    except (OSError, ValueError, ImportError) as error:
        raise DataError(f"{path}: expected a table of records ({error})") from error


def _first_sheet(path: Path) -> pd.DataFrame:
    sheets = read_sheets(read_whole(path), path.name)
    header, *rows = next(iter(sheets.values()), []) or [[]]
    return pd.DataFrame(rows, columns=header, dtype=str)


def _local_times(
    texts: pd.Series[str], path: Path, column: str, zone: str, month_first: bool
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.bool_]]:
    """Local times, and which of them have a time of day."""
    empty = texts.isin(["", "nan", "None", "NaT", "<NA>"])
    iso = texts.str.match(ISO)
    slashed = texts.str.fullmatch(SLASHED + CLOCK)
    times = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[ns]")
    if iso.any():
        times[iso] = _iso_times(texts[iso], zone, path, column)
    if slashed.any():
        times[slashed] = _slashed_times(texts[slashed], month_first)
    wrong = np.flatnonzero((times.isna() & ~empty).to_numpy())
    if len(wrong):
        value = texts.iloc[wrong[:1]]
        swapped = slashed.iloc[wrong[0]] and bool(_slashed_times(value, not month_first).notna().all())
        hint = f"; {'without' if month_first else 'with'} --month-first it is one" if swapped else ""
        raise DataError(
            f"{path.name}: row {wrong[0] + 2}, column {column!r}: expected a time like 01/07/2018 13:45 or "
            f"2018-07-01T13:45, got {shown(value.iloc[0])}{hint}"
        )
    has_time = texts.str.contains(HAS_CLOCK, regex=True) & ~empty
    return times.to_numpy("datetime64[m]"), has_time.to_numpy(dtype=bool)


def _iso_times(texts: pd.Series[str], zone: str, path: Path, column: str) -> pd.Series[pd.Timestamp]:
    offset = texts.str.contains(OFFSET, regex=True)
    result = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[ns]")
    plain_times = texts[~offset].str.replace(r"\s+", "T", n=1, regex=True)
    result[~offset] = pd.to_datetime(plain_times, format="ISO8601", errors="coerce")
    if offset.any():
        try:
            local = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise DataError(f"expected a time zone such as {LONDON}, got {zone!r}") from error
        absolute = pd.to_datetime(
            texts[offset]
            .str.replace(r"\s+", "", regex=True)
            .str.replace(r"^(.{10})(\d)", r"\1T\2", regex=True),
            format="ISO8601",
            errors="coerce",
            utc=True,
        )
        result[offset] = absolute.dt.tz_convert(local).dt.tz_localize(None)
    return result


def _slashed_times(texts: pd.Series[str], month_first: bool) -> pd.Series[pd.Timestamp]:
    parts = texts.str.extract(f"^{SLASHED}{CLOCK}$")
    first, second = (pd.to_numeric(parts[number]) for number in (0, 1))
    month, day = (first, second) if month_first else (second, first)
    year = pd.to_numeric(parts[2])
    year = year.where(year >= 100, year + 2000)
    hour, minute = (pd.to_numeric(parts[number]).fillna(0) for number in (3, 4))
    after_noon = parts[6].str.lower()
    hour = hour.where(after_noon.isna() | (hour != 12), 0) + 12 * (after_noon == "pm")
    fields = pd.DataFrame({"year": year, "month": month, "day": day, "hour": hour, "minute": minute})
    fields = fields.where((hour < 24) & (minute < 60))
    return pd.to_datetime(fields, errors="coerce")


def _midnights(time: npt.NDArray[np.datetime64], has_time: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which records stand at exactly 00:00, if these are too many to be believed."""
    minute = time.astype("datetime64[m]").astype(np.int64) % 1440
    full = np.bincount(minute[has_time & (minute % 60 == 0)] // 60, minlength=24)
    midnight: npt.NDArray[np.bool_] = has_time & (minute == 0)
    others = np.delete(full, 0).max(initial=0)
    every_hour_is_full = (minute[has_time] % 60 == 0).all()
    if every_hour_is_full or full[0] <= MIDNIGHT_EXCESS * max(others, 1):
        return np.zeros(len(time), dtype=bool)
    return midnight


def _categories(column: pd.Series[str], names: Mapping[str, str]) -> tuple[IntArray, Counter[str]]:
    """The category of each record, -1 where it is none, and how often each unknown name occurs."""
    offences = read_offences()
    known = {name: name for name in CATEGORIES} | dict(OLD_CATEGORIES)
    for column_of in ("code", "description"):
        known |= dict(zip(offences[column_of].map(plain), offences["category"], strict=True))
    known |= {plain(name): plain(category) for name, category in names.items()}
    codes, levels = pd.factorize(column.astype(str))
    of_level = [known.get(plain(level)) for level in levels]
    place = np.array([-1 if one is None else CATEGORIES.index(one) for one in of_level], dtype=np.int64)
    times = np.bincount(codes, minlength=len(levels))
    unknown = {
        str(level): int(n) for level, one, n in zip(levels, of_level, times, strict=True) if one is None
    }
    return place[codes], Counter(unknown)


def _unknown_note(unknown: Counter[str]) -> str:
    listed = ", ".join(f"{shown(name)} ({count:,})" for name, count in unknown.most_common(SHOWN_NAMES))
    more = f" and {len(unknown) - SHOWN_NAMES} more" if len(unknown) > SHOWN_NAMES else ""
    return (
        f"{unknown.total():,} records of unknown categories left out: {listed}{more}; name their categories "
        f"in a file with the columns name and category, and give it with --names"
    )
