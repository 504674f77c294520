"""Geography: LSOA to MSOA to local authority to force."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from microsim import DataError
from microsim.reference.forces import find_force
from microsim.reference.geography import packaged_geography, read_geography


@pytest.mark.parametrize(("force", "areas"), [("West Yorkshire", 299), ("City of London", 1), ("Durham", 81)])
def test_areas_of_a_force_in_the_packaged_lookup(force: str, areas: int) -> None:
    assert len(packaged_geography().areas_of(find_force(force))) == areas


def test_no_area_of_the_packaged_lookup_is_without_a_force() -> None:
    assert (packaged_geography().areas["force"] != "").all()


def test_authorities_of_west_yorkshire() -> None:
    areas = packaged_geography().areas_of(find_force("West Yorkshire"))
    assert set(areas["authority"]) == {"Bradford", "Calderdale", "Kirklees", "Leeds", "Wakefield"}


def test_wales_needs_no_lookup_of_its_own() -> None:
    assert set(packaged_geography().areas_of(find_force("Gwent"))["authority"]) == {
        "Blaenau Gwent",
        "Caerphilly",
        "Monmouthshire",
        "Newport",
        "Torfaen",
    }


def test_a_lookup_without_the_force(lookup: Path) -> None:
    with pytest.raises(DataError, match=r"expected areas of 'Gwent' in the LSOA lookup"):
        read_geography(lookup).areas_of(find_force("Gwent"))


def test_own_lookup_is_read_plain_and_gzipped(lookup: Path, tmp_path: Path) -> None:
    zipped = tmp_path / "lookup.csv.gz"
    zipped.write_bytes(gzip.compress(lookup.read_bytes()))
    for path in (lookup, zipped):
        geography = read_geography(path)
        assert geography.lsoa_to_msoa["E01000002"] == "E02000101"
        assert list(geography.areas_of(find_force("West Yorkshire"))["authority"]) == [
            "Leeds",
            "Leeds",
            "Bradford",
        ]


def test_an_lsoa_in_two_msoas_is_refused(lookup: Path) -> None:
    lookup.write_text(lookup.read_text() + "E01000001,E02000102,E08000035,Leeds\n")
    with pytest.raises(DataError, match=r"expected each LSOA in one MSOA, got 'E01000001'"):
        read_geography(lookup)


def test_unknown_columns_are_named(lookup: Path) -> None:
    lookup.write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match=r"lookup.csv: row 1: expected the columns .* got \['a', 'b'\]"):
        read_geography(lookup)
