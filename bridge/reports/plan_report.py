"""The reports of plans: of one plan, and of a score of several in the coupled simulation."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bridge.plans.compare import moves_between
from bridge.plans.picture import plan_figure, scores_figure
from bridge.plans.report import CAVEATS
from bridge.plans.score import Measure, Score, measures_of, scores
from bridge.reports.experiment_report import (
    Found,
    asked,
    cautions,
    differences,
    mean_and_width,
    read_found,
    repeat,
    tables_of_differences,
    what_was_run,
)
from bridge.reports.page import Bullets, Code, Part, Picture, Report, Section, Table, Text, picture
from planning.errors import PlanningError
from planning.geography.areas import Areas
from planning.geography.polygons import read_polygons
from planning.geography.shipped import areas_by_code
from planning.plan.files import read_plan
from planning.plan.model import Plan

if TYPE_CHECKING:
    from bridge.scenario.scenario import Scenario

ACROSS, UP = "metrics.response-minutes-1.last", "response.workload_deviation"
"""The two measures of the picture of scores."""


def score_report(folder: Path, misfit: Sequence[str] = ()) -> Report:
    """The report of `crims plan score`.

    Raises:
        RecordError: there is no experiment, or no run of it came to its end.
        ScenarioError: a plan of which every run failed.
    """
    found = read_found(folder)
    experiment = found.about.experiment
    measures = measures_of(found.rows)
    judged = scores(experiment, found.rows, measures)
    place = ", ".join(experiment.scenario.areas) or experiment.scenario.force
    front = ", ".join(one.plan.name for one in judged if one.on_front)
    return Report(
        title=f"{place}: plans compared",
        subtitle=f"{experiment.scenario.start:%d %B %Y} to {experiment.scenario.end:%d %B %Y}, "
        f"{len(judged)} plans, {found.about.done} runs",
        findings=[
            *differences(found),
            "On the front (no other plan is as good in response, workload and crimes, and better "
            f"in one): {front}.",
        ],
        sections=[
            Section("What was asked", asked(found)),
            Section("What came out", [_means(judged, measures), *_front(judged, measures)]),
            Section("The plans", list(_plans(judged, experiment.scenario))),
            Section("Differences in numbers", list(tables_of_differences(found))),
            Section("What to be careful about", [Bullets([*CAVEATS, *cautions(found, misfit)])]),
            Section("What was run", what_was_run(found)),
            Section("How to repeat it", _repeat(found, judged)),
        ],
    )


def plan_report(folder: Path) -> Report:
    """The report of one plan: its districts, stations, units and routes.

    Raises:
        PlanningError: the plan cannot be read, or is of areas that are not known.
    """
    plan = read_plan(folder)
    areas = areas_by_code(list(plan.district))
    per_shift = ", ".join(f"{plan.total(shift.name)} {shift.name}" for shift in plan.shifts)
    return Report(
        title=f"Plan {folder.resolve().name}",
        subtitle=f"{len(plan.districts)} districts of {len(plan.district)} areas",
        findings=[
            f"{len(plan.districts)} districts; units on duty: {per_shift}; {len(plan.routes)} routes.",
            "How good it is, the plan alone does not say: `crims plan score` runs it in the coupled "
            "simulation.",
        ],
        sections=[
            Section("The plan", [_map(folder.resolve().name, plan, areas), _units(plan, areas)]),
            Section("What it was made from", [Text(plan.made_by or "The files do not say.")]),
            Section(
                "How to use it",
                [Code(f"crims run --plan {folder}\ncrims plan score {folder}", "Commands that use the plan")],
            ),
        ],
    )


def _means(judged: Sequence[Score], measures: Sequence[Measure]) -> Table:
    rows = [
        [
            one.name,
            *(
                mean_and_width(score.mean.get(one.column), score.half_width.get(one.column, math.inf))
                for score in judged
            ),
        ]
        for one in measures
    ]
    heads = ["measure", *(one.plan.name + (" (front)" if one.on_front else "") for one in judged)]
    return Table("Means with the half width of their 95 % interval", heads, rows)


def _front(judged: Sequence[Score], measures: Sequence[Measure]) -> Iterator[Part]:
    names = {one.column: one.name for one in measures}
    if ACROSS in names and UP in names:
        figure = scores_figure(judged, ACROSS, UP, (names[ACROSS], names[UP]))
        caption = "Left and down is better in both; filled plans are on the front, bars are 95 % intervals."
        yield picture("Plans beside each other", caption, figure)


def _plans(judged: Sequence[Score], scenario: "Scenario") -> Iterator[Part]:
    first: Plan | None = None
    for one in judged:
        try:
            plan = read_plan(one.plan)
            codes = list(plan.district)
            own = scenario.geography
            areas = areas_by_code(codes) if own is None else read_polygons(Path(own), codes)
        except PlanningError as error:
            yield Text(f"{one.plan.name} cannot be shown: {error}")
            continue
        moved = "" if first is None else _moved(first, plan)
        first = first or plan
        yield Text(f"{one.plan.name}: {plan.made_by or 'the files do not say what made it'}{moved}")
        yield _map(one.plan.name, plan, areas)


def _moved(first: Plan, plan: Plan) -> str:
    try:
        moves = moves_between(first, plan)
    except PlanningError:
        return ""
    return f". Beside the first plan, {moves.moved:,} of {moves.total:,} areas change districts."


def _map(name: str, plan: Plan, areas: Areas) -> Picture:
    caption = f"Districts in colours, their names where they lie, stations as dots. {areas.source}."
    return picture(f"Districts of {name}", caption, plan_figure(plan, areas), _units(plan, areas))


def _units(plan: Plan, areas: Areas) -> Table:
    units = {(row.district, row.shift): row.units for row in plan.units}
    rows = []
    for district in plan.districts:
        codes = plan.areas_of(district)
        people = areas.population[areas.positions(codes)].sum()
        on_duty = [f"{units.get((district, shift.name), 0)}" for shift in plan.shifts]
        rows.append([district, f"{len(codes)}", "-" if people != people else f"{people:,.0f}", *on_duty])
    heads = ["district", "areas", "residents", *(f"units, {shift.name}" for shift in plan.shifts)]
    return Table("Districts", heads, rows)


def _repeat(found: Found, judged: Sequence[Score]) -> list[Part]:
    plans = " ".join(str(one.plan) for one in judged[1:])
    return [
        Code(
            f"crims plan score {plans} --in-force {judged[0].plan} ...", "The command that scores the plans"
        ),
        *repeat(found),
    ]
