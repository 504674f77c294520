"""Formulas of queueing theory that the patrol model has to meet, written for the tests alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise, product

import numpy as np
import numpy.typing as npt


def erlang_c(servers: int, load: float) -> float:
    """Chance to wait in M/M/c; `load` is arrival rate times mean service (below `servers`).

    The recursion is over Erlang's B: B(k) = load B(k-1) / (k + load B(k-1)).
    """
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked / (1 - load / servers * (1 - blocked))


def mean_wait(servers: int, load: float, service: float) -> float:
    """Mean wait of all who come, in the unit of `service`."""
    return erlang_c(servers, load) * service / (servers - load)


def cobham_waits(servers: int, loads: Sequence[float], service: float) -> list[float]:
    """Mean wait by priority in M/M/c without pre-emption, same service for all (Cobham 1954)."""
    base = erlang_c(servers, sum(loads)) * service / servers
    shares = [0.0, *np.cumsum([load / servers for load in loads])]
    return [base / ((1 - before) * (1 - after)) for before, after in pairwise(shares)]


def hypercube(
    rates: Sequence[float], preference: Sequence[Sequence[int]], service_rate: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Larson's hypercube model with a line of unlimited length, solved exactly.

    States are the sets of busy units (2^n) and, with all busy, the calls in line, whose part is geometric.

    Args:
        rates: calls of each area per unit of time.
        preference: for each area the units in the order in which they are sent.
        service_rate: of a unit.

    Returns:
        Share of its time that each unit is busy, shape (units,), and the share of all calls not queued that
        unit j answers in area a, shape (areas, units).
    """
    count = len(preference[0])
    states = list(product((0, 1), repeat=count))
    index = {state: i for i, state in enumerate(states)}
    total = float(sum(rates))
    # flows between the states without a line; with all busy, the line holds a geometric number of calls
    flow = np.zeros((len(states), len(states)))
    for state in states:
        for rate, order in zip(rates, preference, strict=True):
            free = next((u for u in order if not state[u]), None)
            if free is not None:
                flow[index[state], index[(*state[:free], 1, *state[free + 1 :])]] += rate
        for u in range(count):
            if state[u]:
                flow[index[state], index[(*state[:u], 0, *state[u + 1 :])]] += service_rate
    generator = flow - np.diag(flow.sum(axis=1))
    equations = np.vstack([generator.T, np.ones(len(states))])
    chance = np.linalg.lstsq(equations, np.array([0.0] * len(states) + [1.0]), rcond=None)[0]
    ratio = total / (count * service_rate)
    chance /= 1 + chance[-1] * ratio / (1 - ratio)  # the states with a line take their part
    in_line = chance[-1] * ratio / (1 - ratio)
    busy = np.array([sum(chance[i] for i, s in enumerate(states) if s[u]) + in_line for u in range(count)])
    sent = np.zeros((len(rates), count))
    for state in states[:-1]:
        for area, (rate, order) in enumerate(zip(rates, preference, strict=True)):
            sent[area, next(u for u in order if not state[u])] += rate * chance[index[state]]
    return busy, sent / sent.sum()


def confidence(values: Sequence[float], batches: int = 20) -> tuple[float, float]:
    """Mean of a series and three standard errors of it, by batch means."""
    means = [float(np.mean(part)) for part in np.array_split(np.asarray(values), batches)]
    return float(np.mean(means)), 3 * float(np.std(means, ddof=1)) / math.sqrt(batches)
