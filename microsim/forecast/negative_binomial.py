"""The negative binomial distribution by mean and size, and the scores of a count under it.

With mean m and size s the variance is m + m^2 / s: a Poisson variable whose rate has a gamma distribution of
shape s. An infinite size is not taken; `MAX_SIZE` is as good as Poisson. All functions work on whole arrays
that broadcast against each other.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special, stats

FloatArray = npt.NDArray[np.float64]

MAX_SIZE = 1e5
MIN_MEAN = 1e-9
"""A mean of 0 would make the logarithm of an unexpected count infinite."""

NODES = 24
"""Angles at which the integral in `crps` is taken; the error is then below 1e-6 of the score."""

SMALL_SIZE = 5.0


def cumulative(mean: FloatArray, size: FloatArray, count: FloatArray) -> FloatArray:
    """P(X <= count); 0 for a count below 0."""
    chance = size / (size + mean)
    result: FloatArray = np.where(
        count < 0, 0.0, special.betainc(size, np.maximum(np.floor(count), 0.0) + 1.0, chance)
    )
    return result


def quantile(mean: FloatArray, size: FloatArray, level: float) -> FloatArray:
    """The least count whose cumulative probability reaches `level`."""
    result: FloatArray = stats.nbinom.ppf(level, size, size / (size + mean))
    return result


def log_score(mean: FloatArray, size: FloatArray, count: FloatArray) -> FloatArray:
    """Minus the natural logarithm of the probability of `count`; the less the better."""
    mean = np.maximum(mean, MIN_MEAN)
    result: FloatArray = (
        special.gammaln(size)
        + special.gammaln(count + 1.0)
        - special.gammaln(size + count)
        - size * np.log(size / (size + mean))
        - count * np.log(mean / (size + mean))
    )
    return result


def crps(mean: FloatArray, size: FloatArray, count: FloatArray) -> FloatArray:
    """Continuous ranked probability score, in crimes: the sum over k of (P(X <= k) - [count <= k])^2.

    Closed form of Wei and Held (2014), "Calibration tests for count data", Test 23, 787-805, as in Jordan,
    Krueger and Lerch (2019), "Evaluating probabilistic forecasts with scoringRules", J. Stat. Softw. 90(12).
    """
    mean, size, count = np.broadcast_arrays(np.maximum(mean, MIN_MEAN), size, count)
    chance = size / (size + mean)
    odds = (1.0 - chance) / chance**2
    result: FloatArray = count * (2.0 * cumulative(mean, size, count) - 1.0) - size * odds * (
        chance * (2.0 * _cumulative_of(chance, size + 1.0, count - 1.0) - 1.0) + _hypergeometric(size, odds)
    )
    return result


def _hypergeometric(size: FloatArray, odds: FloatArray) -> FloatArray:
    """2F1(size + 1, 1/2; 2; -4 odds): scipy's where sizes are small, where the integral has heavy tails."""
    small = size < SMALL_SIZE
    few, some = np.where(small, size, 1.0), np.where(small, odds, 1.0)
    result: FloatArray = np.where(
        small,
        special.hyp2f1(few + 1.0, 0.5, 2.0, -4.0 * some),
        _spread(np.where(small, SMALL_SIZE, size), 4.0 * odds),
    )
    return result


def _spread(size: FloatArray, z: FloatArray) -> FloatArray:
    """The hypergeometric function 2F1(size + 1, 1/2; 2; -z) as an integral over an angle.

    2F1 = 4/pi times the integral from 0 to pi/2 of cos^2(a) (1 + z sin^2(a))^-(size + 1). The substitution
    tan(a) = s tan(v) spreads a narrow peak at 0 over the whole range; the integrand is smooth and periodic,
    so that the trapezoidal rule converges exponentially. scipy's own function overflows at large sizes.
    """
    scale = 1.0 / np.sqrt(1.0 + (size + 1.0) * z)
    total = np.zeros_like(z)
    for step in range(NODES):  # a loop, because an axis of nodes would be large
        v = (step + 0.5) * np.pi / 2.0 / NODES
        cosine, sine = np.cos(v) ** 2, scale**2 * np.sin(v) ** 2
        both = cosine + sine
        total += cosine / both**2 * np.exp(-(size + 1.0) * np.log1p(z * sine / both))
    spread: FloatArray = total * scale * 2.0 / NODES
    return spread


def randomised_pit(mean: FloatArray, size: FloatArray, count: FloatArray, uniform: FloatArray) -> FloatArray:
    """A uniform draw between P(X < count) and P(X <= count): uniform on (0, 1) if the forecast is right.

    Czado, Gneiting and Held (2009), "Predictive model assessment for count data", Biometrics 65, 1254-1261.
    """
    below, upto = cumulative(mean, size, count - 1.0), cumulative(mean, size, count)
    result: FloatArray = below + uniform * (upto - below)
    return result


def _cumulative_of(chance: FloatArray, size: FloatArray, count: FloatArray) -> FloatArray:
    """P(X <= count) by the chance of a success in place of the mean."""
    result: FloatArray = np.where(count < 0, 0.0, special.betainc(size, np.maximum(count, 0.0) + 1.0, chance))
    return result
