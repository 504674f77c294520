"""`crims ui`: the dashboard of a folder of results, in the browser."""

from pathlib import Path

import click

from bridge.cli.options import TILES, TILES_CREDIT
from bridge.cli.pages import show
from bridge.cli.run_commands.run import RUNS


@click.command("ui")
@click.argument("folder", type=click.Path(path_type=Path), default=RUNS)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port.  [default: any free]")
@click.option("--browser/--no-browser", default=True, help="Whether to open the browser.  [default: open it]")
@TILES
@TILES_CREDIT
def command(
    folder: Path, host: str, port: int, browser: bool, tiles: str | None, tiles_credit: str | None
) -> None:
    """Show the runs, experiments, plans and forecasts in FOLDER (default: runs), and start new ones.

    Maps through time, response, loading, backlog, incidents, comparisons with intervals, plans beside each
    other, the front of a score, routes, forecasts with their score, the data. What is selected on a map
    filters the rest; every address can be kept; everything shown can be taken along. Loads nothing from
    elsewhere. It needs pip install 'crims-bridge[ui]'.

    \b
    Examples:
      crims ui
      crims ui results --port 8080 --no-browser
      crims ui --tiles https://tile.example/{z}/{x}/{y}.png --tiles-credit "© Example and contributors"
    """
    from bridge.base.tiles import tile_server
    from bridge.ui.server import UiServer

    with UiServer(folder, host, port, tile_server(tiles, tiles_credit)) as server:
        show(
            server,
            f"the dashboard of {folder}",
            "; runs that were started from it are stopped, and can be gone on with",
            browser=browser,
        )
