"""What `crims experiment --analyse` shows: the effect of every factor on every metric."""

import csv
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from bridge.base.whole_files import aside

if TYPE_CHECKING:
    from bridge.analysis.sensitivity import Effect

FILE = "sensitivity.csv"


def show(console: Console, folder: Path, method: str, metrics: Sequence[str]) -> None:
    """Analyse an experiment, print a table for each metric and write them all beside its runs.

    Raises:
        BridgeError: as `analyse`.
    """
    from bridge.analysis.sensitivity import analyse
    from bridge.experiments.compare import read_sample, usual_metrics

    wanted = list(metrics or usual_metrics(read_sample(f"{folder}#0")[0]))
    effects = analyse(folder, method, wanted)
    for metric, group in groupby(effects, key=lambda one: one.metric):
        console.print(_table(metric, list(group)))
    with aside(folder / FILE) as part, part.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["metric", "factor", *effects[0].figures])
        writer.writerows([one.metric, one.factor, *one.figures.values()] for one in effects)
    console.print(f"{method} of {len(wanted)} metrics in {folder / FILE}", markup=False, soft_wrap=True)


def _table(metric: str, effects: "Sequence[Effect]") -> Table:
    """Factors down, the one that counts most first."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(metric, overflow="fold")
    for name in effects[0].figures:
        table.add_column(name.replace("_", " "), justify="right")
    main = {"total", "mean_absolute", "standardised"}
    for one in sorted(effects, key=lambda one: -max(abs(one.figures.get(name, 0.0)) for name in main)):
        table.add_row(one.factor, *(f"{value:,.4g}" for value in one.figures.values()))
    return table
