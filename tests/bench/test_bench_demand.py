"""A month of crimes, beside a straightforward loop over areas and offences on neworder's own `arrivals`."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from microsim import CrimeModel, FittedModel, fit, load_crimes
from microsim.model.neworder_import import neworder
from microsim.offences.calls import CallTable, read_calls
from microsim.offences.offences import category_index
from microsim.offences.rhythm import normalised
from microsim.sampling.streams import key_of_stream, numbered_keys, uniforms
from tests.bench.conftest import Ratio, best_seconds

pytestmark = pytest.mark.bench

START, END = datetime(2018, 7, 1), datetime(2018, 8, 1)
SIZES = (1_000, 10_000, 31_000, 100_000, 550_000, 1_000_000)
WEST_YORKSHIRE = 31_000
"""Crimes of one month of West Yorkshire; 550,000 are those of all 43 forces together."""


@pytest.fixture(scope="module")
def west_yorkshire() -> FittedModel:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return fit(load_crimes(None, "West Yorkshire"), months=["2018-07"])


def of_size(model: FittedModel, crimes: int) -> FittedModel:
    """The same force with as many crimes a month as asked for, in more areas where it is larger."""
    copies = max(1, round(crimes / WEST_YORKSHIRE))
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
        hours = (24 * weekday + np.arange(24 * days)) % 168
        weights = normalised(fitted.rhythm, weekday, days)[:, hours] * fitted.shares[:, None]
        self.weights = np.hstack([weights, np.zeros((len(weights), 1))])
        self.category = category_index(fitted.offences)
        self.rates = fitted.rates[6]
        self.dt = 1 / (365 * 24)

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
    month = sampling(model)
    seconds = best_seconds(month, repeats=10)
    # The loop's time grows with areas, so it is timed on a force's own size and scaled up from there.
    scale = len(model.areas) / len(west_yorkshire.areas)
    loop = CellLoop(of_size(west_yorkshire, WEST_YORKSHIRE) if scale > 1 else model)
    drawn: list[int] = []
    theirs = best_seconds(lambda: drawn.append(loop.sample()), repeats=1) * scale
    number = month()
    compare(Ratio("demand", size, "a loop over cells", seconds, theirs, number, "crimes"))
    mean = WEST_YORKSHIRE if scale > 1 else size
    assert abs(number - size) < 5 * size**0.5  # both did the work
    assert abs(drawn[0] - mean) < 5 * mean**0.5


def test_a_month_beside_its_random_draws(
    west_yorkshire: FittedModel, compare: Callable[[Ratio], None]
) -> None:
    """No sampler of this kind can be faster than its draws: ten keyed numbers for each crime."""
    month = sampling(of_size(west_yorkshire, WEST_YORKSHIRE))
    seconds = best_seconds(month, repeats=10, clock=time.process_time)
    keys = numbered_keys(key_of_stream(1, "bench"), np.arange(WEST_YORKSHIRE))
    names = [f"number {number}" for number in range(10)]
    draws = best_seconds(
        lambda: [uniforms(keys, name) for name in names], repeats=10, clock=time.process_time
    )
    compare(Ratio("demand", WEST_YORKSHIRE, "ten draws each", seconds, draws, month(), "crimes"))


def test_a_month_under_factors_by_area(west_yorkshire: FittedModel, compare: Callable[[Ratio], None]) -> None:
    """Factors between 0.7 and 1.3 by category and area, beside no loading."""
    model = of_size(west_yorkshire, WEST_YORKSHIRE)
    factors = np.random.default_rng(1).uniform(0.7, 1.3, model.rates.shape[1:])
    even, loaded = sampling(model), sampling(model, factors)
    compare(
        Ratio(
            "demand by area",
            WEST_YORKSHIRE,
            "without loading",
            best_seconds(loaded, repeats=8, clock=time.process_time),
            best_seconds(even, repeats=8, clock=time.process_time),
            loaded(),
            "crimes",
        )
    )


def test_a_month_hour_by_hour(west_yorkshire: FittedModel, compare: Callable[[Ratio], None]) -> None:
    """744 windows of an hour, beside the making of 744 frames of as many crimes from arrays at hand."""
    model = of_size(west_yorkshire, WEST_YORKSHIRE)
    crimes = CrimeModel(model, START, END, seed=1).advance(END)
    bounds = np.linspace(0, len(crimes), 745).astype(int)
    run = CrimeModel(model, START, END, seed=1)

    def hourly() -> None:
        for hour in range(1, 745):
            run.advance(START + timedelta(hours=hour))

    def frames() -> None:
        columns = {name: crimes[name].array for name in crimes.columns}
        for first, last in pairwise(bounds.tolist()):
            pd.DataFrame({name: column[first:last] for name, column in columns.items()}, copy=False)

    ours = best_seconds(hourly, repeats=1, clock=time.process_time)
    theirs = best_seconds(frames, clock=time.process_time)
    compare(Ratio("demand hourly", WEST_YORKSHIRE, "frames alone", ours, theirs, len(crimes), "crimes"))


def test_a_month_with_its_calls(west_yorkshire: FittedModel, compare: Callable[[Ratio], None]) -> None:
    model, calls = of_size(west_yorkshire, WEST_YORKSHIRE), read_calls()
    alone, both = sampling(model), sampling(model, calls=calls)
    seconds = [best_seconds(one, repeats=8, clock=time.process_time) for one in (both, alone)]
    compare(Ratio("demand, calls", WEST_YORKSHIRE, "crimes alone", *seconds, both(), "crimes"))


def sampling(
    model: FittedModel, factors: np.ndarray | None = None, calls: CallTable | None = None
) -> Callable[[], int]:
    """Samples the month anew at each of some calls and says how many crimes it had."""
    runs = iter([CrimeModel(model, START, END, seed=1, calls=calls) for _ in range(11)])
    return lambda: len(next(runs).advance(END, factors))
