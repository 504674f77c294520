"""Which areas a command is about: a force, authorities of it, or polygons of the user's own."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bridge.errors import ScenarioError

if TYPE_CHECKING:
    from planning.geography.areas import Areas

VINTAGES = ("2011", "2021")


def place_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--force`, `--area`, `--geography`, `--polygons`."""
    options = [
        click.option("--force", help="Police force, in any spelling."),
        click.option(
            "--area", "names", multiple=True, metavar="LOCAL-AUTHORITY", help="Part of it; repeatable."
        ),
        click.option(
            "--geography",
            "vintage",
            type=click.Choice(VINTAGES),
            default="2021",
            show_default=True,
            help="MSOAs of which year.",
        ),
        click.option(
            "--polygons",
            type=click.Path(path_type=Path),
            help="Areas of one's own instead: GeoJSON, GeoPackage or shapefile.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def areas_of(force: str | None, names: tuple[str, ...], vintage: str, polygons: Path | None) -> "Areas":
    """The areas that were asked for.

    Raises:
        ScenarioError: neither or both of a force and polygons, or an authority that the force has not.
        PlanningError: the polygons cannot be used.
    """
    from common.names import find, hint
    from microsim.reference.forces import find_force
    from planning.geography.polygons import read_polygons
    from planning.geography.shipped import VINTAGES as KNOWN
    from planning.geography.shipped import areas_of_force

    if (force is None) == (polygons is None):
        raise ScenarioError("expected --force or --polygons, got " + ("neither" if force is None else "both"))
    if force is None:
        assert polygons is not None
        areas = read_polygons(polygons)
    else:
        areas = areas_of_force(find_force(force).name, next(v for v in KNOWN if v == vintage))
    if not names:
        return areas
    there = sorted(set(areas.authority_name) - {""})
    chosen = set()
    for name in names:
        found = find(name, there)
        if found is None:
            raise ScenarioError(f"expected a local authority of these areas, got {name!r}{hint(name, there)}")
        chosen.add(found)
    return areas.take([at for at, name in enumerate(areas.authority_name) if name in chosen])
