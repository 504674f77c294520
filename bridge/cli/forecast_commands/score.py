"""`crims forecast score`: is the forecast better than simple rules, and as certain as it says?"""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

from bridge.base.whole_files import write_text
from bridge.cli.forecast_commands.forecast_options import (
    BY,
    Wanted,
    data_options,
    require_ending,
)
from bridge.demand.demand import translated

if TYPE_CHECKING:
    import pandas as pd

    from microsim.forecast.scoring import Scores

COLUMNS = (
    ("total error", "total_error", "+.1%"),
    ("MAE", "mae", ".3f"),
    ("MAE of median", "mae_median", ".3f"),
    ("CRPS", "crps", ".3f"),
    ("log score", "log_score", ".3f"),
    ("in 50 %", "within_50", ".1%"),
    ("in 90 %", "within_90", ".1%"),
    ("in 90 %, mean >= 5", "within_90_large", ".1%"),
)
"""Heading, column and format of what is printed."""

WIDTH = 120
"""Columns that the tables need."""


@click.command("score")
@data_options
@BY
@click.option(
    "--ahead", multiple=True, type=click.IntRange(1, 24), help="Months ahead; repeatable.  [default: 1 and 6]"
)
@click.option(
    "--min-months",
    type=click.IntRange(1),
    help="Months before the first origin.  [default: 12, or half of what there is]",
)
@click.option("--period", type=click.Choice(["all", "early", "late"]), default="all", show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the randomised PIT.")
@click.option("--out", type=click.Path(path_type=Path), help="Write every figure, as .json.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    wanted: Wanted,
    by: str,
    ahead: tuple[int, ...],
    min_months: int | None,
    period: str,
    seed: int,
    out: Path | None,
    quiet: bool,
) -> None:
    """Score the forecast from rolling origins against simple rules: last month, mean of three, and others.

    \b
    crims forecast score --force "City of London" --data archive.zip
    crims forecast score --force Durham --data archive.zip --ahead 1 --by lsoa --out score.json

    Every month is forecast from those before it. Each rule has a negative binomial distribution whose
    dispersion its own errors gave. Cells are area, category and month; then category and month of the force.
    Of several forces each is scored by itself.
    """
    require_ending(out, (".json",), "--out")
    console = Console(highlight=False, quiet=quiet)
    console.width = max(console.width, WIDTH)
    begun = time.perf_counter()
    documents = {}
    with console.status("scoring"), translated():
        crimes = wanted.load()
    for one in crimes:
        with console.status("scoring"), translated():
            from microsim.forecast.panel import make_panel
            from microsim.forecast.scoring import score

            panel = make_panel(one, by, wanted.keep(one))
            months = ahead or tuple(months for months in (1, 6) if months < panel.used.sum() - 1)
            found = score(panel, months, min_months, seed)
            tables = {
                "scores": found.table(),
                "differences": found.differences(),
                "pit": found.pit(),
                "hotspots": found.hotspots,
            }
        documents[panel.force] = _document(tables)
        console.print(f"[bold]{panel.force}[/]: origins with {found.min_months} months or more before them")
        _show(console, found, tables, period)
    if out is not None:
        single = len(documents) == 1
        write_text(out, json.dumps(next(iter(documents.values())) if single else documents, indent=1) + "\n")
    console.print(f"{time.perf_counter() - begun:.1f} s", style="dim")


def _document(tables: "dict[str, pd.DataFrame]") -> dict[str, Any]:
    # Through pandas and back: it writes NaN as null.
    return {name: json.loads(table.to_json(orient="records")) for name, table in tables.items()}


def _table(*headings: str) -> Table:
    """A table whose first column is text and whose others are numbers."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for index, heading in enumerate(headings):
        table.add_column(heading, justify="right" if index else "left")
    return table


def _show(console: Console, found: "Scores", tables: "dict[str, pd.DataFrame]", period: str) -> None:
    scores, differences = tables["scores"], tables["differences"]
    if period not in set(scores["period"]):
        period = "all"
    for (level, ahead), part in scores[scores["period"] == period].groupby(["level", "ahead"], sort=False):
        first = part.iloc[0]
        what = "category and month of the whole force" if level == "force" else f"{level}, category and month"
        console.print(
            f"\n[bold]{what}, {ahead} ahead[/]: "
            f"{first['cells']:,} cells of {first['origins']} months ({period})"
        )
        table = _table("", *(heading for heading, _, _ in COLUMNS))
        for _, row in part.iterrows():
            name = str(row["forecaster"])
            values = [format(float(row[column]), form) for _, column, form in COLUMNS]
            table.add_row(name, *values, style="bold" if name == "model" else "")
        console.print(table)
        chosen = differences[["level", "ahead", "period"]].eq([level, ahead, period]).all(axis=1)
        _show_differences(console, differences[chosen])
    _show_hotspots(console, found)


def _show_differences(console: Console, rows: "pd.DataFrame") -> None:
    table = _table("model less", "MAE", "95 %, cells", "95 %, months", "CRPS", "95 %, cells", "95 %, months")
    for rule, part in rows.groupby("rule", sort=False):
        cells = []
        for name in ("error", "crps"):
            row = part[part["score"] == name].iloc[0]
            cells += [
                f"{row['difference']:+.3f}",
                f"{row['low']:+.2f} to {row['high']:+.2f}",
                f"{row['low_month']:+.2f} to {row['high_month']:+.2f}",
            ]
        table.add_row(str(rule), *cells)
    console.print(table)


def _show_hotspots(console: Console, found: "Scores") -> None:
    if found.hotspots.empty:
        return
    values = [str(name) for name in found.hotspots.columns if str(name).startswith(("pai", "pei"))]
    means = found.hotspots.groupby(["forecaster", "ahead"], sort=False)[values].mean().reset_index()
    table = _table("", "ahead", *(name.replace("_", " ").upper() for name in values))
    for _, row in means.iterrows():
        table.add_row(str(row["forecaster"]), str(row["ahead"]), *(f"{row[name]:.3f}" for name in values))
    size = "areas taken as of equal size" if found.equal_areas else "share of the force's km2"
    console.print(f"\n[bold]hotspots[/]: all crimes by area, {size}")
    console.print(table)
