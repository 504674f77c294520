"""Counts by month, category and area."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from microsim import load_crimes
from microsim.errors import DataError
from microsim.forecast.panel import make_panel, month_range, months_after, place
from microsim.reference.known_names import CATEGORIES
from tests.microsim.conftest import crime

BURGLARY = CATEGORIES.index("burglary")


def test_months_without_data_are_there_but_do_not_count(archive: Callable[..., Path], lookup: Path) -> None:
    data = load_crimes(archive(m2018_05=[crime()], m2018_08=[crime()] * 2), "West Yorkshire", lookup)
    panel = make_panel(data)
    assert panel.months == ("2018-05", "2018-06", "2018-07", "2018-08")
    assert panel.used.tolist() == [True, False, False, True]
    assert panel.counts[:, BURGLARY, 0].tolist() == [1, 0, 0, 2]


def test_months_left_out_do_not_count(archive: Callable[..., Path], lookup: Path) -> None:
    data = load_crimes(archive(m2018_05=[crime()], m2018_06=[crime()] * 2), "West Yorkshire", lookup)
    panel = make_panel(data, keep=np.array([True, False]))
    assert panel.used.tolist() == [True, False]
    assert panel.counts[1].sum() == 0


def test_lsoas_have_the_authority_of_their_msoa(archive: Callable[..., Path], lookup: Path) -> None:
    rows = [crime(), crime(lsoa="E01000002"), crime(lsoa="E01000004")]
    panel = make_panel(load_crimes(archive(m2018_05=rows), "West Yorkshire", lookup), "lsoa")
    assert panel.areas == ("E01000001", "E01000002", "E01000004")
    assert panel.authorities == ("Leeds", "Leeds", "Bradford")


def test_crimes_without_a_place_are_placed_whole_and_follow_the_placed_ones() -> None:
    counts = np.zeros((30, 1, 2), dtype=np.int64)
    counts[:] = [6, 2]
    whole = place(counts, np.full((30, 1), 2, dtype=np.int64))
    assert (whole.sum(axis=2) == 10).all()
    assert abs((whole - counts).sum(axis=0)[0] - [45, 15]).max() <= 1


def test_placing_takes_nothing_from_later_months() -> None:
    random = np.random.default_rng(1)
    counts, unplaced = random.poisson(3, (8, 2, 4)), random.poisson(2, (8, 2))
    whole = place(counts, unplaced)
    assert (whole >= counts).all()
    assert (place(counts[:5], unplaced[:5]) == whole[:5]).all()


def test_until_refuses_a_month_before_the_data(archive: Callable[..., Path], lookup: Path) -> None:
    panel = make_panel(load_crimes(archive(m2018_05=[crime()]), "West Yorkshire", lookup))
    with pytest.raises(DataError, match="before 2018-05, got none; the first is 2018-05"):
        panel.until("2018-05")


def test_month_names() -> None:
    assert month_range("2018-11", "2019-02") == ("2018-11", "2018-12", "2019-01", "2019-02")
    assert months_after("2018-11", 2) == ("2018-12", "2019-01")
