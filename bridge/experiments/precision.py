"""When enough replicates have been made: the interval of a metric's mean in every cell is narrow enough.

Replicates come in fixed batches, in the order of their seeds, and the decision looks at whole batches only:
it does not depend on which run ends first.
"""

import math
from collections.abc import Iterable, Sequence

from bridge.errors import ScenarioError
from bridge.experiments.experiment_file import Experiment
from bridge.experiments.store import RunRow

LEVEL = 0.95


def half_width(values: Sequence[float], level: float = LEVEL) -> float:
    """Half the width of Student's interval of a mean; infinite below two values."""
    from scipy.stats import t

    n = len(values)
    if n < 2:
        return math.inf
    mean = math.fsum(values) / n
    variance = math.fsum((one - mean) ** 2 for one in values) / (n - 1)
    return float(t.ppf((1 + level) / 2, n - 1)) * math.sqrt(variance / n)


def batches(experiment: Experiment) -> Iterable[range]:
    """The replicates of every batch; one batch where nothing is said about precision."""
    precision = experiment.precision
    if precision is None:
        yield range(experiment.replicates)
        return
    first = max(experiment.replicates, min(precision.batch, precision.most))
    yield range(first)
    for start in range(first, precision.most, precision.batch):
        yield range(start, min(start + precision.batch, precision.most))


def wide_cells(experiment: Experiment, rows: Iterable[RunRow]) -> list[int]:
    """The cells whose interval is still too wide; none where nothing is said about precision.

    Raises:
        ScenarioError: no run has the metric.
    """
    precision = experiment.precision
    if precision is None:
        return []
    values: dict[int, list[float]] = {cell: [] for cell in range(len(experiment.cells))}
    known: set[str] = set()
    for row in rows:
        known |= row.metrics.keys()
        if precision.metric in row.metrics:
            values[row.cell].append(row.metrics[precision.metric])
    if known and precision.metric not in known:
        from bridge.base.near_names import hint

        raise ScenarioError(f"unknown metric {precision.metric!r}; {hint(precision.metric, known)}")
    return [cell for cell, found in values.items() if not _narrow(found, experiment)]


def _narrow(values: Sequence[float], experiment: Experiment) -> bool:
    precision = experiment.precision
    if precision is None or len(values) < 2:
        return precision is None
    limit = precision.half_width
    if precision.relative:
        limit *= abs(math.fsum(values) / len(values))
    return half_width(values) <= limit
