"""`crims plan show`: a plan as a picture and a list."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bridge.base.whole_files import aside


@click.command("show")
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--polygons", type=click.Path(path_type=Path), help="Areas of one's own.  [default: MSOAs]")
@click.option("--shift", default="", help="Whose routes to draw.  [default: the first that has any]")
@click.option(
    "--day", type=click.IntRange(0, 27), default=0, show_default=True, help="Of the routes; 0 is Monday."
)
@click.option("--out", type=click.Path(path_type=Path), help="Picture to write (.png).")
def command(plan: Path, polygons: Path | None, shift: str, day: int, out: Path | None) -> None:
    """List the districts of PLAN with their areas and units, and draw them, with routes of a shift and day.

    \b
    crims plan show plans/even --out even.png
    crims plan show plans/routes --shift late --day 4 --out friday.png
    """
    from planning.geography.polygons import read_polygons
    from planning.geography.shipped import areas_by_code
    from planning.plan.check import check_plan
    from planning.plan.files import read_plan

    found = read_plan(plan)
    areas = areas_by_code(list(found.district)) if polygons is None else read_polygons(polygons)
    check_plan(found, areas)
    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("district")
    for name in ("areas", "residents", *(shift.name for shift in found.shifts)):
        table.add_column(name, justify="right")
    units = {(row.district, row.shift): row.units for row in found.units}
    for district in found.districts:
        codes = found.areas_of(district)
        people = areas.population[areas.positions(codes)].sum()
        on_duty = [str(units.get((district, shift.name), 0)) for shift in found.shifts]
        table.add_row(district, str(len(codes)), "" if people != people else f"{people:,.0f}", *on_duty)
    if found.made_by:
        console.print(f"made by {found.made_by}", style="dim", markup=False, soft_wrap=True)
    console.print(table)
    if out is not None:
        from bridge.plans.picture import draw_plan

        with aside(out) as part:
            draw_plan(found, areas, part, shift, day)
        console.print(f"picture in {out}", markup=False)
