"""Writing sampled crimes to a file, whole or not at all.

The same frame gives the same bytes, as CSV or Parquet. To run the demand side alone:

    data = microsim.load_crimes(path_or_none, "West Yorkshire")
    model = microsim.CrimeModel(microsim.fit(data), start, end, seed)
    microsim.write_crimes(model.advance(end), Path("crimes.csv"))        # or .parquet
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from common.files import write_aside
from microsim.errors import DataError

TIME_FORMAT = "%Y-%m-%d %H:%M:%S"
SUFFIXES = (".csv", ".parquet")


def write_crimes(crimes: pd.DataFrame, path: Path) -> Path:
    """Write crimes as `.csv` or `.parquet`, by the ending of `path`; text columns are written as plain text.

    Raises:
        DataError: another ending, or a folder that cannot be written to.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise DataError(f"{path}: expected a name ending in {' or '.join(SUFFIXES)}, got {path.suffix!r}")
    text = {column: str for column in crimes.columns if isinstance(crimes[column].dtype, pd.CategoricalDtype)}
    table = crimes.astype(text)
    try:
        if suffix == ".csv":
            return write_aside(
                path,
                lambda part: table.to_csv(part, index=False, date_format=TIME_FORMAT, lineterminator="\n"),
            )
        return write_aside(path, lambda part: table.to_parquet(part, index=False))
    except OSError as error:
        raise DataError(
            f"{path}: expected a place that can be written to ({error.strerror or error})"
        ) from error
