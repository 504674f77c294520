"""`crims status`: the services and runs on this machine, and how far they are."""

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bridge.base.costs import memory_of
from bridge.base.time_windows import stamp
from bridge.base.whole_files import lock_owner
from bridge.cli.run_commands.run import RUNS
from bridge.errors import RecordError
from bridge.experiments.journal import ROWS, lines
from bridge.experiments.store import ABOUT, read_about
from bridge.record.record import MANIFEST, Manifest, read_manifest
from bridge.service.service_status import ServiceState, running

WIDE = 300


@click.command("status")
@click.argument("folder", type=click.Path(path_type=Path), default=RUNS)
def command(folder: Path) -> None:
    """Show the services that run, and the runs and experiments in FOLDER (default: runs).

    Of a run: state, simulated time, exchanges and how many a second, crimes, memory, process, last error.
    Of a service: sessions, requests and how many a second, memory, process, last failure of its own.
    """
    # Where no terminal is, a program may read on: nothing is folded there.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
    services = list(running())
    runs = sorted({one.parent for pattern in (MANIFEST, f"*/{MANIFEST}") for one in folder.glob(pattern)})
    made = sorted({one.parent for pattern in (ABOUT, f"*/{ABOUT}") for one in folder.glob(pattern)})
    if not runs and not services and not made:
        raise RecordError(f"there is no run in {str(folder)!r}, and no service; start one with 'crims run'")
    if services:
        console.print(_services(services))
    if runs:
        console.print(_runs(runs))
    if made:
        console.print(_experiments(made))


def _services(found: list[ServiceState]) -> Table:
    rows = []
    for one in found:
        figures = (f"{one.sessions}", f"{one.answered:,}", f"{one.per_second:,.1f}", _mib(one.memory_mib))
        rows.append((one.endpoint, "running", *figures, str(one.process), escape(one.error)))
    return _table(
        ("service", "state", "sessions", "requests", "a second", "memory", "process", "error"), rows
    )


def _runs(found: list[Path]) -> Table:
    rows = []
    for one in found:
        try:
            rows.append((one.name, *_row(one, read_manifest(one))))
        except RecordError as error:
            rows.append((one.name, "unreadable", "", "", "", "", "", "", escape(str(error))))
    return _table(
        ("run", "state", "simulated", "exchanges", "a second", "crimes", "memory", "process", "error"), rows
    )


def _experiments(found: list[Path]) -> Table:
    rows = []
    for one in found:
        try:
            about = read_about(one)
        except RecordError as error:
            rows.append((one.name, "unreadable", "", "", "", "", "", "", escape(str(error))))
            continue
        owner = lock_owner(one)
        state = "killed" if about.state == "running" and owner is None else str(about.state)
        made = about.experiment
        done = f"{about.done:,} of {about.runs:,}"
        failed = f"{about.failed:,}" if about.failed else ""
        first = next((row.error or "" for row, *_ in lines(one / ROWS) if row.error), "") if failed else ""
        factors = escape(", ".join(made.factors))
        process = "" if owner is None else str(owner or os.getpid())
        cells = f"{len(made.cells):,}"
        rows.append((one.name, state, made.design, factors, cells, done, failed, process, escape(first)))
    return _table(
        ("experiment", "state", "design", "factors", "cells", "runs", "failed", "process", "error"), rows
    )


def _row(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    owner = lock_owner(folder)
    state = str(manifest.state)
    if state == "running" and owner is None:
        state = "killed"
    crimes = manifest.counts.get("sampled")
    return (
        state,
        stamp(manifest.simulated_until),
        f"{manifest.exchanges} of {manifest.options.exchanges}",
        _rate(folder, manifest),
        "" if crimes is None else f"{crimes:,}",
        _mib(memory_of(owner) / 2**20 if owner else manifest.peak_memory_mib.get("total", 0.0)),
        "" if owner is None else str(owner or os.getpid()),
        escape(manifest.error or ""),
    )


def _rate(folder: Path, manifest: Manifest) -> str:
    """Exchanges a second up to the last look at the record; none for a resumed run, which began twice."""
    if manifest.resumed:
        return ""
    until = datetime.fromtimestamp((folder / MANIFEST).stat().st_mtime, UTC)
    seconds = (until - datetime.fromisoformat(manifest.started)).total_seconds()
    return f"{manifest.exchanges / seconds:,.1f}" if seconds > 0 else ""


def _mib(size: float) -> str:
    return f"{size:,.0f} MiB" if size else ""


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A table of the columns in which anything is said."""
    said = [at for at in range(len(headings)) if any(row[at] for row in rows)]
    table = Table(box=None, pad_edge=False, header_style="dim")
    for at in said:
        table.add_column(headings[at], overflow="fold")
    for row in rows:
        table.add_row(*(row[at] for at in said))
    return table
