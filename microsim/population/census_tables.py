"""Census tables and projections from files: in this project's layout, or as Nomis answers.

* people by sex and age: `area`, `sex`, `age`, `count`; at Nomis (DC1117EW) `GEOGRAPHY_CODE`, `C_SEX`,
  `C_AGE`, `OBS_VALUE`;
* by sex and ethnicity: `area`, `sex`, `ethnicity`, `count`; at Nomis (DC2101EW) `C_ETHPUK11` for the group;
* a projection: `authority`, `year`, `sex`, `age`, `count`; at Nomis `GEOGRAPHY_CODE`, `PROJECTED_YEAR_NAME`,
  `GENDER`, `C_AGE`, `OBS_VALUE`.

Sex is `male` or `female`, age whole years; whoever is `MAX_AGE` or older has that age.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from microsim.errors import DataError
from microsim.reference.known_names import shown
from microsim.reference.strict_tables import number_column, read_bytes, read_table
from microsim.storage.packaged_data import sample_path

SEXES = ("male", "female")
SEX_NAMES = {
    **dict.fromkeys(("1", "male", "males", "m", "men"), "male"),
    **dict.fromkeys(("2", "female", "females", "f", "women"), "female"),
}
"""How tables write a sex, in lower case; the numbers are those of Nomis."""

AGE_WORDS = r"^aged? |\s*(?:\+|(?:years? )?(?:and|or) over|years?)$"
"""What stands around the number in `Age 4` and `85 and over`."""

THOUSANDS = r"(?<=\d),(?=\d{3})"
MAX_AGE = 85
"""The census table of 2011 stops at 85 and over."""

CENSUS_TOTALS = "crime_sim_toolkit/src/LSOA_data/census_2011_population_hh.csv"

ETHNICITIES = {
    2: "White British",
    3: "White Irish",
    4: "Gypsy or Irish Traveller",
    5: "Other White",
    7: "White and Black Caribbean",
    8: "White and Black African",
    9: "White and Asian",
    10: "Other mixed",
    12: "Indian",
    13: "Pakistani",
    14: "Bangladeshi",
    15: "Chinese",
    16: "Other Asian",
    18: "African",
    19: "Caribbean",
    20: "Other Black",
    22: "Arab",
    23: "Other",
}
"""Codes of `C_ETHPUK11` in the census of 2011 that are no totals, and the groups that they stand for."""


def read_sex_age(path: Path) -> pd.DataFrame:
    """People by area, sex and age: index area; columns (sex, age), every pair; whole numbers.

    Raises:
        DataError: a column is missing, or a value is none of those expected.
    """
    table = _read(path, {"GEOGRAPHY_CODE": "area", "C_SEX": "sex", "C_AGE": "age", "OBS_VALUE": "count"})
    sex, age = _sex(table, path), _age(table, path, first_code=1)
    frame = pd.DataFrame({"area": table["area"], "sex": sex, "age": age, "count": _whole(table, path)})
    columns = pd.MultiIndex.from_product([SEXES, range(MAX_AGE + 1)], names=["sex", "age"])
    return _wide(frame, "area", ["sex", "age"]).reindex(columns=columns, fill_value=0)


def read_ethnicity(path: Path) -> pd.DataFrame:
    """People by area, sex and ethnicity: index area; columns (sex, ethnicity); whole numbers.

    Raises:
        DataError: as `read_sex_age`.
    """
    names = {"GEOGRAPHY_CODE": "area", "C_SEX": "sex", "C_ETHPUK11": "ethnicity", "OBS_VALUE": "count"}
    table = _read(path, names)
    group = table["ethnicity"]
    if _is_nomis(table, "C_ETHPUK11"):
        codes = pd.to_numeric(group, errors="coerce")
        table = table[codes.isin(ETHNICITIES)]  # the other codes are totals
        group = codes[codes.isin(ETHNICITIES)].map(ETHNICITIES)
    frame = pd.DataFrame(
        {"area": table["area"], "sex": _sex(table, path), "ethnicity": group, "count": _whole(table, path)}
    )
    groups = sorted(set(frame["ethnicity"]))
    columns = pd.MultiIndex.from_product([SEXES, groups], names=["sex", "ethnicity"])
    return _wide(frame, "area", ["sex", "ethnicity"]).reindex(columns=columns, fill_value=0)


def read_projection(path: Path, year: int) -> pd.DataFrame:
    """People projected for a year: index authority (code or name as it stands); columns (sex, age).

    Raises:
        DataError: as `read_sex_age`; or the table has not that year.
    """
    names = {
        "GEOGRAPHY_CODE": "authority", "PROJECTED_YEAR_NAME": "year", "GENDER": "sex", "C_AGE": "age",
        "OBS_VALUE": "count",
    }  # fmt: skip
    table = _read(path, names)
    years = sorted({int(value) for value in number_column(table, "year", path.name)})
    if year not in years:
        raise DataError(f"{path.name}: expected rows of {year}, got {years[0]} to {years[-1]}")
    mine = table[pd.to_numeric(table["year"]) == year]
    sex, age = _sex(mine, path), _age(mine, path, first_code=101)
    frame = pd.DataFrame(
        {"authority": mine["authority"], "sex": sex, "age": age, "count": _whole(mine, path)}
    )
    columns = pd.MultiIndex.from_product([SEXES, range(MAX_AGE + 1)], names=["sex", "age"])
    return _wide(frame, "authority", ["sex", "age"]).reindex(columns=columns, fill_value=0)


def packaged_totals() -> pd.Series[int]:
    """Usual residents of each LSOA of 2011 in the census of that year (ONS), as crime-sim-toolkit packages
    them: index LSOA."""
    table = pd.read_csv(sample_path(CENSUS_TOTALS), dtype=str)
    residents = table.iloc[:, 9].str.replace(",", "").astype(int)
    return pd.Series(residents.to_numpy(), index=table["LSOA Code"].to_numpy(), name="people")


def _read(path: Path, nomis: dict[str, str]) -> pd.DataFrame:
    """The rows as texts under our own names; Nomis' table is recognised by its columns."""
    first = read_bytes(path).split(b"\n", 1)[0].decode("utf-8-sig", "replace").strip()
    if "GEOGRAPHY_CODE" not in first:
        return read_table(path, tuple(nomis.values()))
    renamed = read_table(path, tuple(nomis))[list(nomis)].rename(columns=nomis)
    for column in ("sex", "age"):  # both sexes together are 0, all ages 0 or 100
        if column in renamed:
            renamed = renamed[~renamed[column].isin(["0", "100"])]
    renamed.attrs["nomis"] = list(nomis)
    return renamed


def _is_nomis(table: pd.DataFrame, column: str) -> bool:
    return column in table.attrs.get("nomis", [])


def _sex(table: pd.DataFrame, path: Path) -> pd.Series[str]:
    sex = table["sex"].str.strip().str.lower().map(SEX_NAMES)
    _refuse(table, "sex", sex.isna(), path, "male or female")
    return sex


def _age(table: pd.DataFrame, path: Path, first_code: int) -> pd.Series[int]:
    """Whole years; Nomis' codes begin at `first_code` for those under 1."""
    texts = table["age"].str.strip().str.lower().str.replace(AGE_WORDS, "", regex=True)
    age = pd.to_numeric(texts.replace("under 1", "0"), errors="coerce")
    if _is_nomis(table, "C_AGE"):
        age = age - first_code
    _refuse(table, "age", ~((age >= 0) & (age <= 130) & (age == age.round())), path, "whole years from 0")
    return age.clip(upper=MAX_AGE).astype(int)


def _whole(table: pd.DataFrame, path: Path) -> pd.Series[int]:
    count = pd.to_numeric(table["count"].str.replace(THOUSANDS, "", regex=True), errors="coerce")
    _refuse(table, "count", ~((count >= 0) & (count == count.round())), path, "a whole number of people")
    return count.astype(int)


def _refuse(table: pd.DataFrame, column: str, wrong: pd.Series[bool], path: Path, expected: str) -> None:
    rows = table.index[wrong]
    if len(rows):
        raise DataError(
            f"{path.name}: row {rows[0] + 2}, column {column!r}: expected {expected}, "
            f"got {shown(table[column][rows[0]])}"
        )


def _wide(frame: pd.DataFrame, index: str, columns: Sequence[str]) -> pd.DataFrame:
    table = frame.pivot_table(index=index, columns=list(columns), values="count", aggfunc="sum", fill_value=0)
    return table.astype(np.int64)
