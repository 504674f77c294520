"""`crims population`: synthetic people by area, sex, age and ethnicity, and crimes per head."""

import os
import time
from pathlib import Path

import click
from rich.console import Console

from bridge.cli.options import DATA, LOOKUP, YEARS
from bridge.demand.demand import translated
from bridge.errors import ScenarioError
from bridge.scenario.scenario import FORCE

SUFFIXES = (".parquet", ".csv")


@click.command("population")
@click.option("--force", default=FORCE, show_default=True, help="Police force.")
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
@DATA
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
    force: str,
    lookup: Path | None,
    year: int,
    by: str,
    sex_age: Path | None,
    ethnicity: Path | None,
    projection: Path | None,
    fetched: Path | None,
    per_head: Path | None,
    per_group: Path | None,
    data: Path | None,
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
        import microsim
        from common.cache import default_folder
        from microsim.forecast.panel import make_panel
        from microsim.population.nomis import NOMIS, fetch_tables
        from microsim.population.people import make_people
        from microsim.population.people import per_head as head_rates
        from microsim.population.victims import group_rates, read_victims
        from microsim.reference.forces import find_force
        from microsim.reference.geography import geography
        from microsim.storage.export import write_crimes

        wanted, places = find_force(force), geography(lookup, int(area_year))
        if fetched is not None:
            address, key = os.environ.get("CRIMS_NOMIS", NOMIS), os.environ.get("NOMIS_API_KEY")
            sex_age, ethnicity, projection = fetch_tables(
                wanted, places, fetched, year=year, url=address, key=key
            )
        people = make_people(
            wanted, places, year=year, by=by, sex_age=sex_age, ethnicity=ethnicity, projection=projection
        )
        if out is not None:
            write_crimes(people.table, out)
        if per_head is not None or per_group is not None:
            crimes = microsim.load_crimes(data, force, lookup, default_folder(), vintage=int(area_year))
            panel = make_panel(crimes, by)
            if per_head is not None:
                write_crimes(head_rates(panel, people), per_head)
            if per_group is not None:
                write_crimes(group_rates(panel, people, read_victims()), per_group)
    for note in people.notes:
        console.print(f"note: {note}", style="dim", markup=False, soft_wrap=True)
    for path in written.values():
        if path is not None:
            console.print(f"written: {path}", markup=False)
    seconds = time.perf_counter() - begun
    areas = len(people.by_area)
    console.print(f"{wanted.name}, {year}: {len(people.table):,} people in {areas} areas ({seconds:.1f} s)")
