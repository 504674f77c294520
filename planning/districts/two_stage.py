"""Zhang and Brown's search (2013): screen many random plans, simulate the best, learn, step, screen again.

1. Plans with random parameters are ranked by half the normalised deviation of shares and half the
   compactness; the best 5 % are simulated.
2. The simulated responses are regressed on the parameters.
3. The parameters go in the direction of steepest descent; a second batch around there is ranked with 0.6 for
   the deviation and 0.4 for compactness, and its best 5 % are simulated.
4. The plans that no other dominates are the front.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from planning.arrays import Floats, Indices, Labels, Matrix, Positions
from planning.districts.growth import (
    HIGH,
    LOW,
    NAMES,
    GrowthParameters,
    as_vector,
    from_vector,
    grow,
    random_parameters,
)
from planning.districts.measures import compactness, deviation, normalised
from planning.districts.pareto import front
from planning.districts.problem import Problem
from planning.errors import PlanError

FIRST_WEIGHTS, SECOND_WEIGHTS = (0.5, 0.5), (0.6, 0.4)
"""Of the deviation of shares and of compactness in the two rankings."""
BEST_SHARE = 0.05
STEP = 1.0
"""Standard deviations of the parameters that the second batch is moved by."""
SIGNIFICANT = 0.05

Simulate = Callable[[Indices], Matrix]
"""Labels, shape (plans, cells) -> response and deviation of workload, shape (plans, 2); less is better."""


@dataclass(frozen=True, eq=False)
class Effects:
    """Regression of one response on the parameters (standardised).

    Attributes:
        slope: change of the response for a standard deviation of each parameter, in the order of `NAMES`.
        p: chance of such a slope without an effect.
    """

    slope: Floats
    p: Floats

    @property
    def significant(self) -> tuple[str, ...]:
        """Names of the parameters that matter at 5 %."""
        return tuple(name for name, p in zip(NAMES, self.p, strict=True) if p < SIGNIFICANT)


@dataclass(frozen=True, eq=False)
class TwoStage:
    """What the search came to.

    Attributes:
        labels: of the simulated plans of both batches, shape (plans, cells).
        parameters: of each.
        deviations, compactnesses: before simulation, shape (plans,).
        responses: simulated response and workload deviation, shape (plans, 2).
        effects: of the first batch's parameters on either.
        on_front: positions of the plans that no other dominates.
        screened: plans that were made.
    """

    labels: Indices
    parameters: tuple[GrowthParameters, ...]
    deviations: Floats
    compactnesses: Floats
    responses: Matrix
    effects: tuple[Effects, Effects]
    on_front: Positions
    screened: int

    def correlations(self) -> tuple[float, float]:
        """Of the deviation of shares with the response and the workload deviation; above 0 in the paper."""
        both = [np.corrcoef(self.deviations, column)[0, 1] for column in self.responses.T]
        return float(both[0]), float(both[1])

    def best(self, response: int) -> int:
        """The position of the best plan by response (0) or workload deviation (1)."""
        return int(np.argmin(self.responses[:, response]))


def search_by_simulation(
    problem: Problem, simulate: Simulate, seed: int, plans: int = 1000, best_share: float = BEST_SHARE
) -> TwoStage:
    """Run both stages.

    Args:
        plans: made in each stage.
        best_share: of them that are simulated.

    Raises:
        PlanError: so few plans that none is simulated.
    """
    keep = round(plans * best_share)
    if keep < 2:
        raise PlanError(f"expected at least {round(2 / best_share)} plans in each stage, got {plans}")
    rng = np.random.default_rng([seed, 4])
    drawn = [random_parameters(problem, rng) for _ in range(plans)]
    first = _batch(problem, drawn, rng)
    chosen = first.ranked(FIRST_WEIGHTS)[:keep]
    responses = simulate(first.labels[chosen])
    vectors = np.array([as_vector(first.parameters[at]) for at in chosen])
    effects = (_regress(vectors, responses[:, 0]), _regress(vectors, responses[:, 1]))
    second = _batch(problem, _stepped(problem, vectors, responses, effects, plans, rng), rng)
    later = second.ranked(SECOND_WEIGHTS)[:keep]
    second_responses = simulate(second.labels[later])
    both = np.vstack([responses, second_responses])
    return TwoStage(
        labels=np.vstack([first.labels[chosen], second.labels[later]]),
        parameters=tuple([first.parameters[at] for at in chosen] + [second.parameters[at] for at in later]),
        deviations=np.concatenate([first.deviations[chosen], second.deviations[later]]),
        compactnesses=np.concatenate([first.compactnesses[chosen], second.compactnesses[later]]),
        responses=both,
        effects=effects,
        on_front=np.flatnonzero(front(both)),
        screened=2 * plans,
    )


@dataclass(frozen=True, eq=False)
class _Batch:
    labels: Indices
    parameters: list[GrowthParameters]
    deviations: Floats
    compactnesses: Floats

    def ranked(self, weights: tuple[float, float]) -> Positions:
        """Positions, the best first."""
        score = weights[0] * normalised(self.deviations) + weights[1] * normalised(-self.compactnesses)
        found: Positions = np.argsort(score, kind="stable")
        return found


def _batch(problem: Problem, parameters: list[GrowthParameters], rng: np.random.Generator) -> _Batch:
    made: list[Labels] = [grow(problem, one, rng) for one in parameters]
    return _Batch(
        np.array(made, dtype=np.int32),
        parameters,
        np.array([deviation(problem, one) for one in made]),
        np.array([compactness(problem, one) for one in made]),
    )


def _regress(vectors: Matrix, response: Floats) -> Effects:
    """Ordinary least squares on standardised parameters; with no more plans than these, no p is below 1."""
    spread = vectors.std(axis=0)
    design = (vectors - vectors.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    design = np.column_stack([np.ones(len(design)), design])
    inverse = np.linalg.pinv(design.T @ design)
    slope = inverse @ design.T @ response
    freedom = max(len(response) - design.shape[1], 1)
    variance = float(((response - design @ slope) ** 2).sum()) / freedom
    error = np.sqrt(np.maximum(np.diag(inverse) * variance, 1e-300))
    p = 2 * student.sf(np.abs(slope / error), freedom)
    known = len(response) > design.shape[1]
    return Effects(slope[1:], p[1:] if known else np.ones(len(p) - 1))


def _stepped(
    problem: Problem,
    vectors: Matrix,
    responses: Matrix,
    effects: tuple[Effects, Effects],
    plans: int,
    rng: np.random.Generator,
) -> list[GrowthParameters]:
    """Parameters around the mean of the first batch's best, a step down the mean of both slopes."""
    scale = responses.std(axis=0)
    slopes = [
        np.where(one.p < SIGNIFICANT, one.slope, 0.5 * one.slope) / (unit if unit > 0 else 1.0)
        for one, unit in zip(effects, scale, strict=True)
    ]
    direction = -(slopes[0] + slopes[1])
    length = float(np.linalg.norm(direction))
    spread = vectors.std(axis=0)
    step = STEP * np.sqrt(len(spread)) * spread * direction / (length or 1.0)
    center = vectors.mean(axis=0) + step
    around = rng.normal(np.clip(center, LOW, HIGH), 0.7 * spread, (plans, len(spread)))
    return [from_vector(row, problem.count) for row in around]
