"""`crims plan officers`: units by district and shift."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

from bridge.cli.plan_commands.plan_options import inputs_of, made_by, made_from, scenario_of
from bridge.errors import ScenarioError
from common.reading import read_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planning.allocation.answer import Allocation
    from planning.allocation.goals import Goal

METHODS = ("minutes", "shares", "goals", "shifts")


@click.command("officers")
@click.option(
    "--method",
    type=click.Choice(METHODS),
    default="minutes",
    show_default=True,
    help="Fewest expected minutes; in proportion; several goals; start times that cover the week.",
)
@click.option(
    "--weight",
    default="workload",
    show_default=True,
    help="Of shares: count, workload, severity or population; with --table one of its columns.",
)
@click.option(
    "--table",
    type=click.Path(path_type=Path),
    help="Shares of a CSV instead: first column the place, then numbers.",
)
@click.option(
    "--officers",
    type=click.IntRange(1),
    help="On duty a day; with --method shifts on the roster.  [default: as many as now]",
)
@click.option(
    "--least", type=click.IntRange(0), default=1, show_default=True, help="Units of every district and shift."
)
@click.option("--most", type=click.IntRange(1), help="Units of a district on one shift.")
@click.option("--across-shifts", is_flag=True, help="Let officers change shifts as well (minutes).")
@click.option(
    "--goal",
    "goals",
    multiple=True,
    metavar="NAME[=TARGET][*WEIGHT][@PRIORITY]",
    help="response=MINUTES, balance, hotspots, cost=OFFICER-HOURS A WEEK; repeatable.",
)
@click.option(
    "--most-starts", type=click.IntRange(1), default=4, show_default=True, help="Start times (shifts)."
)
@click.option(
    "--most-nights",
    type=click.FloatRange(0, 1),
    default=1.0,
    show_default=True,
    help="Share of officers on tours that begin from 20:00 on or before 04:00 (shifts).",
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder of the plan to write (a .csv with --table)."
)
@made_from
def command(
    method: str, weight: str, table: Path | None, officers: int | None, least: int, most: int | None,
    across_shifts: bool, goals: tuple[str, ...], most_starts: int, most_nights: float, out: Path | None,
    **options: Any,
) -> None:  # fmt: skip
    """Allocate units to the districts and shifts of the plan in force, and say what binds.

    \b
    crims plan officers --officers 900 --most 20 --out plans/officers
    crims plan officers --method shares --weight severity
    crims plan officers --method goals --goal response=9 --goal "balance*0.5" --goal cost=6000@2
    crims plan officers --method shifts --most-starts 3
    crims plan officers --table data/trimet_regions.csv --weight severity --officers 346 --least 0
    """
    console = Console(highlight=False)
    if table is not None:
        _from_table(console, table, weight, officers, least, most, out)
        return
    scenario = scenario_of(**options)
    inputs = inputs_of(scenario)
    from bridge.plans import officers as ways

    plan = inputs.plan
    if method == "shifts":
        _cover(console, inputs, officers, most_starts, most_nights)
        return
    found: list[Allocation]
    if method == "shares":
        found = list(ways.by_weight(inputs, plan, weight, officers, least, most).values())
    elif method == "goals":
        found = [ways.by_goals(inputs, plan, [_goal(one) for one in goals], officers, least, most)]
    else:
        found = [ways.by_minutes(inputs, plan, officers, least, most, across_shifts)]
    now = {(row.district, row.shift): row.units for row in plan.units}
    console.print(_table(found, now, [shift.name for shift in plan.shifts]))
    for one in found:
        _say(console, one)
    if out is not None:
        from planning.plan.check import check_plan
        from planning.plan.files import write_plan

        said = made_by("officers", scenario, method=method, weight=weight if method == "shares" else None,
                       officers=officers, least=least, most=most)  # fmt: skip
        made = ways.with_units(plan, found, said)
        check_plan(made, inputs.areas)
        write_plan(made, out)
        console.print(f"plan in {out}", markup=False)


def _say(console: Console, one: "Allocation") -> None:
    for line in one.lines:
        console.print(line, markup=False, soft_wrap=True)


def _table(found: "Sequence[Allocation]", now: dict[tuple[str, str], int], shifts: list[str]) -> Table:
    units = {key: count for one in found for key, count in one.units.items()}
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("district")
    for shift in shifts:
        table.add_column(shift, justify="right")
        table.add_column("now", justify="right", style="dim")
    for district in dict.fromkeys(name for name, _ in units):
        cells = []
        for shift in shifts:
            cells += [str(units.get((district, shift), 0)), str(now.get((district, shift), 0))]
        table.add_row(district, *cells)
    return table


def _goal(text: str) -> "Goal":
    """`response=9*2@1`: a goal with target, weight and priority."""
    from planning.allocation.goals import Goal

    rest, _, priority = text.partition("@")
    rest, _, weight = rest.partition("*")
    name, _, target = rest.partition("=")
    try:
        return Goal(name.strip(), float(target or 0), float(weight or 1), int(priority or 1))
    except ValueError as error:
        raise ScenarioError(
            f"expected a goal as NAME[=TARGET][*WEIGHT][@PRIORITY], got {text!r} ({error})"
        ) from error


def _cover(console: Console, inputs: Any, officers: int | None, most_starts: int, most_nights: float) -> None:
    import numpy as np

    from planning.allocation.roster import RosterRules, cover_week

    # So many officers that units would be busy for two thirds of their time, none at the least.
    work = inputs.demand.per_hour.T @ inputs.demand.work_minutes / 60
    roster = cover_week(
        np.ceil(work / 0.67), RosterRules(most_starts=most_starts, most_night_share=most_nights), officers
    )
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("start", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
        table.add_column(name, justify="right")
    for start in roster.starts:
        table.add_row(f"{start:02}:00", *(str(roster.officers.get((day, start), 0)) for day in range(7)))
    console.print("officers who begin their four duties of ten hours on the day and at the time")
    console.print(table)
    rest = f"{roster.missing:g} officer-hours missing, {roster.spare:g} spare"
    console.print(f"{roster.total} officers, {rest}", markup=False)
    for one in roster.binding:
        console.print(f"binds: {one}", markup=False)
    if officers is not None:
        console.print(f"one officer more: {roster.gain:g} officer-hours fewer missing", markup=False)


def _from_table(
    console: Console, path: Path, weight: str, officers: int | None, least: int, most: int | None,
    out: Path | None,
) -> None:  # fmt: skip
    """Shares of a table of one's own."""
    import csv

    from bridge.base.whole_files import aside
    from common.tables import number_column, parse_table
    from planning.allocation.shares import proportional
    from planning.errors import PlanError

    if officers is None:
        raise ScenarioError("expected --officers with --table, got none")
    try:
        content = read_whole(path)
    except OSError as error:
        raise ScenarioError(f"{path}: expected a readable table ({error.strerror})") from error
    rows = parse_table(content, path.name, [weight], PlanError, comment="#")
    values = number_column(rows, weight, path.name, PlanError)
    places = [(str(name), "") for name in rows.iloc[:, 0]]
    found = proportional(dict(zip(places, values.tolist(), strict=True)), officers, least, most)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in (str(rows.columns[0]), weight, "officers"):
        table.add_column(name, justify="left" if name == str(rows.columns[0]) else "right")
    for (place, _), value in zip(places, values, strict=True):
        table.add_row(place, f"{value:,g}", str(found.units[place, ""]))
    console.print(table)
    _say(console, found)
    if out is not None:
        with aside(out) as part, part.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow([rows.columns[0], "officers"])
            writer.writerows([place, count] for (place, _), count in found.units.items())
