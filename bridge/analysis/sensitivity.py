"""Which factors a metric depends on: Sobol' indices and Morris' elementary effects by SALib, regression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bridge.analysis.samples import Samples, complete, read_samples, require_design
from bridge.errors import ScenarioError
from bridge.experiments.design import shares_of, unit_problem

METHODS = ("sobol", "morris", "regression")
SEED = 1
"""Of the bootstrap of intervals."""
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Effect:
    """What one factor does to one metric."""

    metric: str
    factor: str
    figures: dict[str, float]
    """By method. sobol: `first` (share of the variance by the factor alone), `total` (with its
    interactions), each with `..._half_width`. morris: `mean` and `mean_absolute` of the elementary effects
    over the factor's whole range, in the metric's unit, `deviation` (interaction or curvature). regression:
    `standardised` coefficient with `half_width`, and `r2` of the whole fit. Intervals are of 95 %."""


def analyse(folder: Path, method: str, metrics: Sequence[str]) -> list[Effect]:
    """The effects of every factor on every metric, in that order.

    Raises:
        RecordError: there is no experiment.
        ScenarioError: an unknown method or metric, another design than the method's, or cells without runs.
    """
    if method not in METHODS:
        raise ScenarioError(f"expected one of {', '.join(METHODS)}, got {method!r}")
    samples = read_samples(folder, metrics)
    run = {"sobol": _sobol, "morris": _morris, "regression": _regression}[method]
    return [one for metric in metrics for one in run(samples, metric)]


def _sobol(samples: Samples, metric: str) -> list[Effect]:
    from SALib.analyze import sobol

    require_design(samples, ("saltelli",), "sobol")
    names = samples.experiment.factors
    values = complete(samples, metric)
    if not np.ptp(values):
        return _still(samples, metric, ("first", "total"))
    found = sobol.analyze(unit_problem(len(names)), values, seed=SEED, conf_level=LEVEL)
    return [
        Effect(
            metric,
            name,
            {
                "first": float(found["S1"][at]),
                "first_half_width": float(found["S1_conf"][at]),
                "total": float(found["ST"][at]),
                "total_half_width": float(found["ST_conf"][at]),
            },
        )
        for at, name in enumerate(names)
    ]


def _morris(samples: Samples, metric: str) -> list[Effect]:
    from SALib.analyze import morris

    require_design(samples, ("morris",), "morris")
    made = samples.experiment
    points = np.array(shares_of(made.design, len(made.factors), made.samples, made.first_seed))
    found = morris.analyze(
        unit_problem(len(made.factors)), points, complete(samples, metric), seed=SEED, conf_level=LEVEL
    )
    return [
        Effect(
            metric,
            name,
            {
                "mean": float(found["mu"][at]),
                "mean_absolute": float(found["mu_star"][at]),
                "mean_absolute_half_width": float(found["mu_star_conf"][at]),
                "deviation": float(found["sigma"][at]),
            },
        )
        for at, name in enumerate(made.factors)
    ]


def _regression(samples: Samples, metric: str) -> list[Effect]:
    """Least squares on standardised factors and metric; Student's intervals."""
    from scipy.stats import t

    values, factors = complete(samples, metric), samples.factors
    cells, number = factors.shape
    if cells < number + 2:
        raise ScenarioError(f"regression: expected at least {number + 2} cells, got {cells}")
    spread = factors.std(axis=0)
    if not spread.all():
        name = samples.experiment.factors[int(np.argmin(spread))]
        raise ScenarioError(f"regression: expected factors that vary, {name!r} does not")
    if not np.ptp(values):
        return _still(samples, metric, ("standardised",))
    x = (factors - factors.mean(axis=0)) / spread
    y = (values - values.mean()) / values.std()
    coefficients, _, rank, _ = np.linalg.lstsq(x, y, rcond=None)
    if rank < number:
        raise ScenarioError("regression: expected factors that vary apart from each other; use design lhs")
    rest = float(((y - x @ coefficients) ** 2).sum())
    freedom = cells - number - 1
    errors = np.sqrt(np.diag(np.linalg.inv(x.T @ x)) * rest / freedom)
    width = float(t.ppf((1 + LEVEL) / 2, freedom)) * errors
    r2 = 1 - rest / cells
    return [
        Effect(
            metric,
            name,
            {"standardised": float(coefficients[at]), "half_width": float(width[at]), "r2": r2},
        )
        for at, name in enumerate(samples.experiment.factors)
    ]


def _still(samples: Samples, metric: str, figures: Sequence[str]) -> list[Effect]:
    """Of a metric that is the same in every cell."""
    return [Effect(metric, name, dict.fromkeys(figures, 0.0)) for name in samples.experiment.factors]
