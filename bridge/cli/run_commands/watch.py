"""`crims watch`: a coupled run in the browser, while it runs."""

from pathlib import Path
from typing import Any

import click

from bridge.cli.grouped_help import GroupedCommand
from bridge.cli.options import TILES, TILES_CREDIT, demand_options, force_options
from bridge.cli.pages import show
from bridge.cli.run_commands.run import (
    CRIMES,
    EXCHANGE,
    MODEL,
    add_ticks,
    default_folder,
    require_one_force,
    typed,
)


@click.command("watch", cls=GroupedCommand)
@click.argument("scenario", type=click.Path(path_type=Path), required=False)
@demand_options
@MODEL
@CRIMES
@force_options
@EXCHANGE
@click.option("--set", "settings", multiple=True, metavar="SLIDER=VALUE", help="Set a slider. Repeatable.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the run.  [default: runs/NAME]")
@click.option("--overwrite", is_flag=True, help="Replace a run that is there already.")
@click.option("--paused", is_flag=True, help="Wait for a press of a button.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port.  [default: any free]")
@click.option("--browser/--no-browser", default=True, help="Whether to open the browser.  [default: open it]")
@TILES
@TILES_CREDIT
@click.pass_context
def command(
    context: click.Context,
    /,
    scenario: Path | None,
    out: Path | None,
    overwrite: bool,
    paused: bool,
    host: str,
    port: int,
    browser: bool,
    tiles: str | None,
    tiles_credit: str | None,
    **options: Any,
) -> None:
    """Run SCENARIO (a .toml file, or the run.json of a run) and watch it in the browser.

    Without a file: what `crims run` runs, with its options; beside a file they count instead of what it says.
    Pause it with any of the model's buttons, move its sliders; the run leaves the files of `crims run`, with
    every slider that was moved in run.json. The patrol model shows its map minute by minute (show-map? and
    ticks-per-hour, unless they are set): click on a unit or an area to see what happened there. Results are
    those of the same run when nobody looks.

    \b
    Examples:
      crims watch
      crims watch leeds.toml --paused
      crims watch --force Durham --data archive.zip --start 2019-01-01 --end 2019-02-01
    """
    from bridge.base.tiles import tile_server
    from bridge.run.scenario_file import check_sliders, read_scenario
    from bridge.scenario.scenario import Scenario
    from bridge.window.serve import WindowServer
    from bridge.window.watched_run import WatchedRun, to_be_watched

    ground = tile_server(tiles, tiles_credit)
    add_ticks(options)
    chosen = Scenario.of(**options) if scenario is None else read_scenario(scenario, typed(context, options))
    require_one_force(chosen.force)
    check_sliders(chosen)
    chosen = to_be_watched(chosen)
    watched = WatchedRun(
        chosen,
        out or default_folder(chosen, scenario, overwrite=overwrite),
        overwrite=overwrite,
        paused=paused,
        tiles=ground,
    )
    with WindowServer(watched, host, port) as server:
        show(server, chosen.name, "; the run then stops after the exchange under way", browser=browser)
    click.echo(watched.outcome or "stopped")
