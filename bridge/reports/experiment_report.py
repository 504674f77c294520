"""The report of an experiment, of which a score of plans is one."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bridge.errors import RecordError
from bridge.experiments.compare import (
    Comparison,
    Sample,
    compare,
    known_metrics,
    read_sample,
    usual_metrics,
)
from bridge.experiments.journal import RunRow
from bridge.experiments.precision import half_width
from bridge.experiments.store import ABOUT, TABLE, About, read_about, read_rows
from bridge.reports.cautions import validate_command, warm_up
from bridge.reports.page import Bullets, Code, Part, Report, Section, Table, Text, picture
from bridge.results.metric_names import unit
from bridge.run.scenario_text import brief, toml_value

MOST_CELLS = 40
"""Cells that are compared in the page; the table of all runs has the others."""
MOST_DRAWN = 12
ALSO = (
    "metrics.response-minutes-1.last",
    "metrics.within-15-1.last",
    "response.workload_deviation",
)
"""Shown beside the usual metrics, where a model has them."""


@dataclass(frozen=True)
class Found:
    """An experiment that is read: what it is, its runs, and its cells beside the first."""

    folder: Path
    about: About
    rows: Sequence[RunRow]
    samples: Sequence[Sample]
    metrics: Sequence[str]
    comparisons: Sequence[Comparison]


def read_found(folder: Path) -> Found:
    """Read an experiment and compare its cells.

    Raises:
        RecordError: there is none, or no run of it came to its end.
    """
    about, rows = read_about(folder), read_rows(folder)
    samples = [one for one in read_sample(str(folder)) if one.by_seed]
    if not samples:
        raise RecordError(f"no run of the experiment in {str(folder)!r} has come to its end yet")
    known = set(known_metrics(samples[0]))
    wanted = [*usual_metrics(samples[0]), *(one for one in ALSO if one in known)]
    metrics = list(dict.fromkeys(about.experiment.metrics[:8] or wanted))
    metrics = [one for one in metrics if one in known]
    shown = samples[: MOST_CELLS + 1]
    comparisons = [compare(shown[0], one, metrics) for one in shown[1:]]
    return Found(folder, about, rows, shown, metrics, comparisons)


def experiment_report(folder: Path, misfit: Sequence[str] = ()) -> Report:
    """The report of an experiment, complete or not.

    Raises:
        RecordError: there is none, or no run of it came to its end.
    """
    found = read_found(folder)
    experiment = found.about.experiment
    place = ", ".join(experiment.scenario.areas) or experiment.scenario.force
    return Report(
        title=f"{place}: experiment {experiment.name}",
        subtitle=f"{experiment.scenario.start:%d %B %Y} to {experiment.scenario.end:%d %B %Y}, "
        f"{len(experiment.cells):,} cells, {found.about.done:,} runs",
        findings=list(differences(found)),
        sections=[
            Section("What was asked", asked(found)),
            Section("What came out", [means(found), *pictures(found), *tables_of_differences(found)]),
            Section("What to be careful about", [Bullets(list(cautions(found, misfit)))]),
            Section("What was run", what_was_run(found)),
            Section("How to repeat it", repeat(found)),
        ],
    )


def differences(found: Found) -> Iterator[str]:
    """What is clear between the cells, in sentences."""
    if not found.comparisons:
        yield "There is one cell only: nothing to compare."
    clear = 0
    for one in found.comparisons[:MOST_DRAWN]:
        said = [
            f"{row.metric} {row.difference:+,.4g} ± {width_text(row.half_width)}"
            + (f" ({row.difference / row.first:+.1%})" if row.first else "")
            for row in one.differences
            if row.clear and math.isfinite(row.half_width)
        ]
        clear += bool(said)
        if said:
            yield f"{one.second.name} beside {one.first.name}: {'; '.join(said)}."
    if found.comparisons and not clear:
        yield (
            "No difference is clear: every interval of 95 % holds zero, or there is one run of "
            "each cell only."
        )


def asked(found: Found) -> list[Part]:
    """Factors, design and seeds."""
    experiment = found.about.experiment
    rows = []
    for name in experiment.factors:
        values = list(dict.fromkeys(str(cell[name]) for cell in experiment.cells))
        shown = ", ".join(values[:8]) + (f" and {len(values) - 8} more" if len(values) > 8 else "")
        rows.append((name, f"{len(values)}", shown))
    precision = experiment.precision
    until = "" if precision is None else f", more until {precision.metric} was known well enough"
    return [
        Text(
            f"How do {', '.join(experiment.factors) or 'repetitions'} change what happens? Design: "
            f"{experiment.design}, {experiment.replicates} runs of each cell at first{until}, seeds from "
            f"{experiment.first_seed}; the same seeds in every cell, so that differences are paired."
        ),
        Table("Factors", ("factor", "levels", "values"), rows, texts=3),
    ]


def means(found: Found) -> Table:
    """Each cell's means with the half width of their 95 % interval."""
    rows = [
        [one.name, f"{len(one.by_seed)}", *(_mean(one.by_seed, metric) for metric in found.metrics)]
        for one in found.samples
    ]
    return Table(
        "Means of the cells, with the half width of the 95 % interval",
        ["cell", "runs", *(_headed(one) for one in found.metrics)],
        rows,
    )


def pictures(found: Found) -> Iterator[Part]:
    """The differences from the first cell with their intervals."""
    from bridge.experiments.compare_picture import comparison_figure

    shown = [one for one in found.comparisons if one.differences][:MOST_DRAWN]
    if shown:
        caption = (
            f"Each dot is the mean difference from {found.samples[0].name}, each bar its 95 % "
            "interval. A bar "
            "across zero may be chance."
        )
        yield picture("Differences", caption, comparison_figure(shown))


def tables_of_differences(found: Found) -> Iterator[Part]:
    """Every comparison as numbers."""
    rows = [
        [
            one.second.name,
            row.metric,
            f"{row.first:,.5g}",
            f"{row.second:,.5g}",
            f"{row.difference:+,.4g}",
            f"{row.difference - row.half_width:+,.4g} to {row.difference + row.half_width:+,.4g}"
            if math.isfinite(row.half_width)
            else "one run",
            row.words,
        ]
        for one in found.comparisons
        for row in one.differences
    ]
    heads = ("cell", "metric", "first", "this", "difference", "95 % interval", "effect")
    yield Table(f"Differences from {found.samples[0].name}", heads, rows, texts=2, folded=len(rows) > 30)


def cautions(found: Found, misfit: Sequence[str] = ()) -> Iterator[str]:
    """What weakens the comparison."""
    about, scenario = found.about, found.about.experiment.scenario
    if about.state != "complete":
        yield f"The experiment is {about.state}: {about.done} of {about.runs} runs are there."
    yield from dict.fromkeys(text for one in found.comparisons for text in one.warnings)
    yield from warm_up(scenario)
    few = min(len(one.by_seed) for one in found.samples)
    if few < 5:
        yield (
            f"Cells with as few as {few} runs: intervals are wide, and wrong where the runs are "
            "far from normal."
        )
    tests = sum(len(one.differences) for one in found.comparisons)
    if tests > 20:
        yield (
            f"{tests} intervals of 95 % are shown: about {tests / 20:.0f} of them miss the truth "
            "by chance alone."
        )
    errors = [row for row in found.rows if row.error is not None]
    yield from (f"Failed: cell {row.cell}, seed {row.seed}: {row.error}." for row in errors[:10])
    if len(found.about.experiment.cells) > len(found.samples):
        yield f"Only the first {len(found.samples)} cells are shown; {TABLE} has all of them."
    yield "Intervals say what chance does between runs of the model, not how well the model fits."
    yield from misfit or (
        f"The misfit of the demand is not a part of this report: {validate_command(scenario)}.",
    )


def what_was_run(found: Found) -> list[Part]:
    """Versions, inputs and notes."""
    about = found.about
    seconds = sum(row.seconds for row in found.rows)
    facts = [
        ("state", about.state),
        ("runs", f"{about.done} done, {about.failed} failed, {about.runs} planned"),
        ("computing time", f"{seconds:,.0f} s in all, {seconds / max(1, len(found.rows)):.1f} s a run"),
        ("model", about.experiment.scenario.model_path.name),
    ]
    return [
        Table("The experiment", ("", "value"), facts, texts=2),
        Bullets([f"{one[0].upper()}{one[1:]}." for one in about.notes]),
        Table("Versions", ("package", "version"), list(about.versions.items()), texts=2, folded=True),
        Table("Inputs by SHA-256", ("input", "hash"), list(about.inputs.items()), texts=2, folded=True),
    ]


def repeat(found: Found) -> list[Part]:
    """The scenario and the design, and the commands."""
    experiment, name = found.about.experiment, found.folder.resolve().name
    lines = [
        f"design = {toml_value(experiment.design)}",
        f"replicates = {experiment.replicates}",
        f"first-seed = {experiment.first_seed}",
    ]
    if experiment.samples:
        lines.append(f"samples = {experiment.samples}")
    return [
        Text(
            f"The folder {name} has all of it in {ABOUT}; the same versions, inputs and seeds give "
            "the same numbers."
        ),
        Code(
            f"crims experiment experiment.toml --out {name}-again\ncrims compare {name} {name}-again",
            "Commands that repeat the experiment",
        ),
        Text("The scenario that all cells have in common:"),
        Code(brief(experiment.scenario), "The scenario as a file"),
        Text("The design; factors with their values are in the table at the top:"),
        Code("\n".join(lines) + "\n", "The design as a file"),
    ]


def _mean(by_seed: Mapping[int, Mapping[str, float]], metric: str) -> str:
    values = [one[metric] for one in by_seed.values() if metric in one]
    return mean_and_width(math.fsum(values) / len(values) if values else None, half_width(values))


def mean_and_width(mean: float | None, width: float) -> str:
    """A mean with the half width of its interval, where there is one: `7.41 ± 0.2`."""
    if mean is None:
        return "-"
    return f"{mean:,.4g}" + (f" ± {width_text(width)}" if math.isfinite(width) else "")


def width_text(width: float) -> str:
    """A half width with two digits: `0.053`, `170`."""
    return f"{width:.2g}" if width < 100 else f"{width:,.0f}"


def _headed(metric: str) -> str:
    name = metric.removeprefix("metrics.").rpartition(".")[0] if metric.startswith("metrics.") else metric
    known = unit(name)
    return f"{metric}, {known}" if known else metric
