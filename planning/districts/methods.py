"""All methods of drawing districts under one signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from planning.arrays import Floats, Labels
from planning.districts.growth import grow, random_parameters
from planning.districts.measures import Objective
from planning.districts.problem import Problem
from planning.districts.rivals import azp, max_p, recombination, skater
from planning.districts.search import Budget, Found, anneal, search, tabu
from planning.errors import PlanError

Method = Callable[[Problem, Labels, Objective, int, Budget], Found]
GROWN = 2000
"""Tries that one grown plan counts for."""


def zhang_brown(problem: Problem, start: Labels, objective: Objective, seed: int, budget: Budget) -> Found:
    """The best of many grown plans with random parameters, by the objective alone (the first screening of
    `two_stage.search_by_simulation`, which goes on from there)."""
    rng = np.random.default_rng([seed, 3])
    begun = budget.clock()
    best, value, made = start, np.inf, 0
    for _ in range(max(budget.tries // GROWN, 1)):
        labels = grow(problem, random_parameters(problem, rng), rng)
        made += 1
        if (found := objective.value(problem, labels)) < value:
            best, value = labels, found
        if budget.clock() - begun > budget.seconds:
            break
    return Found(best, float(value), made * GROWN, made * GROWN < budget.tries - GROWN)


def annealing(problem: Problem, start: Labels, objective: Objective, seed: int, budget: Budget) -> Found:
    """Simulated annealing alone."""
    return anneal(problem, start, objective, seed, budget)


METHODS: Mapping[str, Method] = {
    "search": search,
    "annealing": annealing,
    "tabu": tabu,
    "zhang-brown": zhang_brown,
    "recombination": recombination,
    "max-p": max_p,
    "azp": azp,
    "skater": skater,
}
"""Name of the method -> function."""


def draw(
    method: str,
    problem: Problem,
    objective: Objective | None = None,
    seed: int = 1,
    budget: Budget | None = None,
    start: Labels | None = None,
) -> Found:
    """Draw districts by a method and check that every one is in one piece.

    Args:
        start: where searches begin; an even cut from end to end where None.

    Raises:
        PlanError: an unknown method, a package that is missing, or a method that cannot do it.
    """
    if method not in METHODS:
        raise PlanError(f"expected a method {', '.join(METHODS)}, got {method!r}")
    begin = even_cut(problem) if start is None else start
    if not problem.in_one_piece(begin):
        raise PlanError("expected a start with every district in one piece")
    found = METHODS[method](problem, begin, objective or Objective(), seed, budget or Budget())
    if not problem.in_one_piece(found.labels):
        raise PlanError(f"expected districts in one piece from {method!r}, got some in several")
    return found


def even_cut(problem: Problem) -> Labels:
    """Halves of halves, along a spanning tree: fast, even, in one piece."""
    labels = np.zeros(len(problem), dtype=np.int32)
    _halve(problem, list(range(len(problem))), problem.count, 0, labels)
    return labels


def _halve(problem: Problem, cells: list[int], count: int, first: int, labels: Labels) -> None:
    if count == 1:
        labels[cells] = first
        return
    near = count // 2
    one = _branch(problem, cells, near / count, near, count - near)
    chosen = set(one)
    _halve(problem, one, near, first, labels)
    _halve(problem, [cell for cell in cells if cell not in chosen], count - near, first + near, labels)


def _branch(problem: Problem, cells: list[int], share: float, least: int, others: int) -> list[int]:
    """The branch whose share is nearest, over trees from several roots."""
    x, y = problem.x_km[cells], problem.y_km[cells]
    roots = {cells[int(k)] for k in (np.argmin(x), np.argmax(x), np.argmin(y), np.argmax(y))}
    total = float(problem.shares[cells].sum()) or 1.0
    best: list[int] = []
    gap = np.inf
    for root in sorted(roots):
        order, parent = _tree(problem, set(cells), root)
        load: Floats = problem.shares.copy()
        size = np.ones(len(problem), dtype=np.int64)
        for cell in reversed(order[1:]):
            load[parent[cell]] += load[cell]
            size[parent[cell]] += size[cell]
        for cell in order[1:]:
            fits = least <= size[cell] <= len(cells) - others
            if fits and (apart := abs(load[cell] / total - share)) < gap:
                gap, best = apart, _below(order, parent, cell)
    if not best:
        raise PlanError(f"expected a cut of {len(cells)} cells into {least} and {others} parts, found none")
    return best


def _tree(problem: Problem, inside: set[int], root: int) -> tuple[list[int], dict[int, int]]:
    """Depth first by nearness, so that branches are long and of all sizes."""
    order, parent, stack = [], {root: root}, [(root, root)]
    away = np.hypot(problem.x_km - problem.x_km[root], problem.y_km - problem.y_km[root])
    seen: set[int] = set()
    while stack:
        cell, above = stack.pop()
        if cell in seen:
            continue
        seen.add(cell)
        parent[cell] = above
        order.append(cell)
        ways = [n for n in problem.links[cell] if n in inside and n not in seen]
        ways.sort(key=lambda n: -float(away[n]))
        stack += [(n, cell) for n in ways]
    return order, parent


def _below(order: list[int], parent: dict[int, int], top: int) -> list[int]:
    chosen = {top}
    for cell in order:
        if parent[cell] in chosen and cell != parent[cell]:
            chosen.add(cell)
    return sorted(chosen)
