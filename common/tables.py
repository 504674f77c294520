"""Reading a small CSV strictly: right columns, no blanks, readable text.

Every table of the project, of a user's or of a plan is checked by the same rules. The caller says which of
its own errors is raised.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from common.encodings import said_separator, to_utf8
from common.names import near, plain, shown

DECIMAL_COMMA = re.compile(r"^(-?\d+),(\d+)$")

Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]


def parse_table(
    content: bytes,
    name: str,
    columns: Sequence[str],
    error: type[Exception],
    blank: Sequence[str] = (),
    comment: str = "",
) -> pd.DataFrame:
    """The rows of a CSV file (commas, semicolons, tabs or what a line `sep=` names) as strings, surrounding
    blanks removed.

    The index is the row in the file.

    Args:
        name: of the file, for messages.
        columns: those that must be there; others are kept.
        error: what is raised.
        blank: those of the columns that may be empty.
        comment: lines before the header that begin with it are left out; "" where there are none.
    """
    lines = decode(content, name, error).splitlines(keepends=True)
    above = 0
    while comment and above < len(lines) and lines[above].startswith(comment):
        above += 1
    said = said_separator("".join(lines[above : above + 1]))
    above += bool(said)
    separator = said or separator_of("".join(lines[above : above + 1]))
    try:
        rows = list(csv.reader(io.StringIO("".join(lines[above:]), newline=""), delimiter=separator))
    except csv.Error as wrong:
        raise error(f"{name}: expected comma-separated values ({wrong})") from wrong
    if not rows:
        raise error(f"{name}: expected columns {', '.join(columns)}, but the file is empty")
    header = _as_wanted([column.strip() for column in rows[0]], columns)
    require_columns(header, columns, name, error, above + 1)
    first = above + 2
    for number, row in enumerate(rows[1:], start=first):
        if len(row) != len(header):
            raise error(f"{name}: row {number}: expected {len(header)} fields, got {len(row)}")
    clean = _with_points if separator == ";" else str.strip
    table = pd.DataFrame([[clean(field) for field in row] for row in rows[1:]], columns=header, dtype=object)
    table.index = pd.RangeIndex(first, first + len(table))
    for column in columns:
        empty = table.index[table[column] == ""]
        if column not in blank and len(empty):
            raise error(f"{name}: row {empty[0]}, column {column!r}: expected a value, got ''")
    return table


def _as_wanted(header: Sequence[str], columns: Sequence[str]) -> list[str]:
    """A header whose columns have the names that are wanted where they differ in case, blanks or underscores
    alone."""
    wanted = {plain(name.replace("_", " ")): name for name in columns if name not in header}
    found = [wanted.get(plain(name.replace("_", " ")), name) for name in header]
    return [name if found.count(name) == 1 else theirs for name, theirs in zip(found, header, strict=True)]


def separator_of(line: str) -> str:
    """What separates the columns of a header: `,`, or `;` as a spreadsheet of a country with decimal commas
    writes, or a tab, or `|`."""
    return max((",", ";", "\t", "|"), key=line.count)


def _with_points(field: str) -> str:
    """A field without blanks around it; between semicolons a decimal comma can be nothing else."""
    return DECIMAL_COMMA.sub(r"\1.\2", field.strip())


def decode(content: bytes, name: str, error: type[Exception]) -> str:
    """UTF-8 text with or without a byte order mark, or UTF-16; the error names the row of the first other
    byte."""
    try:
        return to_utf8(content).decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        if not wrong.encoding.startswith("utf-8"):
            raise error(f"{name}: expected UTF-8 text, got damaged {wrong.encoding.upper()}") from wrong
        row = content.count(b"\n", 0, wrong.start) + 1
        byte = content[wrong.start : wrong.start + 1]
        raise error(f"{name}: row {row}: expected UTF-8 text, got the byte {byte!r}") from wrong


def require_columns(
    header: Sequence[str], columns: Sequence[str], name: str, error: type[Exception], row: int = 1
) -> None:
    """Refuse a header that lacks one of `columns`, with the most similar column it does have."""
    for column in columns:
        if column not in header:
            hint = near(column, header) or f"; it has {', '.join(repr(found) for found in header)}"
            raise error(f"{name}: row {row}: expected a column {column!r}, got none{hint}")


def number_column(
    table: pd.DataFrame, column: str, name: str, error: type[Exception], whole: bool = False
) -> Numbers:
    """A column of `parse_table` as finite numbers >= 0 (whole ones where asked); the first other is named."""
    numbers = pd.to_numeric(table[column], errors="coerce").to_numpy(dtype=float)
    fine = np.isfinite(numbers) & (numbers >= 0)
    if whole:
        fine &= numbers == np.floor(np.where(fine, numbers, 0.0))
    if not fine.all():
        at = int(np.flatnonzero(~fine)[0])
        kind = "a whole number" if whole else "a number"
        raise error(
            f"{name}: row {table.index[at]}, column {column!r}: expected {kind} >= 0, "
            f"got {shown(table[column].iloc[at])}"
        )
    return numbers
