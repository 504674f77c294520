"""Bringing rows that are placed in LSOAs of 2011 and of 2021 to those of one year.

A row of an LSOA that was split goes where its map point went since (the points of police.uk stay the same),
else its LSOA's rows are shared by what was observed of each part, and by population.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.reference.lsoa_changes import FIRST_2021, NAMES, VINTAGES, Parts, counterparts, only_in
from microsim.street.rows import Rows, recode
from microsim.street.sharing import spread

IntArray = npt.NDArray[np.int64]

PRIOR_CRIMES = 20.0
"""How many crimes the population's shares of a split LSOA weigh against the crimes observed in its parts."""

LSOA = "LSOA code"


@dataclass
class Moved:
    """What was brought over to the other year."""

    vintage: int
    """The year of the LSOAs now."""
    rows: dict[str, int] = field(default_factory=dict)
    """Change in words (unchanged, split, merged, other) -> rows; unchanged are those of an LSOA that is the
    same in both years or was of this year already."""
    by_point: int = 0
    """Those of the split ones that were placed by their map point."""


def vintage_of_rows(rows: Rows, months: tuple[str, ...]) -> int:
    """The newer of the years whose LSOAs occur; where all are the same in both, by the last month."""
    present = set(rows.texts[LSOA])
    if present & only_in(2021):
        return 2021
    if present & only_in(2011):
        return 2011
    return 2021 if months and months[-1] >= FIRST_2021 else 2011


def bring_to(rows: Rows, vintage: int) -> tuple[Rows, Moved]:
    """The rows with LSOAs of one year."""
    over = counterparts(vintage)
    texts = rows.texts[LSOA]
    parts = [over.get(text) for text in texts]
    if not any(parts):
        return rows, Moved(vintage, _counted(rows, parts))
    place = {text: index for index, text in enumerate(texts)}
    for part in parts:
        for code, _ in part[1] if part is not None else ():
            place.setdefault(code, len(place))
    single = [
        place[part[1][0][0]] if part is not None and len(part[1]) == 1 else index
        for index, part in enumerate(parts)
    ]
    codes = recode(rows.codes[LSOA], single)
    several = {index: part[1] for index, part in enumerate(parts) if part is not None and len(part[1]) > 1}
    split = np.flatnonzero(np.isin(codes, list(several)))
    by_point = 0
    if len(split):
        codes, by_point = _share(rows, codes, split, several, place)
    moved = Moved(vintage, _counted(rows, parts), by_point)
    return replace(rows, codes={**rows.codes, LSOA: codes}, texts={**rows.texts, LSOA: list(place)}), moved


def _counted(rows: Rows, parts: list[tuple[str, Parts] | None]) -> dict[str, int]:
    """Rows by what happened to their LSOA."""
    number = np.bincount(rows.codes[LSOA], minlength=len(parts))
    found = dict.fromkeys(NAMES.values(), 0)
    for text, part, rows_of_text in zip(rows.texts[LSOA], parts, number.tolist(), strict=True):
        if text:
            found["unchanged" if part is None else part[0]] += rows_of_text
    return found


def _share(
    rows: Rows, codes: IntArray, split: IntArray, several: dict[int, Parts], place: dict[str, int]
) -> tuple[IntArray, int]:
    """Choose a part for each row of an LSOA that was split: the codes, and how many the point decided."""
    codes = codes.copy()
    observed = np.bincount(codes, minlength=len(place))
    before = codes[split]
    found = _by_point(rows, codes, split, several, place)
    known = found >= 0
    codes[split[known]] = found[known]
    left = split[~known]
    # In an order that does not depend on that of the rows in the files.
    order = np.lexsort(
        (
            rows.codes["Last outcome category"][left],
            np.nan_to_num(rows.latitude[left]),
            np.nan_to_num(rows.longitude[left]),
            rows.codes["Crime type"][left],
            rows.month[left],
        )
    )
    left = left[order]
    was = before[~known][order]
    for index in np.unique(was):
        mine = left[was == index]
        options = np.array([place[code] for code, _ in several[int(index)]])
        shares = observed[options] + PRIOR_CRIMES * np.array([share for _, share in several[int(index)]])
        codes[mine] = options[spread(len(mine), shares.tolist())]
    return codes, int(np.count_nonzero(known))


def _by_point(
    rows: Rows, codes: IntArray, split: IntArray, several: dict[int, Parts], place: dict[str, int]
) -> IntArray:
    """The part in which crimes of the same map point lie, -1 where none or several do."""
    targets = {place[code] for parts in several.values() for code, _ in parts}
    native = np.flatnonzero(np.isin(codes, list(targets)) & ~np.isnan(rows.longitude))
    found = np.full(len(split), -1, dtype=np.int64)
    if not len(native):
        return found
    points = pd.DataFrame(
        {"x": rows.longitude[native], "y": rows.latitude[native], "to": codes[native]}
    ).drop_duplicates()
    points = points[~points.duplicated(["x", "y"], keep=False)]
    mine = pd.DataFrame({"x": rows.longitude[split], "y": rows.latitude[split]})
    to = mine.merge(points, on=["x", "y"], how="left")["to"].to_numpy()
    allowed = {(index, place[code]) for index, parts in several.items() for code, _ in parts}
    for row in np.flatnonzero(~np.isnan(to)):
        if (int(codes[split[row]]), int(to[row])) in allowed:
            found[row] = int(to[row])
    return found


def other_year(vintage: int) -> int:
    """2021 for 2011, and the other way round."""
    return next(year for year in VINTAGES if year != vintage)
