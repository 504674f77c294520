"""Plans judged in the coupled simulation, each by the same seeds, with paired intervals.

A score is an experiment whose factor is the plan: every plan meets the same random numbers in replicate r, so
that differences to the first plan have narrow intervals.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bridge.errors import ScenarioError
from bridge.experiments.compare import Comparison, Sample, compare, scenario_of_cell
from bridge.experiments.design import Value
from bridge.experiments.experiment_file import Experiment, Precision
from bridge.experiments.journal import RunRow
from bridge.experiments.precision import half_width
from bridge.scenario.scenario import Scenario

USUAL = "usual"
LEVELS: dict[str, dict[str, Value]] = {
    USUAL: {},
    "weak": {
        "elasticity-violent": -0.17,
        "elasticity-property": -0.085,
        "hot-spot-elasticity": -0.09,
    },
    "strong": {
        "elasticity-violent": -0.68,
        "elasticity-property": -0.34,
        "hot-spot-elasticity": -0.29,
    },
}
"""How crime answers to patrol: the patrol model's own elasticities; half and twice those of officers (Chalfin
and McCrary 2018), and the limits of Sherman and Weisburd (1995) for hot spots."""
MOST = 40
"""Replicates at most, whatever the precision."""
UNEVEN = "response.utilisation_spread"
WORKLOAD = "response.workload_deviation"
_DISTRICT = "response.districts."


@dataclass(frozen=True)
class Measure:
    """What a plan is judged by: a column of the runs, how it is called, and whether less is better."""

    column: str
    name: str
    less: bool = True


def measures_of(rows: Sequence[RunRow]) -> list[Measure]:
    """The measures that the runs have, the most telling first."""
    known = {name for row in rows for name in _with_spread(row.metrics)}
    wanted = [
        Measure("metrics.response-minutes-1.last", "minutes to emergencies"),
        Measure("metrics.response-minutes-2.last", "minutes to priority calls"),
        Measure("metrics.response-minutes-3.last", "minutes to standard calls"),
        Measure("metrics.within-15-1.last", "emergencies within 15 minutes", False),
        Measure(WORKLOAD, "deviation of workload shares"),
        Measure(UNEVEN, "unevenness of utilisation"),
        Measure("metrics.utilisation-response.mean", "utilisation"),
        Measure("metrics.patrol-hours.mean", "patrolling units", False),
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
    most: int = MOST,
    answers: Sequence[str] = (USUAL,),
    draws: Sequence[dict[str, float]] = (),
    areas: bool = False,
) -> Experiment:
    """The experiment that scores plans, the first being the one in force.

    Args:
        precision: go on until the 95 % interval of the measure is at most this share of its mean.
        answers: of crime to patrol, keys of `LEVELS`; every plan runs with each.
        draws: factors of rates for each replicate, as `demand_draws` gives them.
        areas: whether to keep the tables that crimes by area are counted in.

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
        factors=("plan", *dict.fromkeys(name for one in answers for name in LEVELS[one])),
        cells=tuple({"plan": name, **LEVELS[one]} for one in answers for name in names),
        keep="tables" if areas else "metrics",
        draws=tuple(dict[str, Value](one) for one in draws),
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
        on_front: whether no other plan is as good in response, workload and crimes and better in one. Where
            plans have other numbers of districts, workload is the unevenness of utilisation.
        failed: runs that failed.
    """

    plan: Path
    mean: dict[str, float]
    half_width: dict[str, float]
    against: Comparison | None
    on_front: bool
    failed: int


def sample_of(experiment: Experiment, rows: Sequence[RunRow], cell: int) -> Sample:
    """The runs of one cell by seed.

    Raises:
        ScenarioError: every run failed; the message has the first error.
    """
    mine = [row for row in rows if row.cell == cell]
    fine = {row.seed: _with_spread(row.metrics) for row in mine if row.error is None}
    plan = str(experiment.cells[cell]["plan"])
    if not fine:
        errors = [row.error for row in mine if row.error]
        raise ScenarioError(f"no run of the plan {plan} came to its end: {(errors or [''])[0]}")
    return Sample(plan, scenario_of_cell(experiment, cell), fine, len(mine) - len(fine))


def _with_spread(metrics: Mapping[str, float]) -> dict[str, float]:
    """The metrics and how unevenly districts are busy: the standard deviation of their utilisation over its
    mean, weighted by hours on duty. Unlike that of workload shares it does not fall with the number of
    districts.
    """
    found = dict(metrics)
    names = [name.removesuffix(".utilisation") for name in metrics if name.endswith(".utilisation")]
    names = [name for name in names if name.startswith(_DISTRICT) and metrics[f"{name}.utilisation"] > 0]
    busy = [metrics[f"{name}.utilisation"] for name in names]
    duty = [metrics[f"{name}.hours"] / one for name, one in zip(names, busy, strict=True)]
    if sum(duty) > 0:
        mean = sum(b * d for b, d in zip(busy, duty, strict=True)) / sum(duty)
        variance = sum((b - mean) ** 2 * d for b, d in zip(busy, duty, strict=True)) / sum(duty)
        found[UNEVEN] = math.sqrt(variance) / mean
    return found


def officer_hours(plan: Path) -> float:
    """Officer-hours on duty a day: units, times officers of each, times hours of the shift."""
    from planning.plan.files import read_plan

    found = read_plan(plan)
    hours = {shift.name: shift.end - shift.start for shift in found.shifts}
    return float(sum(row.units * row.crew * hours[row.shift] for row in found.units))


def made_for(plan: Path) -> str | None:
    """The month that a plan says it was made for, `YYYY-MM`."""
    from planning.plan.files import read_plan

    month = re.search(r"rates of (\d{4}-\d{2})", read_plan(plan).made_by)
    return None if month is None else month[1]


def scores(experiment: Experiment, rows: Sequence[RunRow], measures: Sequence[Measure]) -> list[Score]:
    """What the runs say of each plan.

    Raises:
        ScenarioError: a plan of which every run failed; the message has the first error.
    """
    from planning.districts.pareto import front_of

    samples = [
        sample_of(experiment, rows, number)
        for number, values in enumerate(experiment.cells)
        if len(values) == 1
    ]
    columns = [one.column for one in measures]
    means = [_means(sample, columns) for sample in samples]
    counts = {
        sum(name.startswith(_DISTRICT) for name in run) for one in samples for run in one.by_seed.values()
    }
    work = WORKLOAD if len(counts) == 1 else UNEVEN
    judged = [one for one in measures if one.column in ("crimes", work)]
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
