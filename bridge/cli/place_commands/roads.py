"""`crims roads`: downloading the roads of a force, and seeing what a file of roads gives."""

from pathlib import Path

import click
from rich.console import Console

from bridge.base.whole_files import guarded
from bridge.cli.place_commands.places import areas_of, place_options
from bridge.demand.demand import translated
from bridge.errors import ScenarioError


@click.group("roads", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Download roads, and show what a file of roads gives."""


@command.command("fetch")
@place_options
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="File to write: .graphml or .gpkg.",
)
@click.option(
    "--endpoint", metavar="URL", help="Another Overpass server, up to /api.  [default: OSMnx's own]"
)
@click.option(
    "--timeout", type=click.IntRange(1), default=180, show_default=True, help="Seconds for one answer."
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def fetch(
    force: str | None,
    names: tuple[str, ...],
    vintage: str,
    polygons: Path | None,
    out: Path,
    endpoint: str | None,
    timeout: int,
    quiet: bool,
) -> None:
    """Download the public roads of a force from OpenStreetMap (by OSMnx, from an Overpass server).

    \b
    crims roads fetch --force Durham --out durham.graphml
    crims roads fetch --force "West Yorkshire" --area Leeds --out leeds.gpkg

    What broke off goes on where it stopped. Roads © OpenStreetMap contributors, Open Database License 1.0.
    """
    if endpoint is not None and not endpoint.startswith(("https://", "http://")):
        raise ScenarioError(f"expected --endpoint to begin with https:// or http://, got {endpoint!r}")
    console = Console(highlight=False, quiet=quiet)
    with translated(), console.status("downloading roads"):
        from planning.roads.fetch import fetch_roads
        from planning.roads.readers import read_roads

        areas = areas_of(force, names, vintage, polygons)
        with guarded(out):
            fetch_roads(areas, out, endpoint, timeout=timeout)
        network = read_roads(out, areas.crs)
    console.print(f"{len(network):,} junctions, {network.kilometres:,.0f} km in {out}", markup=False)


@command.command("info")
@click.argument("file", type=click.Path(path_type=Path))
@place_options
def info(file: Path, force: str | None, names: tuple[str, ...], vintage: str, polygons: Path | None) -> None:
    """Show what FILE (.graphml, .gpkg, Overpass .json, .osm.pbf) gives as travel between areas.

    \b
    crims roads info durham.graphml --force Durham
    """
    import numpy as np

    console = Console(highlight=False)
    with translated(), console.status("computing travel"):
        from planning.travel.distance import travel_by_distance
        from planning.travel_between import travel_between

        areas = areas_of(force, names, vintage, polygons)
        travel = travel_between(areas, file)
        straight = travel_by_distance(areas)
    full = travel.matrix(areas.x_m, areas.y_m)
    by_distance = straight.matrix(areas.x_m, areas.y_m)
    pairs = ~np.eye(len(areas), dtype=bool)
    console.print(travel.source, markup=False, soft_wrap=True)
    console.print(
        f"{len(areas):,} areas; inside an area {np.median(np.diag(full)):.1f} minutes (median)", markup=False
    )
    if pairs.any():
        console.print(
            f"between areas {np.median(full[pairs]):.1f} minutes (median), "
            f"{np.median(full[pairs] / by_distance[pairs]):.2f} of what distance alone would give",
            markup=False,
        )
    for note in travel.notes:
        console.print(f"note: {note}", style="dim", markup=False, soft_wrap=True)
