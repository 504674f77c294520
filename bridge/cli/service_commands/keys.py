"""`crims keys`: keys for a service that others reach over a network."""

import re
from pathlib import Path

import click
from rich.console import Console

from bridge.errors import ScenarioError
from bridge.wire.curve import KeyPair, require_own_folder, write_secret

IGNORED = ".gitignore"
NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")


@click.group("keys")
def command() -> None:
    """Make the keys of a service on a network and of its clients."""


@command.command("new")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("keys"),
    show_default=True,
    help="Folder for the files; made for its owner only.",
)
def new(names: tuple[str, ...], folder: Path) -> None:
    """Make a key pair for each NAME: 'server' for the service, any other name for a client.

    NAME.secret stays with its owner; NAME.public goes to the other side. Git leaves the folder out. Each
    client is added to 'allowed', the list that 'crims serve --clients' reads: a line taken out of it revokes
    that client at once.
    """
    for name in names:
        if not NAME.fullmatch(name) or name == "allowed":
            raise ScenarioError(
                f"expected a name of letters, digits, '.', '_' and '-' for a key, got {name!r}"
            )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    require_own_folder(folder)
    if not (folder / IGNORED).exists():
        write_secret(folder / IGNORED, "# keys are no part of a repository\n*\n")
    console = Console(stderr=True, highlight=False)
    allowed = folder / "allowed"
    if not allowed.exists():
        write_secret(allowed, "# public keys of the clients that are let in, each with its name\n")
    for name in names:
        pair = KeyPair.new()
        write_secret(folder / f"{name}.secret", pair.secret.decode() + "\n")
        write_secret(folder / f"{name}.public", f"{pair.public.decode()} {name}\n")
        if name != "server":
            with allowed.open("a", encoding="ascii") as file:
                file.write(f"{pair.public.decode()} {name}\n")
        console.print(f"{folder / name}.secret, {folder / name}.public", markup=False)
