"""Statistics that compare one observed table of counts with many simulated ones.

Residuals, chi-square and dispersion. All p-values are Monte-Carlo: the share of simulated tables that lie as
far from the expectation as the observed one, so small cells need no approximation. Nothing here knows what
the cells mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from microsim.errors import MicrosimError

FloatArray = npt.NDArray[np.float64]

MIN_EXPECTED = 1.0
"""Cells that expect fewer crimes are put together into one before a statistic is taken."""

INTERVAL = (0.025, 0.975)
"""Bounds of the simulated 95 % interval."""

FIT_ROUNDS = 50
FIT_TOLERANCE = 1e-8


@dataclass(frozen=True)
class Test:
    """Pearson's chi-square of the observed counts and its rank among the simulated ones."""

    __test__ = False  # pytest takes every class of this name for its own

    statistic: float
    """Sum of (observed - expected)^2 / expected; infinite where something happened that was impossible."""
    expected: float
    """Mean of the same sum over the replicates: what Poisson noise alone gives."""
    cells: int
    p_value: float
    """(1 + replicates at least as extreme) / (1 + replicates)."""


@dataclass(frozen=True)
class Dispersion:
    """How much more than a Poisson variable the observed counts vary about their expectation."""

    index: float
    """Chi-square over its mean in the replicates: 1 for Poisson, above 1 for overdispersed counts."""
    extra: float
    """Standard deviation of the cells' true means about the expected ones, as a share of these; 0 if none."""
    cells: int
    p_value: float
    """Two-sided: twice the smaller tail among the replicates, at most 1."""


def residuals(observed: FloatArray, expected: FloatArray) -> FloatArray:
    """(observed - expected) / sqrt(expected); NaN where nothing was expected and nothing came.

    Raises:
        MicrosimError: the shapes differ.
    """
    if observed.shape != expected.shape:
        raise MicrosimError(f"expected equal shapes, got {observed.shape} and {expected.shape}")
    with np.errstate(divide="ignore", invalid="ignore"):
        result: FloatArray = (observed - expected) / np.sqrt(expected)
    return result


def pool(
    observed: FloatArray, expected: FloatArray, simulated: FloatArray, least: float = MIN_EXPECTED
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Put the cells that expect fewer than `least` crimes together into one last cell.

    Args:
        observed, expected: shape (cells,).
        simulated: shape (replicates, cells).
    """
    small = expected < least
    if not small.any():
        return observed, expected, simulated

    def pooled(counts: FloatArray) -> FloatArray:
        rest = counts[..., small].sum(axis=-1, keepdims=True)
        return np.concatenate([counts[..., ~small], rest], axis=-1)

    return pooled(observed), pooled(expected), pooled(simulated)


def chi_square(observed: FloatArray, expected: FloatArray, simulated: FloatArray, *, shape: bool) -> Test:
    """Test the observed counts against the model.

    Args:
        observed, expected: shape (cells,).
        simulated: shape (replicates, cells), drawn from the model.
        shape: compare how the total splits into cells, each table with its own total, not the total itself.
    """
    observed, expected, simulated = pool(observed, expected, simulated)
    mine = _statistic(observed, _scaled(expected, observed) if shape else expected)
    theirs = _statistic(simulated, _scaled(expected, simulated) if shape else expected)
    p_value = (1 + int(np.count_nonzero(theirs >= mine))) / (1 + len(theirs))
    return Test(float(mine), float(theirs.mean()), len(observed), p_value)


def dispersion(observed: FloatArray, expected: FloatArray, simulated: FloatArray) -> Dispersion:
    """Test whether counts vary about their expectation as Poisson variables do.

    Args:
        observed, expected: shape (months, categories, areas).
        simulated: shape (replicates, months, categories, areas).

    Every table, observed or simulated, is compared with the expectation fitted to its own totals by month,
    category and area (iterative proportional fitting), so that trend and a misjudged mean of an area do not
    count as dispersion; only what no such total explains does.
    """
    mine = _squares(observed, expected)
    theirs = [_squares(table, expected) for table in simulated]
    chi: FloatArray = np.array([one.chi for one in theirs])
    above = (1 + np.count_nonzero(chi >= mine.chi)) / (1 + len(chi))
    below = (1 + np.count_nonzero(chi <= mine.chi)) / (1 + len(chi))
    surplus = mine.square - float(np.mean([one.square for one in theirs]))
    return Dispersion(
        index=float(mine.chi / chi.mean()) if chi.mean() > 0 else 1.0,
        extra=float(np.sqrt(max(0.0, surplus) / mine.mean_square)) if mine.mean_square > 0 else 0.0,
        cells=mine.cells,
        p_value=float(min(1.0, 2 * min(above, below))),
    )


def match_totals(expected: FloatArray, table: FloatArray) -> FloatArray:
    """Scale `expected` until its totals along each axis are those of `table`; zeros stay zero.

    A slice that expects nothing keeps nothing, whatever was counted in it.
    """
    fitted = expected.copy()
    axes = tuple(range(table.ndim))
    targets = [table.sum(axis=tuple(other for other in axes if other != axis)) for axis in axes]
    for _ in range(FIT_ROUNDS):
        change = 0.0
        for axis in axes:
            totals = fitted.sum(axis=tuple(other for other in axes if other != axis))
            ratio = np.divide(targets[axis], totals, out=np.ones_like(totals), where=totals > 0)
            fitted *= ratio.reshape([-1 if other == axis else 1 for other in axes])
            change = max(change, float(np.abs(ratio - 1).max()))
        if change < FIT_TOLERANCE:
            break
    return fitted


def interval(simulated: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The simulated 95 % interval of each cell: bounds of shape (cells,)."""
    low, high = np.quantile(simulated, INTERVAL, axis=0)
    return low, high


def variance_to_mean(simulated: FloatArray) -> float:
    """Variance over mean of the cells across replicates, weighted by the means: 1 for a Poisson sampler."""
    means = simulated.mean(axis=0)
    return float(simulated.var(axis=0, ddof=1).sum() / means.sum()) if means.sum() > 0 else 1.0


@dataclass(frozen=True)
class _Squares:
    chi: float
    square: float
    mean_square: float
    cells: int


def _squares(table: FloatArray, expected: FloatArray) -> _Squares:
    fitted = match_totals(expected, table)
    kept = expected >= MIN_EXPECTED  # by the model's own expectation: the same cells in every table
    difference, mean = (table - fitted)[kept], fitted[kept]
    positive = mean > 0
    return _Squares(
        chi=float((difference[positive] ** 2 / mean[positive]).sum()),
        square=float((difference**2).sum()),
        mean_square=float((mean**2).sum()),
        cells=int(kept.sum()),
    )


def _scaled(expected: FloatArray, counts: FloatArray) -> FloatArray:
    """`expected` with the total of each table of `counts`."""
    total = expected.sum()
    scale = counts.sum(axis=-1, keepdims=True) / total if total > 0 else np.ones(1)
    scaled: FloatArray = expected * scale
    return scaled


def _statistic(counts: FloatArray, expected: FloatArray) -> FloatArray:
    difference = (counts - expected) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(difference > 0, difference / expected, 0.0)
    total: FloatArray = terms.sum(axis=-1)
    return total


def total_error(observed: Sequence[float] | FloatArray, expected: Sequence[float] | FloatArray) -> float:
    """Observed total over expected total, less 1: +0.18 means 18 % more crimes than the model expected."""
    wanted = float(np.sum(expected))
    return float(np.sum(observed)) / wanted - 1.0 if wanted > 0 else float("nan")
