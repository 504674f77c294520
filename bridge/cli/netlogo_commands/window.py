"""`crims netlogo window`: a model's interface in the browser."""

from pathlib import Path

import click

from bridge.cli.pages import show


@click.command("window")
@click.argument("model", type=click.Path(path_type=Path))
@click.option("--seed", type=int, help="Seed of the model's random numbers.  [default: any]")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port.  [default: any free]")
@click.option("--browser/--no-browser", default=True, help="Whether to open the browser.  [default: open it]")
def window_command(model: Path, seed: int | None, host: str, port: int, browser: bool) -> None:
    """Open MODEL's window in the browser: buttons, sliders, plots, view, command centre, code.

    No NetLogo and no Java are needed. The address carries a token; whoever has it can run the model.

    \b
    Examples:
      crims netlogo window mine.nlogo
      crims netlogo window mine.nlogo --no-browser --port 8000
    """
    from bridge.window.serve import WindowServer
    from bridge.window.session import Session

    session = Session.of(model, seed)
    with WindowServer(session, host, port) as server:
        show(server, model.name, ending="", browser=browser)
