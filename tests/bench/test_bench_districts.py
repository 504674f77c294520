"""All methods of districts on West Yorkshire with the same processor time, judged by the event loop on fresh
calls."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime

import numpy as np
import pytest

from bridge.plans.fronts import dispatch_of
from bridge.plans.inputs import Inputs, inputs_of
from bridge.scenario.scenario import Scenario
from planning.arrays import Indices, Labels, Matrix
from planning.districts.front import search_front
from planning.districts.measures import Objective, deviation
from planning.districts.methods import draw, even_cut
from planning.districts.problem import Problem, problem_of
from planning.districts.screening import draw_calls, screen
from planning.districts.search import Budget
from tests.bench.conftest import Ratio

pytest.importorskip("gerrychain", reason="GerryChain is not installed")

SECONDS = float(os.environ.get("CRIMS_DISTRICT_SECONDS", "10"))
"""Of the processor, for each method that can be told."""
DISTRICTS, UNITS, BUSY = 24, 8, 0.35
FRESH_SEEDS = (13, 14, 15)
TIMED, ONE_PASS = ("search", "recombination", "zhang-brown"), ("azp", "skater", "max-p")


def judged(inputs: Inputs, labels: Indices, days: int, seed: int) -> Matrix:
    """Response and workload deviation, shape (plans, 2)."""
    units = np.full((len(labels), DISTRICTS), UNITS)
    found = screen(labels, units, draw_calls(inputs.demand, days, seed), inputs.minutes, seed=seed)
    return np.column_stack([found.response, found.workload_deviation])


def rivals(problem: Problem) -> list[tuple[str, Labels, float]]:
    """Name, districts and processor seconds of every method."""
    made = []
    for name in TIMED + ONE_PASS:
        begin = time.process_time()
        found = draw(name, problem, Objective(), 1, Budget(10**9, SECONDS, time.process_time))
        made.append((name, found.labels, time.process_time() - begin))
    return made


@pytest.mark.bench
def test_no_rival_beats_a_plan_of_the_front(compare: Callable[[Ratio], None]) -> None:
    inputs = inputs_of(Scenario(start=datetime(2018, 7, 1), end=datetime(2018, 8, 1)))
    problem = problem_of(inputs.areas, inputs.demand.workload, DISTRICTS)
    dispatch = dispatch_of(inputs, problem, UNITS, BUSY)
    budget = Budget(10**9, SECONDS, time.process_time)
    begin = time.process_time()
    front = search_front(
        problem, dispatch, lambda rows: judged(inputs, rows, 14, 1), even_cut(problem), 1, budget
    )
    spent = time.process_time() - begin
    ours = [(f"front {n}", front.labels[at], spent) for n, at in enumerate(front.on_front, start=1)]
    every = [*ours, *rivals(problem)]
    labels = np.array([one[1] for one in every])
    found = np.mean([judged(inputs, labels, 28, seed) for seed in FRESH_SEEDS], axis=0)
    print(f"\n{'method':16} {'seconds':>8} {'deviation':>10} {'response':>9} {'workload':>9}")
    for (name, cut, seconds), (response, workload) in zip(every, found, strict=True):
        even = deviation(problem, cut)
        print(f"{name:16} {seconds:8.1f} {even:10.5f} {response:9.3f} {workload:9.5f}")
    share = {name: deviation(problem, cut) for name, cut, _ in every}
    theirs = found[len(ours) :][[name != "search" for name, *_ in every[len(ours) :]]]
    beaten = [bool((theirs <= row).all(axis=1).any()) for row in found[: len(ours)]]
    least = found[: len(ours)].min(axis=0)
    for what, unit, best, other in (
        ("share dev.", "1e4/dev", share["search"], share["recombination"]),
        ("response", "1e4/min", least[0], theirs[:, 0].min()),
        ("workload dev.", "1e4/dev", least[1], theirs[:, 1].min()),
    ):
        compare(Ratio(what, len(problem), "best rival", best, float(other), 10**4, unit, ""))
    assert share["search"] <= share["recombination"]
    assert not any(beaten)
