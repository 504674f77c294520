"""The MSOAs that are shipped: whole, of the right size, with neighbours as the boundaries have them."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from common.paths import data_dir
from planning.errors import GeographyError, UnknownAreaError
from planning.geography.polygons import read_polygons
from planning.geography.shipped import VINTAGES, Vintage, areas_by_code, areas_of_force, is_urban, msoas

AREAS = {"2011": 7201, "2021": 7264}
CENSUS_2011 = 56_075_912


@pytest.mark.parametrize("vintage", VINTAGES)
def test_all_of_england_and_wales_is_there(vintage: Vintage) -> None:
    every = msoas(vintage)
    assert len(every) == AREAS[vintage]
    assert len(set(every.force)) == 43
    assert abs(every.population.sum() - CENSUS_2011) < 10
    assert every.km2.sum() == pytest.approx(151_000, rel=0.002)


@pytest.mark.parametrize("vintage", VINTAGES)
def test_outlines_are_valid_and_hold_the_centre(vintage: Vintage) -> None:
    every = msoas(vintage)
    assert shapely.is_valid(every.outlines).all()
    assert np.mean(shapely.contains_xy(every.outlines, every.x_m, every.y_m)) > 0.99


@pytest.mark.parametrize("vintage", VINTAGES)
def test_neighbours_are_mutual_and_never_themselves(vintage: Vintage) -> None:
    every = msoas(vintage)
    pairs = {(i, j) for i, group in enumerate(every.neighbors) for j in group}
    assert all((j, i) in pairs and i != j for i, j in pairs)


@pytest.mark.parametrize("vintage", VINTAGES)
def test_only_islands_are_apart(vintage: Vintage) -> None:
    every = msoas(vintage)
    assert every.parts == 5  # the main land, Anglesey, Hayling Island, the Isle of Wight, Scilly
    assert len(every.take(range(len(every))).links) == len(every)


def test_west_yorkshire_has_857_pairs_of_neighbours() -> None:
    areas = areas_of_force("west yorkshire", "2011")
    assert len(areas) == 299
    assert sum(map(len, areas.neighbors)) == 2 * 857
    assert areas.km2.sum() == pytest.approx(2029.2, abs=0.1)
    assert sorted(set(areas.authority_name)) == ["Bradford", "Calderdale", "Kirklees", "Leeds", "Wakefield"]


def test_neighbours_are_those_of_the_boundaries(shared_data: Path) -> None:
    published = read_polygons(shared_data / "geography" / "boundaries-2011" / "msoa-E08000035.json")
    shipped = areas_by_code(published.codes)
    assert shipped.codes == published.codes
    ours = {(i, j) for i, group in enumerate(shipped.neighbors) for j in group}
    theirs = {(i, j) for i, group in enumerate(published.neighbors) for j in group}
    assert len(ours ^ theirs) <= 0.01 * len(theirs)


def test_centres_weigh_residents_where_their_places_are_known() -> None:
    assert areas_of_force("West Yorkshire", "2021").weighted.all()
    assert not areas_of_force("Kent", "2021").weighted.any()


def test_codes_choose_the_vintage_that_has_them() -> None:
    only_2011 = next(code for code in msoas("2011").codes if code not in msoas("2021").index)
    assert areas_by_code([only_2011, "E02000001"]).source.startswith("MSOAs of 2011")
    assert areas_by_code(["E02000001"]).source.startswith("MSOAs of 2021")


def test_codes_of_two_vintages_are_refused() -> None:
    old = next(code for code in msoas("2011").codes if code not in msoas("2021").index)
    new = next(code for code in msoas("2021").codes if code not in msoas("2011").index)
    with pytest.raises(UnknownAreaError, match=f"got '{old}', which only 2011 has, and '{new}'"):
        areas_by_code([old, new])


def test_an_unknown_code_and_an_unknown_force_are_named() -> None:
    with pytest.raises(UnknownAreaError, match="expected codes of MSOAs, got 'E02009999'; did you mean"):
        areas_by_code(["E02009999"])
    with pytest.raises(UnknownAreaError, match="got 'West Yorks'; did you mean 'West Yorkshire'"):
        areas_of_force("West Yorks", "2011")


def test_an_unknown_vintage_is_refused() -> None:
    with pytest.raises(GeographyError, match="got '2031'"):
        msoas("2031")  # type: ignore[arg-type]


def test_classes_are_urban_or_rural() -> None:
    assert [is_urban(code) for code in ("A1", "C2", "D1", "E2", "UN1", "UF1", "RLN1", "RSF1")] == (
        [True, True, False, False, True, True, False, False]
    )


def test_both_tables_are_below_three_megabytes() -> None:
    assert sum(path.stat().st_size for path in data_dir().glob("areas-*.parquet")) < 3e6
