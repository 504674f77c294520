"""`crims plan districts`: the lines of districts by several methods."""

import math
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from bridge.cli.plan_commands.plan_options import inputs_of, made_by, made_from, scenario_of


@click.command("districts")
@click.option(
    "--method",
    default="search",
    show_default=True,
    help="search, annealing, tabu, zhang-brown, recombination, max-p, azp or skater.",
)
@click.option("--count", type=click.IntRange(2), help="Districts.  [default: as many as in force]")
@click.option(
    "--tries",
    type=click.IntRange(1),
    default=100_000,
    show_default=True,
    help="Moves tried; a step of recombination counts for 500, a grown plan for 2,000.",
)
@click.option("--seconds", type=float, help="End sooner; the plan is then not repeatable by its seed.")
@click.option(
    "--balance", type=click.FloatRange(0), default=1.0, show_default=True, help="Weight of even work."
)
@click.option(
    "--compactness",
    type=click.FloatRange(0),
    default=0.2,
    show_default=True,
    help="Weight of round districts.",
)
@click.option(
    "--response",
    "nearness",
    type=click.FloatRange(0),
    default=0.2,
    show_default=True,
    help="Weight of short ways inside the districts.",
)
@click.option("--barriers", type=click.Path(path_type=Path), help="GeoJSON of lines not to be crossed.")
@click.option("--beats", type=click.Path(path_type=Path), help="Plan whose districts stay whole.")
@click.option(
    "--front",
    is_flag=True,
    help="Simulate, and write every plan that no other beats in response and workload (search, zhang-brown).",
)
@click.option(
    "--grown",
    type=click.IntRange(40),
    default=400,
    show_default=True,
    help="Plans grown in each stage of zhang-brown --front; 5 % of them are simulated.",
)
@click.option("--as-published", is_flag=True, help="Leave zhang-brown's front as its two stages found it.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the plan to write.")
@made_from
def command(
    method: str, count: int | None, tries: int, seconds: float | None, balance: float, compactness: float,
    nearness: float, barriers: Path | None, beats: Path | None, front: bool, grown: int, as_published: bool,
    out: Path, **options: Any,
) -> None:  # fmt: skip
    """Draw districts of even work, short ways and round shape, and staff them by demand.

    \b
    crims plan districts --count 24 --out plans/even
    crims plan districts --count 24 --method recombination --tries 1000000 --out plans/recombination
    crims plan districts --area Leeds --count 6 --compactness 1 --barriers rivers.geojson --out plans/leeds
    crims plan districts --count 24 --method zhang-brown --front --out plans/front
    """
    scenario = scenario_of(**options)
    inputs = inputs_of(scenario)
    from bridge.plans.districts import draw_plan, problem_of_inputs
    from planning.districts.measures import Objective, deviation, nearness_km
    from planning.districts.measures import compactness as roundness
    from planning.districts.problem import labels_of
    from planning.districts.search import Budget
    from planning.plan.check import check_plan
    from planning.plan.files import write_plan

    console = Console(highlight=False)
    problem = problem_of_inputs(inputs, count or len(inputs.plan.districts), barriers, beats)
    objective = Objective(balance, compactness, nearness)
    said = made_by("districts", scenario, method=method, districts=problem.count, tries=tries,
                   seconds=seconds,
                   balance=balance, compactness=compactness, response=nearness)  # fmt: skip
    budget = Budget(tries, math.inf if seconds is None else seconds)
    if front:
        from bridge.cli.plan_commands.fronts import write_front

        write_front(console, inputs, problem, method, scenario.seed, budget, (grown, as_published), said, out)
        return
    with console.status(f"drawing districts by {method}"):
        plan, found = draw_plan(inputs, problem, method, objective, scenario.seed, budget, said)
    check_plan(plan, inputs.areas)
    write_plan(plan, out)
    console.print(
        f"{problem.count} districts of {len(inputs.areas)} areas by {method}: "
        f"deviation of shares {deviation(problem, found.labels):.5f}, "
        f"compactness {roundness(problem, found.labels):.3f}, "
        f"way {nearness_km(problem, found.labels):.2f} km",
        markup=False, soft_wrap=True,
    )  # fmt: skip
    if len(inputs.plan.districts) == problem.count and beats is None:
        now = labels_of(inputs.areas, inputs.plan.district)
        console.print(
            f"in force: deviation of shares {deviation(problem, now):.5f}, "
            f"compactness {roundness(problem, now):.3f}, way {nearness_km(problem, now):.2f} km",
            style="dim", markup=False, soft_wrap=True,
        )  # fmt: skip
    if found.cut_short:
        console.print(f"note: the time ended after {found.tries:,} tries; --tries {found.tries} repeats it",
                      style="dim", markup=False)  # fmt: skip
    console.print(f"plan in {out}", markup=False)
