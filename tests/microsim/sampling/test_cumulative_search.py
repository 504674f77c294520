"""The search in cumulative tables: the answers of numpy's, whatever the table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from microsim.sampling.cumulative_search import Lookup

WEIGHTS = arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.integers(1, 40)),
    elements=st.one_of(st.just(0.0), st.floats(1e-9, 1e9), st.just(1.0)),
)


def cumulative(weights: np.ndarray) -> np.ndarray:
    """One run per row, from its number to the next; a row of zeros gets even weights."""
    weights = np.where(weights.sum(axis=1, keepdims=True) > 0, weights, 1.0)
    running = np.cumsum(weights, axis=1)
    return (np.arange(len(weights))[:, None] + running / running[:, -1:]).ravel()


@given(WEIGHTS, st.integers(0, 2**32 - 1))
def test_every_key_is_found_where_numpy_finds_it(weights: np.ndarray, seed: int) -> None:
    table, groups = cumulative(weights), len(weights)
    drawn = np.random.default_rng(seed).random(200) * groups
    edges = np.arange(64 * groups) / 64
    keys = np.concatenate([drawn, edges, table, np.nextafter(table, 0), np.nextafter(table, groups)])
    keys = keys[(keys >= 0) & (keys < groups)]
    assert Lookup(table, groups).find(keys).tolist() == np.searchsorted(table, keys, side="right").tolist()


def test_entries_without_a_share_are_never_found() -> None:
    table = cumulative(np.array([[0.0, 1.0, 0.0, 3.0, 0.0]]))
    keys = np.linspace(0, 1, 1000, endpoint=False)
    counts = np.bincount(Lookup(table, 1).find(keys), minlength=5)
    assert counts.tolist() == [0, 250, 0, 750, 0]


@pytest.mark.parametrize("number", [0, 1])
def test_few_keys(number: int) -> None:
    assert Lookup(np.array([0.5, 1.0]), 1).find(np.full(number, 0.5)).tolist() == [1] * number
