"""`crims map`: crime density by area of a run or of any table of crimes, as a picture."""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from bridge.base.outlines import shipped_outlines
from bridge.base.whole_files import aside, guarded, require_place
from bridge.cli.options import GEOGRAPHY
from bridge.demand.demand import translated
from bridge.demand.several_forces import ALL
from bridge.errors import ScenarioError

if TYPE_CHECKING:
    import pandas as pd

    from microsim.reference.forces import Force
    from microsim.reference.geography import Geography
    from microsim.sources.boundaries import Areas

NAMED = 3
"""So many forces are named in a title."""
PICTURES = (".png", ".svg", ".pdf")


@click.command("map")
@click.argument("source", metavar="RUN-or-CSV", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--boundaries",
    type=click.Path(path_type=Path),
    help="MSOA outlines: zipped shapefile, GeoPackage or GeoJSON.  [default: the generalised ones that ship]",
)
@click.option(
    "--force",
    "forces",
    multiple=True,
    help="Police force; repeatable, or all.  [default: that of the run, or of most of the crimes]",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Street-level data to approximate areas from that are no MSOAs.  [default: that of the run]",
)
@click.option(
    "--lookup",
    type=click.Path(path_type=Path),
    help="LSOA lookup.  [default: that of the run, or the packaged one]",
)
@GEOGRAPHY
@click.option("--category", metavar="NAME", help="Only crimes of one category.")
@click.option("--month", metavar="YYYY-MM", help="Only crimes of one month.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Picture: .png, .svg or .pdf.  [default: beside]"
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    source: Path,
    boundaries: Path | None,
    forces: tuple[str, ...],
    data: Path | None,
    lookup: Path | None,
    area_year: int | None,
    category: str | None,
    month: str | None,
    out: Path | None,
    quiet: bool,
) -> None:
    """Draw the crimes of RUN-or-CSV (a run directory, or a CSV or Parquet file of crimes) by area (MSOA).

    Without --boundaries the generalised outlines that ship are drawn. Nothing is fetched from a network.
    """
    target = out or (source / "map.png" if source.is_dir() else source.with_suffix(".png"))
    if target.suffix.lower() not in PICTURES:
        raise ScenarioError(f"expected --out to end in {', '.join(PICTURES)}, got {target.name!r}")
    require_place(target)
    console = Console(highlight=False, quiet=quiet)
    with console.status("drawing"), translated():
        origin = _origin(source, forces, data, lookup, area_year)
        crimes = _kept(_read(source), category, month)
        content, notes = _picture(crimes, origin, boundaries, category, target)
    with guarded(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    with aside(target) as part:
        part.write_bytes(content)
    for note in notes:
        console.print(f"note: {note}", style="dim", markup=False)
    console.print(f"{len(crimes):,} crimes drawn in {target}", markup=False)


@dataclass(frozen=True)
class _Origin:
    """What the crimes were made from, and how the map words it."""

    forces: tuple[str, ...]
    data: Path | None
    lookup: Path | None
    year: int | None
    """Of the areas; None is that of the crimes' codes."""
    seed: str
    source: str


def _origin(
    source: Path, forces: tuple[str, ...], data: Path | None, lookup: Path | None, year: int | None
) -> _Origin:
    """What was given; what was not given is that of the run, if it is one."""
    if not source.is_dir():
        return _Origin(forces, data, lookup, year, "", f"Crimes: {source.name}, as given")
    from bridge.record.record import MANIFEST, read_manifest
    from bridge.record.run_tables import CRIMES
    from microsim.maps import CRIME_SOURCE

    if not (source / MANIFEST).exists() or not (source / CRIMES).exists():
        raise ScenarioError(
            f"expected a run directory with {MANIFEST} and {CRIMES}, or a file, got {str(source)!r}"
        )
    options = read_manifest(source).options
    return _Origin(
        forces or (options.force,),
        data or (None if options.data is None else Path(options.data)),
        lookup or (None if options.lookup is None else Path(options.lookup)),
        year or options.area_year,
        f"seed {options.seed}",
        CRIME_SOURCE,
    )


def _read(source: Path) -> "pd.DataFrame":
    from bridge.record.run_tables import CRIMES
    from microsim.sources.observed import read_observed

    return read_observed(source / CRIMES if source.is_dir() else source, ("MSOA",))


def _kept(crimes: "pd.DataFrame", category: str | None, month: str | None) -> "pd.DataFrame":
    """The crimes of one category and one month."""
    from microsim.reference.known_names import CATEGORIES, resolve
    from microsim.reference.months import month_bounds

    for column, wanted in (("crime_category", category), ("time", month)):
        if wanted is not None and column not in crimes:
            raise ScenarioError(f"expected crimes with a column {column!r} to choose by, got none")
    if category is not None:
        crimes = crimes[crimes["crime_category"] == resolve(category, CATEGORIES, "category")]
    if month is not None:
        begin, end = month_bounds(month)
        crimes = crimes[(crimes["time"] >= begin) & (crimes["time"] < end)]
    if crimes.empty:
        raise ScenarioError("expected some crimes to draw, but the choice of category and month leaves none")
    return crimes


def _picture(
    crimes: "pd.DataFrame", origin: _Origin, boundaries: Path | None, category: str | None, target: Path
) -> tuple[bytes, list[str]]:
    """The picture, and what a reader should know about it."""
    import pandas as pd

    from microsim.maps import map_bytes, period_text
    from microsim.reference.geography import geography, vintage_of

    codes = crimes["MSOA"].astype(str)
    of_codes = vintage_of(codes.unique()) if origin.lookup is None else None
    places = geography(origin.lookup, origin.year or of_codes)
    forces = _forces(origin.forces, codes, places)
    table = pd.concat([places.areas_of(force) for force in forces])
    name = ", ".join(one.name for one in forces) if len(forces) <= NAMED else f"{len(forces)} forces"
    areas = _areas(boundaries, origin, forces, list(table.index))
    when = period_text(crimes["time"]) if "time" in crimes else ""
    number = f"{len(areas.shapes)} area{'' if len(areas.shapes) == 1 else 's'}"
    parts = [when, f"{len(crimes):,} crimes in {number}", origin.seed]
    content = map_bytes(
        crimes,
        areas,
        table["authority"],
        f"{name}: {category or 'crimes'}",
        ", ".join(part for part in parts if part),
        origin.source,
        picture=target.suffix.lower().removeprefix("."),
    )
    notes = [areas.source] if areas.approximate else []
    if areas.missing:
        notes.append(f"{len(areas.missing)} areas without an outline: {', '.join(areas.missing[:5])}")
    return content, notes


def _forces(typed: tuple[str, ...], codes: "pd.Series[str]", places: "Geography") -> "list[Force]":
    """The forces that somebody typed, all that have a crime, or the one that most crimes are of."""
    from microsim.reference.forces import find_force

    if ALL in [name.casefold() for name in typed]:
        known = places.areas["force"].reindex(codes.unique()).dropna()
        typed = tuple(sorted(set(known)))
    return [find_force(name) for name in dict.fromkeys(typed or (_force_of(codes, places),))]


def _force_of(codes: Iterable[str], places: "Geography") -> str:
    """The force that most of the areas belong to."""
    forces = places.areas["force"].reindex(list(codes)).dropna()
    if forces.empty:
        raise ScenarioError(
            "expected MSOA codes of the LSOA lookup, got none; give --force, or --lookup for Wales"
        )
    return str(forces.mode().iloc[0])


def _areas(boundaries: Path | None, origin: _Origin, forces: "list[Force]", codes: list[str]) -> "Areas":
    """Outlines from the file, else those that ship, else (areas of another kind) approximate ones."""
    import pandas as pd

    import microsim
    from microsim.sources.boundaries import approximate_areas, lsoa_points, read_boundaries
    from microsim.street.parsed_cache import default_folder

    if boundaries is not None:
        return read_boundaries(boundaries, codes)
    shipped = shipped_outlines(codes)
    if shipped is not None:
        return shipped
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", microsim.DataWarning)
        try:
            points = [
                lsoa_points(microsim.load_crimes(origin.data, force.name, origin.lookup, default_folder()))
                for force in forces
            ]
        except microsim.DataError as error:
            if origin.data is not None:
                raise
            raise ScenarioError(
                f"no crimes of {forces[0].name} in the packaged sample to make areas of; "
                "give --boundaries or --data"
            ) from error
    return approximate_areas(pd.concat(points)).select(codes)
