"""From street-level files to one tidy table of a force's crimes, with every irregular row counted.

`CrimeData` holds the table, the force's areas and a report of what was kept, shared out, defaulted or
dropped. The rules are written here and nowhere else.

Rules, row by row:

* no LSOA: kept; the crime counts in its category and is shared among the areas when rates are fitted.
* an LSOA in another force's area, or in no MSOA of the lookup: likewise, because this force has the work.
* no crime ID: kept. Anti-social behaviour never has one; other rows without one are counted.
* a crime ID seen before: kept, because one ID may stand for several offences; but a row that repeats
  another in ID, month, category, place and outcome is the same record published twice and is dropped.
* no outcome, or one that `data/outcomes.csv` does not list: kept, taken as no suspect identified.
* a category that is none of the 14: dropped; the two names used until 2013 are translated.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from microsim.errors import DataError
from microsim.reference.forces import Force, find_force
from microsim.reference.geography import Geography, geography
from microsim.reference.known_names import ASB, CATEGORIES, OLD_CATEGORIES, plain
from microsim.reference.strict_tables import choice_column, read_bytes, read_table
from microsim.sources import parsed_cache as cache
from microsim.sources.archive import StreetFile, find_street_files
from microsim.sources.source_report import DataReport
from microsim.sources.street import read_street
from microsim.storage.encryption import SUFFIX
from microsim.storage.packaged_data import LSOA_LOOKUP, STREET_SAMPLE, data_dir, sample_path

log = logging.getLogger(__name__)

IntArray = npt.NDArray[np.int64]

FEW_TEXTS = ("Month", "LSOA code", "Crime type", "Last outcome category")
"""The columns whose texts repeat."""


@dataclass(frozen=True)
class CrimeData:
    """The crimes of one force as published, tidied.

    Attributes:
        force: whose crimes these are.
        table: one row per crime: `month` (category `YYYY-MM`), `MSOA` (category over the force's areas,
            missing where the place is unknown or elsewhere), `crime_category` (category over the 14),
            `outcome` (text as published), `suspect` (bool), `LSOA`, `longitude` and `latitude` (missing
            where unknown).
        areas: the force's areas, index MSOA code, column `authority`.
        months: the months read, `YYYY-MM`, in order, those without a row included.
        report: what was done about irregular rows.
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
        table = self.table[self.table["month"].isin(wanted)].reset_index(drop=True)
        return CrimeData(self.force, table, self.areas, wanted, self.report)


def load_crimes(
    path: Path | str | None, force: str, lookup: Path | str | None = None, cache_folder: Path | None = None
) -> CrimeData:
    """Read the crimes of one force.

    Args:
        path: a folder or zip laid out as data.police.uk's archive; None is the packaged West Yorkshire sample
            (July 2016, 2017 and 2018).
        force: name of the force in any spelling.
        lookup: an LSOA lookup to use instead of the packaged one of England.
        cache_folder: where to keep the parsed rows for the next start, for example `cache.default_folder()`.

    Raises:
        UnknownNameError: no such force.
        DataError: no file of the force, or a damaged one.
    """
    wanted = find_force(force)
    source = sample_path(STREET_SAMPLE) if path is None else Path(path)
    places = geography(lookup)
    files = find_street_files(source, wanted)
    log.info("reading %d months of %s from %s", len(files), wanted.name, source)
    months = tuple(file.month for file in files)
    if cache_folder is None or any(file.name.endswith(SUFFIX) for file in files):
        # What somebody encrypted is not kept in the clear.
        return tidy(_read_all(files), wanted, places, months)
    key = cache.key_of(_inputs(wanted, files, lookup))
    found = cache.load(cache_folder, key)
    if found is not None:
        return CrimeData(wanted, found[0], places.areas_of(wanted)[["authority"]], months, found[1])
    data = tidy(_read_all(files), wanted, places, months)
    cache.store(cache_folder, key, wanted, data.table, data.report)
    return data


def _read_all(files: list[StreetFile]) -> pa.Table:
    """The rows of all files, texts that repeat as codes: three years of a large force are many."""
    return pa.concat_tables([_coded(read_street(file)) for file in files])


def _coded(table: pa.Table) -> pa.Table:
    for name in FEW_TEXTS:
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table[name].dictionary_encode())
    return table


def _inputs(force: Force, files: list[StreetFile], lookup: Path | str | None) -> Iterator[bytes | str]:
    """Everything the tidy table depends on, for the cache's key; one file at a time is in memory."""
    yield force.name
    yield read_bytes(sample_path(LSOA_LOOKUP) if lookup is None else Path(lookup))
    for name in ("authorities.csv", "outcomes.csv"):
        yield read_bytes(data_dir() / name)
    for file in files:
        yield file.name
        yield file.read()


def tidy(raw: pa.Table, force: Force, places: Geography, months: tuple[str, ...]) -> CrimeData:
    """Apply the rules above to the rows of all files together.

    Args:
        raw: the columns of `street.COLUMNS`, all months together.
    """
    report = DataReport(rows=raw.num_rows, months=len(months))
    codes, values = _encode(raw)
    category = _recode(codes["Crime type"], [_category(value) for value in values["Crime type"]])
    unknown = category < 0
    report.count("unknown_category", unknown, _names(codes["Crime type"][unknown], values["Crime type"]))
    ids, blank = _identities(raw["Crime ID"])
    repeated = _repeated(raw, codes, ids, blank) & ~unknown
    report.count("repeated_rows", repeated)
    keep = ~unknown & ~repeated
    codes = {name: column[keep] for name, column in codes.items()}
    ids, category = ids[keep], category[keep]
    is_asb = category == CATEGORIES.index(ASB)
    _count_ids(report, ids, blank, is_asb)
    suspect = _suspects(report, codes["Last outcome category"], values["Last outcome category"], is_asb)
    areas = places.areas_of(force)[["authority"]]
    area = _areas(report, codes["LSOA code"], values["LSOA code"], areas, places)
    month = _recode(codes["Month"], [months.index(value) for value in values["Month"]])
    report.kept = len(category)
    table = pd.DataFrame(
        {
            "month": _categories(month, months),
            "MSOA": _categories(area, areas.index),
            "crime_category": _categories(category, CATEGORIES),
            "outcome": _categories(codes["Last outcome category"], values["Last outcome category"]),
            "suspect": suspect,
            "LSOA": _categories(codes["LSOA code"], values["LSOA code"]),
            "longitude": raw["Longitude"].to_numpy()[keep],
            "latitude": raw["Latitude"].to_numpy()[keep],
        }
    )
    return CrimeData(force, table, areas, months, report)


def _encode(raw: pa.Table) -> tuple[dict[str, IntArray], dict[str, list[str]]]:
    """Each column of few texts as integer codes into a list of its distinct values, stripped of blanks."""
    codes: dict[str, IntArray] = {}
    values: dict[str, list[str]] = {}
    for name in FEW_TEXTS:
        indices, dictionary = _dictionary(raw[name].dictionary_encode().unify_dictionaries())
        found = [value.strip() for value in dictionary.to_pylist()]
        distinct = list(dict.fromkeys(found))
        position = {value: index for index, value in enumerate(distinct)}
        codes[name] = _recode(indices, [position[value] for value in found])
        values[name] = distinct
    return codes, values


def _identities(column: pa.ChunkedArray) -> tuple[IntArray, int]:
    """A number for each distinct crime ID, and that of a blank one, -1 if there is none.

    Apart from the other columns because there may be millions, too many to be Python's texts.
    """
    indices, dictionary = _dictionary(pc.utf8_trim_whitespace(column).dictionary_encode())
    return indices, pc.index(dictionary, "").as_py()


def _dictionary(coded: pa.ChunkedArray) -> tuple[IntArray, pa.Array]:
    """The codes of a column whose chunks share one dictionary, and that dictionary."""
    chunks = coded.chunks
    if not chunks:
        return np.zeros(0, dtype=np.int64), pa.array([], pa.string())
    return np.concatenate([np.asarray(chunk.indices) for chunk in chunks]), chunks[0].dictionary


def _categories(codes: IntArray, names: Iterable[str]) -> pd.Categorical[str]:
    dtype: pd.CategoricalDtype[str] = pd.CategoricalDtype(pd.Index(list(names), dtype=object))
    return pd.Categorical.from_codes(codes, dtype=dtype)


def _recode(codes: npt.NDArray[np.integer], new: list[int]) -> IntArray:
    return np.asarray(new, dtype=np.int64)[codes] if new else np.zeros(0, dtype=np.int64)


def _category(name: str) -> int:
    text = plain(name)
    text = OLD_CATEGORIES.get(text, text)
    return CATEGORIES.index(text) if text in CATEGORIES else -1


def _names(codes: IntArray, values: list[str]) -> list[str]:
    return sorted({values[code] for code in np.unique(codes)})


def _repeated(raw: pa.Table, codes: dict[str, IntArray], ids: IntArray, blank: int) -> npt.NDArray[np.bool_]:
    """Rows with an ID that equal an earlier row in everything that is used."""
    again = np.flatnonzero((np.bincount(ids)[ids] > 1) & (ids != blank))
    columns = {"id": ids, **codes, **{name: raw[name].to_numpy() for name in ("Longitude", "Latitude")}}
    repeated = np.zeros(len(ids), dtype=bool)
    repeated[again] = pd.DataFrame({name: column[again] for name, column in columns.items()}).duplicated()
    return repeated


def _count_ids(report: DataReport, ids: IntArray, blank: int, is_asb: npt.NDArray[np.bool_]) -> None:
    report.count("no_id", (ids == blank) & ~is_asb)
    counts = np.bincount(ids[ids != blank])
    report.counts["shared_id"] = int(np.maximum(counts - 1, 0).sum())


@functools.cache
def outcome_table() -> dict[str, bool]:
    """Outcome, without case -> whether a suspect was identified (`data/outcomes.csv`)."""
    table = read_table(data_dir() / "outcomes.csv", ("outcome", "suspect"))
    return dict(
        zip(
            map(plain, table["outcome"]),
            choice_column(table, "suspect", "outcomes.csv") == "yes",
            strict=True,
        )
    )


def _suspects(
    report: DataReport, outcome: IntArray, values: list[str], is_asb: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    known = outcome_table()
    blank = np.array([value == "" for value in values], dtype=bool)[outcome]
    unknown = np.array([value != "" and plain(value) not in known for value in values], dtype=bool)[outcome]
    report.count("no_outcome", blank & ~is_asb)
    report.count("unknown_outcome", unknown, _names(outcome[unknown], values))
    return np.array([known.get(plain(value), False) for value in values], dtype=bool)[outcome]


def _areas(
    report: DataReport, lsoa: IntArray, values: list[str], areas: pd.DataFrame, places: Geography
) -> IntArray:
    """Index of each row's area, or -1 where its place is unknown or in no area of the force."""
    position = {msoa: index for index, msoa in enumerate(areas.index)}
    msoas = [places.lsoa_to_msoa.get(value) for value in values]
    report.count("no_lsoa", np.array([value == "" for value in values], dtype=bool)[lsoa])
    lost = np.array(
        [value != "" and msoa is None for value, msoa in zip(values, msoas, strict=True)], dtype=bool
    )[lsoa]
    report.count("unknown_lsoa", lost, _names(lsoa[lost], values))
    elsewhere = np.array([msoa is not None and msoa not in position for msoa in msoas], dtype=bool)[lsoa]
    report.count("elsewhere", elsewhere)
    return _recode(lsoa, [-1 if msoa is None else position.get(msoa, -1) for msoa in msoas])


def require_rows(data: CrimeData) -> None:
    """Refuse data without a single crime, because no rate can be made of them."""
    if data.table.empty:
        months = f"{data.months[0]} to {data.months[-1]}" if data.months else "no month"
        raise DataError(f"expected crimes of {data.force.name!r} in {months}, got none")
