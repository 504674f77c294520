"""Crimes: each rule for irregular rows, counted, and nothing lost on the way."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from microsim import CrimeData, DataError, load_crimes
from microsim.street.street_crimes import load_forces
from tests.microsim.conftest import Row, crime, street_csv, write_month

Archive = Callable[..., Path]


@pytest.fixture
def load(archive: Archive, lookup: Path) -> Callable[..., CrimeData]:
    def read(*rows: Row) -> CrimeData:
        return load_crimes(archive(m2018_07=list(rows)), "West Yorkshire", lookup)

    return read


Load = Callable[..., CrimeData]


def test_a_row_becomes_a_crime(load: Load) -> None:
    [row] = load(crime(outcome="Offender fined")).table.to_dict("records")
    assert row["month"] == "2018-07"
    assert row["MSOA"] == "E02000101"
    assert row["crime_category"] == "burglary"
    assert row["suspect"] is True
    assert (row["longitude"], row["latitude"]) == (-1.5, 53.8)


def test_areas_include_those_without_crimes(load: Load) -> None:
    data = load(crime())
    assert list(data.areas.index) == ["E02000101", "E02000102", "E02000103"]
    assert list(data.areas["authority"]) == ["Leeds", "Leeds", "Bradford"]


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (crime(lsoa=""), "no_lsoa"),
        (crime(lsoa="E01000009"), "elsewhere"),
        (crime(lsoa="W01000001"), "unknown_lsoa"),
        (crime(outcome=""), "no_outcome"),
        (crime(outcome="Eaten by bears"), "unknown_outcome"),
    ],
)
def test_irregular_rows_are_kept_and_counted(load: Load, row: Row, rule: str) -> None:
    data = load(crime(id="1"), row | {"Crime ID": "2"})
    assert len(data.table) == data.report.kept == 2
    assert {name: count for name, count in data.report.counts.items() if count} == {rule: 1}
    assert not data.table["suspect"].any()


def test_rows_without_place_have_no_area(load: Load) -> None:
    data = load(crime(lsoa=""), crime(lsoa="E01000009"), crime(lsoa="W01000001"), crime())
    assert data.table["MSOA"].isna().tolist() == [True, True, True, False]


def test_missing_ids_are_counted_except_in_antisocial_behaviour(load: Load) -> None:
    data = load(crime(), crime(type="Anti-social behaviour", outcome=""))
    assert data.report.counts["no_id"] == 1
    assert data.report.counts["no_outcome"] == 0


def test_a_row_published_twice_is_dropped(load: Load) -> None:
    data = load(crime(id="1"), crime(id="1"), crime(id="1", outcome="Offender fined"))
    assert data.report.counts["repeated_rows"] == 1
    assert data.report.counts["shared_id"] == 1
    assert len(data.table) == 2


def test_equal_rows_without_an_id_are_different_crimes(load: Load) -> None:
    assert len(load(crime(), crime()).table) == 2


def test_unknown_category_is_dropped_and_named(load: Load) -> None:
    data = load(crime(id="1"), crime(id="2", type="Jaywalking"))
    assert len(data.table) == 1
    assert data.report.counts["unknown_category"] == 1
    assert "1 rows with a category that is none of the 14: dropped ('Jaywalking')" in data.report.lines()


def test_names_used_until_2013_are_translated(load: Load) -> None:
    table = load(crime(type="Violent crime"), crime(type="Public disorder and weapons")).table
    assert list(table["crime_category"]) == ["violence and sexual offences", "public order"]


def test_first_line_of_the_report(load: Load) -> None:
    assert load(crime(id="1"), crime(id="1")).report.lines()[0] == "2 rows of 1 months read, 1 kept"


def test_months_can_be_selected(archive: Archive, lookup: Path) -> None:
    path = archive(m2018_07=[crime()], m2018_08=[crime(), crime()])
    data = load_crimes(path, "west-yorkshire", lookup)
    assert data.months == ("2018-07", "2018-08")
    assert len(data.select(["2018-08"]).table) == 2
    with pytest.raises(DataError, match=r"expected months among 2018-07, 2018-08, got '2018-09'"):
        data.select(["2018-09"])


def test_order_of_rows_does_not_matter(tmp_path: Path, lookup: Path) -> None:
    rows = [
        crime(
            id=str(index % 30), lsoa=f"E0100000{index % 4 + 1}", outcome="Offender fined" if index % 3 else ""
        )
        for index in range(60)
    ]
    shuffled = rows.copy()
    random.Random(1).shuffle(shuffled)
    reports = []
    for name, order in (("a", rows), ("b", shuffled)):
        write_month(tmp_path / name, street_csv(order))
        data = load_crimes(tmp_path / name, "West Yorkshire", lookup)
        reports.append((data.report.counts, sorted(data.table.astype(str).itertuples(index=False))))
    assert reports[0] == reports[1]


def test_packaged_sample() -> None:
    data = load_crimes(None, "West Yorkshire")
    assert data.months == ("2016-07", "2017-07", "2018-07")
    assert len(data.areas) == 299
    assert data.table["month"].value_counts()["2018-07"] == 31635
    assert data.report.counts["no_lsoa"] == 1347 + 1541 + 883


def test_packaged_sample_has_no_other_force() -> None:
    with pytest.raises(DataError, match="crims data fetch --archive 2020-03 --force durham"):
        load_crimes(None, "Durham")


def test_codes_of_areas_in_small_letters(tmp_path: Path, lookup: Path) -> None:
    write_month(tmp_path / "data", street_csv([crime(lsoa="e01000003 "), crime(lsoa="E01000003")]))
    data = load_crimes(tmp_path / "data", "West Yorkshire", lookup)
    assert data.table["MSOA"].tolist() == ["E02000102"] * 2


def test_several_forces_are_in_areas_of_one_year(tmp_path: Path) -> None:
    write_month(tmp_path, street_csv([crime(lsoa="E01034489", month="2024-01")]), "2024-01", "durham")
    write_month(tmp_path, street_csv([crime(lsoa="E01011949")]), "2018-07", "cleveland")
    found = load_forces(tmp_path, ["Cleveland", "Durham"])
    assert [data.force.name for data in found] == ["Cleveland", "Durham"]
    assert [data.report.vintage for data in found] == [2021, 2021]
