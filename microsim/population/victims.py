"""Victims drawn for crimes from the people of the area, by published rates of victimisation.

Who is how likely to be a victim is a table, `data/victims.csv`: a row gives the rate of a group (sex, ages)
for a category. Rates of one category weigh against each other only; how many crimes there are is another
matter.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.errors import DataError
from microsim.forecast.panel import Panel
from microsim.population.census_tables import SEXES
from microsim.population.people import People
from microsim.reference.known_names import CATEGORIES, resolve
from microsim.reference.strict_tables import number_column, read_table
from microsim.storage.packaged_data import data_dir

FloatArray = npt.NDArray[np.float64]

COLUMNS = ("category", "sex", "age_from", "age_to", "rate_percent", "source")
ANY = "any"
ADULT = 16
"""Where a category has no rate, anybody of this age or more is as likely: surveys ask adults."""

BANDS = (0, 16, 25, 35, 45, 55, 65, 75, 200)
"""Where the age bands of `group_rates` begin."""

NOBODY = (
    "anti-social behaviour",
    "drugs",
    "other crime",
    "possession of weapons",
    "public order",
    "shoplifting",
)
"""Categories without a person as victim."""


def read_victims(path: Path | None = None) -> pd.DataFrame:
    """Rates of victimisation, percent of a group a year.

    Raises:
        DataError: a sex, age or rate that is none.
        UnknownNameError: an unknown category.
    """
    path = path or data_dir() / "victims.csv"
    table = read_table(path, COLUMNS)
    table["category"] = [resolve(name, CATEGORIES, "category") for name in table["category"]]
    for column in ("age_from", "age_to", "rate_percent"):
        table[column] = number_column(table, column, path.name)
    wrong = table.index[~table["sex"].isin([*SEXES, ANY]) | (table["age_to"] < table["age_from"])]
    if len(wrong):
        row = table.loc[wrong[0]]
        raise DataError(
            f"{path.name}: row {wrong[0] + 2}: expected sex male, female or any, and ages that go up, "
            f"got {row['sex']!r}, {row['age_from']:g} to {row['age_to']:g}"
        )
    return table


def risks(people: People, rates: pd.DataFrame, category: str) -> FloatArray:
    """How likely each person is to be the victim of a crime of a category, against the others.

    Rates by sex and by age multiply, each over the mean of its own rows. Whoever is in no row of a kind that
    the category has is no victim of it. All 0 where the category has no victims.
    """
    number = len(people.table)
    if category in NOBODY:
        return np.zeros(number)
    age = people.table["age"].to_numpy() if "age" in people.table else np.full(number, ADULT)
    rows = rates[rates["category"] == category]
    if rows.empty or "age" not in people.table:
        return (age >= ADULT).astype(np.float64)
    sex = people.table["sex"].astype(str).to_numpy()
    risk = np.ones(number)
    for _, kind in rows.groupby(rows["sex"] == ANY):
        factor = np.zeros(number)
        percent = kind["rate_percent"].to_numpy(dtype=np.float64)
        bounds = kind[["age_from", "age_to"]].to_numpy(dtype=np.float64)
        for whose, (low, high), rate in zip(kind["sex"], bounds, percent / percent.mean(), strict=True):
            factor[(age >= low) & (age <= high) & ((whose == ANY) | (sex == whose))] = rate
        risk *= factor
    return risk


def group_rates(panel: Panel, people: People, rates: pd.DataFrame) -> pd.DataFrame:
    """Crimes that each group of people is to expect: by sex and age as far as people have them, and category.

    The crimes of an area are shared among its people by `risks`; those of `NOBODY` have no row.

    Args:
        panel: crimes of the same areas, at the pace of the months that count.

    Returns:
        Columns `sex`, `ages`, `category`, `people`, `victims_per_year`, `per_1000`.
    """
    yearly = panel.counts[panel.used].sum(axis=0) / (panel.used.sum() / 12.0)
    area = pd.Index(list(panel.areas)).get_indexer(pd.Index(people.table["area"].astype(str)))
    groups = _groups(people)
    frames = []
    for row, category in enumerate(panel.categories):
        if category in NOBODY:
            continue
        risk = np.where(area >= 0, risks(people, rates, category), 0.0)
        total = np.bincount(np.maximum(area, 0), weights=risk, minlength=len(panel.areas))
        each = risk * (yearly[row] / np.where(total > 0, total, 1.0))[np.maximum(area, 0)]
        each_one = groups.assign(people=1, victims_per_year=each)
        found = each_one.groupby(list(groups.columns)).sum().reset_index()
        frames.append(found.assign(category=category))
    table = pd.concat(frames, ignore_index=True)
    table["per_1000"] = 1000.0 * table["victims_per_year"] / table["people"]
    return table[[*groups.columns, "category", "people", "victims_per_year", "per_1000"]]


def _groups(people: People) -> pd.DataFrame:
    """Sex and age band of each person, `all` where they are not known."""
    table = people.table
    if "age" not in table:
        return pd.DataFrame({"sex": "all", "ages": "all"}, index=table.index)
    names = [f"{low} to {high - 1}" for low, high in pairwise(BANDS[:-1])] + [f"{BANDS[-2]} and over"]
    bands = pd.cut(table["age"], list(BANDS), right=False, labels=names)
    return pd.DataFrame({"sex": table["sex"].astype(str), "ages": bands.astype(str)})


def draw_victims(crimes: pd.DataFrame, people: People, rates: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The crimes with a victim each, drawn from the people of the crime's area.

    A person may be a victim more than once. Crimes of `NOBODY`, and those in areas without people, have none.

    Args:
        crimes: columns `MSOA` and `crime_category`, as they are sampled.
        seed: same seed, same victims.

    Returns:
        The crimes with `victim` (number of the person, missing where there is none), and `victim_sex`,
        `victim_age` and `victim_ethnicity` as far as people have them.
    """
    victim = np.full(len(crimes), -1, dtype=np.int64)
    random = np.random.default_rng(seed)
    areas = people.table["area"].astype(str).to_numpy()
    order = np.argsort(areas, kind="stable")
    places = crimes["MSOA"].astype(str).to_numpy()
    categories = crimes["crime_category"].astype(str).to_numpy()
    for category in CATEGORIES:
        risk = risks(people, rates, category)
        of_category = np.flatnonzero(categories == category)
        for area in np.unique(places[of_category]):
            mine = of_category[places[of_category] == area]
            first, last = np.searchsorted(areas[order], [area, area + "~"])
            residents = order[first:last]
            total = np.cumsum(risk[residents])
            if len(total) and total[-1] > 0:
                drawn = np.searchsorted(total, random.random(len(mine)) * total[-1], side="right")
                victim[mine] = residents[np.minimum(drawn, len(residents) - 1)]
    return _with_victims(crimes, people, victim)


def _with_victims(crimes: pd.DataFrame, people: People, victim: npt.NDArray[np.int64]) -> pd.DataFrame:
    """The crimes with the attributes of their victims, -1 being nobody."""
    there = pd.Series(victim >= 0, index=crimes.index)
    rows = people.table.iloc[np.maximum(victim, 0)].set_axis(crimes.index) if len(people.table) else None
    result = crimes.copy()
    for name in ("person", "sex", "age", "ethnicity"):
        column = "victim" if name == "person" else f"victim_{name}"
        if rows is None or name not in rows:
            continue
        if name in ("person", "age"):
            result[column] = rows[name].astype("Int64").where(there)
        else:
            result[column] = rows[name].astype(str).astype("string").where(there)
    return result
