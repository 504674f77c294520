"""The long-run trend of each category: estimated on request, shown, and applied only when asked for.

A trend is a growth per year with its standard error and the factor for any month. Months are compared only
with months of the same name, so that a season is never taken for a trend.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from microsim.errors import DataError
from microsim.reference.known_names import CATEGORIES

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

HORIZON_YEARS = 2.0
"""How far beyond the fitted months a trend is carried on; after that the level stays."""

MAX_GROWTH = 2.0
"""Bound on the growth of the logarithm per year: beyond it a count of a few crimes is chance, not a trend."""


@dataclass(frozen=True)
class Trend:
    """Growth of each category in a log-linear Poisson model.

    Attributes:
        growth: b, growth of the logarithm per year, shape (categories,).
        error: standard error of b, scaled up where counts scatter more than Poisson numbers; infinite
            where there is nothing to estimate from.
        level: mean of exp(b t) over the fitted months of each name, shape (12, categories): what the
            rates, which are averages over years, already hold.
        first, last: middle of the first and last month fitted, in years.
    """

    growth: FloatArray
    error: FloatArray
    level: FloatArray
    first: float
    last: float

    def factor(self, year: int, month: int) -> FloatArray:
        """What to multiply the rates of a month (1 to 12) with, shape (categories,)."""
        time = np.clip(middle(year, month), self.first - HORIZON_YEARS, self.last + HORIZON_YEARS)
        factors: FloatArray = np.exp(self.growth * (time - self.first)) / self.level[month - 1]
        return factors

    def lines(self) -> list[str]:
        """The estimates in words, one line per category."""
        text = []
        for name, growth, error in zip(CATEGORIES, self.growth, self.error, strict=True):
            if np.isfinite(error):
                percent = 100 * np.expm1(growth)
                text.append(f"{name}: {percent:+.1f} % a year (standard error {100 * error:.1f})")
            else:
                text.append(f"{name}: no estimate, taken as none")
        return text


def middle(year: int, month: int) -> float:
    """The middle of a month in years, every month a twelfth."""
    return year + (month - 0.5) / 12


def estimate(counts: FloatArray, years: IntArray, months: IntArray, days: FloatArray) -> Trend:
    """Maximum likelihood estimate of b in E c = D exp(s_m + b t), each category by itself.

    Given the sum over the months of one name, their counts are multinomial with weights D exp(b t)
    whatever the season s_m is, so s_m need not be estimated.

    Args:
        counts: crimes of each month read, shape (months read, categories).
        years, months: the calendar month of each, months 1 to 12.
        days: D, days of each.

    Raises:
        DataError: no month of the year is there in two years.
    """
    if all((months == month).sum() < 2 for month in np.unique(months)):
        raise DataError("expected some month of the year in at least two years to estimate a trend, got none")
    time = years + (months - 0.5) / 12
    first = float(time.min())
    fitted = [_one(counts[:, index], months, days, time - first) for index in range(counts.shape[1])]
    growth = np.array([b for b, _ in fitted])
    level = np.empty((12, counts.shape[1]))
    for month in range(12):
        mine = months == month + 1
        mine = mine if mine.any() else np.ones(len(months), dtype=bool)  # as for rates: all months stand in
        level[month] = np.average(np.exp(np.outer(time[mine] - first, growth)), axis=0, weights=days[mine])
    return Trend(growth, np.array([error for _, error in fitted]), level, first, float(time.max()))


def _one(counts: FloatArray, months: IntArray, days: FloatArray, time: FloatArray) -> tuple[float, float]:
    """Newton's method on the conditional likelihood of one category: b and its standard error."""
    growth = 0.0
    information = 0.0
    for _ in range(50):
        score, information, _ = _likelihood(growth, counts, months, days, time)
        if information <= 0:
            return 0.0, float("inf")
        step = float(np.clip(score / information, -0.5, 0.5))
        growth = float(np.clip(growth + step, -MAX_GROWTH, MAX_GROWTH))
        if abs(step) < 1e-10:
            break
    _, information, scatter = _likelihood(growth, counts, months, days, time)
    return growth, float(np.sqrt(max(scatter, 1.0) / information)) if information > 0 else float("inf")


def _likelihood(
    growth: float, counts: FloatArray, months: IntArray, days: FloatArray, time: FloatArray
) -> tuple[float, float, float]:
    """Score, information, and Pearson's chi-square per degree of freedom at one value of b."""
    score = information = chi_square = 0.0
    freedom = -1
    for month in np.unique(months):
        mine = months == month
        total = counts[mine].sum()
        if mine.sum() < 2 or total == 0:
            continue
        weight = days[mine] * np.exp(growth * time[mine])
        share = weight / weight.sum()
        mean = share @ time[mine]
        score += float(counts[mine] @ (time[mine] - mean))
        information += float(total * (share @ (time[mine] - mean) ** 2))
        chi_square += float((((counts[mine] - total * share) ** 2) / (total * share)).sum())
        freedom += int(mine.sum()) - 1
    return score, information, chi_square / freedom if freedom > 0 else 1.0
