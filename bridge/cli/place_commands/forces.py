"""`crims forces`: the police forces, how large they are and what they have on duty."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bridge.demand.demand import translated

LATEST = 2021
"""Of the shipped table of officers."""


@click.command("forces")
@click.argument("force", required=False)
@click.option("--year", default=LATEST, show_default=True, help="Officers on 31 March of this year.")
@click.option(
    "--staffing",
    type=click.Path(path_type=Path),
    help="Officers by force and year of one's own (CSV, as data/staffing.csv).",
)
def command(force: str | None, year: int, staffing: Path | None) -> None:
    """List the 43 forces with their size and units on duty; with FORCE, the way from its officers to its
    units.

    \b
    crims forces
    crims forces durham --year 2018
    """
    console = Console(highlight=False)
    with translated():
        from microsim.reference.forces import find_force
        from planning.staffing.chain import RESPONSE_OF_ALL, morning_response
        from planning.staffing.duty import staffing_of

        if force is None:
            console.print(_table(year, staffing))
            return
        found = staffing_of(find_force(force).name, [year], table=staffing)
        morning = morning_response(found.officers)
    for line in (*found.duty.steps, *(f"note: {note}" for note in found.officers.notes)):
        console.print(line, markup=False, soft_wrap=True)
    if morning is not None:
        least, mean, most = RESPONSE_OF_ALL
        console.print(
            f"check: {morning:.1%} of all officers on response duties on a weekday morning; the inspectorate "
            f"found {mean:.1%} in 2010, forces from {least:.1%} to {most:.1%}",
            markup=False,
            soft_wrap=True,
        )


def _table(year: int, staffing: Path | None) -> Table:
    import numpy as np

    from microsim.reference.forces import forces
    from planning.geography.shipped import msoas
    from planning.staffing.duty import staffing_of

    every = msoas("2021")
    owner = np.array(every.force)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("force", no_wrap=True)
    for heading in ("areas", "km²", "residents", "officers", "early", "night"):
        table.add_column(heading, justify="right")
    for one in forces():
        mine = owner == one.name
        found = staffing_of(one.name, [year], table=staffing)
        table.add_row(
            one.name,
            f"{mine.sum():,}",
            f"{every.km2[mine].sum():,.0f}",
            f"{every.population[mine].sum():,.0f}",
            f"{found.officers.visible:,.0f}",
            str(found.duty.units["early"]),
            str(found.duty.units["night"]),
        )
    return table
