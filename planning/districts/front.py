"""Our search for a front: cuts of many trade-offs between response and workload, and what a simulation says.

A search by measures gives an even start; from there cells move as long as it makes the expected response and
workload less (`expected.descend`), once for each of several weights; the results are simulated, and the plans
that no other dominates are the front.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planning.arrays import Indices, Labels, Matrix, Positions
from planning.districts.expected import Dispatch, descend
from planning.districts.measures import Objective
from planning.districts.pareto import front
from planning.districts.problem import Problem
from planning.districts.search import Budget, search
from planning.districts.two_stage import Simulate, TwoStage

WEIGHTS = (0.05, 0.1, 0.25, 0.6, 1.5)
"""Of the deviation of workload shares (times the number of districts) against the response."""
REFINED_WEIGHTS = (0.1, 0.25, 0.6)
"""The same, in the refinement of Zhang and Brown's front."""
START_SHARE = 0.1
"""Of the time, for each of two starts: even work alone, and even work with short ways."""
SIMULATION_SHARE = 0.15
"""Of the time, that the descents leave for the simulation."""
LOOK_TRIES = 60
"""Tries that an expected outcome counts for: about as long as so many moves of the search by measures."""


@dataclass(frozen=True, eq=False)
class Front:
    """Plans and what the simulation says of them.

    Attributes:
        labels: shape (plans, cells); the first has the least deviation of shares.
        responses: simulated response and workload deviation, shape (plans, 2).
        on_front: positions of the plans that no other dominates, the soonest response first.
    """

    labels: Indices
    responses: Matrix
    on_front: Positions


def search_front(
    problem: Problem,
    dispatch: Dispatch,
    simulate: Simulate,
    start: Labels,
    seed: int = 1,
    budget: Budget | None = None,
) -> Front:
    """Make the plans, simulate them, and keep the front.

    Args:
        dispatch: in the order of the cells.
        budget: of the making; the simulation is the caller's, and a share of the time is left for it.
    """
    budget = budget or Budget()
    even, near = (
        search(problem, start, Objective(1.0, 0.0, way), seed, budget.part(START_SHARE)).labels
        for way in (0.0, 0.5)
    )
    share = (1 - 2 * START_SHARE - SIMULATION_SHARE) / len(WEIGHTS)
    each = budget.part(share)
    each = Budget(max(each.tries // LOOK_TRIES, 1), each.seconds, each.clock)
    made = [descend(problem.links, dispatch, near, weight, seed, each)[0] for weight in WEIGHTS]
    return _front_of([even, near, *made], simulate)


def refined(
    problem: Problem,
    found: TwoStage,
    dispatch: Dispatch,
    simulate: Simulate,
    seed: int = 1,
    budget: Budget | None = None,
) -> Front:
    """Zhang and Brown's front, and what becomes of its ends when cells at the edges move.

    Their procedure evens out shares of calls. Where units are mostly free, most calls are answered across
    districts, and even shares are not even work: moves by the expected outcome see that.

    Args:
        budget: of the moves.
    """
    budget = budget or Budget()
    ends = [found.labels[at] for at in dict.fromkeys((found.best(0), found.best(1)))]
    each = budget.part(1 / (len(ends) * len(REFINED_WEIGHTS)))
    each = Budget(max(each.tries // LOOK_TRIES, 1), each.seconds, each.clock)
    made = [
        descend(problem.links, dispatch, end, weight, seed, each)[0]
        for end in ends
        for weight in REFINED_WEIGHTS
    ]
    return _front_of([*(found.labels[at] for at in found.on_front), *made], simulate)


def _front_of(labels: Sequence[Labels], simulate: Simulate) -> Front:
    plans: Indices = np.array(labels, dtype=np.int32)
    responses = simulate(plans)
    best = np.flatnonzero(front(responses))
    return Front(plans, responses, best[np.argsort(responses[best, 0], kind="stable")])
