"""Rates of a force without street-level data keep its published totals."""

from __future__ import annotations

import numpy as np
import pytest

from microsim import CATEGORIES, DataError, FittedModel, fit, load_crimes
from microsim.forecast.totals import rates_from_totals, residents
from microsim.offences.offences import read_offences
from microsim.reference.forces import find_force
from microsim.sources.homeoffice import packaged_counts

ASB = CATEGORIES.index("anti-social behaviour")


@pytest.fixture(scope="module")
def sample() -> FittedModel:
    with pytest.warns(match="no data"):
        return fit(load_crimes(None, "West Yorkshire"))


@pytest.fixture(scope="module")
def kent(sample: FittedModel) -> FittedModel:
    return rates_from_totals(find_force("Kent"), sample)


def test_a_year_has_the_offences_that_were_recorded(kent: FittedModel) -> None:
    days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) / 365
    year = np.einsum("m,mka->k", days, kent.rates)
    offences = read_offences()
    counts = packaged_counts()
    counts = counts[counts["force"] == "Kent"].groupby("code")["count"].sum()
    burglary = offences["code"][offences["category"] == "burglary"]
    assert year[CATEGORIES.index("burglary")] == pytest.approx(counts.reindex(burglary).sum(), rel=0.01)


def test_areas_share_by_residents(kent: FittedModel) -> None:
    people = residents(kent.areas.index, 2011)
    np.testing.assert_allclose(kent.rates[6, 3] / kent.rates[6, 3].sum(), people / people.sum())


def test_anti_social_behaviour_for_each_resident_is_that_of_the_sample(
    kent: FittedModel, sample: FittedModel
) -> None:
    per_head = [
        one.rates.mean(axis=0)[ASB].sum() / residents(one.areas.index, one.report.vintage).sum()
        for one in (kent, sample)
    ]
    assert per_head[0] == pytest.approx(per_head[1], rel=0.01)


def test_what_is_assumed_is_said(kent: FittedModel) -> None:
    assert "recorded offences of 2017/18, not from street-level crimes" in kent.notes[0]
    assert kent.months[0] == "2017-04"


def test_an_area_that_is_none_is_refused() -> None:
    with pytest.raises(DataError, match="E99"):
        residents(["E99"], 2011)
