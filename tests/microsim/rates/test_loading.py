"""Loading: set, get, list, reset, by any kind of name."""

from __future__ import annotations

import numpy as np
import pytest

from microsim import CATEGORIES, RateError, UnknownNameError
from microsim.rates.loading import Factor, Loading, category_factors
from tests.microsim.conftest import tiny_model


@pytest.fixture
def loading() -> Loading:
    model = tiny_model()
    return Loading(model.force, model.offences, model.areas)


def test_everything_is_one_to_begin_with(loading: Loading) -> None:
    assert list(loading) == []
    assert loading.get("category", "burglary") == 1
    assert (loading.categories() == 1).all()
    assert (loading.offences() == 1).all()
    assert (loading.areas() == 1).all()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("WEST YORKSHIRE", ("force", "West Yorkshire")),
        ("burglary", ("category", "burglary")),
        ("34a", ("offence", "34A")),
        ("Robbery of business property", ("offence", "34A")),
        ("leeds", ("authority", "Leeds")),
        ("e02000101", ("area", "E02000101")),
        ("Authority: Leeds", ("authority", "Leeds")),
    ],
)
def test_a_name_alone_or_with_its_kind(loading: Loading, text: str, found: tuple[str, str]) -> None:
    assert loading.find(text) == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Leds", r"expected the name of a force, .* got 'Leds'; did you mean 'Leeds'"),
        ("category:Leeds", r"expected a category, got 'Leeds'"),
    ],
)
def test_a_name_of_nothing(loading: Loading, text: str, message: str) -> None:
    with pytest.raises(UnknownNameError, match=message):
        loading.find(text)


def test_force_and_category_multiply(loading: Loading) -> None:
    loading.set("force", "west yorkshire", 0.5)
    loading.set("category", "BURGLARY", 3)
    factors = loading.categories()
    assert factors[CATEGORIES.index("burglary")] == 1.5
    assert factors[CATEGORIES.index("robbery")] == 0.5


def test_authority_and_area_multiply(loading: Loading) -> None:
    loading.set("authority", "leeds", 2)
    loading.set("area", "e02000101", 5)
    assert loading.areas().tolist() == [10, 2, 1]


@pytest.mark.parametrize(
    "name", ["34A", "34a", "Robbery of business property", "ROBBERY OF BUSINESS PROPERTY"]
)
def test_an_offence_goes_by_code_or_description(loading: Loading, name: str) -> None:
    loading.set("offence", name, 0)
    assert list(loading) == [Factor("offence", "34A", 0.0)]
    assert loading.get("offence", "robbery of business property") == 0
    assert np.count_nonzero(loading.offences() == 0) == 1


def test_reset_one_kind_or_all(loading: Loading) -> None:
    loading.set("force", "West Yorkshire", 2)
    loading.set("category", "drugs", 3)
    loading.reset("category")
    assert list(loading) == [Factor("force", "West Yorkshire", 2.0)]
    loading.reset()
    assert list(loading) == []


def test_in_bulk_it_is_all_or_nothing(loading: Loading) -> None:
    loading.set_many("category", {"drugs": 2, "burglary": 3})
    assert [factor.name for factor in loading] == ["burglary", "drugs"]
    with pytest.raises(RateError, match=r"loading of 'robbery'"):
        loading.set_many("category", {"drugs": 7, "robbery": -1})
    assert loading.get("category", "drugs") == 2


@pytest.mark.parametrize("factor", [-0.1, float("nan"), float("inf"), True, "2"])
def test_bad_factors_are_refused(loading: Loading, factor: float) -> None:
    with pytest.raises(RateError, match=r"loading of 'drugs': expected a"):
        loading.set("category", "drugs", factor)
    with pytest.raises(RateError, match=r"loading of 'drugs': expected a"):
        category_factors({"drugs": factor})


@pytest.mark.parametrize(
    ("kind", "name", "message"),
    [
        ("category", "burglery", "expected a category, got 'burglery'; did you mean 'burglary'"),
        ("offence", "Bigami", "expected an offence, got 'Bigami'; did you mean 'Bigamy'"),
        ("area", "E02000109", "expected an area, got 'E02000109'; did you mean 'E02000103'"),
        ("authority", "Leads", "expected an authority, got 'Leads'; did you mean 'Leeds'"),
        ("force", "Durham", "expected a force, got 'Durham'; known: 'West Yorkshire'"),
        ("areas", "E02000101", "expected a kind of loading, got 'areas'; did you mean 'area'"),
    ],
)
def test_unknown_names_list_near_matches(loading: Loading, kind: str, name: str, message: str) -> None:
    with pytest.raises(UnknownNameError, match=message):
        loading.set(kind, name, 1)


def test_category_factors_leave_the_others_at_one() -> None:
    factors = category_factors({"Drugs": 0.25})
    assert factors[CATEGORIES.index("drugs")] == 0.25
    assert factors.sum() == 13.25
