"""A Gaussian process in place of the simulation: a metric as a smooth function of the factors.

Runs take seconds, a posterior needs many thousands of them. The emulator is fitted to the cells of an
experiment, and is checked on cells that it has not seen before anybody believes it.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bridge.errors import EngineUnavailable

FloatArray = npt.NDArray[np.float64]
FOLDS = 5
Z95 = 1.959964


@dataclass(frozen=True)
class Emulator:
    """One metric over the unit cube of the factors."""

    process: Any
    centre: float
    scale: float
    noise: float
    """Variance of a cell's mean that is chance of its runs, in the metric's unit squared."""
    covered: float
    """Share of held-out cells within their 95 % interval, of about 0.95 where the emulator is right."""

    def __call__(self, points: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Mean and variance of a cell's mean at points of shape (points, factors), chance included."""
        from scipy.linalg import solve_triangular

        # As the process's own `predict`, which checks its input for longer than it computes.
        across = self.process.kernel_(points, self.process.X_train_)
        mean = across @ self.process.alpha_
        rest = solve_triangular(self.process.L_, across.T, lower=True, check_finite=False)
        variance = self.process.kernel_.diag(points) - (rest * rest).sum(axis=0)
        return mean * self.scale + self.centre, np.maximum(variance, 0.0) * self.scale**2


def emulate(points: FloatArray, values: FloatArray) -> Emulator:
    """Fit a metric.

    Args:
        points: factors of every cell in the unit cube, shape (cells, factors).
        values: the metric's mean in every cell.

    Raises:
        EngineUnavailable: scikit-learn is missing.
    """
    centre, scale = float(values.mean()), float(values.std()) or 1.0
    standard = (values - centre) / scale
    process = _fitted(points, standard)
    inside = []
    for fold in range(FOLDS):  # every fifth cell: sampled designs have no order in space
        out = np.arange(len(values)) % FOLDS == fold
        mean, deviation = _refitted(process, points[~out], standard[~out]).predict(
            points[out], return_std=True
        )
        inside += (np.abs(mean - standard[out]) <= Z95 * deviation).tolist()
    white = float(process.kernel_.k2.noise_level)
    return Emulator(process, centre, scale, white * scale**2, float(np.mean(inside)))


def _fitted(points: FloatArray, values: FloatArray) -> Any:
    try:
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
    except ImportError as error:
        raise EngineUnavailable(
            "calibration needs scikit-learn and emcee: pip install 'crims-bridge[experiments]'"
        ) from error
    smooth = ConstantKernel(1.0, (1e-3, 1e3)) * RBF(np.ones(points.shape[1]), (0.05, 20.0))
    kernel = smooth + WhiteKernel(0.1, (1e-8, 10.0))
    process = GaussianProcessRegressor(kernel, n_restarts_optimizer=1, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a length at its limit: the factor does nothing
        return process.fit(points, values)


def _refitted(process: Any, points: FloatArray, values: FloatArray) -> Any:
    """The same kernel, other cells."""
    from sklearn.gaussian_process import GaussianProcessRegressor

    return GaussianProcessRegressor(process.kernel_, optimizer=None).fit(points, values)
