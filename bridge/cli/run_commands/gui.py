"""`crims gui`: the demand service and NetLogo's window on a live model, started and ended together."""

import signal
from pathlib import Path
from types import FrameType
from typing import Any

import click
from rich.console import Console

from bridge.cli.grouped_help import GroupedCommand
from bridge.cli.options import RHYTHM, SEVERAL_DATA, data_options, force_options
from bridge.cli.run_commands.run import RUNS
from bridge.demand.request import Tables
from bridge.errors import ScenarioError
from bridge.live.live import LiveOptions
from bridge.live.netlogo_window import live_model, read_interface, show
from bridge.scenario.model_settings import parse_assignments
from bridge.scenario.models import SUFFIXES
from bridge.scenario.scenario import NO_CALLS

INTERFACE = {
    "force": "force",
    "start": "start-month",
    "seed": "seed",
    "ticks_per_hour": "ticks-per-hour",
}
"""Options that stand for an input of the live model."""


@click.command("gui", cls=GroupedCommand)
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
@RHYTHM
@click.option(
    "--model",
    type=click.Path(path_type=Path),
    help="Live model, or the name of one of this project, such as police-supply-demand.  "
    "[default: police-patrol]",
)
@force_options
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
    plan: Path | None,
    staffing: Path | None,
    staffing_factor: float,
    roads: Path | None,
    reference: Path | None,
    ticks_per_hour: int | None,
    out: Path,
    netlogo_home: Path | None,
    **choices: Any,
) -> None:
    """Start the demand and NetLogo's window on the live model; end with the window.

    Every 'setup' in the window begins a run; its directory, below --out, is as 'crims run' writes it.

    \b
    Examples:
      crims gui
      crims gui --area Leeds --start 2018-07 --seed 2
      crims gui --model police-supply-demand --force "City of London" --data archive.zip
    """
    for name, path in {"data": data[0] if data else None, "rhythm": rhythm, **choices}.items():
        if isinstance(path, Path) and not path.exists():
            raise ScenarioError(f"there is no {name.replace('_', ' ')} {str(path)!r}")
    chosen = _live(model)
    given = {"force": force, "start": start, "seed": seed, "ticks_per_hour": ticks_per_hour}
    typed = {INTERFACE[name]: str(value) for name, value in given.items() if value is not None}
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
            LiveOptions(
                out=str(out.resolve()),
                areas=areas,
                calls=str(calls) != NO_CALLS,
                plan=_whole(plan),
                staffing=_whole(staffing),
                staffing_factor=staffing_factor,
                roads=_whole(roads),
                reference=_whole(reference),
                settings=interface,
            ),
            home=netlogo_home,
            data=data[0] if data else None,
            tables=Tables(more_data=data[1:], calls=_calls(calls), rhythm=rhythm, **choices),
            stopped=lambda: bool(caught),
            told=lambda line: console.print(line, markup=False),
        )
    finally:
        for folder in sorted(_runs(out) - known):
            console.print(f"results in {folder}", markup=False)
    if caught:
        raise SystemExit(128 + caught[0])


def _live(model: Path | None) -> Path:
    """The live model that was named, by its file or by the name of one of this project."""
    if model is None:
        return live_model()
    return model if model.suffix in SUFFIXES or model.exists() else live_model(str(model))


def _calls(path: Path | None) -> Path | None:
    """The table of calls of one's own."""
    return None if path is None or str(path) == NO_CALLS else Path(_whole(path) or "")


def _whole(path: Path | None) -> str | None:
    """The path from anywhere: NetLogo runs in another folder.

    Raises:
        ScenarioError: there is no such file.
    """
    if path is None:
        return None
    if not path.exists():
        raise ScenarioError(f"there is no {str(path)!r}")
    return str(path.resolve())


def _runs(out: Path) -> set[Path]:
    return {path.parent for path in out.glob("*/summary.json")}
