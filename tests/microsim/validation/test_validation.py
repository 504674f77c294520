"""Fit, simulate, compare: months, labels and pages, on small data with known answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from microsim import CATEGORIES, DataError, MicrosimError, load_crimes
from microsim.offences.offences import read_offences
from microsim.offences.rhythm import read_rhythm
from microsim.reference.months import month_bounds, parse_months
from microsim.street.street_crimes import CrimeData
from microsim.validation.findings import document, verdict
from microsim.validation.runs import (
    expected_counts,
    period_of_week,
    simulate,
)
from microsim.validation.validation import Validation, split_months, validate
from tests.microsim.conftest import Row, crime, tiny_model

ASB = {"type": "Anti-social behaviour"}


def rows(burglaries: int, asb: int) -> list[Row]:
    """Burglaries in the first area, anti-social behaviour in the second and the third by turns."""
    lsoas = ("E01000003", "E01000004")
    return [crime(id=f"b{number}") for number in range(burglaries)] + [
        crime(lsoa=lsoas[number % 2], **ASB) for number in range(asb)
    ]


@pytest.fixture
def data(archive: Callable[..., Path], lookup: Path) -> CrimeData:
    path = archive(m2016_07=rows(300, 200), m2017_07=rows(300, 200), m2018_07=rows(450, 200))
    return load_crimes(path, "West Yorkshire", lookup)


@pytest.fixture
def found(data: CrimeData) -> Validation:
    return validate(data, replicates=20)


def test_the_last_of_two_years_is_held_out() -> None:
    months = [f"{year}-{month:02}" for year in (2018, 2019) for month in range(1, 13)]
    assert split_months(months) == (tuple(months[:12]), tuple(months[12:]))


def test_only_months_that_an_earlier_year_has_are_held_out() -> None:
    assert split_months(["2016-07", "2018-06", "2018-07"]) == (("2016-07", "2018-06"), ("2018-07",))


def test_without_a_repeated_month_nothing_is_held_out() -> None:
    assert (
        split_months(["2018-11", "2018-12", "2019-01"])[0]
        == split_months(["2018-11", "2018-12", "2019-01"])[1]
    )


def test_months_are_parsed_as_lists_and_ranges() -> None:
    assert parse_months("2018-11..2019-01, 2017-07") == ("2018-11", "2018-12", "2019-01", "2017-07")


@pytest.mark.parametrize(
    "text", ["2018", "2018-13", "2019-01..2018-12", "", "july", "2019-01..", "..2019-01"]
)
def test_a_text_that_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="expected a"):
        parse_months(text)


def test_december_ends_in_january() -> None:
    assert [time.strftime("%Y-%m-%d") for time in month_bounds("2018-12")] == ["2018-12-01", "2019-01-01"]


def test_the_week_begins_on_monday_at_midnight() -> None:
    times = pd.Series(pd.to_datetime(["2018-07-02 00:00", "2018-07-02 07:59", "2018-07-01 23:59"]))
    assert period_of_week(times).tolist() == [0, 0, 20]


def test_expected_counts_follow_the_days_of_the_month() -> None:
    expected = expected_counts(tiny_model(per_year=365.0), ["2018-02", "2018-07"])
    assert expected.shape == (2, len(CATEGORIES), 3)
    assert expected[0] == pytest.approx(28.0)
    assert expected[1] == pytest.approx(31.0)


def test_simulated_counts_scatter_about_the_expected_ones() -> None:
    model = tiny_model(per_year=3650.0)
    months = ["2018-06", "2018-07", "2019-02"]
    counts, periods = simulate(model, months, 20, seed=1)
    z = (counts.mean(axis=0) - expected_counts(model, months)) / np.sqrt(expected_counts(model, months) / 20)
    assert np.abs(z).max() < 4.5
    assert z.std() == pytest.approx(1, abs=0.2)
    assert periods.sum() == counts.sum()


def test_replicates_differ_and_repeat_with_the_seed() -> None:
    first, second = (simulate(tiny_model(), ["2018-07"], 2, seed=3)[0] for _ in range(2))
    assert (first == second).all()
    assert (first[0] != first[1]).any()


def test_the_trend_is_found_where_it_is(found: Validation) -> None:
    category = found.comparison("category")
    burglary, asb = CATEGORIES.index("burglary"), CATEGORIES.index("anti-social behaviour")
    assert found.test_months == ("2018-07",)
    assert found.held_out
    assert found.error == pytest.approx(650 / 500 - 1)
    assert category.observed[[burglary, asb]].tolist() == [450, 200]
    assert category.expected[[burglary, asb]] == pytest.approx([300, 200])
    assert category.residual[burglary] == pytest.approx(150 / np.sqrt(300))
    assert category.level.p_value == pytest.approx(1 / 21)


def test_areas_are_compared_as_well(found: Validation) -> None:
    area = found.comparison("area")
    assert dict(zip(area.labels, area.observed.tolist(), strict=True)) == {
        "E02000101 Leeds": 450,
        "E02000102 Leeds": 100,
        "E02000103 Bradford": 100,
    }


def test_fitted_months_are_not_called_held_out(data: CrimeData) -> None:
    found = validate(data, fit_months=["2018-07"], test_months=["2018-07"], replicates=20)
    assert not found.held_out
    assert "fitted on" in verdict(found)[1]
    assert "as many as the model says" in verdict(found)[0]
    assert found.comparison("category").level.p_value > 0.05


def test_too_few_replicates_are_refused(data: CrimeData) -> None:
    with pytest.raises(MicrosimError, match="at least 20 replicates, got 5"):
        validate(data, replicates=5)


def test_a_month_that_was_not_read_is_refused(data: CrimeData) -> None:
    with pytest.raises(DataError, match="2018-08"):
        validate(data, test_months=["2018-08"], replicates=20)


def test_timed_records_are_compared_by_weekday_and_period(data: CrimeData) -> None:
    monday = pd.DataFrame({"time": pd.to_datetime(["2018-07-02 09:00"] * 70), "crime_category": "burglary"})
    found = validate(data, replicates=20, timed=monday)
    weekday = found.comparison("weekday")
    assert weekday.observed.tolist() == [70, 0, 0, 0, 0, 0, 0]
    assert weekday.shape is not None
    assert weekday.shape.p_value == pytest.approx(1 / 21)
    assert found.comparison("period of the day").observed.tolist() == [0, 70, 0]


def test_timed_records_of_other_months_are_refused(data: CrimeData) -> None:
    other = pd.DataFrame({"time": pd.to_datetime(["2018-08-01 00:00"])})
    with pytest.raises(DataError, match="2018-07"):
        validate(data, replicates=20, timed=other)


def test_the_assumed_rhythm_does_not_depend_on_how_often_a_weekday_came(data: CrimeData) -> None:
    found = validate(data, replicates=100)  # July 2018 has five Sundays and Mondays, four of the others
    asb = CATEGORIES.index("anti-social behaviour")
    table = read_rhythm(read_offences())[0]
    by_day, wanted = (one.reshape(7, -1).mean(axis=1) for one in (found.assumed[asb], table))
    assert by_day / by_day.mean() == pytest.approx(wanted / wanted.mean(), rel=0.1)


def test_the_document_has_every_number(found: Validation) -> None:
    numbers = json.loads(document(found))
    burglary = next(one for one in numbers["comparisons"] if one["name"] == "category")["cells"][2]
    assert (burglary["label"], burglary["observed"], burglary["expected"]) == ("burglary", 450, 300)
