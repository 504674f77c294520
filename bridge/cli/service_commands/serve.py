"""`crims serve`: the demand side as a process of its own."""

import math
import os
import select
import signal
import sys
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import click
from rich.console import Console

from bridge.cli.options import data_options
from bridge.demand.demand import LocalDemand, load_packages
from bridge.demand.fitted_rates import FittedRates
from bridge.demand.request import Tables
from bridge.demand.service_process import end_with_parent, share_heaps
from bridge.errors import ScenarioError
from bridge.service.responder import Responder
from bridge.service.service import Service
from bridge.service.service_status import ServiceStatus
from bridge.service.sessions import IDLE_SECONDS, MAX_SESSIONS
from bridge.service.throttle import PER_SECOND
from bridge.wire.curve import ClientList, KeyPair

ENDPOINT = "tcp://127.0.0.1:5557"
SPARE = 2
"""Threads for pings and refusals while every session is busy."""


@click.command("serve")
@click.option(
    "--endpoint",
    default=ENDPOINT,
    show_default=True,
    help="Address: tcp on loopback, or ipc; any other needs keys.",
)
@click.option(
    "--data",
    "data",
    multiple=True,
    metavar="NAME=PATH",
    help="Data, or a file of crimes to play back, that clients may ask for by name; repeatable. 'default' is "
    "the packaged sample.",
)
@click.option(
    "--more-data",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A further folder or zip beside the data of each name; repeatable.",
)
@data_options
@click.option(
    "--calls",
    type=click.Path(path_type=Path),
    help="Calls that are not crimes, for the models that take them.",
)
@click.option("--rhythm", type=click.Path(path_type=Path), help="Weights of the hours of the week.")
@click.option("--max-sessions", type=click.IntRange(1, 256), default=MAX_SESSIONS, show_default=True)
@click.option(
    "--idle",
    type=click.FloatRange(min=1),
    default=IDLE_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="Close a session that has sent nothing for so long.",
)
@click.option(
    "--rate",
    type=click.FloatRange(min=1),
    default=PER_SECOND,
    show_default=True,
    metavar="REQUESTS",
    help="Requests a second that one client gets answered; faster ones wait.",
)
@click.option("--keys", type=click.Path(path_type=Path), help="The service's secret key: 'crims keys new'.")
@click.option("--clients", type=click.Path(path_type=Path), help="List of the clients' public keys.")
@click.option("--with-parent", is_flag=True, hidden=True, help="End when standard input closes.")
def command(
    endpoint: str,
    data: tuple[str, ...],
    more_data: tuple[Path, ...],
    calls: Path | None,
    rhythm: Path | None,
    max_sessions: int,
    idle: float,
    rate: float,
    keys: Path | None,
    clients: Path | None,
    with_parent: bool,
    **choices: Any,
) -> None:
    """Offer the crime microsimulation over ZeroMQ until interrupted."""
    sets: dict[str, Path | None] = {"default": None}
    for text in data:
        name, equals, path = text.partition("=")
        if not equals or not name or not Path(path).exists():
            raise ScenarioError(f"expected --data as NAME=PATH of an existing folder or zip, got {text!r}")
        sets[name] = Path(path)
    stopping: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        stopping.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    share_heaps()
    if with_parent:
        end_with_parent()
    if (keys is None) != (clients is None):
        raise ScenarioError("expected --keys and --clients together, got one of them")
    allowed = ClientList(KeyPair.read(keys), clients) if keys is not None and clients is not None else None
    if allowed is not None:
        load_packages()  # this thread checks keys, for which a client waits seconds only
    responder = Responder(endpoint, allowed)
    tables = Tables(more_data=more_data, calls=calls, rhythm=rhythm, **choices)
    service = Service(
        partial(LocalDemand, tables=tables, fitted_rates=FittedRates()),
        sets,
        max_sessions=max_sessions,
        idle=math.inf if with_parent else idle,  # a coupler that was paused for a night goes on
    )
    Console(stderr=True, highlight=False).print(f"serving crimes on {responder.endpoint}", markup=False)
    load_packages()  # while the first client prepares its own side; its request waits in the socket

    def meanwhile() -> None:
        service.expire()
        if status is not None:
            status.show(service.sessions, service.answered, service.error)

    # A service of one run's own is seen with that run.
    status = None if with_parent else ServiceStatus(responder.endpoint)
    try:
        with status or nullcontext():
            responder.serve(
                service.read,
                lambda: bool(stopping) or (with_parent and _orphaned()),
                workers=max_sessions + SPARE,  # only requests of an open session take long
                per_second=rate,
                meanwhile=meanwhile,
            )
    finally:
        service.close()
        responder.close()


def _orphaned() -> bool:
    """Whether the other end of standard input is closed: the parent has ended, however it did."""
    ready, _, _ = select.select([sys.stdin], [], [], 0)
    return bool(ready) and not os.read(sys.stdin.fileno(), 1024)
