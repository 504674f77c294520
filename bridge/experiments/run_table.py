"""The tables of an experiment: one row a run, and what each run cost.

Written in row groups from a source that is read row by row, so that memory does not grow with the runs.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from bridge.base.whole_files import aside
from bridge.experiments.journal import RunRow

GROUP = 2_000
"""Rows of one row group."""

Rows = Callable[[], Iterable[RunRow]]
"""Gives all rows from the first, each time that it is called."""


def write_table(path: Path, rows: Rows, factors: Iterable[str]) -> None:
    """One row a run: cell, replicate, seed, the factors, the error, what the rates are from, the metrics."""
    import pyarrow as pa

    factors = list(factors)
    kinds: dict[str, set[type]] = {name: set() for name in factors}
    metrics: set[str] = set()
    for row in rows():
        metrics.update(row.metrics)
        for name in factors:
            kinds[name].add(type(row.values.get(name)))
    names = sorted(metrics)
    types = {name: _type(kinds[name]) for name in factors}
    schema = pa.schema(
        [
            *((name, pa.int64()) for name in ("cell", "replicate", "seed")),
            *((f"factor.{name}", types[name]) for name in factors),
            ("error", pa.string()),
            ("rates_from", pa.string()),
            *((name, pa.float64()) for name in names),
        ]
    )

    def columns(some: list[RunRow]) -> list[Any]:
        return [
            [row.cell for row in some],
            [row.replicate for row in some],
            [row.seed for row in some],
            *([_as(row.values.get(name), types[name]) for row in some] for name in factors),
            [row.error for row in some],
            [row.rates_from for row in some],
            *([row.metrics.get(name) for row in some] for name in names),
        ]

    _write(path, rows, schema, columns, compression="zstd", store_schema=False, version="2.6")


def write_costs(path: Path, rows: Rows) -> None:
    """Seconds, memory and worker of every run: what differs between machines, apart from the results."""
    import pyarrow as pa

    schema = pa.schema(
        [
            ("cell", pa.int64()),
            ("replicate", pa.int64()),
            ("seconds", pa.float64()),
            ("processor_seconds", pa.float64()),
            ("peak_mib", pa.float64()),
            ("worker", pa.string()),
        ]
    )

    def columns(some: list[RunRow]) -> list[Any]:
        return [
            [row.cell for row in some],
            [row.replicate for row in some],
            [row.seconds for row in some],
            [row.processor_seconds for row in some],
            [row.peak_mib for row in some],
            [row.worker for row in some],
        ]

    _write(path, rows, schema, columns)


def _write(
    path: Path, rows: Rows, schema: Any, columns: Callable[[list[RunRow]], list[Any]], **options: Any
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with aside(path) as part, pq.ParquetWriter(part, schema, **options) as writer:
        for some in _groups(rows()):
            arrays = [
                pa.array(values, field.type) for values, field in zip(columns(some), schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _groups(rows: Iterable[RunRow]) -> Iterator[list[RunRow]]:
    waiting = iter(rows)
    while some := list(islice(waiting, GROUP)):
        yield some


def _type(kinds: set[type]) -> Any:
    """Of one factor's values: numbers, booleans or texts; a mixture becomes texts."""
    import pyarrow as pa

    if kinds <= {bool}:
        return pa.bool_()
    if kinds <= {int, float}:
        return pa.float64()
    return pa.string()


def _as(value: Any, kind: Any) -> Any:
    import pyarrow as pa

    if value is None:
        return None
    return str(value) if kind == pa.string() else value
