"""Parsed sources kept as Parquet, so that a second start on the same data need not parse them again.

Rows and their counts are two files, since most starts need the counts alone.

The key is made from everything the data were made of. A damaged or older file counts as absent: the cache can
make a start faster and never wrong.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from common import cache as common_cache
from common.cache import default_folder as default_folder
from common.files import write_aside
from microsim.reference.forces import Force
from microsim.storage.parquet import UNREADABLE
from microsim.street.cell_counts import CellCounts
from microsim.street.source_report import DataReport

T = TypeVar("T")

log = logging.getLogger(__name__)

VERSION = "5"
"""Part of every key; to be raised when the layout or the rules for rows change."""

COUNT = "crimes"
"""The one column of a file of counts."""

NOTE = b"crims"
"""Where a file's metadata hold what is not a table."""


def key_of(parts: Iterable[bytes | str]) -> str:
    """A key that changes when any part changes, or the layout of what is kept."""
    return common_cache.key_of(parts, VERSION)


@dataclass(frozen=True)
class Cache:
    """What is kept of one source: a file of rows, and one of their counts with the report."""

    folder: Path
    key: str

    def rows(self) -> pd.DataFrame | None:
        """The table, or None."""

        def read(table: pa.Table, note: dict[str, Any]) -> pd.DataFrame:
            frame: pd.DataFrame = table.to_pandas()
            for name, categories in note["categories"].items():
                # Parquet keeps codes and names; the order of names and those without rows are kept here.
                dtype = pd.CategoricalDtype(
                    pd.Index(categories, dtype=object), ordered=frame[name].cat.ordered
                )
                frame[name] = frame[name].astype(dtype)
            return frame

        return _load(self._rows, read)

    def counts(self) -> tuple[CellCounts, DataReport] | None:
        """The counts and the report, or None."""

        def read(table: pa.Table, note: dict[str, Any]) -> tuple[CellCounts, DataReport]:
            counts = table[COUNT].to_numpy().reshape(note["shape"])
            return CellCounts(counts), DataReport(**note["report"])

        return _load(self._counts, read)

    def keep_rows(self, force: Force, table: pd.DataFrame) -> bool:
        """Keep the table, and say whether it is kept: a folder that cannot be written to is only logged."""
        categorical = [name for name in table.columns if isinstance(table[name].dtype, pd.CategoricalDtype)]
        categories = {name: list(table[name].cat.categories) for name in categorical}
        arrow = pa.Table.from_pandas(table, preserve_index=False)
        return _store(self._rows, arrow, force, categories=categories)

    def keep_counts(self, force: Force, cells: CellCounts, report: DataReport) -> None:
        """Keep the counts and the report, likewise."""
        table = pa.table({COUNT: cells.counts.ravel()})
        _store(self._counts, table, force, shape=cells.counts.shape, report=asdict(report))

    @property
    def _rows(self) -> Path:
        return self.folder / f"{self.key}.parquet"

    @property
    def _counts(self) -> Path:
        return self.folder / f"{self.key}-counts.parquet"


def _load(path: Path, read: Callable[[pa.Table, dict[str, Any]], T]) -> T | None:
    if not path.is_file():
        return None
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            table = file.read()
        return read(table, json.loads(table.schema.metadata[NOTE]))
    except UNREADABLE as error:
        log.warning("leaving a damaged cache file aside: %s (%s)", path, error)
        return None


def _write(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", write_page_checksum=True)


def _store(path: Path, table: pa.Table, force: Force, **note: Any) -> bool:
    content = json.dumps({"force": force.name, **note}).encode()
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), NOTE: content})
    try:
        write_aside(path, partial(_write, table))
    except OSError as error:
        log.warning("not caching %s: %s", force.name, error)
        return False
    return True
