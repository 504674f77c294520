"""Is the model right? Fit it on some months, simulate others many times, compare with what was observed.

A `Validation` holds every comparison in numbers. Months that were fitted on are never called held out. Apart
from the statistics, which know no months or areas.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.errors import DataError, DataWarning, MicrosimError
from microsim.offences.rhythm import PERIODS
from microsim.rates import rates
from microsim.rates.fitted import FittedModel, count_cells, fit
from microsim.reference.clock import minutes
from microsim.reference.known_names import CATEGORIES
from microsim.reference.months import month_bounds
from microsim.street.months_used import MonthChoice, choose
from microsim.street.street_crimes import CrimeData
from microsim.validation import stats as stats
from microsim.validation.runs import (
    expected_counts,
    period_of_week,
    periods_between,
    simulate,
)

FloatArray = npt.NDArray[np.float64]

REPLICATES = 100
MIN_REPLICATES = 20
"""Fewer give no 95 % interval worth the name."""

WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOUR_NAMES = ("00-08", "08-16", "16-24")


@dataclass(frozen=True)
class Comparison:
    """Observed and simulated counts along one or two axes, cell by cell.

    Attributes:
        name: what the cells are, for example `month by category`.
        labels: one text per cell.
        observed, expected, residual: shape (cells,).
        low, high: the simulated 95 % interval, shape (cells,).
        level: chi-square of the counts themselves.
        shape: chi-square of how the total splits into cells, whatever the total; None for a single cell.
    """

    name: str
    labels: tuple[str, ...]
    observed: FloatArray
    expected: FloatArray
    low: FloatArray
    high: FloatArray
    residual: FloatArray
    level: stats.Test
    shape: stats.Test | None

    @property
    def inside(self) -> float:
        """Share of cells whose observed count lies within the simulated 95 % interval."""
        return float(((self.observed >= self.low) & (self.observed <= self.high)).mean())


@dataclass(frozen=True)
class Validation:
    """What `validate` found. Months are `YYYY-MM`.

    Attributes:
        held_out: whether no tested month was fitted on.
        fit_totals: crimes of each fitted month, shape (fitted months,).
        comparisons: by month, category, area, month and category, category and area.
        timed: by weekday, period of the day and period of the week, if timed crimes were given.
        assumed: simulated crimes in each of the 21 periods of a week, 1 being the category's average, shape
            (categories, 21).
        dispersion: of the cells (month, category, area), each table fitted to its own totals.
        sampler: variance over mean of the simulated counts across replicates; 1 for a Poisson sampler.
        trend: the estimated trend in words, one line per category; empty if none was asked for.
        unplaced: observed crimes of the tested months without an area, shared among the areas.
    """

    force: str
    fit_months: tuple[str, ...]
    test_months: tuple[str, ...]
    held_out: bool
    replicates: int
    seed: int
    fit_totals: FloatArray
    comparisons: tuple[Comparison, ...]
    timed: tuple[Comparison, ...]
    assumed: FloatArray
    dispersion: stats.Dispersion
    sampler: float
    unplaced: int
    trend: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def error(self) -> float:
        """Observed over expected total, less 1: the trend that the model does not know."""
        return stats.total_error(self.comparisons[0].observed, self.comparisons[0].expected)

    def comparison(self, name: str) -> Comparison:
        """The comparison of that name."""
        return next(one for one in (*self.comparisons, *self.timed) if one.name == name)


def split_months(months: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which months to fit on and which to test on, if nobody says.

    Two years or more: the last twelve months are held out. Otherwise those of the last year that also occur
    in an earlier one. Where no month of the year occurs twice, all months serve for both, and nothing is held
    out.
    """
    known = tuple(sorted(months))
    if len(known) >= 24:
        return known[:-12], known[-12:]
    earlier = {month[5:] for month in known if month[:4] < known[-1][:4]}
    held = tuple(month for month in known if month[:4] == known[-1][:4] and month[5:] in earlier)
    return (tuple(month for month in known if month not in held), held) if held else (known, known)


def validate(
    data: CrimeData,
    *,
    fit_months: Sequence[str] = (),
    test_months: Sequence[str] = (),
    replicates: int = REPLICATES,
    seed: int = 1,
    timed: pd.DataFrame | None = None,
    trend: bool = False,
    leave_out: Sequence[str] = (),
    keep_doubtful: bool = False,
    offences: Path | None = None,
    home_office: Path | None = None,
    home_office_year: str | None = None,
    rhythm: Path | None = None,
) -> Validation:
    """Fit, simulate the tested months `replicates` times, compare.

    Args:
        data: as `load_crimes` gives it.
        fit_months, test_months: `YYYY-MM`; without both, see `split_months`; without one, all other months.
        replicates: how often the tested months are simulated, 20 or more.
        timed: observed crimes with a column `time` and, if there, `crime_category`; police.uk publishes
            months only, so weekday and period can be compared with a force's own records alone.
        trend: carry each category's long-run trend on, as `fit(trend=True)` does; it needs a month of the
            year that was fitted twice.
        leave_out, keep_doubtful: months neither to fit on nor to test, as in `fit`.
        offences, home_office, home_office_year, rhythm: as in `fit`.

    Raises:
        DataError: a month that was not read, or timed crimes of which none lies in a tested month.
        MicrosimError: fewer than 20 replicates, or a bad seed.
    """
    if replicates < MIN_REPLICATES:
        raise MicrosimError(f"expected at least {MIN_REPLICATES} replicates, got {replicates!r}")
    data, notes = choose(data, MonthChoice(tuple(leave_out), keep_doubtful))
    fitting = tuple(sorted(set(fit_months) & set(data.months))) if fit_months else ()
    fitting, testing = _months(data, fitting, tuple(sorted(set(test_months))))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)  # the fitted model's notes say the same
        fitted = fit(
            data,
            months=fitting,
            trend=trend,
            keep_doubtful=True,
            offences=offences,
            home_office=home_office,
            home_office_year=home_office_year,
            rhythm=rhythm,
        )
    placed, unplaced = count_cells(data.select(testing))
    observed = rates.share_out(placed, unplaced)
    expected = expected_counts(fitted, testing)
    simulated, periods = simulate(fitted, testing, replicates, seed)
    return Validation(
        force=data.force.name,
        fit_months=fitting,
        test_months=testing,
        held_out=not set(fitting) & set(testing),
        replicates=replicates,
        seed=seed,
        fit_totals=sum_by_month(data.select(fitting)),
        comparisons=_comparisons(observed, expected, simulated, testing, _area_labels(fitted)),
        timed=() if timed is None else _timed(timed, testing, periods),
        assumed=_pace(periods.mean(axis=0), testing),
        dispersion=stats.dispersion(observed, expected, simulated),
        sampler=stats.variance_to_mean(simulated.reshape(replicates, -1)),
        unplaced=int(unplaced.sum()),
        trend=() if fitted.trend is None else tuple(fitted.trend.lines()),
        notes=(*data.report.lines(), *notes, *fitted.notes),
    )


def sum_by_month(data: CrimeData) -> FloatArray:
    """The crimes of each month read, shape (months,)."""
    placed, unplaced = count_cells(data)
    totals: FloatArray = placed.sum(axis=(1, 2)) + unplaced.sum(axis=1)
    return totals


def _months(
    data: CrimeData, fitting: tuple[str, ...], testing: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if not fitting and not testing:
        return split_months(data.months)
    fitting = fitting or tuple(month for month in data.months if month not in testing)
    testing = testing or tuple(month for month in data.months if month not in fitting)
    for month in (*fitting, *testing):
        month_bounds(month)
    if not fitting or not testing:
        raise DataError(f"expected some months to fit on and some to test on, got {len(data.months)} months")
    data.select((*fitting, *testing))  # refuses a month that was not read
    return fitting, testing


def _comparisons(
    observed: FloatArray,
    expected: FloatArray,
    simulated: FloatArray,
    months: tuple[str, ...],
    areas: tuple[str, ...],
) -> tuple[Comparison, ...]:
    names = {"month": months, "category": CATEGORIES, "area": areas}
    wanted = [("month",), ("category",), ("area",), ("month", "category"), ("category", "area")]
    return tuple(
        _compare(" by ".join(kept), *_marginal(observed, expected, simulated, names, kept))
        for kept in wanted
        if len(kept) == 1 or all(len(names[name]) > 1 for name in kept)
    )


def _marginal(
    observed: FloatArray,
    expected: FloatArray,
    simulated: FloatArray,
    names: dict[str, tuple[str, ...]],
    kept: tuple[str, ...],
) -> tuple[tuple[str, ...], FloatArray, FloatArray, FloatArray]:
    """Sum over all axes but `kept` (in the order of the arrays); one label and one column per cell."""
    gone = tuple(-3 + axis for axis, name in enumerate(names) if name not in kept)
    labels = [", ".join(parts) for parts in product(*(names[name] for name in kept))]
    return (
        tuple(labels),
        observed.sum(axis=gone).ravel(),
        expected.sum(axis=gone).ravel(),
        simulated.sum(axis=gone).reshape(len(simulated), -1),
    )


def _compare(
    name: str, labels: tuple[str, ...], observed: FloatArray, expected: FloatArray, simulated: FloatArray
) -> Comparison:
    low, high = stats.interval(simulated)
    several = len(labels) > 1
    return Comparison(
        name=name,
        labels=labels,
        observed=observed,
        expected=expected,
        low=low,
        high=high,
        residual=stats.residuals(observed, expected),
        level=stats.chi_square(observed, expected, simulated, shape=False),
        shape=stats.chi_square(observed, expected, simulated, shape=True) if several else None,
    )


def _timed(timed: pd.DataFrame, months: tuple[str, ...], periods: FloatArray) -> tuple[Comparison, ...]:
    """Compare timed crimes of the tested months by weekday, period of the day and period of the week.

    The simulated tables hold the categories that occur among the timed crimes. Where these are a sample, only
    the `shape` says something.
    """
    minute = timed["time"].to_numpy().astype("datetime64[m]").astype(np.int64)
    inside = np.zeros(len(timed), dtype=bool)
    for month in months:
        begin, end = month_bounds(month)
        inside |= (minute >= minutes(begin)) & (minute < minutes(end))
    if not inside.any():
        raise DataError(
            f"expected timed crimes within {months[0]} to {months[-1]}, got {len(timed)} of other months"
        )
    kept = timed[inside]
    present = set(kept["crime_category"].astype(str)) if "crime_category" in kept else set(CATEGORIES)
    categories = [index for index, name in enumerate(CATEGORIES) if name in present]
    observed = np.bincount(period_of_week(kept["time"]), minlength=len(PERIODS)).astype(np.float64)
    simulated = periods[:, categories].sum(axis=1)
    expected = simulated.mean(axis=0)
    tables = (observed, expected, simulated)
    by_day = [one.reshape(*one.shape[:-1], 7, 3) for one in tables]
    return (
        _compare("weekday", WEEKDAY_NAMES, *(one.sum(axis=-1) for one in by_day)),
        _compare("period of the day", HOUR_NAMES, *(one.sum(axis=-2) for one in by_day)),
        _compare("period of the week", PERIODS, *tables),
    )


def _area_labels(fitted: FittedModel) -> tuple[str, ...]:
    return tuple(f"{code} {authority}" for code, authority in fitted.areas["authority"].items())


def _pace(periods: FloatArray, months: tuple[str, ...]) -> FloatArray:
    """Crimes by category and period of the week as multiples of the category's average, 0 where it has none.

    A month of five Mondays has more of Monday's periods: each count is taken per time that its period came.
    """
    bounds = [[minutes(bound) for bound in month_bounds(month)] for month in months]
    came = sum(np.bincount(periods_between(*one), minlength=len(PERIODS)) for one in bounds)
    average = periods.sum(axis=1, keepdims=True) / np.sum(came)
    pace: FloatArray = periods / came / np.where(average > 0, average, 1.0)
    return pace
