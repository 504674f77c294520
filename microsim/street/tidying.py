"""From rows of street files to one tidy table of a force's crimes, with every irregular row counted.

The rules are written here and nowhere else, row by row:

* no LSOA: kept; the crime counts in its category and is shared among the areas when rates are fitted.
* an LSOA in another force's area, or in no MSOA of the lookup: likewise, because this force has the work.
* no crime ID: kept. Anti-social behaviour never has one; other rows without one are counted.
* a crime ID seen before: kept, because one ID may stand for several offences; but a row that repeats
  another in ID, month, category, place and outcome is the same record published twice and is dropped, and
  so is a row that repeats one of an earlier month in ID, category and place: it is the same crime. (Only
  an ID of 64 characters, as data.police.uk gives them, is one crime's for ever: others may begin anew.)
* no outcome, one that the table of outcomes does not list, or a case still open: kept, but not decided
  whether there is a suspect.
* a category of the sets used until 2013 that is several today: shared among them as they are in the months
  of today's set; where there are none of those, the nearest one. A category that is none at all: dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.offences.outcomes import UNKNOWN, Outcome, outcome_key
from microsim.reference.categories import meanings, published_name
from microsim.reference.geography import Geography
from microsim.reference.known_names import ASB, CATEGORIES
from microsim.street.rows import Rows, recode
from microsim.street.sharing import spread
from microsim.street.source_report import DataReport

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

FIRST_BITS = 22

LSOA, TYPE, OUTCOME = "LSOA code", "Crime type", "Last outcome category"


def tidy(
    rows: Rows,
    areas: pd.DataFrame,
    places: Geography,
    months: Sequence[str],
    outcomes: Mapping[str, Outcome],
    report: DataReport,
) -> pd.DataFrame:
    """Apply the rules above to the rows of all files together.

    Args:
        rows: all months together, in LSOAs of the year of `places`.
        areas: the force's own areas, index MSOA code.
        report: gets the counts.

    Returns:
        The table of `CrimeData`.
    """
    per_month = np.bincount(rows.month, minlength=len(months))
    report.rows_by_month = dict(zip(months, per_month.tolist(), strict=True))
    category = _categories(rows, months, report)
    known = category >= 0
    rows, category = rows.take(known), category[known]
    shared = _with_shared_id(rows.identity)
    again = _published_again(rows, category, shared, report)
    _count_shared(report, rows.identity[shared & ~again])
    rows, category = rows.take(~again), category[~again]
    is_asb = category == CATEGORIES.index(ASB)
    report.count("no_id", (rows.identity == 0) & ~is_asb)
    suspect, decided = _suspects(report, rows, is_asb, outcomes)
    area = _areas(report, rows, areas, places)
    report.kept = len(category)
    report.crimes = _crimes(rows, category, months)
    return pd.DataFrame(
        {
            "month": _categorical(rows.month, months),
            "MSOA": _categorical(area, areas.index),
            "crime_category": _categorical(category, CATEGORIES),
            "outcome": _categorical(rows.codes[OUTCOME], rows.texts[OUTCOME]),
            "suspect": suspect,
            "decided": decided,
            "LSOA": _categorical(rows.codes[LSOA], rows.texts[LSOA]),
            "longitude": rows.longitude,
            "latitude": rows.latitude,
        },
        copy=False,
    )


def _crimes(rows: Rows, category: IntArray, months: Sequence[str]) -> dict[str, list[int]]:
    cells = rows.month.astype(np.int64) * len(CATEGORIES) + category
    counts = np.bincount(cells, minlength=len(months) * len(CATEGORIES)).reshape(-1, len(CATEGORIES))
    return dict(zip(months, counts.tolist(), strict=True))


def _categorical(codes: npt.NDArray[np.integer], names: Iterable[str]) -> pd.Categorical[str]:
    dtype: pd.CategoricalDtype[str] = pd.CategoricalDtype(pd.Index(list(names), dtype=object))
    return pd.Categorical.from_codes(codes, dtype=dtype, validate=False)


def _categories(rows: Rows, months: Sequence[str], report: DataReport) -> IntArray:
    """The category of each row, -1 where it is none of the 14."""
    texts = rows.texts[TYPE]
    names = [published_name(text) for text in texts]
    pairs = np.unique(rows.month.astype(np.int64) * max(len(texts), 1) + rows.codes[TYPE])
    single = np.full((len(months), len(texts)), -1, dtype=np.int16)
    several: dict[tuple[int, int], tuple[str, ...]] = {}
    for month in np.unique(pairs // max(len(texts), 1)).tolist():
        present = (pairs[pairs // len(texts) == month] % len(texts)).tolist()
        found = meanings(months[month], {names[index] for index in present})
        for index in present:
            options = found.get(names[index], ())
            if len(options) > 1:
                several[month, index] = options
            if options:
                single[month, index] = CATEGORIES.index(options[0])
    category = single[rows.month, rows.codes[TYPE]].astype(np.int64)
    unknown = category < 0
    report.count("unknown_category", unknown, rows.names(TYPE, unknown))
    if several:
        _share_old(rows, category, several, report)
    return category


def _share_old(
    rows: Rows, category: IntArray, several: Mapping[tuple[int, int], tuple[str, ...]], report: DataReport
) -> None:
    """Share rows of a category that is several today, in place."""
    old = np.isin(rows.month, sorted({month for month, _ in several}))
    later = np.bincount(category[~old & (category >= 0)], minlength=len(CATEGORIES))
    by_options: dict[tuple[str, ...], BoolArray] = {}
    for (month, index), options in several.items():
        mine = (rows.month == month) & (rows.codes[TYPE] == index)
        by_options[options] = by_options[options] | mine if options in by_options else mine
    shared = kept = 0
    for options, mine in by_options.items():
        positions = np.array([CATEGORIES.index(name) for name in options])
        shares = later[positions]
        number = int(np.count_nonzero(mine))
        if not shares.sum():
            kept += number
            continue
        where = np.flatnonzero(mine)
        # Shares must not depend on the order of files, which differs between archives.
        where = where[_order(rows, where)]
        category[where] = positions[spread(number, shares.tolist())]
        shared += number
    report.counts["old_category"], report.counts["old_category_kept"] = shared, kept


def _order(rows: Rows, where: IntArray) -> IntArray:
    """An order of some rows that does not depend on that in the files."""
    return np.lexsort(
        (
            rows.codes[OUTCOME][where],
            np.nan_to_num(rows.latitude[where]),
            np.nan_to_num(rows.longitude[where]),
            rows.codes[LSOA][where],
            rows.month[where],
        )
    )


def _published_again(rows: Rows, category: IntArray, shared: BoolArray, report: DataReport) -> BoolArray:
    """Rows with an ID that are the same record, or the same crime, as an earlier one."""
    again = np.flatnonzero(shared)
    table = pd.DataFrame(
        {
            "id": rows.identity[again],
            "category": category[again],
            "lsoa": rows.codes[LSOA][again],
            "longitude": rows.longitude[again],
            "latitude": rows.latitude[again],
            "month": rows.month[again],
            "outcome": rows.codes[OUTCOME][again],
        }
    )
    repeated = table.duplicated().to_numpy()
    crime = ["id", "category", "lsoa", "longitude", "latitude"]
    first = table.groupby(crime, dropna=False)["month"].transform("min").to_numpy()
    lasting = (rows.identity[again] & np.uint64(1)).astype(bool)
    later = (table["month"].to_numpy() > first) & ~repeated & lasting
    report.count("repeated_rows", repeated)
    report.count("later_month", later)
    dropped = np.zeros(len(rows), dtype=bool)
    dropped[again] = repeated | later
    return dropped


def _with_shared_id(identity: npt.NDArray[np.uint64]) -> BoolArray:
    """Rows whose ID another row has too."""
    ordered = np.sort(identity[identity != 0])
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    shared = np.zeros(len(identity), dtype=bool)
    # Few IDs are there twice, so the first bits of an ID tell most of the others apart.
    seen = np.zeros(1 << FIRST_BITS, dtype=bool)
    seen[twice >> np.uint64(64 - FIRST_BITS)] = True
    perhaps = np.flatnonzero(seen[identity >> np.uint64(64 - FIRST_BITS)])
    shared[perhaps] = np.isin(identity[perhaps], twice)
    return shared


def _count_shared(report: DataReport, identity: npt.NDArray[np.uint64]) -> None:
    """Count the rows that have the ID of a row before them, given those of rows that shared one."""
    with_id = np.sort(identity)
    report.counts["shared_id"] = int(np.count_nonzero(with_id[1:] == with_id[:-1]))


def _suspects(
    report: DataReport, rows: Rows, is_asb: BoolArray, outcomes: Mapping[str, Outcome]
) -> tuple[BoolArray, BoolArray]:
    """Whether a suspect was identified, and whether that is decided."""
    texts = rows.texts[OUTCOME]
    keys = [outcome_key(text) for text in texts]
    said = [outcomes.get(key, UNKNOWN) for key in keys]
    report.count("no_outcome", rows.have(OUTCOME, [text == "" for text in texts]) & ~is_asb)
    unknown = rows.have(
        OUTCOME, [text != "" and key not in outcomes for text, key in zip(texts, keys, strict=True)]
    )
    report.count("unknown_outcome", unknown, rows.names(OUTCOME, unknown))
    still_open = [key in outcomes and not one.decided for key, one in zip(keys, said, strict=True)]
    report.count("open_cases", rows.have(OUTCOME, still_open) & ~is_asb)
    decided = rows.have(OUTCOME, [one.decided for one in said])
    return rows.have(OUTCOME, [one.suspect and one.decided for one in said]), decided


def _areas(report: DataReport, rows: Rows, areas: pd.DataFrame, places: Geography) -> IntArray:
    """Index of each row's area, or -1 where its place is unknown or in no area of the force."""
    position = {msoa: index for index, msoa in enumerate(areas.index)}
    texts = rows.texts[LSOA]
    msoas = [places.lsoa_to_msoa.get(text) for text in texts]
    report.count("no_lsoa", rows.have(LSOA, [text == "" for text in texts]))
    lost = rows.have(LSOA, [text != "" and msoa is None for text, msoa in zip(texts, msoas, strict=True)])
    report.count("unknown_lsoa", lost, rows.names(LSOA, lost))
    report.count("elsewhere", rows.have(LSOA, [msoa is not None and msoa not in position for msoa in msoas]))
    return recode(rows.codes[LSOA], [-1 if msoa is None else position.get(msoa, -1) for msoa in msoas])
