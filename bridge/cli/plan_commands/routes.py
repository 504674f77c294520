"""`crims plan routes`: patrol routes for the units of a plan."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from bridge.base.whole_files import write_text
from bridge.cli.plan_commands.plan_options import inputs_of, made_by, made_from, scenario_of


@click.command("routes")
@click.option(
    "--days", type=click.IntRange(1, 28), default=7, show_default=True, help="From a Monday; they repeat."
)
@click.option(
    "--units",
    "team",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="Units of each district and shift that follow a route.",
)
@click.option(
    "--stops", nargs=2, type=float, default=(11.0, 15.0), show_default=True, help="Minutes of a stop."
)
@click.option(
    "--hotspots",
    type=click.FloatRange(0, 1),
    default=0.2,
    show_default=True,
    help="Share of a district's areas.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the plan to write.")
@made_from
def command(
    days: int, team: int, stops: tuple[float, float], hotspots: float, out: Path, **options: Any
) -> None:  # fmt: skip
    """Add routes to the plan in force: from the station to the riskiest areas and back, differing by day.

    Writes routes.geojson (which the police model patrols along with --set patrol-mode=route), routes.gpx and
    routes.md, a sheet for the officers.

    \b
    crims plan routes --area Leeds --days 3 --out plans/leeds-routes
    crims plan routes --in-force plans/even --rates forecast --out plans/even-routes
    """
    scenario = scenario_of(**options)
    inputs = inputs_of(scenario)
    from planning.plan.check import check_plan
    from planning.plan.files import write_plan
    from planning.routes.patrol_routes import RouteRules, routes_of
    from planning.routes.sheets import gpx_text, sheet_text
    from planning.travel.distance import BLUE_LIGHT

    console = Console(highlight=False)
    rules = RouteRules(*stops, hotspots=hotspots)
    said = made_by("routes", scenario, days=days, units=team, hotspots=hotspots)
    with console.status("finding routes"):
        routes = routes_of(
            inputs.plan, inputs.areas, inputs.minutes * BLUE_LIGHT, inputs.demand.per_hour, days, team, rules,
            scenario.seed,
        )  # fmt: skip
    plan = replace(inputs.plan, routes=routes, made_by=said)
    check_plan(plan, inputs.areas)
    write_plan(plan, out)
    names = dict(zip(inputs.areas.codes, inputs.areas.names, strict=True))
    write_text(out / "routes.gpx", gpx_text(plan, names))
    write_text(out / "routes.md", sheet_text(plan, names))
    count = sum(len(route.stops) for route in routes)
    console.print(f"{len(routes):,} routes with {count:,} stops in {out}", markup=False)
