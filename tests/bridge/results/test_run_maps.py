"""Maps of a run from whatever tables it has."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bridge.results.run_maps import run_maps


def test_a_table_without_rows_gives_no_map(tmp_path: Path) -> None:
    """As in a run of six hours, which ends before the first day of patrol is told: no column has a type."""
    columns = {name: pa.array([], pa.string()) for name in ("area", "day", "patrol-minutes")}
    pq.write_table(pa.table(columns), tmp_path / "areas.parquet")
    assert run_maps(tmp_path) == []
