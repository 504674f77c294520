"""Fitting: the parts put together, on a county small enough to check by hand, and on real forces."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from microsim import (
    CATEGORIES,
    CrimeData,
    CrimeModel,
    DataError,
    DataWarning,
    UnknownNameError,
    fit,
    load_crimes,
)
from tests.microsim.conftest import crime, need_shared

BURGLARY = CATEGORIES.index("burglary")
Archive = Callable[..., Path]


@pytest.fixture
def year(archive: Archive, lookup: Path) -> CrimeData:
    """2018 with 6 burglaries a month: 4 in the first area, 1 in the third, 1 without a place; half solved."""
    rows = [
        *[crime(lsoa="E01000001", outcome="Offender fined"), crime(lsoa="E01000002")] * 2,
        crime(lsoa="E01000004"),
        crime(lsoa="", outcome="Offender fined"),
    ]
    months = {f"m2018_{month:02d}": rows for month in range(1, 13)}
    return load_crimes(archive(**months), "West Yorkshire", lookup)


def test_rates_by_hand(year: CrimeData) -> None:
    # The crime without a place is shared 4 to 1: 4.8 and 1.2 a month.
    model = fit(year, prior_per_day=0)
    assert model.rates[0, BURGLARY] == pytest.approx(np.array([4.8, 0, 1.2]) * 365 / 31)
    assert model.rates[1, BURGLARY] == pytest.approx(np.array([4.8, 0, 1.2]) * 365 / 28)


def test_annual_totals_survive_smoothing(year: CrimeData) -> None:
    model = fit(year)
    days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    assert np.einsum("mka,m->ka", model.rates, days / 365)[BURGLARY] == pytest.approx([57.6, 0, 14.4])
    assert model.rates[:, CATEGORIES.index("drugs")].sum() == 0


def test_suspect_probabilities_by_hand(year: CrimeData) -> None:
    # 48 crimes with 24 suspects in the first area, 12 with none in the third; the force has 36 in 72.
    model = fit(year, suspect_prior=12)
    assert model.suspect[BURGLARY] == pytest.approx([(24 + 6) / 60, 0.5, 6 / 24])


def test_a_category_without_crimes_takes_the_overall_share_of_suspects(year: CrimeData) -> None:
    assert fit(year).suspect[CATEGORIES.index("drugs")] == pytest.approx([0.5] * 3)


def test_a_whole_year_warns_of_nothing(year: CrimeData) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert fit(year).notes == ()


def test_missing_months_are_named_once_and_filled(year: CrimeData) -> None:
    with pytest.warns(DataWarning, match=r"no data of West Yorkshire for November, December: ") as caught:
        model = fit(year, months=[f"2018-{month:02d}" for month in range(1, 11)])
    assert len(caught) == 1
    assert model.notes == (str(caught[0].message),)
    assert model.months[-1] == "2018-10"
    filled = model.rates[10:, BURGLARY, 0] * np.array([30, 31]) / 365
    assert filled == pytest.approx(48 / 304 * np.array([30, 31]), rel=0.01)


def test_areas_can_be_selected_by_authority_or_code(year: CrimeData) -> None:
    whole = fit(year)
    assert whole.authorities == ("Bradford", "Leeds")
    leeds = fit(year, areas=["LEEDS"])
    assert list(leeds.areas.index) == ["E02000101", "E02000102"]
    assert (leeds.rates == whole.rates[:, :, :2]).all()
    assert list(whole.select(["e02000103", "E02000101"]).areas.index) == ["E02000101", "E02000103"]


def test_unknown_area_lists_near_matches(year: CrimeData) -> None:
    with pytest.raises(
        UnknownNameError, match=r"expected a local authority .* got 'Leads'; did you mean 'Leeds'"
    ):
        fit(year, areas=["Leads"])


def test_a_force_without_crimes(archive: Archive, lookup: Path) -> None:
    data = load_crimes(archive(m2018_07=[]), "West Yorkshire", lookup)
    with pytest.raises(
        DataError, match=r"expected crimes of 'West Yorkshire' in 2018-07 to 2018-07, got none"
    ):
        fit(data)


def test_west_yorkshire_in_july() -> None:
    data = load_crimes(None, "West Yorkshire")
    with pytest.warns(DataWarning):
        model = fit(data, months=["2018-07"])
    run = CrimeModel(model, datetime(2018, 7, 1), datetime(2018, 8, 1), seed=1)
    expected = run.expected(datetime(2018, 8, 1))
    assert expected.sum() == pytest.approx(31635)
    assert expected[BURGLARY] == pytest.approx(2029)
    crimes = run.advance(datetime(2018, 8, 1))
    assert abs(len(crimes) - 31635) < 4 * np.sqrt(31635)
    assert crimes["MSOA"].nunique() == 299
    assert crimes["code"].nunique() > 95


@pytest.mark.parametrize(
    ("archive_name", "force", "areas", "missing"),
    [
        ("city-of-london-2018-04-to-2020-03.zip", "City of London", 1, 0),
        ("durham-2018-10-to-2019-02.zip", "Durham", 81, 7),
    ],
)
def test_other_forces_run(archive_name: str, force: str, areas: int, missing: int) -> None:
    data = load_crimes(need_shared(f"police-uk/{archive_name}"), force)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = fit(data)
    assert len(model.areas) == areas
    assert len(caught) == (1 if missing else 0)
    run = CrimeModel(model, datetime(2019, 1, 1), seed=1)
    expected = run.expected(datetime(2019, 2, 1)).sum()
    assert abs(len(run.advance(datetime(2019, 2, 1))) - expected) < 4 * np.sqrt(expected)
