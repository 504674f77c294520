"""The report of a score, as Markdown: what was compared, the table, what is clear, what it does not show."""

from __future__ import annotations

from collections.abc import Sequence

from bridge.experiments.experiment_file import Experiment
from bridge.plans.score import Measure, Score
from bridge.scenario.scenario import Scenario

CAVEATS = (
    "The deviation of workload shares falls with the number of districts alone: compare it only between "
    "plans of as many districts.",
    "Intervals are of 95 % and say what chance does between runs of the model, not how well the model fits.",
    "How much crime answers to patrol is an assumption (elasticities of the patrol model): repeat the score "
    "for their range before crimes are compared.",
    "Plans are judged fairly only on a time that they were not made for; what each was made from is below.",
)


def report_text(
    scenario: Scenario, experiment: Experiment, found: Sequence[Score], measures: Sequence[Measure]
) -> str:
    """The text of `report.md`; the picture is `scores.png` beside it."""
    place = ", ".join(scenario.areas) or scenario.force
    runs = max(len(one.against.second.by_seed) for one in found[1:] if one.against is not None)
    lines = [
        f"# Plans of {place} compared",
        "",
        f"{scenario.start:%d %B %Y} to {scenario.end:%d %B %Y}, {scenario.rates} rates, burn-in "
        f"{scenario.burn_in or 'none'}, {runs} runs of each plan, seeds from {experiment.first_seed}. "
        f"The first plan is the one in force.",
        "",
        "![Scores](scores.png)",
        "",
        *_table(found, measures),
        "",
        "## Differences to the plan in force",
        "",
        *(_sentence(one, found[0], measures) for one in found[1:]),
        "",
        f"On the front (no other plan is as good in response, workload and crimes, and better in one): "
        f"{', '.join(one.plan.name for one in found if one.on_front)}.",
        "",
        "## What this does not show",
        "",
        *(f"* {text}" for text in CAVEATS),
        "",
        "## What the plans were made from",
        "",
        *(f"* {one.plan.name}: {_made_by(one)}" for one in found),
        "",
    ]
    return "\n".join(lines)


def _table(found: Sequence[Score], measures: Sequence[Measure]) -> list[str]:
    names = [one.plan.name for one in found]
    lines = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for one in measures:
        cells = [
            f"{score.mean[one.column]:,.4g} ± {score.half_width[one.column]:.2g}"
            if one.column in score.mean
            else ""
            for score in found
        ]
        lines.append(f"| {one.name} | " + " | ".join(cells) + " |")
    return lines


def _sentence(score: Score, first: Score, measures: Sequence[Measure]) -> str:
    names = {one.column: one.name for one in measures}
    assert score.against is not None
    clear = [
        f"{names[row.metric]} {row.difference:+.3g} ± {row.half_width:.2g}"
        + (f" ({row.difference / row.first:+.1%})" if row.first else "")
        for row in score.against.differences
        if row.clear
    ]
    return f"* {score.plan.name}: {'; '.join(clear) or 'nothing is clear'}"


def _made_by(score: Score) -> str:
    from planning.plan.files import read_plan

    return read_plan(score.plan).made_by.replace("\n", " ") or "not said"
