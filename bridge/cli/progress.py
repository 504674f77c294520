"""What `crims run` shows while it runs: the simulated date, crimes, backlog and loading."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.measure import Measurement
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from bridge.base.time_windows import HOUR
from bridge.coupling.coupler import Exchange
from bridge.police.contract import RECEIVED
from bridge.record.record import Manifest
from bridge.results.metric_names import backlog

WIDEST = 140
"""Characters of a line that a table of figures may have."""


class ProgressBar:
    """An observer that draws one line; on a terminal it moves, elsewhere only the phases are printed."""

    def __init__(self, console: Console) -> None:
        """Draw on `console`; use as a context manager."""
        self._console = console
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            TaskProgressColumn(),
            TextColumn("{task.fields[figures]}", style="dim"),
            TimeRemainingColumn(compact=True),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task("starting", total=None, figures="")
        self._loading = ""

    def __enter__(self) -> "ProgressBar":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def phase(self, what: str) -> None:
        """Name what is being done."""
        if self._console.is_terminal:
            self._bar.update(self._task, description=what)
        else:
            self._console.print(what, markup=False)

    def begin(self, manifest: Manifest, folder: Path) -> None:
        """Say what runs, and set the bar to the hours to simulate."""
        options = manifest.options
        where = ", ".join(options.areas) or options.force
        period = f"{options.start:%d %b %Y} to {options.end:%d %b %Y}"
        areas = f"{manifest.areas} area{'s' * (manifest.areas != 1)}"
        self._console.print(
            f"[bold]{where}[/]: {areas}, {period}, exchange every {options.interval.words()}, "
            f"{options.transport}, seed {options.seed}, into {folder}",
            soft_wrap=True,
        )
        for note in manifest.notes:
            self._console.print(f"note: {note}", style="dim", markup=False, soft_wrap=True)
        self._bar.update(self._task, total=(options.end - options.begin) // HOUR, completed=0)
        self._start = options.begin

    def tick(self, end: datetime, metrics: Mapping[str, float]) -> None:
        """Move the bar by an hour; the bar itself draws ten times a second at most."""
        if not self._console.is_terminal:
            return
        waiting = backlog(metrics)
        work = "" if waiting is None else f"  backlog {waiting:,.0f} h"
        self._bar.update(
            self._task,
            completed=(end - self._start) // HOUR,
            description=f"{end - HOUR:%a %d %b %Y}",
            figures=f"{metrics[RECEIVED]:,.0f} crimes{work}{self._loading}",
        )

    def exchange(self, exchange: Exchange) -> None:
        """Take the new loading factors."""
        low, high = min(exchange.loading.values()), max(exchange.loading.values())
        self._loading = f"  loading {low:.2f}" + (f" to {high:.2f}" if high != low else "")


def print_wide(console: Console, table: Table) -> None:
    """Print a table of figures whole: a narrow terminal breaks its lines, which is better than `1...`."""
    if console.is_terminal or os.environ.get("COLUMNS"):
        natural = Measurement.get(console, console.options.update(max_width=WIDEST), table).maximum
        if natural > console.width:
            before, console.width = console.width, natural
            console.print(table, soft_wrap=True)
            console.width = before
            return
    console.print(table)
