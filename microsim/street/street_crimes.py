"""One force's crimes as published, from a folder, a zip or several of them, ready to be fitted.

`CrimeData` holds the table, the force's areas and a report of what was kept, shared out, defaulted or
dropped. The rules for rows are those of `tidying`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from microsim.errors import DataError
from microsim.offences.outcomes import outcome_table
from microsim.reference.forces import Force, find_force
from microsim.reference.geography import geography
from microsim.reference.strict_tables import content_key
from microsim.storage.encryption import SUFFIX
from microsim.storage.packaged_data import LSOA_LOOKUP, STREET_SAMPLE, data_dir, sample_path
from microsim.street import parsed_cache as cache
from microsim.street.archive import StreetFile, choose_files, list_street_files
from microsim.street.cell_counts import CellCounts, count_table
from microsim.street.rows import Rows, read_rows
from microsim.street.source_report import DataReport
from microsim.street.tidying import tidy
from microsim.street.vintage import bring_to, vintage_of_rows

log = logging.getLogger(__name__)

Source = Path | str | Sequence[Path | str] | None
"""A folder or zip, several of them, or None for the packaged sample."""


AT_ONCE = min(2, os.cpu_count() or 1)
"""Forces read at the same time; each holds its rows in memory meanwhile."""


@dataclass(frozen=True, eq=False)
class CrimeData:
    """The crimes of one force as published, tidied.

    Attributes:
        force: whose crimes these are.
        areas: the force's areas, index MSOA code, column `authority`.
        months: the months read, `YYYY-MM`, in order, those without a row included.
        report: what was done about irregular rows; `report.vintage` is the year of the areas.
        cells: the crimes by month, category, area and state of the case.
        read_table: gives `table`, which is not read before somebody asks for it.
    """

    force: Force
    areas: pd.DataFrame
    months: tuple[str, ...]
    report: DataReport
    cells: CellCounts
    read_table: Callable[[], pd.DataFrame]

    @classmethod
    def of(
        cls,
        force: Force,
        table: pd.DataFrame,
        areas: pd.DataFrame,
        months: tuple[str, ...],
        report: DataReport,
    ) -> CrimeData:
        """The data of a table that is at hand."""
        cells = count_table(table, months, len(areas))
        return cls(force, areas, months, report, cells, lambda: table)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per crime: `month` (category `YYYY-MM`), `MSOA` (category over the force's areas, missing
        where the place is unknown or elsewhere), `crime_category` (category over the 14), `outcome` (text as
        published), `suspect` (bool: one was identified), `decided` (bool: it is known whether), `LSOA`
        (category, of the same year as the areas), `longitude` and `latitude` (missing where unknown)."""
        return self.read_table()

    def select(self, months: Iterable[str]) -> CrimeData:
        """The same data of some months only, for example to hold others out. The report stays that of the
        source.

        Raises:
            DataError: a month that was not read.
        """
        wanted = tuple(sorted(set(months)))
        for month in wanted:
            if month not in self.months:
                raise DataError(f"expected months among {', '.join(self.months)}, got {month!r}")
        if wanted == self.months:
            return self

        def rows() -> pd.DataFrame:
            table = self.table
            return table[table["month"].isin(wanted)].reset_index(drop=True)

        cells = self.cells.of_months([self.months.index(month) for month in wanted])
        return CrimeData(self.force, self.areas, wanted, self.report, cells, rows)


def load_crimes(
    path: Source,
    force: str,
    lookup: Path | str | None = None,
    cache_folder: Path | None = None,
    *,
    vintage: int | None = None,
    outcomes: Path | None = None,
) -> CrimeData:
    """Read the crimes of one force.

    Args:
        path: a folder or zip laid out as data.police.uk's archive, or several, of which the later archive
            counts for a month that two of them have; None is the packaged West Yorkshire sample (July 2016,
            2017 and 2018).
        force: name of the force in any spelling.
        lookup: an LSOA lookup to use instead of the packaged one of England and Wales.
        cache_folder: where to keep the parsed rows for the next start, for example `cache.default_folder()`.
        vintage: the year of the areas, 2011 or 2021; None is that of `lookup`, else 2021 if the data have
            any LSOA of 2021, else 2011.
        outcomes: a table to use instead of `data/outcomes.csv`.

    Raises:
        UnknownNameError: no such force.
        DataError: no file of the force, or a damaged one.
    """
    wanted = find_force(force)
    sources = sources_of(path)
    files, notes = choose_files(list_street_files(sources), wanted, sources)
    return read_force(files, wanted, lookup, cache_folder, vintage=vintage, outcomes=outcomes, notes=notes)


def load_forces(
    path: Source,
    names: Sequence[str],
    lookup: Path | str | None = None,
    cache_folder: Path | None = None,
    *,
    vintage: int | None = None,
    outcomes: Path | None = None,
) -> list[CrimeData]:
    """Read the crimes of several forces, some at the same time; else as `load_crimes`.

    All are in areas of one year: the newer one that occurs, unless `vintage` or `lookup` says which.
    """

    def one(name: str, year: int | None = vintage) -> CrimeData:
        return load_crimes(path, name, lookup, cache_folder, vintage=year, outcomes=outcomes)

    with ThreadPoolExecutor(AT_ONCE) as forces_read:
        found = list(forces_read.map(one, names))
    newest = max((data.report.vintage for data in found), default=vintage)
    return [
        data if data.report.vintage == newest or lookup is not None else one(data.force.name, newest)
        for data in found
    ]


def sources_of(path: Source) -> list[Path]:
    """The paths that are meant by one, several or none."""
    if path is None:
        return [sample_path(STREET_SAMPLE)]
    return [Path(path)] if isinstance(path, str | Path) else [Path(one) for one in path]


def read_force(
    files: Sequence[StreetFile],
    force: Force,
    lookup: Path | str | None = None,
    cache_folder: Path | None = None,
    *,
    vintage: int | None = None,
    outcomes: Path | None = None,
    notes: Sequence[str] = (),
    keep_rows: bool = True,
) -> CrimeData:
    """Read the files of one force, one for each month; else as `load_crimes`.

    Args:
        notes: sentences on the files, for the report.
        keep_rows: keep the rows as well, and not their counts alone.
    """
    months = tuple(file.month for file in files)

    def parse() -> CrimeData:
        log.info("reading %d months of %s", len(files), force.name)
        return _read(read_rows(files, months), force, months, lookup, vintage, outcomes)

    # What somebody encrypted is not kept in the clear.
    if cache_folder is None or any(file.name.endswith(SUFFIX) for file in files):
        data = parse()
    else:
        key = cache.key_of(_inputs(force, files, lookup, vintage, outcomes))
        data = _kept(cache.Cache(cache_folder, key), force, months, lookup, parse, keep_rows)
    data.report.notes = list(notes)
    return data


def _kept(
    kept: cache.Cache,
    force: Force,
    months: tuple[str, ...],
    lookup: Path | str | None,
    parse: Callable[[], CrimeData],
    keep_rows: bool,
) -> CrimeData:
    """The data from the cache as far as it has them: the rows are read or parsed when they are asked for."""

    def rows() -> pd.DataFrame:
        table = kept.rows()
        if table is None:
            table = parse().table
            kept.keep_rows(force, table)
        return table

    found = kept.counts()
    if found is not None:
        cells, report = found
        areas = geography(lookup, report.vintage).areas_of(force)[["authority"]]
        return CrimeData(force, areas, months, report, cells, rows)
    data = parse()
    kept.keep_counts(force, data.cells, data.report)
    if keep_rows and not kept.keep_rows(force, data.table):
        return data
    # Most who ask for a force's crimes need the counts: the memory of the rows is free for the next force.
    return CrimeData(force, data.areas, months, data.report, data.cells, rows)


def _read(
    rows: Rows,
    force: Force,
    months: tuple[str, ...],
    lookup: Path | str | None,
    vintage: int | None,
    outcomes: Path | None,
) -> CrimeData:
    given = None if lookup is None else geography(lookup, vintage).vintage
    rows, moved = bring_to(rows, vintage or given or vintage_of_rows(rows, months))
    places = geography(lookup, moved.vintage)
    areas = places.areas_of(force)[["authority"]]
    report = DataReport(len(rows), len(months), vintage=moved.vintage, places=moved.rows)
    table = tidy(rows, areas, places, months, outcome_table(outcomes), report)
    return CrimeData.of(force, table, areas, months, report)


def _inputs(
    force: Force,
    files: Sequence[StreetFile],
    lookup: Path | str | None,
    vintage: int | None,
    outcomes: Path | None,
) -> Iterator[bytes | str]:
    """Everything the tidy table depends on, for the cache's key; of street files the CRC-32 and length."""
    yield force.name
    yield f"{vintage}"
    yield content_key(sample_path(LSOA_LOOKUP) if lookup is None else Path(lookup))
    yield content_key(data_dir() / "outcomes.csv" if outcomes is None else outcomes)
    for name in ("authorities.csv", "lsoa-changes.csv"):
        yield content_key(data_dir() / name)
    for file in files:
        yield file.name
        yield file.sum()


def require_rows(data: CrimeData) -> None:
    """Refuse data without a single crime, because no rate can be made of them."""
    if not data.cells.counts.any():
        months = f"{data.months[0]} to {data.months[-1]}" if data.months else "no month"
        raise DataError(f"expected crimes of {data.force.name!r} in {months}, got none")
