"""Differences between runs, experiments or cells: paired intervals where the same seeds were run in both."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from bridge.base.near_names import hint
from bridge.errors import RecordError, ScenarioError
from bridge.experiments.experiment_file import Experiment
from bridge.experiments.precision import LEVEL, half_width
from bridge.experiments.store import ABOUT, flatten, read_about, read_rows
from bridge.record.record import SUMMARY, read_manifest
from bridge.scenario.scenario import Scenario
from common.reading import read_whole

POWER = 0.8
"""Chance with which a true difference is to be seen, for the number of replicates that is needed."""
USUAL = ("crimes", "metrics.hours-backlog.last", "metrics.utilisation-response.mean")
"""Shown where nobody asks for metrics."""
EFFECTS = ((0.2, "negligible"), (0.5, "small"), (0.8, "medium"), (math.inf, "large"))
"""Cohen's words for a difference in standard deviations: Statistical Power Analysis, 2nd edition, 1988."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Runs of one scenario with different seeds."""

    name: str
    scenario: Scenario
    by_seed: Mapping[int, Mapping[str, float]]
    """Seed -> metrics."""
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric in two samples."""

    metric: str
    first: float
    """Mean of the first sample."""
    second: float
    difference: float
    """Second less first."""
    half_width: float
    """Of the 95 % interval of the difference; infinite for a single pair."""
    pairs: int
    """Pairs of runs with the same seed; 0 where none, and the samples are taken as independent."""
    effect: float
    """Difference in standard deviations of the differences (paired) or of the runs."""
    needed: int | None = None
    """Replicates to see a difference of this size in 8 of 10 experiments; None where nothing varies."""

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return abs(self.difference) > self.half_width

    @property
    def words(self) -> str:
        """The effect in words."""
        if self.difference == 0:
            return "none"
        if not math.isfinite(self.half_width):
            return "one run each: nothing can be said about chance"
        size = next((word for limit, word in EFFECTS if abs(self.effect) < limit), EFFECTS[-1][1])
        return f"{size}, {'clear' if self.clear else 'may be chance'}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A sample beside the first one."""

    first: Sample
    second: Sample
    differences: list[Difference]
    warnings: list[str] = field(default_factory=list)


def read_sample(text: str) -> list[Sample]:
    """The samples that a person names: a run, an experiment (each of its cells), or `FOLDER#CELL`.

    Raises:
        RecordError: there is neither a complete run nor an experiment.
        ScenarioError: no such cell.
    """
    name, _, cell = text.partition("#")
    folder = Path(name)
    if (folder / ABOUT).exists():
        return _cells(folder, cell)
    manifest = read_manifest(folder)
    try:
        summary = msgspec.json.decode(read_whole(folder / SUMMARY))
    except (OSError, msgspec.DecodeError) as error:
        raise RecordError(f"{str(folder)!r} has no results: the run is {manifest.state}") from error
    return [Sample(folder.name, manifest.options, {manifest.options.seed: dict(flatten(summary))})]


def compare(first: Sample, second: Sample, metrics: Sequence[str]) -> Comparison:
    """Every metric of two samples.

    Raises:
        ScenarioError: a metric that neither of them has; the message lists near matches.
    """
    known = {name for one in (*first.by_seed.values(), *second.by_seed.values()) for name in one}
    for name in metrics:
        if name not in known:
            raise ScenarioError(f"unknown metric {name!r}; {hint(name, known)}")
    differences = [one for name in metrics if (one := _difference(first, second, name)) is not None]
    return Comparison(first, second, differences, list(_warnings(first, second)))


def known_metrics(sample: Sample) -> list[str]:
    """The metrics of a sample by name."""
    return sorted({name for found in sample.by_seed.values() for name in found})


def usual_metrics(sample: Sample) -> list[str]:
    """What is compared where nobody asks for metrics: the usual ones, or the first five there are."""
    known = known_metrics(sample)
    return [one for one in USUAL if one in known] or known[:5]


def needed_replicates(deviation: float, difference: float) -> int | None:
    """Pairs of runs with which a true difference shows with a power of 0.8 at a level of 5 %.

    The usual normal approximation, ((z(0.975) + z(0.8)) * deviation / difference)^2, at least 2.
    """
    if difference == 0 or deviation == 0:
        return None
    from scipy.stats import norm

    z = float(norm.ppf((1 + LEVEL) / 2) + norm.ppf(POWER))
    return max(2, math.ceil((z * deviation / difference) ** 2))


def _cells(folder: Path, cell: str) -> list[Sample]:
    experiment = read_about(folder).experiment
    rows = read_rows(folder)
    if cell and not (cell.isdecimal() and int(cell) < len(experiment.cells)):
        raise ScenarioError(
            f"{str(folder)!r}: expected a cell from 0 to {len(experiment.cells) - 1}, got {cell!r}"
        )
    found = []
    for number, values in enumerate(experiment.cells):
        if cell and number != int(cell):
            continue
        mine = [row for row in rows if row.cell == number]
        label = ", ".join(f"{name} {value}" for name, value in values.items()) or "base"
        found.append(
            Sample(
                f"{folder.name}#{number} ({label})",
                scenario_of_cell(experiment, number),
                {row.seed: row.metrics for row in mine if row.error is None},
                sum(row.error is not None for row in mine),
            )
        )
    return found


def scenario_of_cell(experiment: Experiment, cell: int) -> Scenario:
    """The scenario of a cell's first run; of all cells where a file that this one names is gone since:
    results outlive what they were made from."""
    try:
        return experiment.scenario_of(cell, 0)
    except ScenarioError:
        return experiment.scenario


def _difference(first: Sample, second: Sample, metric: str) -> Difference | None:
    seeds = sorted(first.by_seed.keys() & second.by_seed.keys())
    one, other = _values(first, metric), _values(second, metric)
    if not one or not other:
        return None
    pairs = [(one[seed], other[seed]) for seed in seeds if seed in one and seed in other]
    if len(pairs) == min(len(one), len(other)):
        apart = [b - a for a, b in pairs]
        mean, width = math.fsum(apart) / len(apart), half_width(apart)
        spread = _deviation(apart)
        a, b = (math.fsum(column) / len(pairs) for column in zip(*pairs, strict=True))
    else:
        pairs = []
        a, b = (math.fsum(found.values()) / len(found) for found in (one, other))
        mean, width, spread = b - a, _welch(list(one.values()), list(other.values())), 0.0
        spread = math.sqrt((_deviation(list(one.values())) ** 2 + _deviation(list(other.values())) ** 2) / 2)
    effect = 0.0 if mean == 0 else mean / spread if spread else math.copysign(math.inf, mean)
    return Difference(metric, a, b, mean, width, len(pairs), effect, needed_replicates(spread, mean))


def _values(sample: Sample, metric: str) -> dict[int, float]:
    return {seed: found[metric] for seed, found in sample.by_seed.items() if metric in found}


def _deviation(values: Sequence[float]) -> float:
    if len(values) < 2:
        return 0.0
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((one - mean) ** 2 for one in values) / (len(values) - 1))


def _welch(one: Sequence[float], other: Sequence[float]) -> float:
    """Half the width of Welch's interval of a difference of two means."""
    from scipy.stats import t

    if min(len(one), len(other)) < 2:
        return math.inf
    parts = [_deviation(values) ** 2 / len(values) for values in (one, other)]
    if sum(parts) == 0:
        return 0.0
    freedom = sum(parts) ** 2 / sum(p**2 / (len(v) - 1) for p, v in zip(parts, (one, other), strict=True))
    return float(t.ppf((1 + LEVEL) / 2, freedom)) * math.sqrt(sum(parts))


def _warnings(first: Sample, second: Sample) -> Iterable[str]:
    both = first.by_seed.keys() & second.by_seed.keys()
    if len(both) < min(len(first.by_seed), len(second.by_seed)):
        yield (
            f"the runs are not paired: {len(both)} of {len(first.by_seed)} and {len(second.by_seed)} seeds "
            "are in both, so that intervals are wider than they need be"
        )
    a, b = first.scenario, second.scenario
    if (a.start, a.end) != (b.start, b.end):
        yield "the times of the runs differ"
    if a.burn_in is None or b.burn_in is None:
        yield "no burn-in: investigations last weeks, so that backlogs still grow; give a month or more"
    for sample in (first, second):
        if sample.failed:
            yield f"{sample.failed} runs of {sample.name} failed and are left out"
