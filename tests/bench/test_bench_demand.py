"""A month of crimes, beside a straightforward loop over areas and offences on neworder's own `arrivals`."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from microsim import CrimeModel, FittedModel, fit, load_crimes
from microsim.engine import neworder
from microsim.offences import category_index
from microsim.rhythm import normalised
from tests.bench.conftest import Ratio, best_seconds

pytestmark = pytest.mark.bench

START, END = datetime(2018, 7, 1), datetime(2018, 8, 1)
SIZES = (1_000, 10_000, 31_000, 100_000, 550_000, 1_000_000)
LIMITS = {31_000: 0.030, 550_000: 1.0}
"""Seconds allowed for a month of West Yorkshire, and for one of all 43 forces together."""


@pytest.fixture(scope="module")
def west_yorkshire() -> FittedModel:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return fit(load_crimes(None, "West Yorkshire"), months=["2018-07"])


def of_size(model: FittedModel, crimes: int) -> FittedModel:
    """The same force with as many crimes a month as asked for, in more areas where it is larger."""
    copies = max(1, round(crimes / 31_000))
    rates = np.tile(model.rates, (1, 1, copies))
    rates *= crimes / (rates[6].sum() * 31 / 365)
    areas = model.areas.iloc[np.tile(np.arange(len(model.areas)), copies)]
    codes = [f"{code}-{index // len(model.areas)}" for index, code in enumerate(areas.index)]
    return replace(
        model,
        areas=areas.set_axis(codes),
        rates=rates,
        suspect=np.tile(model.suspect, (1, copies)),
    )


class CellLoop(neworder.Model):  # type: ignore[misc,unused-ignore]
    """Draws the arrivals of one area and offence after another, as the method is usually written down."""

    def __init__(self, fitted: FittedModel) -> None:
        super().__init__(neworder.NoTimeline(), lambda *_: 1)
        weekday, days = START.weekday(), 31
        periods = (3 * weekday + np.arange(3 * days)) % 21
        weights = normalised(fitted.rhythm, weekday, days)[:, periods] * fitted.shares[:, None]
        self.weights = np.hstack([weights, np.zeros((len(weights), 1))])
        self.category = category_index(fitted.offences)
        self.rates = fitted.rates[6]
        self.dt = 8 / (365 * 24)

    def sample(self) -> int:
        """How many crimes a month had."""
        number = 0
        for offence, weights in enumerate(self.weights):
            if not weights.any():
                continue
            for rate in self.rates[self.category[offence]]:
                times = self.mc.arrivals(rate * weights, self.dt, 1, 0.0)
                number += times.shape[1]
        return number


@pytest.mark.parametrize("size", SIZES)
def test_a_month_of_crimes(west_yorkshire: FittedModel, compare: Callable[[Ratio], None], size: int) -> None:
    model = of_size(west_yorkshire, size)

    runs = iter([CrimeModel(model, START, END, seed=1) for _ in range(11)])

    def month() -> int:
        return len(next(runs).advance(END))

    seconds = best_seconds(month, repeats=10)
    loop = CellLoop(model)
    # The loop's time grows with areas, so it is timed on a force's own size and scaled up from there.
    scale = len(model.areas) / len(west_yorkshire.areas)
    if scale > 1:
        loop = CellLoop(of_size(west_yorkshire, 31_000))
    theirs = best_seconds(loop.sample, repeats=1) * scale
    compare(Ratio("demand", size, "a loop over cells", seconds, theirs, month(), "crimes"))
    assert seconds <= LIMITS.get(size, float("inf"))
