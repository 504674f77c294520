"""Comparisons as a frame: a row for each metric of each sample beside the first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from bridge.errors import ScenarioError
from bridge.experiments import compare as comparing
from crims.experiments import ExperimentResult
from crims.frames import unit_of
from crims.runs import Run

COLUMNS = ("first", "second", "difference", "half_width", "pairs", "effect", "needed")
"""Of a difference, besides names and words."""


def compare(
    *results: Run | ExperimentResult | str | Path, metrics: Iterable[str] | None = None
) -> pd.DataFrame:
    """Compare every sample with the first: runs, experiments (each of their cells), folders, `FOLDER#CELL`.

    Runs with the same seed are paired.

    Args:
        metrics: such as `crimes` or `metrics.hours-backlog.mean`; the usual ones unless given.

    Returns:
        `metric`, `unit`, the samples' names and means (`first`, `second`), `difference` (second less first)
        with `low` and `high` of its 95 % interval, `pairs`, `effect` in standard deviations and in `words`,
        and `needed`, the replicates that would show such a difference. `attrs["warnings"]` holds what
        weakens the comparison, `attrs["units"]` the unit of each metric.

    Raises:
        BridgeError: fewer than two samples, no such folder, cell or metric.
    """
    names = [str(one.folder) if isinstance(one, Run | ExperimentResult) else str(one) for one in results]
    samples = [sample for name in names for sample in comparing.read_sample(name)]
    if len(samples) < 2:
        raise ScenarioError(f"expected at least two runs or cells to compare, got {len(samples)}")
    first = samples[0]
    wanted = comparing.usual_metrics(first) if metrics is None else list(metrics)
    rows, warnings = [], []
    for other in samples[1:]:
        found = comparing.compare(first, other, wanted)
        warnings += [one for one in found.warnings if one not in warnings]
        for one in found.differences:
            figures = {name: value for name, value in asdict(one).items() if name in COLUMNS}
            rows.append(
                {
                    "metric": one.metric,
                    "unit": unit_of(one.metric),
                    "first_name": first.name,
                    "second_name": other.name,
                    **figures,
                    "low": one.difference - one.half_width,
                    "high": one.difference + one.half_width,
                    "words": one.words,
                }
            )
    frame = pd.DataFrame(rows)
    frame.attrs["warnings"] = warnings
    frame.attrs["units"] = {name: unit for name in wanted if (unit := unit_of(name)) is not None}
    return frame
