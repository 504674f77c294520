"""`crims forecast`: expected crimes with their uncertainty for months ahead of the data."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from bridge.base.whole_files import aside, guarded
from bridge.cli.forecast_commands.forecast_options import (
    BY,
    Wanted,
    data_options,
    panel_before,
    read_month,
    require_ending,
)
from bridge.cli.forecast_commands.hotspots import command as hotspots_command
from bridge.cli.forecast_commands.score import command as score_command
from bridge.demand.demand import translated
from bridge.errors import ScenarioError

if TYPE_CHECKING:
    from microsim import CrimeData
    from microsim.forecast.forecaster import Distribution, Forecaster
    from microsim.sources.boundaries import Areas

TABLES = (".parquet", ".csv")
PICTURES = (".png", ".svg", ".pdf")


@click.group("forecast", invoke_without_command=True)
@data_options
@BY
@click.option(
    "--from",
    "first",
    metavar="YYYY-MM",
    callback=read_month,
    help="First month.  [default: the one after the data]",
)
@click.option("--months", default=6, show_default=True, type=click.IntRange(1, 24), help="How many months.")
@click.option("--out", type=click.Path(path_type=Path), help="Table to write: .parquet or .csv.")
@click.option("--picture", type=click.Path(path_type=Path), help="Past and coming months: .png, .svg, .pdf.")
@click.option(
    "--map", "chart", type=click.Path(path_type=Path), help="Map of the months: .png, .svg or .pdf."
)
@click.option(
    "--boundaries",
    type=click.Path(path_type=Path),
    help="Outlines for --map: zipped shapefile, GeoPackage or GeoJSON.  [default: those that ship; LSOAs are "
    "approximated]",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.pass_context
def command(
    context: click.Context,
    wanted: Wanted,
    by: str,
    first: str | None,
    months: int,
    out: Path | None,
    picture: Path | None,
    chart: Path | None,
    boundaries: Path | None,
    quiet: bool,
) -> None:
    """Forecast the crimes of one or several forces by area, category and month, with quantiles.

    \b
    crims forecast --force Durham --data archive.zip --months 6 --out forecast.parquet
    crims forecast --force Durham --data archive.zip --from 2019-01 --months 1 --picture months.png
    crims forecast --force all --data archive.zip --out forecast.parquet
    crims forecast score --force Durham --data archive.zip

    A row of the table has force, authority, area, category, month, expected and q05, q25, q50, q75 and q95.
    With --from inside the data, only the months before it are used.
    """
    if context.invoked_subcommand is not None:
        return
    if out is None and picture is None and chart is None:
        raise ScenarioError("expected --out, --picture or --map, or a subcommand: score, hotspots; got none")
    require_ending(out, TABLES, "--out")
    require_ending(picture, PICTURES, "--picture")
    require_ending(chart, PICTURES, "--map")
    console = Console(highlight=False, quiet=quiet)
    begun = time.perf_counter()
    with console.status("forecasting"), translated():
        from microsim.forecast.forecast_table import forecast_months
        from microsim.forecast.forecaster import Forecaster

        crimes = wanted.load() if picture is None and chart is None else [wanted.one("--picture and --map")]
        models = [Forecaster.fit(panel_before(one, wanted.keep(one), first, by)) for one in crimes]
        found = [forecast_months(model, first, months) for model in models]
    if out is not None:
        with translated():
            _write_table(models, found, out)
    with console.status("drawing"), translated():
        if picture is not None:
            _draw_picture(picture, models[0], found[0])
        if chart is not None:
            _draw_map(chart, crimes[0], models[0], found[0], boundaries)
    for model, ahead in zip(models, found, strict=True):
        _show(console, model, ahead)
    for path in (out, picture, chart):
        if path is not None:
            console.print(f"written: {path}", markup=False)
    console.print(f"{time.perf_counter() - begun:.1f} s", style="dim")


command.add_command(score_command)
command.add_command(hotspots_command)


def _write_table(models: "list[Forecaster]", found: "list[dict[str, Distribution]]", out: Path) -> None:
    """All forces in one table."""
    import pandas as pd

    from microsim.forecast.forecast_table import area_table
    from microsim.storage.export import write_crimes

    tables = [area_table(model, ahead) for model, ahead in zip(models, found, strict=True)]
    write_crimes(tables[0] if len(tables) == 1 else pd.concat(tables, ignore_index=True), out)


def _draw_picture(path: Path, model: "Forecaster", found: "dict[str, Distribution]") -> None:
    from microsim.forecast.forecast_table import force_table
    from microsim.forecast.pictures import draw_months, picture_of

    total = force_table(model, found)
    _write(path, picture_of(lambda: draw_months(model.panel, total), path.suffix.lower()[1:]))


def _write(path: Path, content: bytes) -> None:
    with guarded(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with aside(path) as part:
        part.write_bytes(content)


def _draw_map(
    path: Path,
    crimes: "CrimeData",
    model: "Forecaster",
    found: "dict[str, Distribution]",
    boundaries: Path | None,
) -> None:
    from microsim.forecast.forecast_table import areas_over_all
    from microsim.forecast.pictures import draw_areas, picture_of

    mean, deviation = areas_over_all(list(found.values()))
    months = list(found)
    span = months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"
    areas = _outlines(crimes, model, boundaries)
    title = f"{model.panel.force}: crimes forecast, {span}"
    codes = model.panel.areas
    content = picture_of(lambda: draw_areas(mean, deviation, areas, codes, title), path.suffix.lower()[1:])
    _write(path, content)


def _outlines(crimes: "CrimeData", model: "Forecaster", boundaries: Path | None) -> "Areas":
    """Outlines from a file, else those that ship, else approximate ones from where crimes happened."""
    from bridge.base.outlines import shipped_outlines
    from microsim.sources.boundaries import approximate_areas, lsoa_points, read_boundaries

    codes = list(model.panel.areas)
    if boundaries is not None:
        return read_boundaries(boundaries, codes)
    if model.panel.level == "area" and (shipped := shipped_outlines(codes)) is not None:
        return shipped
    points = lsoa_points(crimes)
    if model.panel.level == "lsoa":
        points["MSOA"] = points.index.astype(str)
    return approximate_areas(points).select(codes)


def _show(console: Console, model: "Forecaster", found: "dict[str, Distribution]") -> None:
    """All crimes by month, and the categories of the first month."""
    from microsim.forecast.forecast_table import ALL, force_table

    total = force_table(model, found)
    panel = model.panel
    used = [month for month, wanted in zip(panel.months, panel.used, strict=True) if wanted]
    console.print(
        f"[bold]{panel.force}[/]: {len(panel.areas)} areas, from {len(used)} months, {used[0]} to {used[-1]}"
    )
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("", "month", "expected", "50 %", "90 %"):
        table.add_column(heading, justify="left" if heading in ("", "month") else "right")
    first = total["month"].iloc[0]
    for row in total[(total["category"] == ALL) | (total["month"] == first)].itertuples():
        table.add_row(
            str(row.category),
            str(row.month),
            f"{row.expected:,.0f}",
            f"{row.q25:,} to {row.q75:,}",
            f"{row.q05:,} to {row.q95:,}",
            style="bold" if row.category == ALL else "",
        )
    console.print(table)
