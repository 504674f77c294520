"""`crims population`: synthetic people by area, sex, age and ethnicity, and crimes per head."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from bridge.cli.forecast_commands.forecast_options import Wanted
from bridge.cli.options import FORCES, LOOKUP, SEVERAL_DATA, YEARS, months_options
from bridge.demand.demand import translated
from bridge.demand.several_forces import ALL, named_forces
from bridge.errors import ScenarioError

if TYPE_CHECKING:
    from microsim.population.people import People

SUFFIXES = (".parquet", ".csv")


@click.command("population")
@FORCES
@LOOKUP
@click.option("--year", default=2011, show_default=True, help="Other than 2011 needs a projection.")
@click.option("--by", type=click.Choice(["area", "lsoa"]), default="area", show_default=True)
@click.option("--sex-age", type=click.Path(path_type=Path), help="Table: area, sex, age, count.")
@click.option("--ethnicity", type=click.Path(path_type=Path), help="Table: area, sex, ethnicity, count.")
@click.option("--projection", type=click.Path(path_type=Path), help="authority, year, sex, age, count.")
@click.option("--fetch", "fetched", type=click.Path(path_type=Path), help="Fetch tables from Nomis into it.")
@click.option("--per-head", type=click.Path(path_type=Path), help="Write crimes a year per 1,000 residents.")
@click.option(
    "--per-group", type=click.Path(path_type=Path), help="Write victims a year per 1,000 of groups."
)
@click.option(
    "--victim-rates",
    type=click.Path(path_type=Path),
    help="Rates of victimisation in the layout of data/victims.csv, instead of it.",
)
@SEVERAL_DATA
@months_options
@click.option(
    "--geography",
    "area_year",
    type=click.Choice(YEARS),
    default="2011",
    show_default=True,
    help="Year of the areas: that of the tables.",
)
@click.option("--out", type=click.Path(path_type=Path), help="People to write: .parquet or .csv.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    forces: tuple[str, ...],
    lookup: Path | None,
    year: int,
    by: str,
    sex_age: Path | None,
    ethnicity: Path | None,
    projection: Path | None,
    fetched: Path | None,
    per_head: Path | None,
    per_group: Path | None,
    victim_rates: Path | None,
    data: tuple[Path, ...],
    fit_months: str | None,
    leave_out: str | None,
    keep_doubtful: bool,
    area_year: str,
    out: Path | None,
    quiet: bool,
) -> None:
    """Make the people of a force from census tables, scaled to a projection; marginals are met exactly.

    \b
    crims population --force Durham --out people.parquet                      # totals by area only
    crims population --force Durham --year 2020 --fetch tables --out people.parquet
    crims population --force Durham --sex-age a.csv --ethnicity e.csv --out people.csv
    crims population --force Durham --data archive.zip --per-head rates.csv
    crims population --force Durham --sex-age a.csv --data archive.zip --per-group victims.csv

    --fetch asks nomisweb.co.uk (CRIMS_NOMIS another server, NOMIS_API_KEY your key) for tables DC1117EW and
    DC2101EW of the census of 2011 and for the subnational projections of England. Without any table people
    have an area and nothing else.
    """
    written = {"--out": out, "--per-head": per_head, "--per-group": per_group}
    if not any(written.values()):
        raise ScenarioError("expected --out, --per-head or --per-group, got none")
    for option, path in written.items():
        if path is not None and path.suffix.lower() not in SUFFIXES:
            raise ScenarioError(f"expected {option} to end in {' or '.join(SUFFIXES)}, got {path.name!r}")
    if fetched is not None and (sex_age or ethnicity or projection):
        raise ScenarioError("--fetch gets all tables; leave out --sex-age, --ethnicity and --projection")
    console = Console(highlight=False, quiet=quiet)
    begun = time.perf_counter()
    with console.status("making people"), translated():
        from microsim.population.nomis import NOMIS, fetch_tables
        from microsim.population.people import make_people, together
        from microsim.reference.forces import find_force
        from microsim.reference.geography import geography
        from microsim.storage.export import write_crimes

        places = geography(lookup, int(area_year))
        everyone = not data and ALL in [name.casefold() for name in forces]
        names = sorted(set(places.areas["force"])) if everyone else named_forces(forces, data)
        if fetched is not None and len(names) > 1:
            raise ScenarioError(f"expected one force for --fetch, got {len(names)}")
        if fetched is not None:
            address, key = os.environ.get("CRIMS_NOMIS", NOMIS), os.environ.get("NOMIS_API_KEY")
            sex_age, ethnicity, projection = fetch_tables(
                find_force(names[0]), places, fetched, year=year, url=address, key=key
            )
        each = [
            make_people(
                find_force(name),
                places,
                year=year,
                by=by,
                sex_age=sex_age,
                ethnicity=ethnicity,
                projection=projection,
            )
            for name in names
        ]
        people = together(each)
        if out is not None:
            write_crimes(people.table, out)
        if per_head is not None or per_group is not None:
            wanted = Wanted(
                tuple(names), data, lookup, int(area_year), None, None, fit_months, leave_out, keep_doubtful
            )
            _write_rates(wanted, each, by, per_head, per_group, victim_rates)
    for note in people.notes:
        console.print(f"note: {note}", style="dim", markup=False, soft_wrap=True)
    for path in written.values():
        if path is not None:
            console.print(f"written: {path}", markup=False)
    seconds = time.perf_counter() - begun
    areas = len(people.by_area)
    said = names[0] if len(names) == 1 else f"{len(names)} forces"
    console.print(f"{said}, {year}: {len(people.table):,} people in {areas} areas ({seconds:.1f} s)")


def _write_rates(
    wanted: Wanted,
    people: "list[People]",
    by: str,
    per_head: Path | None,
    per_group: Path | None,
    victim_rates: Path | None,
) -> None:
    """Crimes per head by area, and victims by group, of every force in one table each."""
    import pandas as pd

    from microsim.forecast.panel import make_panel
    from microsim.population.people import per_head as head_rates
    from microsim.population.victims import group_rates, read_victims
    from microsim.storage.export import write_crimes

    table = read_victims(victim_rates)
    panels = [make_panel(crimes, by, wanted.keep(crimes)) for crimes in wanted.load()]
    heads, groups = [], []
    for panel, mine in zip(panels, people, strict=True):
        of = {} if len(panels) == 1 else {"force": panel.force}
        heads.append(head_rates(panel, mine).assign(**of))
        groups.append(group_rates(panel, mine, table).assign(**of))
    for path, frames in ((per_head, heads), (per_group, groups)):
        if path is not None:
            write_crimes(pd.concat(frames, ignore_index=True), path)
