"""Differences and their intervals, against values worked by hand."""

import math

import pytest
from scipy import stats

from bridge.experiments.compare import Sample, compare, needed_replicates
from bridge.scenario.scenario import Scenario

FIRST = {1: 10.0, 2: 20.0, 3: 30.0}
SECOND = {1: 12.0, 2: 21.0, 3: 33.0}


def sample(values: dict[int, float], name: str = "one") -> Sample:
    return Sample(
        name, Scenario.of(burn_in="1M"), {seed: {"crimes": value} for seed, value in values.items()}
    )


def test_paired_runs_have_the_interval_of_their_differences() -> None:
    [found] = compare(sample(FIRST), sample(SECOND), ["crimes"]).differences
    assert found.difference == pytest.approx(2.0)
    assert found.pairs == 3
    assert found.half_width == pytest.approx(4.302652729911275 * 1.0 / math.sqrt(3))
    assert found.effect == pytest.approx(2.0)
    assert not found.clear


def test_a_difference_that_never_varies_is_large_and_clear() -> None:
    [found] = compare(
        sample(FIRST), sample({seed: one + 1 for seed, one in FIRST.items()}), ["crimes"]
    ).differences
    assert math.isinf(found.effect)
    assert found.words == "large, clear"


def test_other_seeds_are_taken_as_independent_and_said() -> None:
    other = sample({4: 12.0, 5: 21.0, 6: 33.0}, "two")
    found = compare(sample(FIRST), other, ["crimes"])
    expected = stats.ttest_ind(
        list(SECOND.values()), list(FIRST.values()), equal_var=False
    ).confidence_interval()
    [row] = found.differences
    assert (row.difference - row.half_width, row.difference + row.half_width) == pytest.approx(
        tuple(expected)
    )
    assert any("not paired" in one for one in found.warnings)


def test_one_run_each_says_nothing_about_chance() -> None:
    [row] = compare(sample({1: 10.0}), sample({1: 11.0}), ["crimes"]).differences
    assert math.isinf(row.half_width)
    assert "nothing can be said" in row.words


def test_replicates_that_are_needed() -> None:
    assert needed_replicates(10.0, 5.0) == math.ceil((1.959963984540054 + 0.8416212335729143) ** 2 * 4)
    assert needed_replicates(0.0, 5.0) is None


def test_no_burn_in_is_said() -> None:
    one = Sample("one", Scenario.of(), {1: {"crimes": 1.0}})
    assert any("no burn-in" in text for text in compare(one, one, ["crimes"]).warnings)
