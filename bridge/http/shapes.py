"""The bodies of answers: crimes as JSON, CSV or Parquet bytes, the same bytes for the same crimes.

The shapes are CriMS's: JSON in pandas' table orientation with the id as index, CSV with the documented
columns.
"""

import io

import pandas as pd

from microsim.storage.export import TIME_FORMAT

MEDIA = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
"""Format -> media type."""


def encode(crimes: pd.DataFrame, form: str) -> bytes:
    """Crimes as the body of an answer.

    Args:
        form: one of `MEDIA`.

    JSON is read back by `pandas.read_json(..., orient="table")`, CSV by `pandas.read_csv`.
    """
    text = {name: str for name in crimes.columns if isinstance(crimes[name].dtype, pd.CategoricalDtype)}
    table = crimes.astype(text)
    if form == "json":
        body: str = table.set_index("id").to_json(orient="table", date_format="iso")
        return body.encode()
    if form == "csv":
        return table.to_csv(index=False, date_format=TIME_FORMAT, lineterminator="\n").encode()
    content = io.BytesIO()
    table.to_parquet(content, index=False)
    return content.getvalue()
