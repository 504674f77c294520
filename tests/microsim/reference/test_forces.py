"""Forces: every spelling of every source leads to the same force."""

from __future__ import annotations

import pytest

from microsim import UnknownNameError
from microsim.reference.forces import find_force, forces
from microsim.reference.geography import packaged_geography
from microsim.sources.homeoffice import packaged_counts


def test_there_are_43_territorial_forces() -> None:
    assert len(forces()) == 43
    assert len({force.slug for force in forces()}) == 43
    assert len({force.ons_code for force in forces()}) == 43


def test_no_spelling_means_two_forces() -> None:
    spellings = [spelling.casefold() for force in forces() for spelling in set(force.spellings)]
    by_force = {spelling: force.name for force in forces() for spelling in force.spellings}
    assert all(find_force(spelling).name == name for spelling, name in by_force.items())
    assert len(spellings) > 43


@pytest.mark.parametrize(
    "name", ["City of London", "city-of-london", "London, City of", "CITY OF LONDON POLICE", "E23000034"]
)
def test_every_spelling_is_understood(name: str) -> None:
    assert find_force(name).slug == "city-of-london"


def test_unknown_force_lists_near_matches() -> None:
    with pytest.raises(UnknownNameError, match=r"got 'West Yorkshyre'; did you mean 'West Yorkshire'"):
        find_force("West Yorkshyre")


@pytest.mark.parametrize(
    "name", ["British Transport Police", "Action Fraud", "Northern Ireland", "PSNI", "UK Finance"]
)
def test_bodies_without_territory_get_a_clear_answer(name: str) -> None:
    with pytest.raises(UnknownNameError, match=f"expected a territorial police force; '{name}'"):
        find_force(name)


def test_every_force_is_in_the_home_office_table() -> None:
    assert {force.home_office for force in forces()} == set(packaged_counts()["force"])


@pytest.mark.parametrize("vintage", [2011, 2021])
def test_every_force_has_areas(vintage: int) -> None:
    assert {force.name for force in forces()} == set(packaged_geography(vintage).areas["force"])
