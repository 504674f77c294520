"""The report of a score, as Markdown: what was compared, the table, what is clear, what it does not show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta

from bridge.experiments.experiment_file import Experiment
from bridge.plans.avoided import Avoided
from bridge.plans.draws import relative_sd
from bridge.plans.score import Measure, Score, made_for, officer_hours
from bridge.scenario.scenario import Scenario

CAVEATS = (
    "The deviation of workload shares falls with the number of districts alone: compare it only between "
    "plans of as many districts; the unevenness of utilisation (standard deviation over mean of the "
    "districts' utilisation) can be compared between all.",
    "Intervals are of 95 % and say what chance does between runs of the model, not how well the model fits.",
    "How much crime answers to patrol is an assumption (elasticities of the patrol model): crimes say "
    "nothing without the range (--answers).",
    "Plans are judged fairly only on a time that they were not made for; what each was made from is below.",
)


def report_text(
    scenario: Scenario,
    experiment: Experiment,
    found: Sequence[Score],
    measures: Sequence[Measure],
    fewer: Sequence[Avoided] = (),
) -> str:
    """The text of `report.md`; the picture is `scores.png` beside it."""
    place = ", ".join(scenario.areas) or scenario.force
    runs = max(len(one.against.second.by_seed) for one in found[1:] if one.against is not None)
    lines = [
        f"# Plans of {place} compared",
        "",
        f"{scenario.start:%d %B %Y} to {scenario.end:%d %B %Y}, {scenario.rates} rates, burn-in "
        f"{scenario.burn_in or 'none'}, {runs} runs of each plan, seeds from {experiment.first_seed}. "
        f"The first plan is the one in force. {demand_text(scenario, experiment)}",
        *(f"{line}" for line in same_time(scenario, found)),
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
        *_avoided(fewer),
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


def demand_text(scenario: Scenario, experiment: Experiment) -> str:
    """A sentence on the demand that plans met."""
    if not experiment.draws:
        return "Every run meets the same rates; chance is that of the sampling."
    sd = [relative_sd(experiment.draws, kind) for kind in ("category", "area")]
    return (
        f"Every replicate draws its rates from the uncertainty of the forecast of {scenario.start:%B %Y} "
        f"(standard deviation {sd[0]:.0%} of a category's level, {sd[1]:.0%} of an area's share)."
    )


def same_time(scenario: Scenario, found: Sequence[Score]) -> list[str]:
    """What to say of plans that are scored on the month that they were made for."""
    months = {f"{scenario.start:%Y-%m}", f"{scenario.end - timedelta(minutes=1):%Y-%m}"}
    mine = [one.plan.name for one in found if made_for(one.plan) in months]
    if not mine:
        return []
    return [f"Made for the same month that they are scored on, which flatters them: {', '.join(mine)}."]


def figure(value: float) -> str:
    """Four digits, or a whole number with commas."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def width(value: float) -> str:
    """Two digits, or a whole number with commas."""
    return f"{value:,.0f}" if 100 <= abs(value) < math.inf else f"{value:.2g}"


def _avoided(fewer: Sequence[Avoided]) -> list[str]:
    """Crimes avoided: all of them by answer and plan, and the categories and areas that are clear."""
    if not fewer:
        return []
    plans = list(dict.fromkeys(one.plan for one in fewer))
    answers = list(dict.fromkeys(one.answer for one in fewer))
    total = {(one.answer, one.plan): one for one in fewer if one.kind == "all"}
    lines = ["## Crimes avoided", "", "Crimes under the plan in force less those under each plan; the patrol "
             "model's answer of crime to patrol, and a weaker and a stronger one.", "",
             "| answer of crime | " + " | ".join(one.name for one in plans) + " |",
             "|---" * (len(plans) + 1) + "|"]  # fmt: skip
    for answer in answers:
        cells = [total[answer, plan] for plan in plans if (answer, plan) in total]
        lines.append(
            f"| {answer} | " + " | ".join(f"{x.avoided:+.3g} ± {width(x.half_width)}" for x in cells) + " |"
        )
    lines.append("")
    for plan in plans:
        mine = [one for one in fewer if one.plan == plan and one.kind != "all" and one.clear]
        said = "; ".join(f"{x.name} {x.avoided:+.3g} ± {width(x.half_width)}" for x in mine[:12])
        by_chance = sum(one.plan == plan and one.kind != "all" for one in fewer) / 20
        lines.append(
            f"* {plan.name}: {said or 'no category or area alone is clear'}"
            + (
                f" (of {by_chance * 20:.0f} categories and areas, {by_chance:.0f} are by chance)"
                if mine
                else ""
            )
        )
    return [*lines, "", "All of them are in `avoided.csv`.", ""]


def rows(found: Sequence[Score], measures: Sequence[Measure]) -> list[tuple[str, list[str]]]:
    """Measures down, plans across: the name of each row, and its cell for every plan."""
    shown = [
        (
            one.name,
            [
                f"{figure(score.mean[one.column])} ± {width(score.half_width[one.column])}"
                if one.column in score.mean
                else ""
                for score in found
            ],
        )
        for one in measures
    ]
    return [*shown, ("officer-hours a day", [f"{officer_hours(score.plan):,.0f}" for score in found])]


def _table(found: Sequence[Score], measures: Sequence[Measure]) -> list[str]:
    names = [one.plan.name for one in found]
    lines = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    return [*lines, *(f"| {name} | " + " | ".join(cells) + " |" for name, cells in rows(found, measures))]


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
