"""LSOAs of 2011 and 2021: recognised row by row, brought to one year, nothing lost."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from microsim import CrimeData, DataError, load_crimes
from microsim.reference.geography import packaged_geography, read_geography, vintage_of
from microsim.reference.lsoa_changes import counterparts, lsoa_changes, only_in
from tests.microsim.conftest import crime, street_csv, write_month

WHOLE = "E01020634"
"""County Durham 001A, the same in both years."""
SPLIT, PARTS = "E01012316", ("E01035185", "E01035186")
"""An LSOA of Darlington of 2011, and what it became."""
MERGED, FROM = "E01035187", ("E01033483", "E01033484")
"""An LSOA of Darlington of 2021, and what it was made of."""


def rows(month: str, *places: str, x: float = -1.5) -> list[dict[str, str]]:
    return [
        crime(
            id=hashlib.sha256(f"{month}{n}".encode()).hexdigest(), month=month, lsoa=place, Longitude=str(x)
        )
        for n, place in enumerate(places)
    ]


def load(folder: Path, vintage: int | None = None, **months: list[dict[str, str]]) -> CrimeData:
    for name, content in months.items():
        month = name[1:].replace("_", "-")
        write_month(folder / "data", street_csv(content), month, "durham")
    return load_crimes(folder / "data", "Durham", vintage=vintage)


def lsoas(data: CrimeData) -> Counter[str]:
    return Counter(data.table["LSOA"].astype(str))


def test_the_table_knows_these_lsoas() -> None:
    changes = lsoa_changes()
    assert set(changes.loc[changes["lsoa_2011"] == SPLIT, "lsoa_2021"]) == set(PARTS)
    assert set(changes.loc[changes["lsoa_2021"] == MERGED, "lsoa_2011"]) == set(FROM)


@pytest.mark.parametrize("vintage", [2011, 2021])
def test_shares_of_counterparts_add_up_to_one(vintage: int) -> None:
    known = packaged_geography(vintage).lsoa_to_msoa
    for _, parts in counterparts(vintage).values():
        assert sum(share for _, share in parts) == pytest.approx(1)
        assert all(code in known for code, _ in parts)


def test_both_years_have_all_lsoas() -> None:
    sizes = {year: len(packaged_geography(year).lsoa_to_msoa) for year in (2011, 2021)}
    assert sizes == {2011: 34_753, 2021: 35_672}
    assert not only_in(2011) & only_in(2021)


def test_data_of_2021_are_placed_in_areas_of_2021(tmp_path: Path) -> None:
    data = load(tmp_path, m2024_01=rows("2024-01", *[PARTS[0]] * 9, WHOLE))
    assert data.report.vintage == 2021
    assert data.table["MSOA"].notna().all()
    assert data.report.counts["unknown_lsoa"] == 0


def test_data_of_2011_stay_in_areas_of_2011(tmp_path: Path) -> None:
    data = load(tmp_path, m2024_01=rows("2024-01", *[SPLIT] * 9, WHOLE))
    assert data.report.vintage == 2011
    assert data.table["MSOA"].notna().all()


def test_an_archive_may_mix_both_years(tmp_path: Path) -> None:
    old, new = rows("2023-05", *[SPLIT] * 10, *FROM), rows("2023-06", *[PARTS[0]] * 6, *[PARTS[1]] * 4)
    data = load(tmp_path, m2023_05=old, m2023_06=new)
    assert data.report.vintage == 2021
    assert len(data.table) == 22
    assert set(lsoas(data)) == {*PARTS, MERGED}
    assert data.report.places == {"unchanged": 10, "split": 10, "merged": 2, "other": 0}
    assert any(
        "10 in LSOAs that were split, 2 in LSOAs that were merged" in line for line in data.report.lines()
    )


def test_a_point_goes_where_it_went_since(tmp_path: Path) -> None:
    old = rows("2023-05", *[SPLIT] * 5, x=-1.7)
    data = load(tmp_path, m2023_05=old, m2023_06=rows("2023-06", PARTS[1], x=-1.7))
    assert lsoas(data) == {PARTS[1]: 6}


def test_other_points_are_shared_by_what_was_observed(tmp_path: Path) -> None:
    old = rows("2023-05", *[SPLIT] * 100, x=-1.7)
    new = rows("2023-06", *[PARTS[0]] * 75, *[PARTS[1]] * 25, x=-1.6)
    found = lsoas(load(tmp_path, m2023_05=old, m2023_06=new))
    # 75 and 25 crimes, and 10 each for the population: 85 to 35.
    assert found[PARTS[0]] == pytest.approx(75 + 100 * 85 / 120, abs=2)


def test_without_any_observation_the_population_shares(tmp_path: Path) -> None:
    found = lsoas(load(tmp_path, vintage=2021, m2018_05=rows("2018-05", *[SPLIT] * 100)))
    assert found == {PARTS[0]: 50, PARTS[1]: 50}


def test_back_to_2011_parts_join_and_merged_ones_are_shared(tmp_path: Path) -> None:
    data = load(tmp_path, vintage=2011, m2024_01=rows("2024-01", *PARTS, *[MERGED] * 100, WHOLE))
    found = lsoas(data)
    assert (found[SPLIT], found[WHOLE], found[FROM[0]] + found[FROM[1]]) == (2, 1, 100)
    assert min(found[one] for one in FROM) > 30
    assert data.table["MSOA"].notna().all()


def test_authorities_of_2021_are_those_of_2024() -> None:
    names = set(packaged_geography(2021).areas["authority"])
    assert {"East Suffolk", "Cumberland", "North Yorkshire", "Dorset"} <= names
    assert not {"Waveney", "Allerdale", "Harrogate", "Purbeck"} & names


def test_the_year_of_areas_is_recognised() -> None:
    assert vintage_of(["E02002183"]) == 2011
    new = set(packaged_geography(2021).areas.index) - set(packaged_geography(2011).areas.index)
    assert vintage_of(["E02002183", min(new)]) == 2021


LOOKUP_2021 = "LSOA21CD,MSOA21CD,LAD22CD,LAD22NM\n"


def test_a_lookup_decides_the_year(tmp_path: Path) -> None:
    path = tmp_path / "lookup.csv"
    path.write_text(LOOKUP_2021 + f"{PARTS[0]},E02002570,E06000005,Darlington\n")
    assert read_geography(path).vintage == 2021
    write_month(tmp_path / "data", street_csv(rows("2024-01", SPLIT)), "2024-01", "durham")
    assert load_crimes(tmp_path / "data", "Durham", path).report.vintage == 2021
    with pytest.raises(DataError, match=r"lookup.csv: expected LSOAs of 2011, got those of 2021; give --geo"):
        load_crimes(tmp_path / "data", "Durham", path, vintage=2011)


def test_authorities_of_later_years_have_their_force(tmp_path: Path) -> None:
    path = tmp_path / "lookup.csv"
    path.write_text(LOOKUP_2021 + "E01030161,E02006300,E07000244,East Suffolk\n")
    assert list(read_geography(path).areas["force"]) == ["Suffolk"]


def test_an_authority_without_force_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lookup.csv"
    path.write_text(LOOKUP_2021 + "E01030161,E02006300,E07000999,Nowhere\n")
    with pytest.raises(DataError, match=r"lookup.csv: .* got 'Nowhere' \(E07000999\)"):
        read_geography(path)
