"""`crims forecast hotspots`: the squares with most forecast crimes, for patrols."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from bridge.base.whole_files import write_text
from bridge.cli.forecast_commands.forecast_options import (
    Wanted,
    data_options,
    panel_before,
    read_month,
    require_ending,
)
from bridge.demand.demand import translated

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = (".csv", ".geojson", ".parquet")


@click.command("hotspots")
@data_options
@click.option("--category", "categories", multiple=True, metavar="NAME", help="Only of it; repeatable.")
@click.option(
    "--from",
    "first",
    metavar="YYYY-MM",
    callback=read_month,
    help="The month.  [default: the one after the data]",
)
@click.option("--cell", default=100.0, show_default=True, help="Side of a square in metres.")
@click.option("--bandwidth", default=250.0, show_default=True, help="Radius of the kernel in metres.")
@click.option("--near-repeat", is_flag=True, help="Weigh recent crimes as soon repeated nearby.")
@click.option("--number", default=100, show_default=True, type=click.IntRange(1), help="How many squares.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File: .csv, .parquet, .geojson.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    wanted: Wanted,
    categories: tuple[str, ...],
    first: str | None,
    cell: float,
    bandwidth: float,
    near_repeat: bool,
    number: int,
    out: Path,
    quiet: bool,
) -> None:
    """Spread each area's forecast crimes over squares by where its crimes were; write the densest squares.

    \b
    crims forecast hotspots --force "City of London" --data archive.zip --out hotspots.geojson
    crims forecast hotspots --force Durham --data archive.zip --category burglary --near-repeat --out b.csv

    A row has rank, area, x and y (metres, British National Grid), longitude, latitude, expected crimes of the
    month, per_km2, and the share of all expected crimes that lie in this square and those above it.
    """
    require_ending(out, ENDINGS, "--out")
    console = Console(highlight=False, quiet=quiet)
    with console.status("forecasting"), translated():
        import pandas as pd

        from microsim.forecast.forecast_table import forecast_months
        from microsim.forecast.forecaster import Forecaster
        from microsim.forecast.hotspots import hotspots
        from microsim.reference.known_names import CATEGORIES, resolve

        crimes = wanted.one("hotspots")
        keep = wanted.keep(crimes)
        panel = panel_before(crimes, keep, first)
        keep &= [month <= panel.months[-1] for month in crimes.months]
        (month, found), *_ = forecast_months(Forecaster.fit(panel), first, 1).items()
        only = [resolve(name, CATEGORIES, "category") for name in categories]
        rows = [panel.categories.index(name) for name in only] or list(range(len(panel.categories)))
        table = hotspots(
            crimes,
            pd.Series(found.mean[rows].sum(axis=0), index=list(panel.areas)),
            keep=keep,
            categories=only,
            cell_metres=cell,
            bandwidth_metres=bandwidth,
            near_repeat=near_repeat,
            number=number,
        )
        _write(table, cell, out)
    console.print(
        f"{panel.force}, {month}: {len(table)} squares of {cell:g} m with {table['share'].iloc[-1]:.1%} of "
        f"{found.mean[rows].sum():,.0f} expected crimes in {out}",
        markup=False,
    )


def _write(table: "pd.DataFrame", cell: float, out: Path) -> None:
    from microsim.forecast.hotspots import squares
    from microsim.storage.export import write_crimes

    if out.suffix.lower() == ".geojson":
        out.parent.mkdir(parents=True, exist_ok=True)
        write_text(out, squares(table, cell).to_json())
    else:
        write_crimes(table, out)
