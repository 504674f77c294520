"""`crims plan compare`: what moves between two plans."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table


@click.command("compare")
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
def command(first: Path, second: Path) -> None:
    """Say which areas change districts, and where units are added or taken, from FIRST to SECOND.

    \b
    crims plan compare plans/in-force plans/even
    """
    from bridge.plans.compare import moves_between
    from planning.plan.files import read_plan

    console = Console(highlight=False)
    moves = moves_between(read_plan(first), read_plan(second))
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("from", "to", "areas"):
        table.add_column(name, justify="right" if name == "areas" else "left")
    for (here, there), codes in moves.areas.items():
        table.add_row(here, there, f"{len(codes):,}")
    console.print(
        f"{moves.moved:,} of {moves.total:,} areas change districts "
        f"(districts are matched by the areas they share)", markup=False, soft_wrap=True
    )  # fmt: skip
    if moves.areas:
        console.print(table)
    for (district, shift), change in moves.units.items():
        console.print(f"units: {district}, {shift}: {change:+d}", markup=False)
    if not moves.areas and not moves.units:
        console.print("the plans are the same")
