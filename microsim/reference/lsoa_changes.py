"""How the LSOAs of 2011 became those of 2021: unchanged, split, merged, or neither.

From `data/lsoa-changes.csv`. Apart from the lookup of areas because rows of crimes are brought over one by
one.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from microsim.reference.census import census_lookup
from microsim.reference.strict_tables import choice_column, read_table
from microsim.storage.packaged_data import data_dir

VINTAGES = (2011, 2021)
"""The years of the LSOAs that police.uk uses: those of 2021 for months from June 2023."""

FIRST_2021 = "2023-06"
"""The first month that police.uk places in LSOAs of 2021."""

NAMES = {"U": "unchanged", "S": "split", "M": "merged", "X": "other"}
"""What the ONS's letters mean. X: borders that were redrawn across authorities, five LSOAs of 2011."""

Parts = tuple[tuple[str, float], ...]


@cache
def lsoa_changes() -> pd.DataFrame:
    """The rows of `data/lsoa-changes.csv`: `lsoa_2011`, `change` (U, S, M or X), `lsoa_2021`, `msoa_2021`.

    A row with U is an LSOA that stayed what it was and lies in another MSOA now. Source: ONS, exact-fit
    lookup of LSOAs of 2011 to LSOAs of 2021.
    """
    columns = ("lsoa_2011", "change", "lsoa_2021", "msoa_2021")
    table = read_table(data_dir() / "lsoa-changes.csv", columns)
    table["change"] = choice_column(table, "change", "lsoa-changes.csv", ("u", "s", "m", "x")).str.upper()
    return table


@cache
def only_in(vintage: int) -> frozenset[str]:
    """The LSOAs that exist in one year and not in the other."""
    changed = lsoa_changes()
    return frozenset(changed.loc[changed["change"] != "U", f"lsoa_{vintage}"])


@cache
def counterparts(vintage: int) -> dict[str, tuple[str, Parts]]:
    """LSOA of the other year -> its change in words, and the LSOAs of `vintage` it corresponds to.

    Returns:
        Each counterpart with a share, adding up to 1: of an LSOA that was split, equal parts (they were
        drawn to hold about as many people each); of one that was merged, in proportion to the residents of
        the census of 2011.
    """
    changed = lsoa_changes()
    changed = changed[changed["change"] != "U"]
    other = next(year for year in VINTAGES if year != vintage)
    residents = changed["lsoa_2011"].map(census_lookup().set_index("lsoa")["residents"]).fillna(1)
    weight = residents / changed.groupby("lsoa_2011")["lsoa_2021"].transform("size")
    share = weight / weight.groupby(changed[f"lsoa_{other}"]).transform("sum")
    found: dict[str, list[tuple[str, float]]] = {}
    letters: dict[str, str] = {}
    rows = zip(changed[f"lsoa_{other}"], changed[f"lsoa_{vintage}"], share, changed["change"], strict=True)
    for code, counterpart, part, letter in rows:
        found.setdefault(code, []).append((counterpart, float(part)))
        letters[code] = letter
    return {code: (NAMES[letters[code]], tuple(parts)) for code, parts in found.items()}
