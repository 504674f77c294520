"""The tables of a complete run for other programs: CSV, a workbook, or a GeoPackage with its areas."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from bridge.base.whole_files import aside, guarded, make_folders
from bridge.errors import EngineUnavailable, RecordError
from bridge.record.record import EXPORT, read_manifest

if TYPE_CHECKING:
    import geopandas

KINDS = ("csv", "xlsx", "gpkg")
WORKBOOK, GEOPACKAGE = "run.xlsx", "run.gpkg"
MOST_ROWS = 1_048_575
"""Rows below the header that a sheet of a workbook holds."""


def export_run(folder: Path, kinds: Iterable[str]) -> list[Path]:
    """Write the tables of a run into its folder `export`.

    Args:
        folder: of a complete run.
        kinds: of `KINDS`. CSV is one file for each table; the workbook has one sheet for each, the GeoPackage
            a layer of areas with what the run has of each, and one of incidents at the centres of their
            areas.

    Returns:
        The files that were written.

    Raises:
        RecordError: the run is not complete, has a table that is too long or no areas, or the folder cannot
            be written.
        EngineUnavailable: the package for a workbook is missing.
    """
    manifest = read_manifest(folder)
    if manifest.state != "complete":
        raise RecordError(f"expected a complete run to export, {str(folder)!r} is {manifest.state}")
    target = folder / EXPORT
    make_folders(target)
    tables = {path.stem: path for path in sorted(folder.glob("*.parquet"))}
    written: list[Path] = []
    for kind in dict.fromkeys(kinds):
        if kind == "csv":
            written += [_csv(path, target / f"{name}.csv") for name, path in tables.items()]
        elif kind == "xlsx":
            written.append(_workbook(tables, target / WORKBOOK))
        else:
            written.append(_geopackage(folder, target / GEOPACKAGE))
    return written


def _csv(path: Path, target: Path) -> Path:
    from pyarrow import csv

    with aside(target) as part:
        csv.write_csv(pq.read_table(path), part)
    return target


def _workbook(tables: dict[str, Path], target: Path) -> Path:
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise EngineUnavailable("a workbook needs openpyxl: pip install 'crims-bridge[xlsx]'") from error

    book = Workbook(write_only=True)
    for name, path in tables.items():
        table = pq.read_table(path)
        if table.num_rows > MOST_ROWS:
            raise RecordError(
                f"{path.name} has {table.num_rows:,} rows, a sheet takes {MOST_ROWS:,}; export csv instead"
            )
        sheet = book.create_sheet(name)
        sheet.append(table.column_names)
        for batch in table.to_batches(10_000):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                sheet.append(list(row))
    with aside(target) as part:
        book.save(part)
    return target


def _geopackage(folder: Path, target: Path) -> Path:
    import geopandas

    layers = {"areas": _area_layer(folder)}
    if (folder / "incidents.parquet").is_file():
        incidents = pq.read_table(folder / "incidents.parquet").to_pandas()
        centres = layers["areas"].set_index("code").geometry.representative_point()
        points = incidents["area"].map(centres)
        layers["incidents"] = geopandas.GeoDataFrame(incidents, geometry=points.to_numpy(), crs=centres.crs)
    part = target.with_name(f".{target.stem}.part.gpkg")
    with guarded(target):
        part.unlink(missing_ok=True)
        for name, layer in layers.items():
            layer.to_file(part, layer=name, driver="GPKG", engine="pyogrio")
        part.replace(target)
    return target


def _area_layer(folder: Path) -> "geopandas.GeoDataFrame":
    """One polygon for each area of the run's crimes, with a column for each map."""
    import geopandas

    from bridge.results.run_maps import areas_of, run_maps

    crimes = pq.read_table(folder / "crimes.parquet", columns=["MSOA"])
    counts: dict[str, Any] = {
        row["MSOA"]: row["MSOA_count"]
        for row in pa.Table.group_by(crimes, "MSOA").aggregate([("MSOA", "count")]).to_pylist()
    }
    maps = run_maps(folder)
    codes = sorted({*counts, *(code for one in maps for code in one.values)})
    if not codes:
        raise RecordError(f"{str(folder)!r} has no areas to export")
    areas = areas_of(read_manifest(folder).options, codes)
    columns: dict[str, Any] = {
        "code": list(areas.codes),
        "name": list(areas.names),
        "crimes": [counts.get(code, 0) for code in areas.codes],
    }
    for one in maps:
        columns[one.column] = [one.values.get(code) for code in areas.codes]
    return geopandas.GeoDataFrame(columns, geometry=list(areas.outlines), crs=areas.crs)
