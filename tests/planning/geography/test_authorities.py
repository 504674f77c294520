"""Authorities of all years have a force."""

import pytest

from planning.errors import UnknownAreaError
from planning.geography.authorities import authorities, authority
from planning.geography.shipped import msoas


def test_every_authority_has_one_of_43_forces() -> None:
    found = authorities().values()
    assert {one.force for one in found} == set(msoas("2021").force)


def test_331_authorities_of_2022_and_318_of_2024() -> None:
    found = authorities().values()
    assert sum(one.in_2022 for one in found) == 331
    assert sum(one.in_2024 for one in found) == 318


def test_authorities_of_2023_are_known_with_their_share_of_rural_residents() -> None:
    found = authority("E06000065")
    assert (found.name, found.force) == ("North Yorkshire", "North Yorkshire")
    assert found.rural == pytest.approx(0.55, abs=0.01)


def test_an_unknown_code_is_named() -> None:
    with pytest.raises(UnknownAreaError, match="expected the code of a local authority, got 'E06009999'"):
        authority("E06009999")
