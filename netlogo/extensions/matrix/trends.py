"""Trends by least squares: the `matrix` extension's forecasts and regression.

Results are lists in NetLogo's order. Sums run in the order of JAMA's matrix products.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from netlogo.extensions.base import failure
from netlogo.extensions.matrix.algebra import AlgebraError, Rows, product, solved


def _sums_of_squares(x: Rows, y: list[float], coefficients: Rows) -> tuple[float, float]:
    """About the mean, and about the fitted values."""
    total = 0.0
    for value in y:
        total += 1.0 * value
    mean = total / len(y)
    around_mean = residual = 0.0
    for value, (fitted,) in zip(y, product(x, coefficients), strict=True):
        around_mean += (value - mean) * (value - mean)
        residual += (fitted - value) * (fitted - value)
    return around_mean, residual


def _line(y: list[float]) -> tuple[float, float, float]:
    """Constant, slope and R squared of values at 0, 1, 2, ..."""
    x = [[1.0, float(i)] for i in range(len(y))]
    coefficients = solved(x, [[value] for value in y])
    total, residual = _sums_of_squares(x, y, coefficients)
    fit = 1.0 - residual / total if total > 0 else 1.0
    return coefficients[0][0], coefficients[1][0], fit


def linear_growth(y: list[float]) -> list[Any]:
    """`[forecast constant slope r-squared]`."""
    if not y:
        raise failure("The input list is empty.")
    if len(y) == 1:
        return [y[0], y[0], 0.0, 0.0]
    constant, slope, fit = _line(y)
    return [constant + slope * len(y), constant, slope, fit]


def _growth(
    y: list[float], neutral: float, forecast: Callable[[float, float], tuple[float, float]]
) -> list[Any]:
    if not y:
        raise failure("The input list is empty.")
    for i, value in enumerate(y):
        if value <= 0.0:
            raise failure(f"Item {i} of the input list is zero or negative.")
    if len(y) == 1:
        return [y[0], y[0], neutral, 0.0]
    constant, slope, fit = _line([math.log(value) for value in y])
    start = math.exp(constant)
    expected, growth = forecast(start, slope)
    return [expected, start, growth, fit]


def compound_growth(y: list[float]) -> list[Any]:
    """`[forecast constant factor r-squared]`."""

    def forecast(start: float, slope: float) -> tuple[float, float]:
        factor = math.exp(slope)
        return start * factor ** len(y), factor

    return _growth(y, 1.0, forecast)


def continuous_growth(y: list[float]) -> list[Any]:
    """`[forecast constant rate r-squared]`."""
    return _growth(y, 0.0, lambda start, slope: (start * math.exp(slope * len(y)), slope))


def regression(rows: Rows) -> list[Any]:
    """The first column explained by the others: coefficients, constant first, and
    `[r-squared total residual]`.
    """
    if len(rows[0]) - 1 >= len(rows):
        raise AlgebraError("The system is overdetermined.")
    x = [[1.0, *row[1:]] for row in rows]
    y = [row[0] for row in rows]
    coefficients = solved(x, [[value] for value in y])
    total, residual = _sums_of_squares(x, y, coefficients)
    fit = 1.0 - residual / total if total else math.nan
    return [[value for (value,) in coefficients], [fit, total, residual]]
