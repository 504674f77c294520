"""What `crims plan districts --front` prints and writes: the plans of a front, a table and a picture."""

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from bridge.base.whole_files import aside, write_text

if TYPE_CHECKING:
    from bridge.plans.fronts import PlansFront
    from bridge.plans.inputs import Inputs
    from planning.districts.problem import Problem
    from planning.districts.search import Budget

HEADER = ("plan", "response_minutes", "workload_deviation", "share_deviation", "compactness")


def write_front(
    console: Console, inputs: "Inputs", problem: "Problem", method: str, seed: int, budget: "Budget",
    grown: tuple[int, bool], said: str, out: Path,
) -> None:  # fmt: skip
    """Make a front and write its plans to `out/1`, `out/2` and so on, with front.csv and front.png.

    Args:
        grown: plans of each stage, and whether the front stays as the two stages found it.
    """
    from bridge.plans.fronts import FrontRules, evenly_staffed, front_of_plans, front_rows
    from bridge.plans.picture import draw_front
    from planning.plan.check import check_plan
    from planning.plan.files import write_plan

    plans, as_published = grown
    rules = FrontRules(plans=plans, refine=not as_published)
    with console.status(f"drawing and simulating districts by {method}"):
        found = front_of_plans(inputs, problem, method, seed, budget, rules)
    for number, at in enumerate(found.front.on_front.tolist(), start=1):
        areas = problem.of_areas(found.front.labels[at])
        plan = evenly_staffed(inputs, areas, f"{said}, front {number}")
        check_plan(plan, inputs.areas)
        write_plan(plan, out / str(number))
    rows = front_rows(problem, found)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows([name, *(f"{value:.6g}" for value in values)] for name, *values in rows)
    write_text(out / "front.csv", text.getvalue())
    with aside(out / "front.png") as part:
        draw_front(found.front.responses, found.front.on_front, found.in_force, part)
    _say(console, found, rows)
    console.print(
        f"plans in {out}/1 to {out}/{len(found.front.on_front)}; front.csv, front.png", markup=False
    )


def _say(console: Console, found: "PlansFront", rows: list[list[object]]) -> None:
    if found.two_stage is not None:
        made = found.two_stage
        console.print(
            f"{made.screened:,} plans grown, {len(made.labels)} simulated, {len(made.on_front)} on the front",
            markup=False,
        )
        for what, effects in zip(("response", "workload"), made.effects, strict=True):
            console.print(f"matters for {what}: {', '.join(effects.significant) or 'no parameter'}")
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("plan", "minutes to arrive", "workload deviation", "share deviation", "compactness"):
        table.add_column(name, justify="right")
    for number, *values in sorted(
        (row for row in rows if row[0] != ""), key=lambda row: str(row[0]).zfill(4)
    ):
        table.add_row(str(number), *(f"{value:.4g}" for value in values))
    if found.in_force is not None:
        table.add_row("in force", *(f"{value:.4g}" for value in found.in_force), "", "")
    console.print(table)
    console.print(
        f"simulated with {found.units} units in every district, busy {found.busy:.0%} of their time "
        "without travel", style="dim", markup=False, soft_wrap=True,
    )  # fmt: skip
