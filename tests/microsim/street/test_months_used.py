"""Months that cannot be whole: named, left out, kept when asked."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from microsim import CATEGORIES, CrimeData, DataError, FittedModel, fit, load_crimes
from microsim.street.months_used import doubtful_months, missing_categories, period_notes, wanted_months
from microsim.street.source_report import DataReport
from tests.microsim.conftest import crime

Archive = Callable[..., Path]
MONTHS = [f"2021-{month:02}" for month in range(1, 13)]


def report(**rows: int) -> DataReport:
    numbers = {month: rows.get(f"m{month[5:]}", 300) for month in MONTHS}
    return DataReport(sum(numbers.values()), 12, rows_by_month=numbers)


def fitted(data: CrimeData, **options: object) -> FittedModel:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return fit(data, **options)  # type: ignore[arg-type]


@pytest.fixture
def stub(archive: Archive, lookup: Path) -> CrimeData:
    """Half a year of 40 rows a month, and a March of 2."""
    months = {f"m2021_{month:02}": [crime()] * (2 if month == 3 else 40) for month in range(1, 7)}
    return load_crimes(archive(**months), "West Yorkshire", lookup)


@pytest.mark.parametrize("rows", [0, 2, 30, 70])
def test_a_month_far_below_its_neighbours_is_doubtful(rows: int) -> None:
    assert list(doubtful_months(report(m08=rows))) == ["2021-08"]


@pytest.mark.parametrize("rows", [100, 300, 3000])
def test_a_quieter_or_busier_month_is_not(rows: int) -> None:
    assert doubtful_months(report(m08=rows)) == {}


def test_stubs_that_follow_each_other_are_all_found() -> None:
    stubs = {f"m{month:02}": 5 for month in range(3, 9)}
    assert list(doubtful_months(report(**stubs))) == [f"2021-{month:02}" for month in range(3, 9)]


def test_few_rows_a_month_may_be_chance() -> None:
    rows = dict(zip(MONTHS, [3, 0, 2, 4, 1, 3, 0, 2, 5, 1, 2, 3], strict=True))
    assert doubtful_months(DataReport(26, 12, rows_by_month=rows)) == {}


def test_a_category_that_is_not_there_makes_a_month_doubtful() -> None:
    crimes = {month: [50] * len(CATEGORIES) for month in MONTHS}
    crimes["2021-05"][0] = 0
    assert missing_categories(crimes) == {"2021-05": ["anti-social behaviour"]}


def test_a_category_that_ceases_to_be_published_does_not() -> None:
    crimes = {month: [50 if month < "2021-06" else 0, *[50] * 13] for month in MONTHS}
    assert missing_categories(crimes) == {}


def test_the_home_office_knows_better() -> None:
    crimes = {month: [0, *[10] * 13] for month in MONTHS}
    few = DataReport(12 * 130, 12, rows_by_month=dict.fromkeys(MONTHS, 130), crimes=crimes)
    assert doubtful_months(few, pd.Series(5.0, index=MONTHS[:2])) == {}
    found = doubtful_months(few, pd.Series(50.0, index=MONTHS[:2]))
    assert found["2021-01"] == "130 crimes, where the Home Office counted about 1,550"
    assert list(found) == MONTHS[:2]


def test_a_stub_is_left_out_and_named(stub: CrimeData) -> None:
    model = fitted(stub, prior_per_day=0)
    assert "2021-03" not in model.months
    note = "months that cannot be whole, left out (--keep-doubtful keeps them): 2021-03 (2 rows, where"
    assert any(one.startswith(note) for one in model.notes)
    march = model.rates[2].sum() * 31 / 365
    assert march == pytest.approx(200 / 150 * 31, rel=0.01)


def test_a_stub_can_be_kept(stub: CrimeData) -> None:
    model = fitted(stub, keep_doubtful=True)
    assert "2021-03" in model.months
    assert any("kept as asked: 2021-03" in one for one in model.notes)


def test_a_stub_that_is_alone_is_kept_and_named(stub: CrimeData) -> None:
    model = fitted(stub, months=["2021-03"])
    assert model.months == ("2021-03",)
    assert any("kept because there are no others: 2021-03" in one for one in model.notes)


def test_months_are_left_out_as_asked(stub: CrimeData) -> None:
    model = fitted(stub, leave_out=["2021-01", "2021-02", "2020-03"])
    assert model.months == ("2021-04", "2021-05", "2021-06")
    assert "left out as asked: 2021-01 to 2021-02" in model.notes


def test_all_months_left_out(stub: CrimeData) -> None:
    with pytest.raises(DataError, match=r"but 2021-01 to 2021-06 are all left out"):
        fitted(stub, leave_out=MONTHS)


def test_months_wanted_that_were_not_read_do_not_count() -> None:
    assert wanted_months(MONTHS, "2020-06..2021-02") == ("2021-01", "2021-02")
    with pytest.raises(DataError, match=r"expected months among 2021-01 to 2021-12, got '2019-01'"):
        wanted_months(MONTHS, "2019-01")


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2021-07-01", "2021-08-01", "the period lies within the months that the rates were fitted on"),
        ("2021-12-01", "2022-02-01", "1 of its months lie within"),
        ("2022-01-01", "2022-02-01", ""),
        ("2022-12-01", "2023-01-01", ""),
        ("2024-01-01", "2024-02-01", "the period begins 25 months after the last month"),
        ("2019-01-01", "2019-02-01", "the period ends 24 months before the first month"),
    ],
)
def test_a_period_within_or_far_from_the_fitted_months_is_said(start: str, end: str, said: str) -> None:
    notes = period_notes(MONTHS, datetime.fromisoformat(start), datetime.fromisoformat(end))
    assert [one[: len(said)] for one in notes] == ([said] if said else [])
