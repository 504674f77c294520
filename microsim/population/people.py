"""A force's synthetic people, from whatever tables there are; and its crimes per head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from common.names import plain
from common.reading import read_parquet
from microsim.errors import DataError
from microsim.forecast.panel import Panel
from microsim.population.census_tables import (
    MAX_AGE,
    SEXES,
    packaged_totals,
    read_ethnicity,
    read_projection,
    read_sex_age,
)
from microsim.population.synthesis import census_people, projected_people, whole_parts
from microsim.reference.forces import Force
from microsim.reference.geography import Geography
from microsim.reference.strict_tables import read_table, require_columns
from microsim.storage.packaged_data import data_dir

IntArray = npt.NDArray[np.int64]

LEVELS = ("area", "lsoa")
NO_GROUP = ""
"""Ethnicity where no table says it."""


@dataclass(frozen=True)
class People:
    """Synthetic people of one force.

    Attributes:
        table: one row per person: `person` (number from 0), `area`, `authority`, and what the tables know of
            `sex`, `age` (whole years, 85 standing for 85 and over) and `ethnicity`.
        notes: what a reader should know, one sentence each.
    """

    table: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def by_area(self) -> pd.Series[int]:
        """People of each area."""
        return self.table["area"].value_counts().sort_index()


def make_people(
    force: Force,
    places: Geography,
    *,
    year: int = 2011,
    by: str = "area",
    sex_age: Path | None = None,
    ethnicity: Path | None = None,
    projection: Path | None = None,
) -> People:
    """The people of a force.

    Args:
        places: the areas, as `geography` gives them.
        year: 2011 is the census; any other year needs a projection.
        by: "area" for MSOAs, "lsoa" for LSOAs. Tables by LSOA are summed to MSOAs where these are wanted.
        sex_age, ethnicity, projection: tables as `census_tables` describes them; without `sex_age` people
            have an area only.

    Raises:
        DataError: a table cannot be used, lacks an area or an authority, or is missing for what is wanted.
    """
    if ethnicity is not None and sex_age is None:
        raise DataError("expected a table of sex and age with that of ethnicity, got ethnicity alone")
    if year != 2011 and projection is None:
        raise DataError(f"expected a projection for {year}: the census tables are of 2011")
    codes = _codes(force, places, by)
    notes: list[str] = []
    if sex_age is None:
        counts = _totals(codes, places, by)
        notes.append(
            "only the totals of the census of 2011 are at hand: people have an area and nothing else; give "
            "tables of sex and age, and of ethnicity, or fetch them"
        )
        groups = [NO_GROUP]
    else:
        ages = _of_areas(read_sex_age(sex_age), codes, places, by, sex_age)
        counts, groups = _census(ages, ethnicity, codes, places, by, notes)
    if projection is not None:
        rows = read_projection(projection, year)
        counts = _project(counts, codes, rows, projection, known=sex_age is not None)
        notes.append(f"scaled to the projection for {year} by authority ({projection.name})")
    return People(_table(counts, codes, groups, known=sex_age is not None), tuple(notes))


def together(people: Sequence[People]) -> People:
    """The people of several forces, numbered on."""
    if len(people) == 1:
        return people[0]
    table = pd.concat([one.table for one in people], ignore_index=True)
    table["person"] = np.arange(len(table), dtype=np.int64)
    return People(table, tuple(dict.fromkeys(note for one in people for note in one.notes)))


def read_people(path: Path) -> People:
    """People from a `.parquet` file that `crims population` wrote.

    Raises:
        DataError: no such file, or a column is missing.
    """
    try:
        table = read_parquet(path)
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: expected a Parquet file of people ({error})") from error
    require_columns(list(table.columns), ("person", "area"), path.name)
    return People(table, ())


def per_head(panel: Panel, people: People) -> pd.DataFrame:
    """Crimes a year per 1,000 residents: one row per area and category.

    A panel's crimes of the months that count, at their pace per year. Where an area has nobody, NaN.

    Returns:
        Columns `area`, `category`, `residents`, `crimes_per_year`, `per_1000`.
    """
    years = panel.used.sum() / 12.0
    residents = people.by_area.reindex(list(panel.areas)).fillna(0).to_numpy(dtype=np.float64)
    yearly = panel.counts[panel.used].sum(axis=0) / years
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(residents > 0, 1000.0 * yearly / residents, np.nan)
    return pd.DataFrame(
        {
            "area": np.tile(np.array(panel.areas, dtype=object), len(panel.categories)),
            "category": np.repeat(np.array(panel.categories, dtype=object), len(panel.areas)),
            "residents": np.tile(residents.astype(np.int64), len(panel.categories)),
            "crimes_per_year": yearly.ravel(),
            "per_1000": rate.ravel(),
        }
    )


def _codes(force: Force, places: Geography, by: str) -> pd.Series[str]:
    """Authority of each area: index its code, sorted."""
    areas = places.areas_of(force)["authority"]
    if by == LEVELS[0]:
        return areas
    inside = {lsoa: areas[msoa] for lsoa, msoa in places.lsoa_to_msoa.items() if msoa in areas.index}
    return pd.Series(inside, dtype=object).sort_index()


def _totals(codes: pd.Series[str], places: Geography, by: str) -> IntArray:
    """Packaged totals, shape (areas, 1, 1, 1)."""
    totals = _summed(packaged_totals().to_frame(), places, by)["people"].reindex(codes.index)
    if totals.isna().any():
        raise DataError(
            f"expected residents of {totals.index[totals.isna()][0]!r} in the packaged census of England and "
            f"Wales by LSOA of 2011, got none; give a table of sex and age"
        )
    return totals.to_numpy(dtype=np.int64).reshape(-1, 1, 1, 1)


def _summed(table: pd.DataFrame, places: Geography, by: str) -> pd.DataFrame:
    """A table by LSOA summed to MSOAs where these are wanted; others as they are."""
    known = table.index.map(lambda code: places.lsoa_to_msoa.get(code, code))
    return table.groupby(np.asarray(known)).sum() if by == LEVELS[0] else table


def _of_areas(
    table: pd.DataFrame, codes: pd.Series[str], places: Geography, by: str, path: Path
) -> pd.DataFrame:
    """The rows of the force's areas, in their order."""
    table = _summed(table, places, by)
    lacking = [code for code in codes.index if code not in table.index]
    if lacking:
        raise DataError(
            f"{path.name}: expected people of all {len(codes)} areas, got none of {lacking[0]!r}"
            f"{' and ' + str(len(lacking) - 1) + ' others' if len(lacking) > 1 else ''}"
        )
    return table.loc[list(codes.index)]


def _census(
    ages: pd.DataFrame,
    ethnicity: Path | None,
    codes: pd.Series[str],
    places: Geography,
    by: str,
    notes: list[str],
) -> tuple[IntArray, list[str]]:
    """People by area, sex, age and group, and the groups."""
    sex_age = ages.to_numpy(dtype=np.int64).reshape(len(codes), len(SEXES), MAX_AGE + 1)
    if ethnicity is None:
        notes.append("no table of ethnicity: people have none")
        return sex_age[..., None], [NO_GROUP]
    table = _of_areas(read_ethnicity(ethnicity), codes, places, by, ethnicity)
    groups = list(table.columns.unique("ethnicity"))
    by_sex = table.to_numpy(dtype=np.int64).reshape(len(codes), len(SEXES), len(groups))
    found = [census_people(*tables) for tables in zip(sex_age, by_sex, strict=True)]
    apart = sum(difference for _, difference in found)
    if apart:
        notes.append(
            f"the table of ethnicity has other totals by sex than that of age, by {apart:,} people in all; "
            f"it was scaled"
        )
    return np.stack([people for people, _ in found]), groups


def _project(
    counts: IntArray, codes: pd.Series[str], projection: pd.DataFrame, path: Path, *, known: bool
) -> IntArray:
    """Each authority's people in the projection's year."""
    named = read_table(data_dir() / "authorities.csv", ("code", "name"))
    name_of = dict(zip(named["code"], named["name"], strict=True))
    rows = projection.groupby([plain(name_of.get(code, code)) for code in projection.index]).sum()
    result = np.zeros_like(counts)
    for authority in sorted(set(codes)):
        if plain(authority) not in rows.index:
            raise DataError(f"{path.name}: expected rows of {authority!r}, got {len(rows)} other authorities")
        wanted = rows.loc[plain(authority)].to_numpy(dtype=np.int64).reshape(len(SEXES), MAX_AGE + 1)
        mine = (codes == authority).to_numpy()
        if known:
            result[mine] = projected_people(counts[mine], wanted)
        else:
            result[mine] = whole_parts(counts[mine].astype(np.float64), int(wanted.sum()))
    return result


def _table(counts: IntArray, codes: pd.Series[str], groups: list[str], *, known: bool) -> pd.DataFrame:
    """One row per person."""
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    area, sex, age, group = np.unravel_index(cell, counts.shape)
    authorities = sorted(set(codes))
    place = np.array([authorities.index(name) for name in codes])
    table = pd.DataFrame(
        {
            "person": np.arange(len(cell)),
            "area": _categories(area, list(codes.index)),
            "authority": _categories(place[area], authorities),
        }
    )
    if known:
        table["sex"] = _categories(sex, list(SEXES))
        table["age"] = age.astype(np.int16)
    if groups != [NO_GROUP]:
        table["ethnicity"] = _categories(group, groups)
    return table


def _categories(codes: npt.NDArray[np.integer], names: list[str]) -> pd.Categorical[str]:
    dtype: pd.CategoricalDtype[str] = pd.CategoricalDtype(pd.Index(names, dtype=object))
    return pd.Categorical.from_codes(codes, dtype=dtype)
