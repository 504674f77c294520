"""Reading one street-level file of data.police.uk strictly.

Any irregularity of the file is a `DataError` with file, row and column. What the values mean (areas,
categories, outcomes) is decided elsewhere; here they only have to be there and readable.
"""

from __future__ import annotations

import csv
import io

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from microsim.errors import DataError
from microsim.reference.known_names import shown
from microsim.reference.strict_tables import decode, require_columns
from microsim.sources.archive import StreetFile

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


def read_street(file: StreetFile) -> pa.Table:
    """The used columns of one street-level file: text as it stands, coordinates as numbers or null.

    Raises:
        DataError: not UTF-8, empty, a column missing, a row of other length, a month that is not the
            file's, or a coordinate that is no number.
    """
    content = file.read()
    text = decode(content, file.name)  # pyarrow would name no row for a byte that is not UTF-8
    header = next(csv.reader(io.StringIO(text[:4096], newline="")), [])
    if not header:
        raise DataError(f"{file.name}: expected the columns {', '.join(COLUMNS)}, but the file is empty")
    require_columns(header, COLUMNS, file.name)
    table = _parse(content, file.name)
    _check_month(table, file)
    for column in ("Longitude", "Latitude"):
        table = _as_number(table, column, file.name)
    return table


def _parse(content: bytes, name: str) -> pa.Table:
    bad: list[pacsv.InvalidRow] = []

    def remember(row: pacsv.InvalidRow) -> str:
        bad.append(row)
        return "error"

    try:
        return pacsv.read_csv(
            io.BytesIO(content),
            read_options=pacsv.ReadOptions(use_threads=False),  # threads would lose the row number
            parse_options=pacsv.ParseOptions(newlines_in_values=True, invalid_row_handler=remember),
            convert_options=pacsv.ConvertOptions(
                include_columns=list(COLUMNS), column_types=dict.fromkeys(COLUMNS, pa.string())
            ),
        )
    except pa.ArrowInvalid as error:
        if bad:
            row = bad[0]
            raise DataError(
                f"{name}: row {row.number}: expected {row.expected_columns} fields, got {row.actual_columns}"
            ) from error
        raise DataError(f"{name}: expected comma-separated values ({error})") from error


def _check_month(table: pa.Table, file: StreetFile) -> None:
    wrong = pc.not_equal(table["Month"], file.month)
    row = pc.index(wrong, True).as_py()
    if row >= 0:
        value = table["Month"][row].as_py()
        raise DataError(
            f"{file.name}: row {row + 2}, column 'Month': expected {file.month!r}, got {shown(value)}"
        )


def _as_number(table: pa.Table, column: str, name: str) -> pa.Table:
    text = table[column]
    filled = pc.if_else(pc.equal(pc.utf8_trim_whitespace(text), ""), None, text)
    try:
        numbers = pc.cast(filled, pa.float64())
        finite = pc.all(pc.is_finite(numbers)).as_py()
    except pa.ArrowInvalid:
        finite = False
    if finite is False:  # None where every field is blank
        row, value = _first_non_number(filled)
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
