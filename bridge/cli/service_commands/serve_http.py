"""`crims serve-http`: crimes and maps over HTTP."""

import os
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from bridge.cli.options import RHYTHM, data_options
from bridge.demand.demand import translated
from bridge.demand.request import Tables
from bridge.errors import ScenarioError

TOKEN = "CRIMS_HTTP_TOKEN"


@click.command("serve-http")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address; any but loopback needs a token."
)
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one."
)
@click.option(
    "--data",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Folder or zip in the data.police.uk layout; repeatable: of a month in two of them the later one "
    "counts.  [default: packaged West Yorkshire]",
)
@data_options
@RHYTHM
@click.option(
    "--boundaries",
    type=click.Path(path_type=Path),
    help="MSOA outlines for maps: zipped shapefile, GeoPackage or GeoJSON.  [default: those that ship]",
)
@click.option("--models", default=8, show_default=True, type=click.IntRange(1), help="Fitted models kept.")
@click.option("--access-log", is_flag=True, help="Log every request to standard error.")
def command(
    host: str,
    port: int,
    data: tuple[Path, ...],
    boundaries: Path | None,
    models: int,
    access_log: bool,
    **choices: Any,
) -> None:
    """Serve /data, /map, /forces and /health over HTTP until interrupted; /docs describes them.

    A token in the environment variable CRIMS_HTTP_TOKEN is asked of every request but /health, as
    'Authorization: Bearer <token>'. Only with one does the server listen on addresses that others can reach.
    """
    from bridge.http.guard import check_exposure

    token = os.environ.get(TOKEN) or None
    check_exposure(host, token)
    for path in data:
        if not path.exists():
            raise ScenarioError(f"there is no data {str(path)!r}")
    console = Console(stderr=True, highlight=False)
    with console.status("starting"), translated():
        from bridge.http.app import create_app
        from bridge.http.server import bind, make_server
        from bridge.http.store import Store

        store = Store(data or (None,), boundaries, models, Tables(**choices))
        app = create_app(store, token)
    listening = bind(host, port)
    shown = f"[{host}]" if ":" in host else host
    console.print(
        f"serving {len(store.months)} forces on http://{shown}:{listening.getsockname()[1]}/docs",
        markup=False,
    )
    try:
        make_server(app, access_log).run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # uvicorn has drained by now and passes the signal on
    finally:
        listening.close()
