"""People meet every marginal exactly, of the census and of a projection."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from microsim import load_crimes
from microsim.errors import DataError
from microsim.forecast.panel import make_panel
from microsim.population.census_tables import ETHNICITIES, MAX_AGE, packaged_totals, read_sex_age
from microsim.population.people import make_people, per_head
from microsim.population.synthesis import fitted_whole, whole_parts
from microsim.reference.forces import Force, find_force
from microsim.reference.geography import Geography, geography


def counts(table: pd.DataFrame, *columns: str) -> dict[object, int]:
    return table.groupby(list(columns), observed=True).size().to_dict()


def test_people_meet_the_marginals_of_the_census(
    force: Force, places: Geography, sample: pd.DataFrame, sex_age: Path, ethnicity: Path
) -> None:
    people = make_people(force, places, sex_age=sex_age, ethnicity=ethnicity)
    wanted = sample.assign(
        sex=sample["sex"].map({1: "male", 2: "female"}), ethnicity=sample["ethnicity"].map(ETHNICITIES)
    )
    assert len(people.table) == len(wanted) == 11_762
    assert counts(people.table, "area", "sex", "age") == counts(wanted, "area", "sex", "age")
    assert counts(people.table, "area", "sex", "ethnicity") == counts(wanted, "area", "sex", "ethnicity")
    assert people.notes == ()


def test_people_meet_the_marginals_of_a_projection(
    force: Force, places: Geography, sample: pd.DataFrame, sex_age: Path, ethnicity: Path, tmp_path: Path
) -> None:
    """Leeds grows by half, with more old people; Bradford shrinks."""
    rows = [
        {"authority": name, "year": year, "sex": sex, "age": age, "count": (20 + age if big else 9)}
        for name, big in (("Leeds", True), ("E08000032", False))
        for year in (2019, 2020)
        for sex in ("male", "female")
        for age in range(91)
    ]
    projection = tmp_path / "projection.csv"
    pd.DataFrame(rows).to_csv(projection, index=False)
    options = {"year": 2020, "sex_age": sex_age, "ethnicity": ethnicity, "projection": projection}
    people = make_people(force, places, **options)
    leeds = people.table[people.table["authority"] == "Leeds"]
    by_age = counts(leeds, "sex", "age")
    assert by_age["male", 30] == 50
    assert by_age["female", MAX_AGE] == sum(20 + age for age in range(85, 91))
    assert (people.table["authority"] == "Bradford").sum() == 2 * 91 * 9
    before = sample[sample["area"] == "E02000101"]["ethnicity"].map(ETHNICITIES).value_counts(normalize=True)
    after = leeds[leeds["area"] == "E02000101"]["ethnicity"].value_counts(normalize=True)
    assert after["White British"] == pytest.approx(before["White British"], abs=0.02)
    assert make_people(force, places, **options).table.equals(people.table)


def test_without_tables_people_have_an_area_and_it_is_said() -> None:
    people = make_people(find_force("City of London"), geography())
    assert list(people.table.columns) == ["person", "area", "authority"]
    assert len(people.table) == 7375  # ONS, census 2011
    assert "people have an area and nothing else" in people.notes[0]


def test_the_census_of_2011_is_packaged_whole() -> None:
    assert packaged_totals().sum() == 56_075_912  # ONS, usual residents of England and Wales


def test_people_by_lsoa_are_those_by_msoa() -> None:
    force, places = find_force("Durham"), geography()
    assert len(make_people(force, places, by="lsoa").table) == len(make_people(force, places).table)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"year": 2020}, "expected a projection for 2020"),
        ({"ethnicity": Path("e.csv")}, "expected a table of sex and age with that of ethnicity"),
    ],
)
def test_tables_that_are_missing(
    force: Force, places: Geography, options: dict[str, object], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        make_people(force, places, **options)  # type: ignore[arg-type]


def test_an_area_without_people_is_named(force: Force, places: Geography, tmp_path: Path) -> None:
    path = tmp_path / "sex-age.csv"
    path.write_text("area,sex,age,count\nE02000101,male,30,5\n")
    with pytest.raises(DataError, match="all 3 areas, got none of 'E02000102' and 1 others"):
        make_people(force, places, sex_age=path)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("E02000101,x,30,5", "row 2, column 'sex': expected male or female, got 'x'"),
        ("E02000101,male,-1,5", "row 2, column 'age': expected whole years from 0, got '-1'"),
        ("E02000101,male,30,2.5", "row 2, column 'count': expected a whole number of people, got '2.5'"),
    ],
)
def test_a_bad_value_is_named(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "sex-age.csv"
    path.write_text(f"area,sex,age,count\n{row}\n")
    with pytest.raises(DataError, match=message):
        read_sex_age(path)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("area,sex,age,count\nX,male,84,2\nX,female,85,3\n", (2, 3)),
        ("Area;Sex;Age;Count\nX;Males;Age 84;2\nX;Females;85+;3\n", (2, 3)),
        ("AREA\tSEX\tAGE\tCOUNT\nX\tMen\taged 84\t2\nX\tWomen\t85 and over\t3.0\n", (2, 3)),
        ('area,sex,age,count\nX,M,84 years,"1,002"\nX,F,85 years and over,3\n', (1002, 3)),
    ],
)
def test_a_table_in_another_hand(tmp_path: Path, text: str, found: tuple[int, int]) -> None:
    path = tmp_path / "people.csv"
    path.write_text(text)
    table = read_sex_age(path)
    assert (table.loc["X", ("male", 84)], table.loc["X", ("female", 85)]) == found


def test_whole_parts() -> None:
    assert whole_parts(np.array([1.0, 1.0, 1.0]), 10).tolist() == [4, 3, 3]
    assert whole_parts(np.zeros(2), 5).tolist() == [3, 2]


def test_a_fit_in_whole_numbers_meets_both_sums() -> None:
    random = np.random.default_rng(1)
    target = random.poisson(0.7, (40, 30))
    found = fitted_whole(random.gamma(0.3, 1, (40, 30)), target.sum(axis=1), target.sum(axis=0))
    assert (found >= 0).all()
    assert (found.sum(axis=1) == target.sum(axis=1)).all()
    assert (found.sum(axis=0) == target.sum(axis=0)).all()


def test_crimes_per_head() -> None:
    """The packaged sample has three Julys: a quarter of a year."""
    panel = make_panel(load_crimes(None, "West Yorkshire"))
    people = make_people(find_force("West Yorkshire"), geography())
    table = per_head(panel, people)
    first = table[table["area"] == panel.areas[0]]
    residents = people.by_area[panel.areas[0]]
    crimes = panel.counts[:, :, 0].sum()
    assert first["per_1000"].sum() == pytest.approx(1000 * crimes * 4 / residents)
    assert 50 < 1000 * table["crimes_per_year"].sum() / len(people.table) < 200
