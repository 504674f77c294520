"""``crims status``: the services and runs on this machine, and how far they are."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bridge.beacon import ServiceState, running
from bridge.cli.run import RUNS
from bridge.costs import memory_of
from bridge.errors import RecordError
from bridge.files import lock_owner
from bridge.record import MANIFEST, Manifest, read_manifest
from bridge.windows import stamp


@click.command("status")
@click.argument("folder", type=click.Path(path_type=Path), default=RUNS)
def command(folder: Path) -> None:
    """Show the services that run, and the runs in FOLDER (default: runs).

    Of a run: state, simulated time, exchanges and how many a second, crimes, memory, process, last error.
    Of a service: sessions, requests and how many a second, memory, process, last failure of its own.
    """
    console = Console(highlight=False)
    services = list(running())
    runs = sorted({one.parent for pattern in (MANIFEST, f"*/{MANIFEST}") for one in folder.glob(pattern)})
    if not runs and not services:
        raise RecordError(f"there is no run in {str(folder)!r}, and no service; start one with 'crims run'")
    if services:
        console.print(_services(services))
    if runs:
        console.print(_runs(runs))


def _services(found: list[ServiceState]) -> Table:
    table = _table("service", "state", "sessions", "requests", "a second", "memory", "process", "error")
    for one in found:
        figures = (f"{one.sessions}", f"{one.answered:,}", f"{one.per_second:,.1f}", _mib(one.memory_mib))
        table.add_row(one.endpoint, "running", *figures, str(one.process), escape(one.error))
    return table


def _runs(found: list[Path]) -> Table:
    table = _table(
        "run", "state", "simulated", "exchanges", "a second", "crimes", "memory", "process", "error"
    )
    for one in found:
        try:
            table.add_row(one.name, *_row(one, read_manifest(one)))
        except RecordError as error:
            table.add_row(one.name, "unreadable", "", "", "", "", "", "", escape(str(error)))
    return table


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


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
