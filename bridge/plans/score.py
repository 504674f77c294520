"""Plans judged in the coupled simulation, each by the same seeds, with paired intervals.

A score is an experiment whose factor is the plan: every plan meets the same random numbers in replicate r, so
that differences to the first plan have narrow intervals.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bridge.errors import ScenarioError
from bridge.experiments.compare import Comparison, Sample, compare, scenario_of_cell
from bridge.experiments.experiment_file import Experiment, Precision
from bridge.experiments.journal import RunRow
from bridge.experiments.precision import half_width
from bridge.scenario.scenario import Scenario

PRIORITIES = ("emergency", "priority", "standard")
MAIN = ("response.workload_deviation",)
OBJECTIVES = ("response", "workload", "crimes")


@dataclass(frozen=True)
class Measure:
    """What a plan is judged by: a column of the runs, how it is called, and whether less is better."""

    column: str
    name: str
    less: bool = True


def measures_of(rows: Sequence[RunRow]) -> list[Measure]:
    """The measures that the runs have, the most telling first."""
    known = {name for row in rows for name in row.metrics}
    wanted = [
        Measure("metrics.response-minutes-1.last", "minutes to emergencies"),
        Measure("metrics.response-minutes-2.last", "minutes to priority calls"),
        Measure("metrics.response-minutes-3.last", "minutes to standard calls"),
        Measure("metrics.within-15-1.last", "emergencies within 15 minutes", False),
        Measure("response.workload_deviation", "deviation of workload shares"),
        Measure("metrics.utilisation-response.mean", "utilisation"),
        Measure("metrics.patrol-hours.mean", "patrol, unit-hours an hour", False),
        Measure("metrics.duty-unit-hours.last", "unit-hours on duty"),
        Measure("crimes", "crimes"),
    ]
    return [one for one in wanted if one.column in known]


def experiment_of(
    scenario: Scenario,
    plans: Sequence[Path],
    replicates: int,
    precision: float | None = None,
    measure: str = "metrics.response-minutes-1.last",
    most: int = 40,
) -> Experiment:
    """The experiment that scores plans, the first being the one in force.

    Args:
        precision: go on until the 95 % interval of the measure is at most this share of its mean.

    Raises:
        ScenarioError: fewer than two plans, or one twice.
    """
    names = [str(plan) for plan in plans]
    if len(set(names)) < max(2, len(names)):
        raise ScenarioError(
            f"expected at least two different plans to score, got {', '.join(names) or 'none'}"
        )
    wanted = None
    if precision is not None:
        wanted = Precision(metric=measure, half_width=precision, relative=True, batch=2, most=most)
    return Experiment(
        name="score of plans",
        scenario=scenario,
        factors=("plan",),
        cells=tuple({"plan": name} for name in names),
        replicates=replicates,
        first_seed=scenario.seed,
        precision=wanted,
    )


@dataclass(frozen=True)
class Score:
    """One plan.

    Attributes:
        plan: its folder.
        mean: by column.
        half_width: of the 95 % interval of the mean, by column; infinite for a single run.
        against: differences to the first plan, None for the first.
        on_front: whether no other plan is as good in response, workload and crimes and better in one.
        failed: runs that failed.
    """

    plan: Path
    mean: dict[str, float]
    half_width: dict[str, float]
    against: Comparison | None
    on_front: bool
    failed: int


def scores(experiment: Experiment, rows: Sequence[RunRow], measures: Sequence[Measure]) -> list[Score]:
    """What the runs say of each plan.

    Raises:
        ScenarioError: a plan of which every run failed; the message has the first error.
    """
    from planning.districts.pareto import front_of

    samples = []
    for number, values in enumerate(experiment.cells):
        mine = [row for row in rows if row.cell == number]
        fine = {row.seed: row.metrics for row in mine if row.error is None}
        if not fine:
            errors = [row.error for row in mine if row.error]
            raise ScenarioError(f"no run of the plan {values['plan']} came to its end: {(errors or [''])[0]}")
        samples.append(
            Sample(str(values["plan"]), scenario_of_cell(experiment, number), fine, len(mine) - len(fine))
        )
    columns = [one.column for one in measures]
    means = [_means(sample, columns) for sample in samples]
    judged = [one for one in measures if one.column in ("crimes", "response.workload_deviation")]
    judged += [one for one in measures if one.column.startswith("metrics.response-minutes-1")]
    front = front_of([[mean.get(one.column, 0.0) for one in judged] for mean in means])
    return [
        Score(
            plan=Path(sample.name),
            mean=mean,
            half_width={
                name: half_width([found[name] for found in sample.by_seed.values() if name in found])
                for name in columns
            },
            against=None if number == 0 else compare(samples[0], sample, columns),
            on_front=number in front,
            failed=sample.failed,
        )
        for number, (sample, mean) in enumerate(zip(samples, means, strict=True))
    ]


def _means(sample: Sample, columns: Sequence[str]) -> dict[str, float]:
    found = {}
    for name in columns:
        values = [one[name] for one in sample.by_seed.values() if name in one]
        if values:
            found[name] = math.fsum(values) / len(values)
    return found
