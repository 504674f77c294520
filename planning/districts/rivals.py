"""Other people's methods under one signature: GerryChain's recombination, spopt's max-p, AZP and SKATER.

They need `pip install 'crims-bridge[plans]'`.
"""

from __future__ import annotations

import importlib
import random
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from planning.arrays import Labels
from planning.districts.measures import Objective
from planning.districts.problem import Problem
from planning.districts.search import Budget, Found
from planning.errors import PlanError

STEP_TRIES = 500
"""Tries that a step of recombination counts for: about as long as 500 moves tried by the search of ours."""
TOLERANCE = 0.05
"""How far the share of a district may be from the mean in recombination, as a share of it."""
ATTEMPTS = 2000
"""Spanning trees tried for one cut."""


def recombination(problem: Problem, start: Labels, objective: Objective, seed: int, budget: Budget) -> Found:
    """Two adjoining districts are joined and cut anew along a random spanning tree (DeFord, Duchin and
    Solomon 2021); the best cut by the objective is kept.

    Raises:
        PlanError: GerryChain is not installed.
    """
    chain_of = _imported("gerrychain")
    proposals = _imported("gerrychain.proposals")
    networkx = _imported("networkx")
    graph = networkx.Graph()
    for at, share in enumerate(problem.shares.tolist()):
        graph.add_node(at, demand=share)
    graph.add_edges_from((at, n) for at, group in enumerate(problem.links) for n in group if n > at)
    begun = budget.clock()
    steps = max(budget.tries // STEP_TRIES, 1)
    best, value, made = start, objective.value(problem, start), 0
    with _quiet(), _seeded(seed), _cut_found():
        target = 1.0 / problem.count
        tree = _imported("gerrychain.tree")
        # A single cell of much demand makes narrower limits out of reach.
        epsilon = max(TOLERANCE, float(problem.shares.max()) / target)
        cut = partial(tree.bipartition_tree, max_attempts=ATTEMPTS)
        partition = chain_of.Partition(
            chain_of.Graph.from_networkx(graph),
            assignment=tree.recursive_tree_part(
                chain_of.Graph.from_networkx(graph),
                range(problem.count),
                target,
                "demand",
                epsilon,
                method=cut,
            ),
            updaters={"demand": chain_of.updaters.Tally("demand", alias="demand")},
        )

        def propose(now: Any) -> Any:
            return proposals.recom(
                now, pop_col="demand", pop_target=target, epsilon=epsilon, node_repeats=1, method=cut
            )

        chain = chain_of.MarkovChain(
            proposal=propose,
            constraints=[],
            accept=chain_of.accept.always_accept,
            initial_state=partition,
            total_steps=steps,
        )
        for state in chain:
            made += 1
            labels = np.array([state.assignment[at] for at in range(len(problem))], dtype=np.int32)
            found = objective.value(problem, labels)
            if found < value:
                best, value = labels, found
            if budget.clock() - begun > budget.seconds:
                break
    return Found(best, value, made * STEP_TRIES, made < steps)


def max_p(problem: Problem, start: Labels, objective: Objective, seed: int, budget: Budget) -> Found:
    """As many regions as have a least share of demand (Duque, Anselin and Rey 2012), with that share lowered
    until there are as many districts as are asked for; regions too many are joined to a neighbour."""

    def make(spopt: ModuleType, frame: Any, weights: Any) -> Labels:
        for share in np.linspace(0.98, 0.6, 20):
            with _seeded(seed):
                model = spopt.MaxPHeuristic(
                    frame, weights, ["x", "y"], "demand", threshold=share / problem.count, top_n=2,
                    max_iterations_construction=20, max_iterations_sa=5,
                )  # fmt: skip
                model.solve()
            labels = np.asarray(model.labels_, dtype=np.int32)
            labels = np.unique(labels, return_inverse=True)[1].astype(np.int32)
            if labels.max() + 1 >= problem.count:
                return _joined(problem, labels)
        raise PlanError(f"expected {problem.count} districts from max-p, got {labels.max() + 1}")

    return _once(problem, objective, budget, make)


def azp(problem: Problem, start: Labels, objective: Objective, seed: int, budget: Budget) -> Found:
    """The automatic zoning procedure (Openshaw 1977) on position and demand."""

    def make(spopt: ModuleType, frame: Any, weights: Any) -> Labels:
        with _seeded(seed):
            model = spopt.AZP(frame, weights, ["x", "y", "demand"], n_clusters=problem.count,
                              random_state=seed)  # fmt: skip
            model.solve()
        return np.asarray(model.labels_, dtype=np.int32)

    return _once(problem, objective, budget, make)


def skater(problem: Problem, start: Labels, objective: Objective, seed: int, budget: Budget) -> Found:
    """Pruning of the least spanning tree (Assunção and others 2006) on position."""

    def make(spopt: ModuleType, frame: Any, weights: Any) -> Labels:
        least = max(1, len(problem) // problem.count // 4)
        with _seeded(seed):
            model = spopt.Skater(
                frame, weights, ["x", "y"], n_clusters=problem.count, floor=least, islands="ignore"
            )
            model.solve()
        labels = np.unique(np.asarray(model.labels_), return_inverse=True)[1].astype(np.int32)
        if labels.max() + 1 != problem.count:
            raise PlanError(f"expected {problem.count} districts from SKATER, got {labels.max() + 1}")
        return labels

    return _once(problem, objective, budget, make)


def _once(problem: Problem, objective: Objective, budget: Budget, make: Any) -> Found:
    """One pass of a method of spopt; it cannot be told how long to go on."""
    spopt = _imported("spopt.region")
    libpysal = _imported("libpysal.weights")
    frame = pd.DataFrame(
        {"x": problem.x_km, "y": problem.y_km, "demand": problem.shares}, index=range(len(problem))
    )
    with _quiet():
        near = {at: list(group) for at, group in enumerate(problem.links)}
        weights = libpysal.W(near, silence_warnings=True)
        import geopandas

        labels = make(spopt, geopandas.GeoDataFrame(frame), weights)
    return Found(labels, objective.value(problem, labels), 0, False)


def _joined(problem: Problem, labels: Labels) -> Labels:
    """With districts too many, the least one is joined to its least neighbour until the count is right."""
    found = labels.copy()
    while len(set(found.tolist())) > problem.count:
        shares = np.bincount(found, weights=problem.shares)
        present = sorted(set(found.tolist()))
        least = min(present, key=lambda one: float(shares[one]))
        near = {
            int(found[n])
            for at in np.flatnonzero(found == least)
            for n in problem.links[at]
            if found[n] != least
        }
        found[found == least] = min(near, key=lambda one: float(shares[one]))
    return np.unique(found, return_inverse=True)[1].astype(np.int32)


def _imported(name: str) -> ModuleType:
    try:
        with _quiet():
            return importlib.import_module(name)
    except ImportError as error:
        raise PlanError(
            f"expected the package {name.split('.')[0]!r} for this method; "
            "install it with pip install 'crims-bridge[plans]'"
        ) from error


@contextmanager
def _cut_found() -> Iterator[None]:
    """GerryChain gives up after many trees without an even cut."""
    try:
        yield
    except RuntimeError as error:
        raise PlanError(f"expected recombination to find an even cut ({error}); try another seed") from error


@contextmanager
def _quiet() -> Iterator[None]:
    """These packages warn about each other's versions, which says nothing about a plan."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """They draw from Python's and numpy's global streams; both are put back afterwards."""
    before, numpy_before = random.getstate(), np.random.get_state()
    random.seed(seed)
    np.random.seed(seed % 2**32)
    try:
        yield
    finally:
        random.setstate(before)
        np.random.set_state(numpy_before)
