"""Whole numbers in proportion to weights."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.errors import PlanError
from planning.plan.apportion import largest_remainder


def test_officers_of_eight_regions_by_severity() -> None:
    severity = [1381, 106, 243, 380, 418, 2034, 3233, 4802]
    assert largest_remainder(severity, 346) == [38, 3, 7, 10, 11, 56, 89, 132]


def test_equal_remainders_go_to_the_earlier_place() -> None:
    assert largest_remainder([1, 1, 1], 4) == [2, 1, 1]


def test_without_weight_all_are_equal() -> None:
    assert largest_remainder([0, 0], 4) == [2, 2]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30), st.integers(0, 500))
def test_each_is_within_one_of_its_quota(weights: list[float], seats: int) -> None:
    found = largest_remainder(weights, seats)
    assert sum(found) == seats
    total = sum(weights)
    if total > 0:
        assert all(abs(n - seats * w / total) < 1 + 1e-6 for n, w in zip(found, weights, strict=True))


def test_negative_weights_are_refused() -> None:
    with pytest.raises(PlanError, match=r"expected weights >= 0, got .*-1.* in place 2"):
        largest_remainder([1, -1], 3)
