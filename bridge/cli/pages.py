"""A page in the browser that a command serves until Ctrl-C."""

from contextlib import suppress
from typing import Protocol

import click


class PageServer(Protocol):
    """What shows a page."""

    @property
    def address(self) -> str:
        """What to open in a browser."""

    def open_browser(self) -> bool:
        """Open it; whether there was a browser."""

    def wait(self) -> None:
        """Wait for the end."""


def show(server: PageServer, what: str, ending: str, *, browser: bool) -> None:
    """Say where the page is and how it ends, open it where that is wished, and wait for Ctrl-C.

    Args:
        server: already serving.
        what: it shows.
        ending: what Ctrl-C does, after "end with Ctrl-C"; empty for no more than that.
        browser: whether to open one.
    """
    click.echo(f"{what} is at {server.address}")
    if browser and not server.open_browser():
        click.echo("no browser was found; open the address in one of yours")
    click.echo(f"end with Ctrl-C{ending}")
    with suppress(KeyboardInterrupt):
        server.wait()
