"""`crims compare`: differences between runs, experiments or cells."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from bridge.base.whole_files import aside
from bridge.errors import ScenarioError

if TYPE_CHECKING:
    from bridge.experiments.compare import Comparison, Difference

HEADINGS = ("metric", "first", "second", "difference", "95 % interval", "effect", "needed")
COLUMNS = (
    "first", "second", "metric", "mean_first", "mean_second", "difference", "half_width_95", "pairs",
    "effect",
)  # fmt: skip


@click.command("compare")
@click.argument("names", nargs=-1, metavar="A B ...")
@click.option("--metric", "metrics", multiple=True, help="A column of runs.parquet; repeatable.")
@click.option("--all-metrics", is_flag=True, help="Every metric that differs.")
@click.option("--detect", type=float, metavar="DIFFERENCE", help="How many replicates show so much?")
@click.option("--out", type=click.Path(path_type=Path), help="Write the table (.csv) or a picture (.png).")
def command(
    names: tuple[str, ...],
    metrics: tuple[str, ...],
    all_metrics: bool,
    detect: float | None,
    out: Path | None,
) -> None:
    """Compare every sample with the first one: runs, experiments (all their cells), or FOLDER#CELL.

    Runs with the same seed are paired: they share the crimes that both have, so that a small difference shows
    with few of them.

    \b
    Examples:
      crims compare runs/as-it-is runs/fewer-officers
      crims compare runs/staffing --metric crimes
      crims compare runs/staffing#0 runs/staffing#2 --all-metrics --out differences.csv
    """
    from bridge.experiments.compare import compare, known_metrics, read_sample, usual_metrics

    samples = [one for name in names for one in read_sample(name)]
    if len(samples) < 2:
        raise ScenarioError(f"expected at least two runs or cells to compare, got {len(samples)}")
    first = samples[0]
    wanted = known_metrics(first) if all_metrics else list(metrics or usual_metrics(first))
    found = [compare(first, one, wanted) for one in samples[1:]]
    console = Console(highlight=False)
    for one in found:
        rows = [row for row in one.differences if row.difference or not all_metrics]
        console.print(f"{one.second.name} less {first.name}", markup=False, soft_wrap=True)
        console.print(_table(rows, detect))
        for warning in one.warnings:
            console.print(f"note: {warning}", style="dim", markup=False, soft_wrap=True)
        console.print()
    if out is not None:
        _write(found, out)


def _table(rows: "Sequence[Difference]", detect: float | None) -> Table:
    from bridge.experiments.compare import needed_replicates

    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in HEADINGS:
        text = heading in ("metric", "effect")
        table.add_column(heading, overflow="fold", justify="left" if text else "right")
    for row in rows:
        needed = row.needed
        if detect is not None and row.effect:
            needed = needed_replicates(abs(row.difference / row.effect), detect)
        table.add_row(
            row.metric,
            f"{row.first:,.5g}",
            f"{row.second:,.5g}",
            f"{row.difference:+,.4g}",
            f"{row.difference - row.half_width:+,.4g} to {row.difference + row.half_width:+,.4g}",
            row.words,
            "" if needed is None else f"{needed:,}",
        )
    return table


def _write(found: "Sequence[Comparison]", out: Path) -> None:
    with aside(out) as part:
        if out.suffix.lower() == ".png":
            from bridge.experiments.compare_picture import draw

            draw(found, part)
            return
        with part.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for one in found:
                for row in one.differences:
                    means = (row.first, row.second, row.difference, row.half_width)
                    writer.writerow(
                        [one.first.name, one.second.name, row.metric, *means, row.pairs, row.effect]
                    )
