"""Parsed sources kept as Parquet, so that a second start on the same data need not parse them again.

The key is made from everything the data were made of. A damaged or older file counts as absent: the cache can
make a start faster and never wrong.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from common import cache as common_cache
from common.cache import default_folder as default_folder
from common.files import write_aside
from microsim.reference.forces import Force
from microsim.storage.parquet import UNREADABLE
from microsim.street.source_report import DataReport

log = logging.getLogger(__name__)

VERSION = "2"
"""Part of every key; to be raised when the layout or the rules for rows change."""

NOTE = b"crims"
"""Where a file's metadata hold what is not a table."""


def key_of(parts: Iterable[bytes | str]) -> str:
    """A key that changes when any part changes, or the layout of what is kept."""
    return common_cache.key_of(parts, VERSION)


def load(folder: Path, key: str) -> tuple[pd.DataFrame, DataReport] | None:
    """The table and report stored under `key`, or None."""
    path = folder / f"{key}.parquet"
    if not path.is_file():
        return None
    try:
        table = pq.read_table(path)
        note = json.loads(table.schema.metadata[NOTE])
        frame = table.to_pandas()
        for name, categories in note["categories"].items():
            # Parquet keeps codes and names; the order of names and those without rows are kept here.
            dtype = pd.CategoricalDtype(pd.Index(categories, dtype=object), ordered=frame[name].cat.ordered)
            frame[name] = frame[name].astype(dtype)
        report = DataReport(**note["report"])
    except UNREADABLE as error:
        log.warning("leaving a damaged cache file aside: %s (%s)", path, error)
        return None
    return frame, report


def store(folder: Path, key: str, force: Force, table: pd.DataFrame, report: DataReport) -> None:
    """Keep a table and its report under `key`; a folder that cannot be written to is only logged."""
    categorical = [name for name in table.columns if isinstance(table[name].dtype, pd.CategoricalDtype)]
    categories = {name: list(table[name].cat.categories) for name in categorical}
    note = {"force": force.name, "report": asdict(report), "categories": categories}
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    arrow = arrow.replace_schema_metadata({**(arrow.schema.metadata or {}), NOTE: json.dumps(note).encode()})
    try:
        write_aside(folder / f"{key}.parquet", lambda part: pq.write_table(arrow, part))
    except OSError as error:
        log.warning("not caching %s: %s", force.name, error)
