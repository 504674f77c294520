"""Victims by published rates."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from microsim.errors import DataError
from microsim.forecast.panel import Panel, month_range
from microsim.population.people import People
from microsim.population.victims import NOBODY, draw_victims, group_rates, read_victims, risks
from microsim.reference.known_names import CATEGORIES

VIOLENCE = "violence and sexual offences"


def people(number: int = 4000) -> People:
    """Half of them in each of two areas, all ages and sexes alike."""
    index = np.arange(number)
    table = pd.DataFrame(
        {
            "person": index + 7,
            "area": np.where(index % 2, "E02000101", "E02000102"),
            "sex": np.where(index // 2 % 2, "male", "female"),
            "age": (index // 4 % 80).astype(np.int16),
            "ethnicity": "White British",
        }
    )
    return People(table, ())


def crimes(category: str, number: int = 3000) -> pd.DataFrame:
    return pd.DataFrame({"MSOA": "E02000101", "crime_category": category}, index=range(5, 5 + number))


def test_victims_are_of_the_area_and_as_likely_as_published() -> None:
    found = draw_victims(crimes(VIOLENCE), people(), read_victims(), 1)
    whole = people().table.set_index("person")
    assert (whole.loc[found["victim"], "area"] == "E02000101").all()
    men = (found["victim_sex"] == "male").mean()
    assert men == pytest.approx(2.2 / 3.6, abs=0.04)
    young = found["victim_age"].between(16, 24).mean()
    assert young == pytest.approx(9 * 3.7 / (9 * 3.7 + 55 * 1.5), abs=0.04)
    assert found["victim_age"].min() >= 16


def test_a_category_without_rates_takes_any_adult() -> None:
    risk = risks(people(), read_victims(), "burglary")
    age = people().table["age"].to_numpy()
    assert (risk == (age >= 16)).all()


@pytest.mark.parametrize("category", NOBODY)
def test_crimes_against_nobody_have_no_victim(category: str) -> None:
    found = draw_victims(crimes(category, 5), people(), read_victims(), 1)
    assert found[["victim", "victim_sex", "victim_age"]].isna().all().all()


def test_an_area_without_people_has_no_victims() -> None:
    found = draw_victims(crimes("burglary", 5).assign(MSOA="E02000109"), people(), read_victims(), 1)
    assert found["victim"].isna().all()


def test_people_with_an_area_only_can_be_victims() -> None:
    bare = People(people().table[["person", "area"]], ())
    found = draw_victims(crimes(VIOLENCE, 50), bare, read_victims(), 1)
    assert found["victim"].notna().all()
    assert list(found.columns) == ["MSOA", "crime_category", "victim"]


def test_same_seed_same_victims() -> None:
    first, second, other = (draw_victims(crimes(VIOLENCE), people(), read_victims(), n) for n in (3, 3, 4))
    assert first.equals(second)
    assert not first.equals(other)


def test_a_table_whose_ages_go_down_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "victims.csv"
    path.write_text("category,sex,age_from,age_to,rate_percent,source\nburglary,any,30,20,1,me\n")
    with pytest.raises(DataError, match="row 2: expected sex male, female or any, and ages that go up"):
        read_victims(path)


def test_rates_by_group_share_out_the_crimes_of_each_area() -> None:
    """All violence of two areas over two years goes to their adults, most to the young."""
    counts = np.zeros((24, len(CATEGORIES), 2))
    counts[:, CATEGORIES.index(VIOLENCE)] = [10, 30]
    panel = Panel(
        "Testshire", counts, month_range("2018-01", "2019-12"), np.ones(24, dtype=bool),
        ("E02000101", "E02000102"), ("Leeds", "Leeds"),
    )  # fmt: skip
    table = group_rates(panel, people(), read_victims())
    violence = table[table["category"] == VIOLENCE].set_index(["sex", "ages"])
    assert violence["victims_per_year"].sum() == pytest.approx(480)
    assert violence.loc[("male", "0 to 15"), "victims_per_year"] == 0
    ratio = violence.loc[("male", "16 to 24"), "per_1000"] / violence.loc[("female", "35 to 44"), "per_1000"]
    assert ratio == pytest.approx(2.2 / 1.4 * 3.7 / 1.5)
    assert set(NOBODY).isdisjoint(table["category"])


def test_groups_of_people_with_an_area_only() -> None:
    counts = np.ones((12, len(CATEGORIES), 1))
    months = month_range("2018-01", "2018-12")
    panel = Panel("Testshire", counts, months, np.ones(12, dtype=bool), ("E02000101",), ("Leeds",))
    bare = People(people().table[["person", "area"]], ())
    table = group_rates(panel, bare, read_victims())
    assert set(table["ages"]) == {"all"}
    assert table["victims_per_year"].tolist() == pytest.approx([12.0] * len(table))
