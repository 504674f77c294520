"""Differences between runs, experiments and cells as frames, and the front of a score of plans."""

import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from bridge.experiments.compare import Sample, compare, known_metrics, read_sample, usual_metrics
from bridge.experiments.precision import half_width
from bridge.experiments.store import read_about, read_rows
from bridge.plans.score import Measure, Score, measures_of, scores

MOST_SAMPLES = 40
"""Cells that are compared at a time."""


def samples_of(paths: Sequence[Path]) -> list[Sample]:
    """The samples of some runs and experiments; those without a run that came to its end are left out.

    Raises:
        RecordError: a folder holds no results.
    """
    found = [one for path in paths for one in read_sample(str(path))]
    return [one for one in found if one.by_seed][:MOST_SAMPLES]


def metrics_of(samples: Sequence[Sample]) -> tuple[list[str], list[str]]:
    """All metrics that every sample has, and the usual ones of them."""
    if not samples:
        return [], []
    known = set(known_metrics(samples[0]))
    for one in samples[1:]:
        known &= set(known_metrics(one))
    return sorted(known), [name for name in usual_metrics(samples[0]) if name in known]


def means_frame(samples: Sequence[Sample], metric: str) -> pd.DataFrame:
    """`name`, `runs`, `mean`, and `low` and `high` of its 95 % interval (no number for a single run)."""
    rows = []
    for one in samples:
        values = [found[metric] for found in one.by_seed.values() if metric in found]
        if values:
            mean, width = math.fsum(values) / len(values), half_width(values)
            width = width if math.isfinite(width) else math.nan
            rows.append((one.name, len(values), mean, mean - width, mean + width))
    return pd.DataFrame(rows, columns=["name", "runs", "mean", "low", "high"])


def differences_frame(samples: Sequence[Sample], metric: str) -> pd.DataFrame:
    """Each sample less the first: `name`, `difference`, `low`, `high`, `pairs`, `words`."""
    rows = []
    for other in samples[1:]:
        for one in compare(samples[0], other, [metric]).differences:
            width = one.half_width if math.isfinite(one.half_width) else math.nan
            low, high = one.difference - width, one.difference + width
            rows.append((other.name, one.difference, low, high, one.pairs, one.words))
    return pd.DataFrame(rows, columns=["name", "difference", "low", "high", "pairs", "words"])


def warnings_of(samples: Sequence[Sample]) -> list[str]:
    """What weakens the comparison, each sentence once."""
    if not samples:
        return []
    metric = metrics_of(samples)[1][:1]
    found = [text for other in samples[1:] for text in compare(samples[0], other, metric).warnings]
    return list(dict.fromkeys(found))


def front_of_score(folder: Path) -> tuple[list[Score], list[Measure]]:
    """The plans of a score with their means and intervals, and what they are judged by.

    Raises:
        RecordError: there is no score.
        ScenarioError: a plan of which no run came to its end.
    """
    rows = read_rows(folder)
    measures = measures_of(rows)
    return scores(read_about(folder).experiment, rows, measures), measures


def scores_frame(found: Sequence[Score], across: str, up: str) -> pd.DataFrame:
    """`name`, `plan` (path), `x`, `y` with the half widths of their intervals, `front`."""
    rows = [
        (
            one.plan.name,
            str(one.plan),
            one.mean.get(across, math.nan),
            one.mean.get(up, math.nan),
            one.half_width.get(across, math.nan),
            one.half_width.get(up, math.nan),
            one.on_front,
        )
        for one in found
    ]
    frame = pd.DataFrame(rows, columns=["name", "plan", "x", "y", "x_width", "y_width", "front"])
    return frame.replace([math.inf], math.nan)
