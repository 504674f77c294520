"""`crims gui`: the demand service and NetLogo's window on a live model, started and ended together."""

import signal
from pathlib import Path
from types import FrameType
from typing import Any

import click
from rich.console import Console

from bridge.cli.options import RHYTHM, SEVERAL_DATA, data_options
from bridge.cli.run_commands.run import RUNS
from bridge.demand.request import Tables
from bridge.errors import ScenarioError
from bridge.live.live import LiveOptions
from bridge.live.netlogo_window import live_model, read_interface, show
from bridge.scenario.model_settings import parse_assignments

INTERFACE = {"force": "force", "start": "start-month", "seed": "seed"}
"""Options that stand for an input of the live model."""


@click.command("gui")
@click.option("--force", help="Police force.  [default: as the model has it]")
@click.option(
    "--start", metavar="MONTH", help="First month, such as 2018-07.  [default: as the model has it]"
)
@click.option("--seed", help="Seed of all random streams.  [default: as the model has it]")
@click.option(
    "--set", "settings", multiple=True, metavar="SLIDER=VALUE", help="Set a slider, switch, chooser or input."
)
@click.option(
    "--area", "areas", multiple=True, metavar="LOCAL-AUTHORITY", help="Part of the force; repeatable."
)
@SEVERAL_DATA
@data_options
@click.option("--calls", type=click.Path(path_type=Path, exists=True), help="Calls that are not crimes.")
@RHYTHM
@click.option("--model", type=click.Path(path_type=Path), help="Live model.  [default: the police model]")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=RUNS,
    show_default=True,
    help="Folder in which every run gets a run directory.",
)
@click.option(
    "--netlogo-home",
    type=click.Path(path_type=Path),
    help="NetLogo's folder.  [default: NETLOGO_HOME, .env, or where it was installed]",
)
def command(
    force: str | None,
    start: str | None,
    seed: str | None,
    settings: tuple[str, ...],
    areas: tuple[str, ...],
    data: tuple[Path, ...],
    calls: Path | None,
    rhythm: Path | None,
    model: Path | None,
    out: Path,
    netlogo_home: Path | None,
    **choices: Any,
) -> None:
    """Start the demand and NetLogo's window on the live model; end with the window.

    Every 'setup' in the window begins a run; its directory, below --out, is as 'crims run' writes it.
    """
    for name, path in {"data": data[0] if data else None, "rhythm": rhythm, **choices}.items():
        if isinstance(path, Path) and not path.exists():
            raise ScenarioError(f"there is no {name.replace('_', ' ')} {str(path)!r}")
    chosen = model or live_model()
    given = {"force": force, "start": start, "seed": seed}
    typed = {INTERFACE[name]: value for name, value in given.items() if value is not None}
    interface = read_interface(chosen, typed | parse_assignments(settings))
    caught: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        caught.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    console = Console(highlight=False, soft_wrap=True)
    out.mkdir(parents=True, exist_ok=True)
    known = _runs(out)
    try:
        show(
            chosen,
            LiveOptions(out=str(out.resolve()), areas=areas, settings=interface),
            home=netlogo_home,
            data=data[0] if data else None,
            tables=Tables(more_data=data[1:], calls=calls, rhythm=rhythm, **choices),
            stopped=lambda: bool(caught),
            told=lambda line: console.print(line, markup=False),
        )
    finally:
        for folder in sorted(_runs(out) - known):
            console.print(f"results in {folder}", markup=False)
    if caught:
        raise SystemExit(128 + caught[0])


def _runs(out: Path) -> set[Path]:
    return {path.parent for path in out.glob("*/summary.json")}
