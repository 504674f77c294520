"""`crims new-model`: the beginning of a coupled model, with its test."""

from pathlib import Path

import click
from rich.console import Console

from bridge.police.new_model import write_model


@click.command("new-model")
@click.argument("name")
@click.option(
    "--in",
    "parent",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=".",
    show_default=True,
    help="Where the folder NAME goes.",
)
def command(name: str, parent: Path) -> None:
    """Write the folder NAME with a minimal coupled model, its test and a README; nothing is overwritten."""
    console = Console(highlight=False, soft_wrap=True)
    paths = write_model(name, parent)
    for path in paths:
        console.print(str(path), markup=False)
    console.print(f"next: crims check {paths[0]}; pytest {paths[1]}", markup=False)
