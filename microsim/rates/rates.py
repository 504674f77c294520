"""Counts of crimes become yearly rates, by month of the year, and suspect probabilities.

Pure arrays: no files, no names, no random numbers. Axes are always (month of the year, category, area) in
that order; the symbols are those of docs/demand.md.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from microsim.errors import RateError

FloatArray = npt.NDArray[np.float64]

DAYS: FloatArray = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.float64)
"""d_m, the days of each month in a year of 365 days. A rate is per such year, in leap years too."""

YEAR_DAYS = float(DAYS.sum())
PRIOR_PER_DAY = 1.0
"""Crimes per day that the Dirichlet prior over the months weighs in each cell."""

SUSPECT_PRIOR = 10.0
"""w, the number of crimes that the force's category mean weighs in an area's suspect probability."""


def share_out(counts: FloatArray, unplaced: FloatArray) -> FloatArray:
    """Add the crimes without a place to the areas, in proportion to the category's placed crimes over all
    months.

    A category without any placed crime is shared as all categories together, and evenly where nothing is
    placed.

    Args:
        counts: placed crimes, shape (months, categories, areas).
        unplaced: shape (months, categories).

    Returns:
        Shape (months, categories, areas); the sum over areas is `counts` summed plus `unplaced`.
    """
    placed = counts.sum(axis=0)
    everything = placed.sum(axis=0)
    even = np.full(len(everything), 1.0 / len(everything))
    overall = everything / everything.sum() if everything.sum() > 0 else even
    totals = placed.sum(axis=1, keepdims=True)
    # The inner `where` keeps numpy from dividing by 0 in places that are not used.
    shares = np.where(totals > 0, placed / np.where(totals > 0, totals, 1.0), overall)
    shared: FloatArray = counts + unplaced[:, :, None] * shares
    return shared


def monthly_means(counts: FloatArray, month_of_year: npt.NDArray[np.int64], days: FloatArray) -> FloatArray:
    """x_m: the crimes expected in each month of a year of 365 days, NaN in months without data.

    Args:
        counts: crimes of each month read, shape (months read, categories, areas).
        month_of_year: 0 to 11 for each month read.
        days: the days of each month read, 29 for a February in a leap year.

    Returns:
        Shape (12, categories, areas): crimes per day over all months of that name, times d_m.
    """
    means = np.full((12, *counts.shape[1:]), np.nan)
    for month in np.unique(month_of_year):
        mine = month_of_year == month
        # By days and not by months, so that a February of 29 days does not look like a busier one.
        means[month] = counts[mine].sum(axis=0) / days[mine].sum() * DAYS[month]
    return means


def fill_missing(means: FloatArray) -> tuple[FloatArray, list[int]]:
    """Give each month without data the crimes per day of the months that have some, times its own days.

    Returns:
        The means without NaN, and the months (0 to 11) that were filled.
    """
    missing = np.isnan(means).reshape(12, -1).all(axis=1)
    per_day = means[~missing].sum(axis=0) / DAYS[~missing].sum()
    filled = means.copy()
    filled[missing] = DAYS[missing][:, None, None] * per_day
    return filled, [int(month) for month in np.flatnonzero(missing)]


def smooth(means: FloatArray, prior_per_day: float = PRIOR_PER_DAY) -> FloatArray:
    """Draw each cell's season, of which few crimes say little, towards that of the category elsewhere.

    The months' shares of a cell's annual total N have a Dirichlet prior that weighs W = 365 a crimes,
    a = `prior_per_day`, and their posterior mean times N is x'_m = N (x_m + W b_m) / (N + W). The prior's own
    shares b_m are those of the same category in the force's other areas, drawn in the same way towards the
    days of the months: b_m = (y_m + a d_m) / (M + W), with y_m crimes there, M in all. An area that is alone,
    or a category without crimes elsewhere, has b_m = d_m / 365. The annual total of every cell stays N.

    Args:
        means: shape (12, categories, areas), finite and >= 0.

    Raises:
        RateError: a count or the prior is negative or not finite.
    """
    require_rates(means, "monthly count")
    require_rates(np.array([prior_per_day]), "prior")
    weight = prior_per_day * YEAR_DAYS
    elsewhere = np.maximum(means.sum(axis=2, keepdims=True) - means, 0.0)  # rounding may leave it below 0
    elsewhere += prior_per_day * DAYS[:, None, None]
    total, others = means.sum(axis=0), elsewhere.sum(axis=0)
    base = elsewhere / np.where(others > 0, others, 1.0)
    smoothed: FloatArray = total * (means + weight * base) / np.where(total + weight > 0, total + weight, 1.0)
    return smoothed


def annual(means: FloatArray) -> FloatArray:
    """r_m = x_m 365 / d_m: monthly counts as crimes per year at the pace of that month."""
    rates: FloatArray = means * (YEAR_DAYS / DAYS)[:, None, None]
    return rates


def suspect_probability(
    crimes: FloatArray, suspects: FloatArray, force: FloatArray, prior: float = SUSPECT_PRIOR
) -> FloatArray:
    """p = (s + w p0) / (n + w): an area's share of crimes with a suspect, shrunk to the force's share.

    Args:
        crimes: n, placed crimes, shape (categories, areas).
        suspects: s, those of them with a suspect identified.
        force: p0, the force's share in each category, shape (categories,), within [0, 1].
        prior: w, how many crimes the force's share weighs.

    Returns:
        Shape (categories, areas); exactly p0 where an area has no crime.
    """
    if prior == 0:
        return np.where(crimes > 0, suspects / np.where(crimes > 0, crimes, 1.0), force[:, None])
    probability: FloatArray = (suspects + prior * force[:, None]) / (crimes + prior)
    return probability


def require_rates(values: FloatArray, what: str) -> None:
    """Refuse a negative or non-finite value, naming the first one and its place."""
    wrong = ~(np.isfinite(values) & (values >= 0))
    if wrong.any():
        place = tuple(int(index) for index in np.argwhere(wrong)[0])
        raise RateError(f"expected each {what} to be finite and >= 0, got {values[place]!r} at {place}")
