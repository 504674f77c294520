"""Reading one street-level file of data.police.uk strictly.

Any irregularity of the file is a `DataError` with file, row and column. What the values mean (areas,
categories, outcomes) is decided elsewhere; here they only have to be there and readable. What a spreadsheet
makes of such a file (semicolons, decimal commas, dates for months) is undone where it leaves no doubt.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from microsim.errors import DataError
from microsim.reference.known_names import plain, shown
from microsim.reference.strict_tables import require_columns
from microsim.street.archive import StreetFile
from microsim.street.plain_text import PlainText, as_plain_text

COLUMNS: tuple[str, ...] = (
    "Crime ID",
    "Month",
    "Longitude",
    "Latitude",
    "LSOA code",
    "Crime type",
    "Last outcome category",
)
"""The columns that are used; a street file has five more, which are read past."""

DEGREES = ("Longitude", "Latitude")
BLOCK = 1 << 20
"""Bytes parsed at a time: what the processor's cache holds."""

REPEATED = pa.dictionary(pa.int32(), pa.string())
"""A column of texts that repeat: each is kept once, and not cut out of every row."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SERIAL_0 = date(1899, 12, 30)
"""Day 0 of a spreadsheet's dates."""


def read_street(file: StreetFile) -> pa.Table:
    """The used columns of one street-level file: text as it stands (all columns but the IDs as dictionaries),
    coordinates as numbers or null.

    Raises:
        DataError: neither UTF-8 nor UTF-16 (nor Windows-1252 in columns that are read past), empty, a column
            missing, a row of other length, a month that is not the file's, or a coordinate that is no number.
    """
    plain_text = as_plain_text(file.read(), file.name)
    if not plain_text.header:
        raise DataError(f"{file.name}: expected the columns {', '.join(COLUMNS)}, but the file is empty")
    names = _names(plain_text, file.name)
    try:
        table = _checked(_parse(plain_text, file.name, names), plain_text, names, file)
    except DataError as error:
        raise plain_text.refusal or error from error
    if plain_text.refusal is not None and not _is_ascii(table):
        raise plain_text.refusal
    return table


def _checked(table: pa.Table, source: PlainText, names: list[str], file: StreetFile) -> pa.Table:
    """The table without rows that are none, every value of a used column looked at."""
    if table.num_rows and not _texts(table["Month"]).isdisjoint(("", names[1])):
        table = _without_odd_rows(table, names)
    _check_month(table, file, source.above)
    for column in DEGREES:
        if table.schema.field(column).type != pa.float64():
            table = _as_number(table, column, file.name, source)
    return table


def _is_ascii(table: pa.Table) -> bool:
    """Whether all texts of the used columns are: an encoding makes no difference to them."""
    repeated = (name for name in COLUMNS if name not in DEGREES and name != "Crime ID")
    return pc.all(pc.string_is_ascii(table["Crime ID"])).as_py() is not False and all(
        text.isascii() for name in repeated for text in _texts(table[name])
    )


def _names(source: PlainText, name: str) -> list[str]:
    """How the file writes each of `COLUMNS`: in any case, with blanks around it, with underscores.

    Raises:
        DataError: a column is missing, or there twice.
    """
    header, row = source.header, source.above + 1
    written: dict[str, list[str]] = {}
    for theirs in header:
        written.setdefault(plain(theirs.replace("_", " ")), []).append(theirs)
    found = [written.get(plain(column), []) for column in COLUMNS]
    if not all(found):
        missing = [column for column, one in zip(COLUMNS, found, strict=True) if not one]
        require_columns(header, missing, name, row)
    for column, several in zip(COLUMNS, found, strict=True):
        if len(several) > 1:
            raise DataError(f"{name}: row {row}: expected one column {column!r}, got {len(several)}")
    return [one[0] for one in found]


def _texts(column: pa.ChunkedArray) -> set[str]:
    """The distinct texts of a column."""
    return {text for chunk in column.chunks for text in chunk.dictionary.to_pylist()}


def _without_odd_rows(table: pa.Table, names: list[str]) -> pa.Table:
    """The rows with something in them: a spreadsheet may write rows of commas below its last one, and files
    put together have their header again in between."""
    odd = pc.equal(table["Month"].cast(pa.string()), "")
    for column in ("Crime ID", "LSOA code", "Crime type"):
        odd = pc.and_(odd, pc.equal(table[column].cast(pa.string()), ""))
    again = pc.equal(table["Month"].cast(pa.string()), names[1])
    again = pc.and_(again, pc.equal(table["Crime type"].cast(pa.string()), names[5]))
    kept = table.filter(pc.invert(pc.or_(odd, again)))
    months = kept["Month"].cast(pa.string()).dictionary_encode()  # without the text of the rows left out
    return kept.set_column(kept.schema.get_field_index("Month"), "Month", months)


def _parse(source: PlainText, name: str, names: list[str]) -> pa.Table:
    """The columns, coordinates as numbers if they all are plain ones and as text if not."""
    usual = {column: pa.float64() if column in DEGREES else REPEATED for column in COLUMNS}
    usual[COLUMNS[0]] = pa.string()  # no two IDs are the same
    try:
        table = _columns(source, usual, names, [])
        finite = (pc.all(pc.is_finite(table[column])).as_py() for column in DEGREES)
        if all(found is not False for found in finite):  # None where every field is blank
            return table
    except pa.ArrowInvalid:
        pass  # read again as text, to say which row is wrong
    bad: list[pacsv.InvalidRow] = []
    texts = {column: pa.string() if column in DEGREES else usual[column] for column in COLUMNS}
    try:
        return _columns(source, texts, names, bad)
    except pa.ArrowInvalid as error:
        if bad:
            row = bad[0]
            raise DataError(
                f"{name}: row {row.number + source.above}: expected {row.expected_columns} fields, "
                f"got {row.actual_columns}"
            ) from error
        raise DataError(f"{name}: expected comma-separated values ({error})") from error


def _columns(
    source: PlainText, types: dict[str, pa.DataType], names: list[str], bad: list[pacsv.InvalidRow]
) -> pa.Table:
    def remember(row: pacsv.InvalidRow) -> str:
        bad.append(row)
        return "error"

    table = pacsv.read_csv(
        pa.BufferReader(source.content),
        # threads would lose the row number
        read_options=pacsv.ReadOptions(use_threads=False, block_size=BLOCK),
        parse_options=pacsv.ParseOptions(
            delimiter=source.separator,
            # a quoted text may have some; looking for them takes time
            newlines_in_values=b'"' in source.content,
            invalid_row_handler=remember,
        ),
        convert_options=pacsv.ConvertOptions(
            include_columns=names,
            column_types={name: types[column] for name, column in zip(names, COLUMNS, strict=True)},
            null_values=[""],
            strings_can_be_null=False,
        ),
    )
    return table.rename_columns(list(COLUMNS))


def _check_month(table: pa.Table, file: StreetFile, above: int) -> None:
    column = table["Month"]
    wrong = [value for value in _texts(column) if not _is_month(value, file.month)]
    if wrong:
        column = column.cast(pa.string())
        row = min(pc.index(column, value).as_py() for value in wrong)
        value = column[row].as_py()
        hint = "" if re.fullmatch(r"\d{4}-\d\d", value) else "; give months as YYYY-MM, as published"
        raise DataError(
            f"{file.name}: row {row + 2 + above}, column 'Month': expected {file.month!r}, "
            f"got {shown(value)}{hint}"
        )


def _is_month(text: str, month: str) -> bool:
    """Whether a text is a month `YYYY-MM`, or what a spreadsheet makes of it when it takes it for a date."""
    if text == month:
        return True
    year, number = int(month[:4]), int(month[5:])
    written = text.strip().lower()
    if serial := re.fullmatch(r"(\d{5})(?:\.0+)?", written):
        day = SERIAL_0 + timedelta(days=int(serial[1]))
        return (day.year, day.month) == (year, number)
    name = re.fullmatch(r"(?:0?1[ -])?([a-z]{3})[a-z]*[ -](\d\d|\d{4})", written)
    if name:
        return name[1] == MONTHS[number - 1] and int(name[2]) in (year, year % 100)
    if turned := re.fullmatch(r"(\d{4})[ -]([a-z]{3})[a-z]*", written):
        return turned[2] == MONTHS[number - 1] and int(turned[1]) == year
    # A day that the year stands before can be no month, whatever the country.
    if iso := re.fullmatch(r"(\d{4})[-/m](\d\d?)(?:[-/]\d\d?)?(?:[ t]\d\d:\d\d(?::[\d.]+)?z?)?", written):
        return (int(iso[1]), int(iso[2])) == (year, number)
    if joined := re.fullmatch(r"(\d{4})(\d\d)|(\d\d?)[-/.](\d{4})", written):
        parts = (joined[1], joined[2]) if joined[1] else (joined[4], joined[3])
        return (int(parts[0]), int(parts[1])) == (year, number)
    # 01/07/2018 is July in one country and 7 January in another; a month's first day is on the 1st.
    local = re.fullmatch(r"0?1[/.-](\d\d?)[/.-](\d{4}|\d\d)(?: 00:00(?::00)?)?", written) or re.fullmatch(
        r"(\d\d?)[/.-]0?1[/.-](\d{4}|\d\d)(?: 00:00(?::00)?)?", written
    )
    if local is None:  # a 13th or later day can be no month
        local = re.fullmatch(r"(?:1[3-9]|2\d|3[01])[/.-](\d\d?)[/.-](\d{4}|\d\d)", written)
    return local is not None and int(local[1]) == number and int(local[2]) in (year, year % 100)


def _as_number(table: pa.Table, column: str, name: str, source: PlainText) -> pa.Table:
    text = table[column]
    trimmed = pc.utf8_trim_whitespace(text)
    if source.separator == ";":  # between semicolons a decimal comma can be nothing else
        trimmed = pc.replace_substring_regex(trimmed, r"^(-?\d+),(\d+)$", r"\1.\2")
    filled = pc.if_else(pc.equal(trimmed, ""), None, trimmed)
    try:
        numbers = pc.cast(filled, pa.float64())
        finite = pc.all(pc.is_finite(numbers)).as_py()
    except pa.ArrowInvalid:
        finite = False
    if finite is False:  # None where every field is blank
        row, value = _first_non_number(filled)
        row += source.above
        raise DataError(f"{name}: row {row}, column {column!r}: expected degrees, got {shown(value)}")
    return table.set_column(table.schema.get_field_index(column), column, numbers)


def _first_non_number(text: pa.ChunkedArray) -> tuple[int, str]:
    for index, value in enumerate(text.to_pylist()):
        try:
            number = float(value or 0)
        except ValueError:
            return index + 2, value
        if not np.isfinite(number):
            return index + 2, value
    return 0, ""
