"""What a forecast is written as, a row per area, category and month; what a fitted model takes from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.errors import DataError
from microsim.forecast import negative_binomial as nb
from microsim.forecast.forecaster import MAX_MONTHS, QUANTILES, Distribution, Forecaster
from microsim.forecast.panel import LEVELS, make_panel, month_range, months_after, some_months
from microsim.forecast.season import days_of
from microsim.rates.fitted import FittedModel
from microsim.rates.rates import YEAR_DAYS
from microsim.reference.known_names import CATEGORIES
from microsim.street.street_crimes import CrimeData

FloatArray = npt.NDArray[np.float64]

NAMES = tuple(f"q{round(100 * level):02d}" for level in QUANTILES)
"""Columns of the quantiles: `q05`, `q25`, `q50`, `q75`, `q95`."""

ALL = "all"
"""In the table of the force: all categories together."""


def forecast_months(model: Forecaster, first: str | None, number: int) -> dict[str, Distribution]:
    """The distributions of some months after the data.

    Args:
        first: `YYYY-MM`; None is the month after the last one known.
        number: how many months, 1 or more.

    Raises:
        DataError: months that are known, or too far from the data.
    """
    last = model.panel.months[-1]
    first = months_after(last, 1)[0] if first is None else first
    if first <= last:
        raise DataError(f"expected months after {last}, the last one known, got {first}")
    ahead = len(month_range(last, first)) - 1
    if ahead + number - 1 > MAX_MONTHS:
        raise DataError(
            f"expected months up to {MAX_MONTHS} after {last}, the last one known, got {number} from {first}"
        )
    return {
        month: model.forecast(ahead + step)
        for step, month in enumerate(month_range(first, months_after(last, ahead + number - 1)[-1]))
    }


def area_table(model: Forecaster, found: dict[str, Distribution]) -> pd.DataFrame:
    """One row per area, category and month: force, authority, area, category, month, expected, quantiles."""
    panel = model.panel
    categories, areas = len(panel.categories), len(panel.areas)
    frames = []
    for month, one in found.items():
        frame = pd.DataFrame(
            {
                "force": panel.force,
                "authority": np.tile(np.array(panel.authorities, dtype=object), categories),
                "area": np.tile(np.array(panel.areas, dtype=object), categories),
                "category": np.repeat(np.array(panel.categories, dtype=object), areas),
                "month": month,
                "expected": one.mean.ravel(),
            }
        )
        for name, values in zip(NAMES, one.quantiles(), strict=True):
            frame[name] = values.ravel().astype(np.int64)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def force_table(model: Forecaster, found: dict[str, Distribution]) -> pd.DataFrame:
    """One row per category and month, and one for `ALL` categories: category, month, expected, quantiles."""
    rows = []
    known = len(model.panel.months)
    for month, one in found.items():
        ahead = len(month_range(model.panel.months[-1], month)) - 1
        mean, size = model.force_total(ahead, known)
        means = np.append(one.force_mean, mean)
        sizes = np.append(one.force_size, size)
        frame = pd.DataFrame({"category": [*model.panel.categories, ALL], "month": month, "expected": means})
        for name, level in zip(NAMES, QUANTILES, strict=True):
            frame[name] = nb.quantile(means, sizes, level).astype(np.int64)
        rows.append(frame)
    return pd.concat(rows, ignore_index=True)


def areas_over_all(found: Sequence[Distribution]) -> tuple[FloatArray, FloatArray]:
    """Mean and standard deviation of all crimes of each area over some months, shape (A,).

    Months and categories are taken as independent, which makes the deviation a little too small.
    """
    mean = sum((one.mean.sum(axis=0) for one in found), np.zeros(found[0].mean.shape[1]))
    variance = sum(
        ((one.mean + one.mean**2 / one.size).sum(axis=0) for one in found), np.zeros(found[0].mean.shape[1])
    )
    return mean, np.sqrt(variance)


def forecast_rates(fitted: FittedModel, data: CrimeData, start: datetime, end: datetime) -> FittedModel:
    """The fitted model with rates forecast for all months of [start, end), from the months before them.

    Of these, the months that the model was fitted on count.

    Raises:
        DataError: no month of data before the start, or an end too far from the data.
    """
    first, last = f"{start:%Y-%m}", f"{end - timedelta(minutes=1):%Y-%m}"
    panel = make_panel(data, keep=some_months(data.months, fitted.months))
    model = Forecaster.fit(panel.until(first) if first <= panel.months[-1] else panel)
    found = forecast_months(model, first, len(month_range(first, last)))
    known = [month for month, used in zip(model.panel.months, model.panel.used, strict=True) if used]
    note = f"rates of {first} to {last} are forecast from {len(known)} months, {known[0]} to {known[-1]}"
    return replace(with_forecast(fitted, found, model), notes=(*fitted.notes, note))


def with_forecast(fitted: FittedModel, found: dict[str, Distribution], model: Forecaster) -> FittedModel:
    """The fitted model with the forecast's rates in those months, for the areas that it has.

    Raises:
        DataError: the forecast is not by MSOA, lacks an area of the model, or has other categories.
    """
    panel = model.panel
    if panel.level != LEVELS[0] or panel.categories != CATEGORIES:
        raise DataError("expected a forecast of the 14 categories by MSOA to take rates from, got another")
    position = {area: index for index, area in enumerate(panel.areas)}
    lacking = [str(area) for area in fitted.areas.index if area not in position]
    if lacking:
        raise DataError(f"expected a forecast of every area of {fitted.force}, got none of {lacking[0]!r}")
    order = np.array([position[str(area)] for area in fitted.areas.index], dtype=np.int64)
    rates = {month: one.mean[:, order] * YEAR_DAYS / days_of(month) for month, one in found.items()}
    spread = {month: spread_of(one, order) for month, one in found.items()}
    return replace(fitted, forecast={**fitted.forecast, **rates}, spread={**fitted.spread, **spread})


def spread_of(one: Distribution, order: npt.NDArray[np.int64]) -> tuple[FloatArray, FloatArray]:
    """How far rates may be from their means: the relative variance of each category's level in the force,
    shape (C,), and that of each area's share of all crimes, shape (A,).

    Categories' shares are taken as independent. Poisson chance is no part of either.
    """
    level = 1.0 / one.force_size
    own = np.maximum(1.0 / one.size - level[:, None], 0.0)
    share = (one.mean**2 * own).sum(axis=0) / one.mean.sum(axis=0) ** 2
    return level, share[order]
