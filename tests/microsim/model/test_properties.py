"""Promises of the whole way from rows to crimes, for any rows: order, doubling, splitting."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microsim import CATEGORIES, CrimeModel, FittedModel, fit
from microsim.offences.offences import category_index
from microsim.offences.outcomes import outcome_table
from microsim.reference.forces import find_force
from microsim.reference.geography import Geography, packaged_geography
from microsim.street.rows import rows_of
from microsim.street.source_report import DataReport
from microsim.street.street_crimes import CrimeData
from microsim.street.tidying import tidy

FORCE = find_force("West Yorkshire")
MONTHS = tuple(f"2018-{month:02}" for month in range(1, 13))
TYPES = ("Burglary", "Drugs", "Anti-social behaviour")
OUTCOMES = ("Under investigation", "Offender given a caution", "")
JULY, AUGUST = datetime(2018, 7, 1), datetime(2018, 8, 1)

ROWS = st.lists(
    st.tuples(st.sampled_from(MONTHS), st.integers(0, 5), st.sampled_from(TYPES), st.sampled_from(OUTCOMES)),
    min_size=12,
    max_size=60,
)
FEW = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])

Row = tuple[str, int, str, str]


@pytest.fixture(scope="module")
def geography() -> Geography:
    return packaged_geography()


def read(rows: list[Row], geography: Geography) -> CrimeData:
    """The rows as if they had been read: place 0 is unknown, the others are the force's first LSOAs."""
    areas = set(geography.areas_of(FORCE).index)
    lsoas = ["", *[lsoa for lsoa, msoa in geography.lsoa_to_msoa.items() if msoa in areas][:5]]
    table = pa.table(
        {
            "Crime ID": ["" for _ in rows],
            "LSOA code": [lsoas[row[1]] for row in rows],
            "Crime type": [row[2] for row in rows],
            "Last outcome category": [row[3] for row in rows],
            "Longitude": pa.array([-1.5] * len(rows), pa.float64()),
            "Latitude": pa.array([53.8] * len(rows), pa.float64()),
        }
    )
    places = [MONTHS.index(row[0]) for row in rows]
    coded = replace(rows_of(table, 0), month=np.array(places, dtype=np.int16))
    areas_of_force = geography.areas_of(FORCE)[["authority"]]
    report = DataReport(len(rows), len(MONTHS))
    tidied = tidy(coded, areas_of_force, geography, MONTHS, outcome_table(), report)
    return CrimeData.of(FORCE, tidied, areas_of_force, MONTHS, report)


def fitted(rows: list[Row], geography: Geography, **options: Any) -> FittedModel:
    return fit(read(rows, geography), keep_doubtful=True, **options)  # few rows a month look like stubs


@FEW
@given(rows=ROWS, order=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(geography: Geography, rows: list[Row], order: Any) -> None:
    shuffled = rows.copy()
    order.shuffle(shuffled)
    first, second = fitted(rows, geography), fitted(shuffled, geography)
    assert (first.rates == second.rates).all()
    assert (first.suspect == second.suspect).all()
    crimes = [CrimeModel(model, JULY, None, 3).advance(AUGUST) for model in (first, second)]
    assert crimes[0].equals(crimes[1])


@FEW
@given(rows=ROWS)
def test_the_annual_total_is_the_number_of_rows(geography: Geography, rows: list[Row]) -> None:
    model = fitted(rows, geography)
    begin = datetime(2019, 1, 1)  # no leap day
    total = CrimeModel(model, begin).expected(datetime(2020, 1, 1))
    counts = [sum(row[2].lower() == name for row in rows) for name in CATEGORIES]
    assert total == pytest.approx(counts, abs=1e-9)


@FEW
@given(rows=ROWS)
def test_every_row_twice_doubles_the_rates(geography: Geography, rows: list[Row]) -> None:
    once = fitted(rows, geography, prior_per_day=0.0).rates
    twice = fitted(rows + rows, geography, prior_per_day=0.0).rates
    assert twice == pytest.approx(2 * once)


@FEW
@given(rows=ROWS)
def test_splitting_into_offences_loses_nothing(geography: Geography, rows: list[Row]) -> None:
    model = fitted(rows, geography)
    by_category = np.bincount(category_index(model.offences), model.shares, len(CATEGORIES))
    assert by_category == pytest.approx(1.0)


@FEW
@given(rows=ROWS)
def test_splitting_into_authorities_loses_nothing(geography: Geography, rows: list[Row]) -> None:
    model = fitted(rows, geography)
    parts = [model.select([name]).rates.sum(axis=2) for name in model.authorities]
    assert np.sum(parts, axis=0) == pytest.approx(model.rates.sum(axis=2))
