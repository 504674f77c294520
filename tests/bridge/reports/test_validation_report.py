"""The page of a validation."""

from dataclasses import replace

import numpy as np
import pytest

from bridge.reports.page import Table, render
from bridge.reports.validation_report import counts, validation_report
from microsim import load_crimes
from microsim.validation.validation import Validation, validate
from tests.bridge.reports.test_page import check_alone


@pytest.fixture(scope="module")
def found() -> Validation:
    return validate(
        load_crimes(None, "West Yorkshire"), replicates=20, fit_months=("2016-07",), test_months=("2018-07",)
    )


def test_the_page_stands_alone_and_says_what_is_wrong(found: Validation) -> None:
    page = render(validation_report(found))
    check_alone(page)
    assert page.count("<svg") == 5
    assert "more than the model says" in page
    assert 'class="findings bad"' in page
    assert "cannot be observed in street-level data" in page
    assert ' marked">' in page


def test_where_nothing_was_held_out_it_is_neither_good_nor_bad(found: Validation) -> None:
    assert validation_report(replace(found, held_out=False)).tone == "neutral"


def test_a_residual_without_an_expectation_is_no_number(found: Validation) -> None:
    first = found.comparisons[0]
    broken = replace(first, residual=np.full_like(first.residual, np.inf))
    [table] = counts(broken)
    assert isinstance(table, Table)
    assert [row[-1] for row in table.rows] == ["–"]
