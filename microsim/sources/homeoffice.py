"""Recorded offences by police force, from the Home Office's open data tables.

Reads the CSV of 2017/18 or a spreadsheet with a sheet per year into counts by force and offence; bodies
without territory are left out. The only module that knows the layouts of these tables.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

from common.tables import separator_of
from microsim.errors import DataError
from microsim.reference.forces import Force, territorial
from microsim.reference.known_names import known, near, shown
from microsim.reference.strict_tables import decode, read_bytes
from microsim.sources.sheets import read_sheets
from microsim.storage.packaged_data import HOME_OFFICE_2018, sample_path

COLUMNS: dict[str, str] = {
    "financial year": "year",
    "force name": "force",
    "offence code": "code",
    "offence description": "description",
    "number of offences": "count",
    "offence count": "count",
    "financial quarter": "quarter",
}
"""The used columns of both layouts, in lower case with blanks for underscores, and their names here."""

OURS = ("year", "force", "code", "description", "count")
QUARTER = "quarter"
"""A column that may be missing."""

PARTIAL = 0.5
"""A year with less than this part of the offences of the others is no whole one."""

ENOUGH = 1000
"""Offences a year that the others need for that."""

NOT_IN_STREET = re.compile(r"5[1-3]|NFIB|AF|CIFAS|UKF", re.IGNORECASE)
"""Codes of fraud, which police.uk does not place."""

NOTE = re.compile(r"\s*[\[(]\s*notes?\b[^\])]*[\])]\s*\Z", re.IGNORECASE)
ZIP = b"PK\x03\x04"
"""How both kinds of spreadsheet begin."""

THOUSANDS = r"(?<=\d),(?=\d{3}(?:\D|$))"
"""A comma in 1,234."""

UNKNOWN = "unknown"
NOT_KNOWN = r"-|\.\.|:|\[[a-z]\]"
"""How a published table writes a number that is none, or is not available; counted as no offence."""

HEADER_BYTES = 1 << 16
HEADER_ROWS = 30
"""How far down a table its header may stand, below titles and notes."""

Table = dict[str, Sequence[object]]
V = TypeVar("V")
W = TypeVar("W")


@cache
def packaged_recorded() -> Recorded:
    """The offences of 2017/18 inside the packaged sample."""
    return read_recorded(sample_path(HOME_OFFICE_2018))


def packaged_counts() -> pd.DataFrame:
    """The counts of 2017/18 inside the packaged sample, as `read_counts` gives them."""
    return packaged_recorded().counts


@dataclass(frozen=True)
class Recorded:
    """Recorded offences of the territorial forces in one financial year.

    Attributes:
        counts: columns `force` (as in `forces.csv`, Home Office spelling), `code`, `description`, `count`
            (may be negative: a correction), one row per force, offence and quarter.
        year: for example "2019/20", as the table spells it.
        quarters: how many quarters of the year the table has; 4 where it does not say.
        notes: which year was taken, and which were not whole.
    """

    counts: pd.DataFrame
    year: str
    quarters: int
    notes: tuple[str, ...]

    def crimes_per_day(self, force: Force) -> pd.Series[float]:
        """Crimes of one force but fraud, per day, for the twelve months `YYYY-MM` of the year.

        Empty where the table has only a part of the year, or nothing of the force.
        """
        counts = self.counts[self.counts["force"] == force.home_office]
        counts = counts[~counts["code"].str.match(NOT_IN_STREET)]
        if self.quarters < 4 or counts.empty or not re.match(r"\d{4}", self.year):
            return pd.Series(dtype=float)
        first = int(self.year[:4])
        months = [f"{first}-{month:02}" for month in range(4, 13)]
        months += [f"{first + 1}-{month:02}" for month in range(1, 4)]
        return pd.Series(max(float(counts["count"].sum()), 0.0) / 365, index=months)


def read_recorded(path: Path, year: str | None = None) -> Recorded:
    """Recorded offences of one financial year.

    Args:
        path: a `.csv`, `.ods` or `.xlsx` table; its content decides, not its name.
        year: for example "2019/20"; None takes the latest year of the table that is whole: that has as many
            quarters as any, and not far fewer offences than the others.

    Raises:
        DataError: no table with the needed columns, a count that is no whole number, or no such year.
    """
    content = read_bytes(path)
    sheets = _sheets(content, path.name) if content.startswith(ZIP) else [_csv(content, path.name)]
    frame = pd.concat([_frame(columns, where) for where, columns in sheets], ignore_index=True)
    return _of_year(_territorial(frame, path.name), year, path.name)


def read_counts(path: Path, year: str | None = None) -> pd.DataFrame:
    """The counts of `read_recorded` alone."""
    return read_recorded(path, year).counts


def _csv(content: bytes, name: str) -> tuple[str, Table]:
    text = decode(content, name)
    lines = text[:HEADER_BYTES].splitlines()[:HEADER_ROWS]
    above = next((row for row, line in enumerate(lines) if _has_columns(_header(line))), 0)
    header = _header(lines[above]) if lines else []
    chosen = _columns(header)
    if not set(OURS) <= set(chosen.values()):
        raise _no_columns(name, "" if header else "an empty file", header)
    options = pacsv.ConvertOptions(
        include_columns=list(chosen), column_types=dict.fromkeys(chosen, pa.string())
    )
    try:
        table = pacsv.read_csv(
            io.BytesIO(content),
            read_options=pacsv.ReadOptions(skip_rows=above),
            parse_options=pacsv.ParseOptions(delimiter=separator_of(lines[above])),
            convert_options=options,
        )
    except pa.ArrowInvalid as error:
        raise DataError(f"{name}: expected comma-separated values ({error})") from error
    return f"{name}: row {above + 2}", {ours: _listed(table[theirs]) for theirs, ours in chosen.items()}


def _listed(column: pa.ChunkedArray) -> list[object]:
    """The values of a column, of which most are alike: each text is made once."""
    coded = column.combine_chunks().dictionary_encode()
    texts = [*coded.dictionary.to_pylist(), None]
    return [texts[code] for code in coded.indices.fill_null(len(texts) - 1).to_pylist()]


def _header(line: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator_of(line)), [])


def _has_columns(header: Sequence[str]) -> bool:
    return set(OURS) <= set(_columns(header).values())


def _sheets(content: bytes, name: str) -> list[tuple[str, Table]]:
    """Every sheet with the needed columns; the others are titles, contents and notes."""
    rows_by_sheet = read_sheets(content, name)
    found = []
    for sheet, rows in rows_by_sheet.items():
        for number, header in enumerate(rows[:HEADER_ROWS]):
            chosen = _columns(header)
            if _has_columns(header):
                place = {ours: header.index(theirs) for theirs, ours in chosen.items()}
                body = [row for row in rows[number + 1 :] if any(row)]
                columns: Table = {ours: [row[index] for row in body] for ours, index in place.items()}
                found.append((f"{name}: sheet {sheet!r}, row {number + 2}", columns))
                break
    if not found:
        raise _no_columns(name, f"sheets {', '.join(map(repr, rows_by_sheet))} without them", [])
    return found


def _columns(header: Sequence[str]) -> dict[str, str]:
    """Published name -> our name, for the columns that are used."""
    plain = {name: name.strip().replace("_", " ").lower() for name in header}
    return {name: COLUMNS[text] for name, text in plain.items() if text in COLUMNS}


def _no_columns(name: str, instead: str, header: Sequence[str]) -> DataError:
    needed = [column for column, ours in COLUMNS.items() if ours != QUARTER]
    wanted = ", ".join(map(repr, needed))
    missing = [column for column in needed if COLUMNS[column] not in _columns(header).values()]
    hint = near(missing[0], header) if header and missing else ""
    got = instead or f"none called {missing[0]!r}{hint}"
    return DataError(f"{name}: expected columns {wanted} (one of the last two), got {got}")


def _frame(columns: Table, where: str) -> pd.DataFrame:
    """The columns as text and whole numbers; `where` names the first row for messages."""
    names = [name for name in (*OURS, QUARTER) if name in columns]
    frame = pd.DataFrame({name: _each(columns[name], _text) for name in names}, dtype=object)
    if QUARTER not in frame:
        frame[QUARTER] = ""
    if frame.empty:
        return frame
    for name in ("code", "description"):
        frame[name] = _each(frame[name].tolist(), lambda text: NOTE.sub("", str(text)))
    # As a number, corporate manslaughter's 4.10 becomes 4.1, which is manslaughter's own code.
    corporate = (frame["code"] == "4.1") & frame["description"].str.lower().str.startswith("corporate")
    frame.loc[corporate, "code"] = "4.10"
    counts = _each(frame["count"].tolist(), _plain_count)
    frame[UNKNOWN] = _each(counts, lambda text: re.fullmatch(NOT_KNOWN, text) is not None)
    counts = ["0" if unknown else text for text, unknown in zip(counts, frame[UNKNOWN], strict=True)]
    wrong = _each(counts, lambda text: re.fullmatch(r"-?\d{1,15}", text) is None)
    if any(wrong):
        row = wrong.index(True)
        place, _, first = where.rpartition(" ")
        raise DataError(
            f"{place} {int(first) + row}: expected a whole number of offences, got {shown(counts[row])}"
        )
    frame["count"] = np.array(_each(counts, int), dtype=np.int64)
    return frame


def _plain_count(text: str) -> str:
    """Without commas between thousands and decimals that are 0."""
    return re.sub(r"\.0+$", "", re.sub(THOUSANDS, "", text))


def _each(values: Sequence[V], change: Callable[[V], W]) -> list[W]:
    """Change each of many values of which most are alike."""
    changed = {value: change(value) for value in set(values)}
    return [changed[value] for value in values]


def _text(value: object) -> str:
    return str(value).strip()


def _of_year(frame: pd.DataFrame, year: str | None, name: str) -> Recorded:
    # Spelt 2019/20, 2019-20 or 2019/2020: the first four digits say it.
    first = frame["year"].str[:4]
    partial = _partial(frame, first)
    notes = []
    if year is None:
        whole = sorted(set(first) - set(partial))
        wanted = whole[-1] if whole else max(first)
        left = {one: why for one, why in partial.items() if one > wanted}
        notes += [f"{name}: {spelt} left out, {why}" for spelt, why in left.values()]
    else:
        wanted = year.strip()[:4]
    kept = frame[first == wanted]
    if kept.empty:
        raise DataError(f"{name}: expected counts of {year!r}, got none{known(sorted(set(frame['year'])))}")
    spelt = str(kept["year"].iloc[0])
    quarters = kept.loc[kept[QUARTER] != "", QUARTER].nunique() or 4
    said = f" ({quarters} of 4 quarters)" if quarters < 4 else ""
    notes.insert(0, f"{name}: offences split as recorded in {spelt}{said}")
    if unknown := int(kept[UNKNOWN].sum()):
        notes.append(f"{name}: {unknown:,} rows without a number of offences: counted as none")
    counts = kept.drop(columns=["year", QUARTER, UNKNOWN]).reset_index(drop=True)
    return Recorded(counts, spelt, int(quarters), tuple(notes))


def _partial(frame: pd.DataFrame, first: pd.Series[str]) -> dict[str, tuple[str, str]]:
    """Years that are not whole: first digits -> how the year is spelt, and why."""
    by_year = frame.groupby(first)
    totals = by_year["count"].sum()
    quarters = frame[frame[QUARTER] != ""].groupby(first)[QUARTER].nunique().reindex(totals.index)
    found = {}
    for year, total in zip(map(str, totals.index), totals.tolist(), strict=True):
        spelt = str(frame["year"][first == year].iloc[0])
        others = totals.drop(year)
        usual = float(others.median()) if len(others) else 0.0
        if quarters[year] < quarters.max():
            found[year] = (spelt, f"it has {quarters[year]:.0f} of {quarters.max():.0f} quarters")
        elif usual >= ENOUGH and total < PARTIAL * usual:
            found[year] = (spelt, f"it has {total:,} offences, where other years have {usual:,.0f}")
    return found


def _territorial(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows of territorial forces, under the names of `forces.csv`."""
    if frame.empty:
        raise DataError(f"{name}: expected rows of recorded offences, got none")
    bodies = {body: territorial(body) for body in frame["force"].unique()}
    names = {body: force.home_office for body, force in bodies.items() if force is not None}
    kept = frame[frame["force"].isin(names)].reset_index(drop=True)
    if kept.empty:
        raise DataError(f"expected offences of a territorial force, got those of {sorted(bodies)!r}")
    kept["force"] = kept["force"].map(names)
    return kept
