"""Demand drawn from a forecast's uncertainty: factors of rates for every replicate of a score.

A plan that is good for the expected rates alone may be worse when they come otherwise. The level of each
category in the force, and the share of each area, are drawn from gamma distributions with the forecast's
variances; Poisson chance comes with the sampling.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bridge.base.costs import Stopwatch
from bridge.demand.demand import translated
from bridge.demand.rates import fit_rates
from bridge.demand.request import DemandRequest, Tables
from bridge.scenario.scenario import Scenario, stream_seed
from planning.arrays import Floats

LEAST_VARIANCE = 1e-9


def spread_of(scenario: Scenario) -> tuple[tuple[str, ...], tuple[str, ...], Floats, Floats] | None:
    """Categories, areas and the relative variances of both in the month of the start; None if not forecast.

    Raises:
        DemandRefused: data that cannot be used.
    """
    if scenario.rates != "forecast":
        return None
    from microsim import CATEGORIES

    with translated():
        fitted, *_ = fit_rates(DemandRequest.of(scenario), Tables.of(scenario), Stopwatch())
    level, share = fitted.spread[f"{scenario.start:%Y-%m}"]
    return tuple(CATEGORIES), tuple(map(str, fitted.areas.index)), level, share


def demand_draws(scenario: Scenario, replicates: int) -> tuple[dict[str, float], ...]:
    """Loading factors for each replicate, as an experiment takes them; none without a forecast.

    Replicate r draws from its own seed, the scenario's plus r, so that all plans meet the same rates there.
    """
    found = spread_of(scenario)
    if found is None:
        return ()
    categories, areas, level, share = found
    draws = []
    for replicate in range(replicates):
        rng = np.random.default_rng(stream_seed(scenario.seed + replicate, "forecast draws"))
        kinds = (("category", categories, level), ("area", areas, share))
        draws.append(
            {
                f"loading:{kind}:{name}": factor
                for kind, names, variance in kinds
                for name, factor in zip(names, _gamma(rng, variance), strict=True)
            }
        )
    return tuple(draws)


def relative_sd(draws: Sequence[Mapping[str, object]], kind: str) -> float:
    """Root mean square of the factors' distances from 1, of one kind (category or area)."""
    factors = [
        float(str(factor))
        for draw in draws
        for name, factor in draw.items()
        if name.startswith(f"loading:{kind}:")
    ]
    return float(np.sqrt(np.mean((np.array(factors) - 1) ** 2))) if factors else 0.0


def _gamma(rng: np.random.Generator, variance: Floats) -> list[float]:
    """Factors of mean 1 and of these variances."""
    size = 1.0 / np.maximum(variance, LEAST_VARIANCE)
    return [float(f"{one:.6g}") for one in rng.gamma(size) / size]
