"""The runs of an experiment as arrays: factors of every cell, and metrics averaged over its replicates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bridge.base.near_names import hint
from bridge.errors import ScenarioError
from bridge.experiments.experiment_file import Experiment
from bridge.experiments.store import read_about, read_rows

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Samples:
    """Cells and what they gave."""

    experiment: Experiment
    factors: FloatArray
    """Of every cell, shape (cells, factors); numbers as they are."""
    means: dict[str, FloatArray]
    """Metric -> mean over the replicates of every cell; NaN where none has it."""
    variances: dict[str, FloatArray]
    """Metric -> variance of that mean, from the replicates; NaN where there are fewer than two."""


def read_samples(folder: Path, metrics: Sequence[str]) -> Samples:
    """The cells of an experiment with sampled or numeric factors.

    Raises:
        RecordError: there is no experiment.
        ScenarioError: a factor that is no number, no factor at all, or a metric that no run has.
    """
    experiment = read_about(folder).experiment
    if not experiment.factors:
        raise ScenarioError(f"expected an experiment with factors, {str(folder)!r} has none")
    numbers = [[_number(cell[name], name) for name in experiment.factors] for cell in experiment.cells]
    values: dict[str, list[list[float]]] = {name: [[] for _ in experiment.cells] for name in metrics}
    known: set[str] = set()
    for row in read_rows(folder):
        known.update(row.metrics)
        for name in metrics:
            if name in row.metrics:
                values[name][row.cell].append(row.metrics[name])
    for name in metrics:
        if name not in known:
            raise ScenarioError(f"unknown metric {name!r}; {hint(name, known)}")
    means = {name: np.array([_mean(one) for one in cells]) for name, cells in values.items()}
    variances = {name: np.array([_variance(one) for one in cells]) for name, cells in values.items()}
    return Samples(experiment, np.array(numbers, dtype=np.float64), means, variances)


def complete(samples: Samples, metric: str) -> FloatArray:
    """A metric of every cell.

    Raises:
        ScenarioError: some cells have none.
    """
    found = samples.means[metric]
    missing = np.flatnonzero(np.isnan(found))
    if len(missing):
        raise ScenarioError(
            f"expected {metric!r} of every cell, {len(missing)} of {len(found)} have none (the first is cell "
            f"{missing[0]}); run them with: crims experiment --resume FOLDER"
        )
    return found


def require_design(samples: Samples, designs: Sequence[str], what: str) -> None:
    """Refuse an analysis of another design than it is made for.

    Raises:
        ScenarioError: the design is none of those.
    """
    design = samples.experiment.design
    if design not in designs:
        raise ScenarioError(
            f"{what}: expected an experiment with design {' or '.join(map(repr, designs))}, got {design!r}"
        )


def _number(value: Any, name: str) -> float:
    if isinstance(value, str):
        raise ScenarioError(f"expected numbers as values of factor {name!r}, got {value!r}")
    return float(value)


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else math.nan


def _variance(values: Sequence[float]) -> float:
    return float(np.var(values, ddof=1) / len(values)) if len(values) > 1 else math.nan
