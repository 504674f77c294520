"""`crims check`: whether a model can be coupled, and what keeps it from it."""

from pathlib import Path

import click
from rich.console import Console

from bridge.cli.exits import MODEL
from bridge.model_checks.rehearsal import rehearse


@click.command("check")
@click.argument("model", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def command(model: Path) -> None:
    """Check that MODEL keeps the contract of a coupled model, and run 48 hours of made-up crimes.

    Each violation is one line with file and line. Ends with exit code 5 where there is one.
    """
    console = Console(highlight=False, soft_wrap=True)
    with console.status("compiling and running the model"):
        found = rehearse(model)
    for violation in found.violations:
        console.print(str(violation), markup=False)
    if found.violations:
        raise SystemExit(MODEL)
    moved = sum(factor != 1 for factor in found.loading.values())
    console.print(
        f"{model.name} can be coupled: {found.hours} hours, {found.crimes} crimes,"
        f" {len(found.metrics)} metrics, {moved} loading factors other than 1",
        markup=False,
    )
