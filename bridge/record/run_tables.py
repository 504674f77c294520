"""The tables of a run: crimes, hourly metrics and loading factors, as Parquet.

The bytes depend on the exchanges alone: fixed settings, fixed row groups, no time stamps, paths or host names
inside.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bridge.base.time_windows import HOUR
from bridge.base.whole_files import aside
from bridge.coupling.coupler import Exchange
from bridge.demand.area_factors import AreaFactors
from bridge.demand.crime_rows import Crimes
from bridge.demand.texts import Texts

CRIMES, TICKS, LOADING = "crimes.parquet", "ticks.parquet", "loading.parquet"
CALLS, AREA_LOADING = "calls.parquet", "area-loading.parquet"
"""Only of runs that have any."""
ROW_GROUP = 65_536
"""Rows per row group, whatever the exchange interval."""

_TIME = pa.timestamp("ms")
CRIME_SCHEMA = pa.schema(
    [
        ("id", pa.int64()),
        ("MSOA", pa.string()),
        ("crime_category", pa.string()),
        ("code", pa.string()),
        ("description", pa.string()),
        ("time", _TIME),
        ("suspect", pa.bool_()),
        ("severity", pa.float64()),
        ("reported", _TIME),
        ("grade", pa.uint8()),
        ("scene_minutes", pa.float64()),
    ]
)
CALL_SCHEMA = pa.schema(
    [
        ("id", pa.int64()),
        ("MSOA", pa.string()),
        ("type", pa.string()),
        ("reported", _TIME),
        ("grade", pa.uint8()),
        ("scene_minutes", pa.float64()),
    ]
)
LOADING_SCHEMA = pa.schema([("time", _TIME), ("category", pa.string()), ("factor", pa.float64())])
AREA_LOADING_SCHEMA = pa.schema(
    [("time", _TIME), ("category", pa.string()), ("area", pa.string()), ("factor", pa.float64())]
)


class Table:
    """Appends rows to a Parquet file in row groups of one size."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        """Begin the file."""
        self._writer = pq.ParquetWriter(path, schema, compression="zstd", store_schema=False, version="2.6")
        self._waiting: list[pa.Table] = []
        self._rows = 0

    def append(self, rows: pa.Table) -> None:
        """Add rows; they are written when a row group is full."""
        self._waiting.append(rows)
        self._rows += rows.num_rows
        if self._rows >= ROW_GROUP:
            whole = self._whole()
            full = self._rows - self._rows % ROW_GROUP
            self._writer.write_table(whole.slice(0, full), row_group_size=ROW_GROUP)
            self._waiting, self._rows = [whole.slice(full)], self._rows - full

    def close(self) -> None:
        """Write what is left and end the file."""
        if self._rows:
            self._writer.write_table(self._whole(), row_group_size=ROW_GROUP)
        self._writer.close()

    def _whole(self) -> pa.Table:
        """The waiting rows in one piece: the writer begins a new page at every seam."""
        return pa.concat_tables(self._waiting).combine_chunks()


class Assembly:
    """The three files in the making; they appear together when the `with` block ends without an error."""

    def __init__(self, folder: Path, start: datetime) -> None:
        """Write into `folder`; the loading table begins with the factors in force from `start`."""
        self._folder = folder
        self._start = start
        self._stack = ExitStack()
        self._ticks: Table | None = None
        self._calls: Table | None = None
        self._area_loading: Table | None = None

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._crimes = stack.enter_context(self._table(CRIMES, CRIME_SCHEMA))
            self._loading = stack.enter_context(self._table(LOADING, LOADING_SCHEMA))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error: Any) -> None:
        self._stack.__exit__(*error)

    def append(self, exchange: Exchange, before: Exchange | None = None) -> None:
        """Add one exchange, the next in order.

        Args:
            before: of the first one, the last of the burn-in, whose factors are in force; 1 without one.
        """
        if self._ticks is None:
            schema = pa.schema([("time", _TIME)] + [(name, pa.float64()) for name in exchange.metrics[0]])
            self._ticks = self._stack.enter_context(self._table(TICKS, schema))
            factors = dict.fromkeys(exchange.loading, 1.0) if before is None else before.loading
            self._loading.append(loading_rows(self._start, factors))
            if before is not None:
                self._append_area_loading(self._start, before.area_loading)
        self._crimes.append(crime_rows(exchange.crimes))
        self._ticks.append(tick_rows(exchange))
        self._loading.append(loading_rows(exchange.window.end, exchange.loading))
        if len(exchange.crimes.calls):
            if self._calls is None:
                self._calls = self._stack.enter_context(self._table(CALLS, CALL_SCHEMA))
            self._calls.append(call_rows(exchange.crimes))
        self._append_area_loading(exchange.window.end, exchange.area_loading)

    def _append_area_loading(self, since: datetime, by_area: AreaFactors | None) -> None:
        if by_area is None:
            return
        if self._area_loading is None:
            self._area_loading = self._stack.enter_context(self._table(AREA_LOADING, AREA_LOADING_SCHEMA))
        self._area_loading.append(area_loading_rows(since, by_area))

    def _table(self, name: str, schema: pa.Schema) -> AbstractContextManager[Table]:
        return table_file(self._folder / name, schema)


@contextmanager
def table_file(path: Path, schema: pa.Schema) -> Iterator[Table]:
    """A Parquet file in the making; it appears when the block ends without an error."""
    with aside(path) as part:
        table = Table(part, schema)
        try:
            yield table
        finally:
            table.close()


def crime_rows(crimes: Crimes) -> pa.Table:
    """The crimes in the columns of `crims demand`."""
    columns = [
        pa.array(crimes.id),
        _strings(crimes.msoa),
        _strings(crimes.category),
        _strings(crimes.code),
        _strings(crimes.description),
        pa.array(crimes.times().astype("datetime64[ms]")),
        pa.array(crimes.suspect),
        pa.array(crimes.severity),
        pa.array(crimes.report_times()),
        pa.array(crimes.grade),
        pa.array(crimes.scene_minutes),
    ]
    return pa.Table.from_arrays(columns, schema=CRIME_SCHEMA)


def call_rows(crimes: Crimes) -> pa.Table:
    """The calls of a window."""
    calls = crimes.calls
    columns = [
        pa.array(calls.id),
        _strings(calls.area),
        _strings(calls.type),
        pa.array(calls.times(crimes.window.start)),
        pa.array(calls.grade),
        pa.array(calls.scene_minutes),
    ]
    return pa.Table.from_arrays(columns, schema=CALL_SCHEMA)


def tick_rows(exchange: Exchange) -> pa.Table:
    """One row per hour: the hour's end and every metric."""
    ends = [start + HOUR for start in exchange.window.hour_starts()]
    columns = {"time": pa.array(ends, type=_TIME)}
    for name in exchange.metrics[0]:
        columns[name] = pa.array([hour[name] for hour in exchange.metrics], type=pa.float64())
    return pa.table(columns)


def loading_rows(since: datetime, loading: Mapping[str, float]) -> pa.Table:
    """One row per category: the factor in force from `since` on."""
    times = pa.array([since] * len(loading), type=_TIME)
    columns = [times, pa.array(list(loading), pa.string()), pa.array(list(loading.values()), pa.float64())]
    return pa.Table.from_arrays(columns, schema=LOADING_SCHEMA)


def area_loading_rows(since: datetime, by_area: AreaFactors) -> pa.Table:
    """One row per category and area: the factor in force from `since` on."""
    categories, areas = len(by_area.categories), len(by_area.areas)
    columns = [
        pa.array([since] * (categories * areas), type=_TIME),
        _strings(Texts(by_area.categories, np.repeat(np.arange(categories, dtype=np.uint32), areas))),
        _strings(Texts(by_area.areas, np.tile(np.arange(areas, dtype=np.uint32), categories))),
        pa.array(by_area.factors.ravel()),
    ]
    return pa.Table.from_arrays(columns, schema=AREA_LOADING_SCHEMA)


def _strings(texts: Texts) -> pa.Array:
    levels = pa.array(list(texts.levels), type=pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(texts.codes), levels).cast(pa.string())
