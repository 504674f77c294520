"""Rules for rows: old categories, outcomes of files and API, open cases, crimes of two months."""

from __future__ import annotations

import hashlib
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from microsim import CATEGORIES, CrimeData, FittedModel, fit, load_crimes
from tests.microsim.conftest import Row, crime

Archive = Callable[..., Path]
BURGLARY = CATEGORIES.index("burglary")


def some(number: int, month: str, **fields: str) -> list[Row]:
    """Rows that differ in their IDs."""
    text = f"{month} {sorted(fields.items())}"
    ids = (hashlib.sha256(f"{text} {row}".encode()).hexdigest() for row in range(number))
    return [crime(id=one, month=month, **fields) for one in ids]


@pytest.fixture
def load(archive: Archive, lookup: Path) -> Callable[..., CrimeData]:
    def read(**months: list[Row]) -> CrimeData:
        return load_crimes(archive(**months), "West Yorkshire", lookup)

    return read


Load = Callable[..., CrimeData]


def fitted(data: CrimeData) -> FittedModel:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return fit(data, suspect_prior=0)


def counts(data: CrimeData, month: str) -> Counter[str]:
    return Counter(data.table.loc[data.table["month"] == month, "crime_category"].astype(str))


def test_other_crime_of_six_categories_is_shared_as_later(load: Load) -> None:
    old = [*some(60, "2011-07", type="Other crime"), *some(20, "2011-07", type="Violent crime")]
    later = {"Drugs": 30, "Other theft": 20, "Other crime": 10, "Violence and sexual offences": 25}
    new = [row for name, number in later.items() for row in some(number, "2014-07", type=name)]
    data = load(m2011_07=old, m2014_07=new)
    found = counts(data, "2011-07")
    assert found["violence and sexual offences"] == 20
    for name, number in (("drugs", 30), ("other theft", 20), ("other crime", 10)):
        assert found[name] == pytest.approx(number, abs=1)
    assert data.report.counts["old_category"] == 60


def test_other_theft_of_eleven_categories_is_shared_as_later(load: Load) -> None:
    old = [*some(40, "2012-07", type="Other theft"), *some(9, "2012-07", type="Drugs")]
    new = [*some(30, "2014-07", type="Bicycle theft"), *some(10, "2014-07", type="Other theft")]
    found = counts(load(m2012_07=old, m2014_07=new), "2012-07")
    assert found["bicycle theft"] == pytest.approx(30, abs=1)
    assert found["drugs"] == 9
    assert found.total() == 49


def test_other_crime_of_eleven_categories_is_what_it_is_today(load: Load) -> None:
    old = [*some(40, "2012-07", type="Other crime"), *some(9, "2012-07", type="Drugs")]
    data = load(m2012_07=old, m2014_07=some(30, "2014-07", type="Drugs"))
    assert counts(data, "2012-07") == {"other crime": 40, "drugs": 9}


def test_without_a_later_month_the_nearest_category_counts(load: Load) -> None:
    data = load(m2011_07=some(40, "2011-07", type="Other crime"))
    assert counts(data, "2011-07") == {"other crime": 40}
    assert data.report.counts["old_category_kept"] == 40


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("violent-crime", "violence and sexual offences"),
        ("criminal-damage-arson", "criminal damage and arson"),
        ("anti-social-behaviour", "anti-social behaviour"),
        ("THEFT FROM THE PERSON", "theft from the person"),
        ("Anti social behaviour", "anti-social behaviour"),
        ("Criminal damage & arson", "criminal damage and arson"),
        ("Public Disorder & Weapons", "public order"),
    ],
)
def test_categories_of_the_api_are_read(load: Load, text: str, category: str) -> None:
    assert counts(load(m2018_07=some(2, "2018-07", type=text)), "2018-07") == {category: 2}


@pytest.mark.parametrize(
    ("outcome", "suspect", "decided"),
    [
        ("Offender given a penalty notice", True, True),
        ("charged", True, True),
        ("no-further-action", False, True),
        ("INVESTIGATION COMPLETE - no suspect identified", False, True),
        ("under-investigation", False, False),
        ("Status update unavailable", False, False),
        ("", False, False),
    ],
)
def test_outcomes_of_files_and_api(load: Load, outcome: str, suspect: bool, decided: bool) -> None:
    data = load(m2018_07=some(1, "2018-07", outcome=outcome))
    assert (data.table["suspect"][0], data.table["decided"][0]) == (suspect, decided)
    assert data.report.counts["unknown_outcome"] == 0


def test_cases_of_which_none_is_decided_are_said(load: Load) -> None:
    notes = fitted(load(m2018_07=some(30, "2018-07", outcome="Under investigation"))).notes
    assert "no case of West Yorkshire is decided, so that no suspect is ever identified" in notes


def test_shares_of_suspects_come_from_decided_cases(load: Load) -> None:
    rows = [
        *some(60, "2018-07", outcome="Under investigation"),
        *some(20, "2018-07", outcome="Suspect charged"),
        *some(20, "2018-07"),
    ]
    data = load(m2018_07=rows)
    assert data.report.counts["open_cases"] == 60
    assert fitted(data).suspect[BURGLARY, 0] == pytest.approx(0.5)


def test_young_months_do_not_count_where_older_ones_are_decided(load: Load) -> None:
    old = [*some(50, "2018-07", outcome="Suspect charged"), *some(50, "2018-07")]
    young = [*some(80, "2018-08", outcome="Under investigation"), *some(20, "2018-08")]
    assert fitted(load(m2018_07=old, m2018_08=young)).suspect[BURGLARY, 0] == pytest.approx(0.5)


def test_a_crime_of_two_months_counts_once(load: Load) -> None:
    july = some(20, "2018-07")
    august = [row | {"Month": "2018-08"} for row in july] + some(5, "2018-08")
    data = load(m2018_07=july, m2018_08=august)
    assert (len(data.table), data.report.counts["later_month"]) == (25, 20)
    assert data.report.rows_by_month == {"2018-07": 20, "2018-08": 25}


def test_an_id_of_another_kind_may_begin_anew_each_month(load: Load) -> None:
    july, august = (
        [crime(id=str(row), month=month) for row in range(20)] for month in ("2018-07", "2018-08")
    )
    assert len(load(m2018_07=july, m2018_08=august).table) == 40


def test_an_id_in_another_place_is_another_offence(load: Load) -> None:
    july = some(1, "2018-07")
    august = [row | {"Month": "2018-08", "LSOA code": "E01000003"} for row in july]
    assert len(load(m2018_07=july, m2018_08=august).table) == 2
