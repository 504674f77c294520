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
    help="Share of a district's areas; of --spots all, 20 at most.",
)
@click.option(
    "--spots",
    type=click.Path(path_type=Path),
    help="GeoJSON of hotspots, as `crims forecast hotspots` writes it; needs --roads.",
)
@click.option("--segments", is_flag=True, help="Hotspots are pieces of road; needs --roads.")
@click.option(
    "--most-repeats",
    type=click.FloatRange(0, 1),
    default=0.3,
    show_default=True,
    help="Share of a day's stops that may be like one of the day before.",
)
@click.option(
    "--tour",
    "waypoints",
    type=click.IntRange(1, 20),
    metavar="WAYPOINTS",
    help="Instead: one short round trip of each district through so many hotspots (1 to 20).",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the plan to write.")
@made_from
def command(
    days: int, team: int, stops: tuple[float, float], hotspots: float, spots: Path | None, segments: bool,
    most_repeats: float, waypoints: int | None, out: Path, **options: Any,
) -> None:  # fmt: skip
    """Add routes to the plan in force: from the station to the riskiest areas and back, differing by day.

    Writes routes.geojson (which the police model patrols along with --set patrol-mode=route), routes.gpx and
    routes.md, a sheet for the officers.

    \b
    crims plan routes --area Leeds --days 3 --out plans/leeds-routes
    crims plan routes --in-force plans/even --rates forecast --out plans/even-routes
    crims plan routes --area Leeds --roads leeds.json.gz --spots spots.geojson --segments --out plans/streets
    crims plan routes --area Leeds --roads leeds.json.gz --tour 20 --out plans/tour
    """
    scenario = scenario_of(**options)
    inputs = inputs_of(scenario)
    from bridge.plans.route_ground import ground_of
    from planning.plan.check import check_plan
    from planning.plan.files import write_plan
    from planning.roads.network import CREDIT
    from planning.routes.patrol_routes import RouteRules, routes_of, tours_of
    from planning.routes.sheets import gpx_text, overlap, repeats, sheet_text

    console = Console(highlight=False)
    # Whoever names spots has chosen among the places already.
    share = hotspots if spots is None else 1.0
    rules = RouteRules(*stops, hotspots=share, most_repeats=most_repeats)
    said = made_by("routes", scenario, days=days, units=team, hotspots=share, spots=spots,
                   segments=segments or None, tour=waypoints,
                   roads=inputs.roads and f"{inputs.roads.name} ({CREDIT})")  # fmt: skip
    with console.status("finding routes"):
        ground = ground_of(inputs, spots, segments)
        if waypoints is None:
            routes = routes_of(inputs.plan, ground, days, team, rules, scenario.seed)
        else:
            routes = tours_of(inputs.plan, ground, waypoints, rules)
    plan = replace(inputs.plan, routes=routes, made_by=said)
    check_plan(plan, inputs.areas)
    write_plan(plan, out)
    names = dict(zip(inputs.areas.codes, inputs.areas.names, strict=True))
    write_text(out / "routes.gpx", gpx_text(plan, names))
    write_text(out / "routes.md", sheet_text(plan, names))
    count = sum(len(route.stops) for route in routes)
    console.print(f"{len(routes):,} routes with {count:,} stops in {out}", markup=False)
    if waypoints is None:
        console.print(
            f"of the stops {repeats(routes, rules.like_minutes):.0%} could be foreseen from the day before, "
            f"{overlap(routes):.0%} meet another unit",
            markup=False, soft_wrap=True,
        )  # fmt: skip
