"""When enough replicates have been made: the interval of a metric's mean in every cell is narrow enough.

Replicates come in fixed batches, in the order of their seeds, and the decision looks at whole batches only:
it does not depend on which run ends first.
"""

import math
from collections.abc import Iterable, Sequence

from bridge.errors import ScenarioError
from bridge.experiments.experiment_file import Experiment
from bridge.experiments.store import Store

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


def wide_cells(experiment: Experiment, store: Store) -> list[int]:
    """The cells whose interval is still too wide; none where nothing is said about precision.

    Raises:
        ScenarioError: no run has the metric.
    """
    precision = experiment.precision
    if precision is None:
        return []
    if not store.measured:
        known = next((row.metrics for row in store.rows() if row.metrics), None)
        if known is not None:
            from bridge.base.near_names import hint

            raise ScenarioError(f"unknown metric {precision.metric!r}; {hint(precision.metric, known)}")
    found = {cell: list(store.measured.get(cell, {}).values()) for cell in range(len(experiment.cells))}
    return [cell for cell, values in found.items() if not _narrow(values, experiment)]


def _narrow(values: Sequence[float], experiment: Experiment) -> bool:
    precision = experiment.precision
    if precision is None or len(values) < 2:
        return precision is None
    limit = precision.half_width
    if precision.relative:
        limit *= abs(math.fsum(values) / len(values))
    return half_width(values) <= limit
