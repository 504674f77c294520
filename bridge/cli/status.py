"""``crims status``: the runs below a folder and how far they are."""

import os
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bridge.cli.run import RUNS
from bridge.errors import RecordError
from bridge.files import lock_owner
from bridge.record import MANIFEST, Manifest, read_manifest
from bridge.windows import stamp


@click.command("status")
@click.argument("folder", type=click.Path(path_type=Path), default=RUNS)
def command(folder: Path) -> None:
    """Show the runs in FOLDER (default: runs): state, simulated time, exchanges, crimes, error."""
    console = Console(highlight=False)
    found = sorted({one.parent for pattern in (MANIFEST, f"*/{MANIFEST}") for one in folder.glob(pattern)})
    if not found:
        raise RecordError(f"there is no run in {str(folder)!r}; start one with 'crims run'")
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("run", "state", "simulated", "exchanges", "crimes", "process", "error"):
        table.add_column(heading, overflow="fold")
    for one in found:
        try:
            table.add_row(one.name, *_row(one, read_manifest(one)))
        except RecordError as error:
            table.add_row(one.name, "unreadable", "", "", "", "", str(error))
    console.print(table)


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
        "" if crimes is None else f"{crimes:,}",
        "" if owner is None else str(owner or os.getpid()),
        manifest.error or "",
    )
