"""Recorded offences by police force, from the Home Office's open data tables.

A published table enters; a frame of counts by force and offence leaves, bodies without territory left out.
The only module that knows the layouts of these tables.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from microsim.errors import DataError
from microsim.forces import is_territorial
from microsim.paths import HOME_OFFICE_2018, sample_path
from microsim.tables import decode, read_bytes, require_columns

CSV_COLUMNS: dict[str, str] = {
    "Force_Name": "force",
    "Offence_Code": "code",
    "Offence_Description": "description",
    "Number_of_Offences": "count",
}
"""The used columns of the 2017/18 CSV table and their names here."""


@cache
def packaged_counts() -> pd.DataFrame:
    """The counts of 2017/18 inside the packaged sample, as `read_counts` gives them."""
    return read_counts(sample_path(HOME_OFFICE_2018))


def read_counts(path: Path) -> pd.DataFrame:
    """Recorded offences of the territorial forces.

    Returns:
        Columns `force` (Home Office spelling), `code`, `description`, `count` (may be negative: a
        correction), one row per force, offence and quarter.

    Raises:
        DataError: a column is missing, or a count is no whole number.
    """
    return _territorial(_read_csv(path))


def _read_csv(path: Path) -> pd.DataFrame:
    content = read_bytes(path)
    text = decode(content, path.name)
    if not text.strip():
        raise DataError(f"{path.name}: expected the columns {', '.join(CSV_COLUMNS)}, but the file is empty")
    header = pd.read_csv(io.StringIO(text[:4096].splitlines()[0])).columns.tolist()
    require_columns(header, tuple(CSV_COLUMNS), path.name)
    options = pacsv.ConvertOptions(
        include_columns=list(CSV_COLUMNS), column_types=dict.fromkeys(CSV_COLUMNS, pa.string())
    )
    try:
        table = pacsv.read_csv(io.BytesIO(content), convert_options=options)
    except pa.ArrowInvalid as error:
        raise DataError(f"{path.name}: expected comma-separated values ({error})") from error
    frame = pd.DataFrame({ours: _objects(table[theirs]) for theirs, ours in CSV_COLUMNS.items()})
    frame["count"] = _whole(table["Number_of_Offences"], path.name)
    return frame


def _objects(column: pa.ChunkedArray) -> npt.NDArray[np.object_]:
    return np.asarray(column.to_pylist(), dtype=object)


def _whole(column: pa.ChunkedArray, name: str) -> npt.NDArray[np.int64]:
    try:
        return np.asarray(pc.cast(column, pa.int64()), dtype=np.int64)
    except pa.ArrowInvalid as error:
        values = column.to_pylist()
        row = next(index for index, value in enumerate(values) if not value.lstrip("-").isdigit())
        raise DataError(
            f"{name}: row {row + 2}, column 'Number_of_Offences': expected a whole number, "
            f"got {values[row]!r}"
        ) from error


def _territorial(counts: pd.DataFrame) -> pd.DataFrame:
    names = {name: is_territorial(name) for name in counts["force"].unique()}
    kept = counts[counts["force"].map(names)].reset_index(drop=True)
    if kept.empty:
        raise DataError(f"expected offences of a territorial force, got those of {sorted(names)!r}")
    return kept
