"""Keyed random numbers: fixed values, and the distributions they are made for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from microsim.sampling.streams import (
    GOLDEN,
    exponentials,
    key_of_stream,
    member_keys,
    mixed,
    normals,
    numbered_keys,
    poisson_numbers,
    uniforms,
)

KEYS = numbered_keys(key_of_stream(1, "test"), np.arange(200_000))


def test_the_function_is_splitmix64() -> None:
    """The first outputs of the published generator from state 1234567."""
    states = np.array([1234567], dtype=np.uint64) + np.arange(1, 4).astype(np.uint64) * GOLDEN
    assert mixed(states).tolist() == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_keys_do_not_repeat() -> None:
    members = member_keys(KEYS[:1000], [f"E{number}" for number in range(300)])
    assert len(np.unique(members)) == members.size
    assert len(np.unique(KEYS)) == len(KEYS)


def test_streams_of_other_names_and_seeds_do_not_depend() -> None:
    numbers = [uniforms(KEYS, "a"), uniforms(KEYS, "b"), uniforms(KEYS[::-1], "a")]
    numbers.append(uniforms(numbered_keys(key_of_stream(2, "test"), np.arange(len(KEYS))), "a"))
    correlation = np.corrcoef(numbers)[np.triu_indices(4, 1)]
    assert np.abs(correlation).max() < 4.5 / np.sqrt(len(KEYS))


@pytest.mark.parametrize(("draw", "law"), [(uniforms, "uniform"), (exponentials, "expon"), (normals, "norm")])
def test_numbers_have_their_law(draw: object, law: str) -> None:
    assert stats.kstest(draw(KEYS, "x"), law).pvalue > 1e-4  # type: ignore[operator]


@pytest.mark.parametrize("mean", [0.0, 0.01, 1.0, 16.0, 40.0])
def test_poisson_numbers_are_quantiles(mean: float) -> None:
    uniform = np.concatenate([uniforms(KEYS[:20_000], "x"), [0.0, 1 - 2.0**-53]])
    counts = poisson_numbers(uniform, np.full(len(uniform), mean))
    exact = np.maximum(stats.poisson.ppf(uniform, mean), 0)
    assert (counts[:-1] == exact[:-1]).all()
    assert abs(counts[-1] - exact[-1]) <= 6  # where sums of floating-point numbers end
