"""The model's own tables as Parquet: what kinds of values a column has is known when the run is over."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bridge.demand.calls import moments
from bridge.police.table_columns import NONE, TableColumns
from bridge.record.run_tables import Table, table_file
from bridge.results.unit_cells import RAW, TOURS, UNITS, UnitCells, adds_up

TIMES = {
    "incidents": ("reported", "dispatched", "arrived", "cleared"),
    "tours": ("start", "end"),
}
"""Columns of well-known tables that are times: minutes since the start in the model, moments in the file."""
WHOLE = {
    "incidents": ("id", "priority", "unit", "units"),
    "tours": ("unit", "crew", "incidents", "crossed"),
    "areas": ("day", "crimes"),
}
"""Columns of well-known tables that are whole numbers."""
SINCE = {"incidents": "reported"}
"""The column by which the rows of the burn-in are told."""
_MOMENT = pa.timestamp("ms")


def write_model_tables(
    read: Callable[[], Iterable[list[TableColumns]]],
    folder: Path,
    begin: datetime,
    start: datetime,
    burn_in: int,
) -> list[str]:
    """Write the tables that a run's model has handed over.

    Args:
        read: gives the rows of each exchange, from the first; asked twice.
        folder: of the run.
        begin: where the model's minutes begin.
        start: where the results begin; `incidents` reported before it are left out.
        burn_in: exchanges whose rows are left out.

    Returns:
        The names of the files.
    """
    kinds = _kinds(read())
    cells = UnitCells() if adds_up(kinds) else None
    if cells is not None:
        kinds = {name: columns for name, columns in kinds.items() if name not in RAW}
    with ExitStack() as stack:
        tables = {
            name: (
                stack.enter_context(table_file(folder / f"{name}.parquet", _schema(name, columns))),
                columns,
            )
            for name, columns in kinds.items()
        }
        for number, exchange in enumerate(read()):
            for one in exchange:
                if cells is not None and one.name in (*RAW, TOURS):
                    cells.take(one, counts=number >= burn_in)
                if number >= burn_in and one.name in tables:
                    table, columns = tables[one.name]
                    _append(table, one, columns, begin, start)
        if cells is not None:
            found = cells.table()
            stack.enter_context(table_file(folder / f"{UNITS}.parquet", found.schema)).append(found)
    return [f"{name}.parquet" for name in [*kinds, *([] if cells is None else [UNITS])]]


def _append(
    table: Table, rows: TableColumns, kinds: dict[str, str], begin: datetime, start: datetime
) -> None:
    if not rows.count:
        return
    arrays = [
        _array(one, rows.name, column, kinds[column], begin)
        for column, one in zip(rows.columns, rows.values, strict=True)
    ]
    batch = pa.Table.from_arrays(arrays, schema=_schema(rows.name, kinds))
    since = SINCE.get(rows.name)
    if start > begin and since in kinds and kinds[since] == "float":
        batch = batch.filter(pc.greater_equal(batch[since], pa.scalar(start, _MOMENT)))
    table.append(batch)


def _kinds(exchanges: Iterable[list[TableColumns]]) -> dict[str, dict[str, str]]:
    """Table -> column -> 'float', 'bool' or 'str'; a column of different kinds is one of texts."""
    found: dict[str, dict[str, set[str]]] = {}
    for exchange in exchanges:
        for one in exchange:
            columns = found.setdefault(one.name, {column: set() for column in one.columns})
            for column, values in zip(one.columns, one.values, strict=True):
                columns[column].update(_kinds_of(values))
    return {
        name: {column: next(iter(kinds)) if len(kinds) == 1 else "str" for column, kinds in columns.items()}
        for name, columns in found.items()
    }


def _kinds_of(values: bytes | list[Any]) -> Iterator[str]:
    if isinstance(values, bytes):
        if len(values) and not np.isnan(np.frombuffer(values, "<f8")).all():
            yield "float"
        return
    yield from {type(one).__name__ for one in values if one != NONE}


def _schema(name: str, kinds: dict[str, str]) -> pa.Schema:
    return pa.schema([(column, _type(name, column, kind)) for column, kind in kinds.items()])


def _type(name: str, column: str, kind: str) -> pa.DataType:
    if kind == "float" and column in TIMES.get(name, ()):
        return _MOMENT
    if kind == "float" and column in WHOLE.get(name, ()):
        return pa.int64()
    return {"float": pa.float64(), "bool": pa.bool_(), "str": pa.string()}[kind]


def _array(values: bytes | list[Any], name: str, column: str, kind: str, begin: datetime) -> pa.Array:
    numbers = np.frombuffer(values, "<f8") if isinstance(values, bytes) else None
    if kind == "float":
        if numbers is None:
            numbers = np.array([np.nan if one == NONE else one for one in values], dtype=np.float64)
        missing = np.isnan(numbers)
        wanted = _type(name, column, kind)
        known = np.where(missing, 0.0, numbers)
        if wanted == _MOMENT:
            return pa.array(moments(known, begin), _MOMENT, mask=missing)
        return pa.array(known.astype(np.int64) if wanted == pa.int64() else known, mask=missing)
    listed = values if numbers is None else [NONE if one != one else one for one in numbers.tolist()]
    plain = [None if one == NONE else one if kind == "bool" else _text(one) for one in listed]
    return pa.array(plain, pa.bool_() if kind == "bool" else pa.string())


def _text(value: bool | float | str) -> str:
    return (
        value
        if isinstance(value, str)
        else str(value).lower()
        if value is True or value is False
        else f"{value:g}"
    )
