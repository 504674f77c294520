"""One force's crimes as published, from a folder, a zip or several of them, ready to be fitted.

`CrimeData` holds the table, the force's areas and a report of what was kept, shared out, defaulted or
dropped. The rules for rows are those of `tidying`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from microsim.errors import DataError
from microsim.offences.outcomes import outcome_table
from microsim.reference.forces import Force, find_force
from microsim.reference.geography import geography
from microsim.reference.strict_tables import read_bytes
from microsim.storage.encryption import SUFFIX
from microsim.storage.packaged_data import LSOA_LOOKUP, STREET_SAMPLE, data_dir, sample_path
from microsim.street import parsed_cache as cache
from microsim.street.archive import StreetFile, choose_files, list_street_files
from microsim.street.rows import Rows, read_rows
from microsim.street.source_report import DataReport
from microsim.street.tidying import tidy
from microsim.street.vintage import bring_to, vintage_of_rows

log = logging.getLogger(__name__)

Source = Path | str | Sequence[Path | str] | None
"""A folder or zip, several of them, or None for the packaged sample."""


@dataclass(frozen=True)
class CrimeData:
    """The crimes of one force as published, tidied.

    Attributes:
        force: whose crimes these are.
        table: one row per crime: `month` (category `YYYY-MM`), `MSOA` (category over the force's areas,
            missing where the place is unknown or elsewhere), `crime_category` (category over the 14),
            `outcome` (text as published), `suspect` (bool: one was identified), `decided` (bool: it is known
            whether), `LSOA` (category, of the same year as the areas), `longitude` and `latitude` (missing
            where unknown).
        areas: the force's areas, index MSOA code, column `authority`.
        months: the months read, `YYYY-MM`, in order, those without a row included.
        report: what was done about irregular rows; `report.vintage` is the year of the areas.
    """

    force: Force
    table: pd.DataFrame
    areas: pd.DataFrame
    months: tuple[str, ...]
    report: DataReport

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
        table = self.table[self.table["month"].isin(wanted)].reset_index(drop=True)
        return CrimeData(self.force, table, self.areas, wanted, self.report)


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
) -> CrimeData:
    """Read the files of one force, one for each month; else as `load_crimes`.

    Args:
        notes: sentences on the files, for the report.
    """
    log.info("reading %d months of %s", len(files), force.name)
    months = tuple(file.month for file in files)
    # What somebody encrypted is not kept in the clear.
    keep = cache_folder is not None and not any(file.name.endswith(SUFFIX) for file in files)
    key = cache.key_of(_inputs(force, files, lookup, vintage, outcomes)) if keep else ""
    found = cache.load(cache_folder, key) if keep and cache_folder is not None else None
    if found is None:
        data = _read(read_rows(files, months), force, months, lookup, vintage, outcomes)
        if keep and cache_folder is not None:
            cache.store(cache_folder, key, force, data.table, data.report)
    else:
        table, report = found
        areas = geography(lookup, report.vintage).areas_of(force)[["authority"]]
        data = CrimeData(force, table, areas, months, report)
    data.report.notes = list(notes)
    return data


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
    return CrimeData(force, table, areas, months, report)


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
    yield read_bytes(sample_path(LSOA_LOOKUP) if lookup is None else Path(lookup))
    yield read_bytes(data_dir() / "outcomes.csv" if outcomes is None else outcomes)
    for name in ("authorities.csv", "lsoa-changes.csv"):
        yield read_bytes(data_dir() / name)
    for file in files:
        yield file.name
        yield file.sum()


def require_rows(data: CrimeData) -> None:
    """Refuse data without a single crime, because no rate can be made of them."""
    if data.table.empty:
        months = f"{data.months[0]} to {data.months[-1]}" if data.months else "no month"
        raise DataError(f"expected crimes of {data.force.name!r} in {months}, got none")
