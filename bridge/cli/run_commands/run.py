"""`crims run`: one coupled simulation into a run directory."""

import signal
import time
from pathlib import Path
from types import FrameType
from typing import Any

import click
from rich.console import Console

from bridge.base.near_names import resolve
from bridge.base.time_windows import stamp
from bridge.cli.grouped_help import GroupedCommand
from bridge.cli.options import demand_options, elsewhere, force_options, service_options
from bridge.cli.progress import ProgressBar, print_wide
from bridge.errors import ScenarioError
from bridge.police.engines import ENGINES, maker
from bridge.record.record import MANIFEST, read_manifest
from bridge.results.report_tables import tables
from bridge.run.coupled_run import resume as go_on
from bridge.run.coupled_run import run
from bridge.run.drive import Outcome
from bridge.run.run_options import RunOptions
from bridge.run.scenario_file import check_sliders, read_scenario
from bridge.scenario.scenario import BETWEEN_FORCES, NO_CALLS, Scenario
from bridge.wire.transport import ANSWER, Patience

RUNS = Path("runs")
TRANSPORTS = ("inproc", "zmq")
BESIDE_RESUME = frozenset(
    [
        "resume",
        "restarts",
        "checkpoint",
        "patience",
        "picture",
        "endpoint",
        "server_key",
        "key",
        "netlogo_home",
        "writable",
        "export",
        "quiet",
    ]
)
"""Parameters that change how a run is made, not its results."""
GRACE = 0.25
"""Seconds that NetLogo itself has, after a signal, to reach the end of the exchange."""


MODEL = click.option(
    "--model",
    type=click.Path(path_type=Path),
    help="NetLogo model, or the name of one of this project, such as police-supply-demand.  "
    "[default: police-patrol]",
)
CRIMES = click.option(
    "--crimes",
    type=click.Path(path_type=Path),
    help="Play the recorded crimes of a .csv or .parquet file back instead of sampling; no loading counts.",
)
EXCHANGE = click.option(
    "--exchange", default="1d", show_default=True, metavar="1h..1M", help="Interval: h, d, w or M."
)


@click.command("run", cls=GroupedCommand)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@demand_options
@MODEL
@CRIMES
@force_options
@EXCHANGE
@click.option(
    "--transport", default="inproc", show_default=True, help="inproc, or zmq: demand as its own process."
)
@service_options
@click.option("--abm", default="embedded", show_default=True, help="Police model on: embedded, or netlogo.")
@click.option(
    "--netlogo-home",
    type=click.Path(path_type=Path),
    help="NetLogo's folder for --abm netlogo.  [default: NETLOGO_HOME, .env, or where it was installed]",
)
@click.option(
    "--set", "settings", multiple=True, metavar="SLIDER=VALUE", help="Set a slider, switch, chooser or input."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Run directory.  [default: runs/<area>-<start>-seed-<n>, after the name of a model of your own]",
)
@click.option(
    "--writable",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Let the model write files there; else they land in model-files of the run. Repeatable.",
)
@click.option("--resume", type=click.Path(path_type=Path), metavar="DIR", help="Go on with the run in DIR.")
@click.option(
    "--restarts",
    type=click.IntRange(0, 100),
    default=3,
    show_default=True,
    help="Start a demand service that died again, so often.",
)
@click.option(
    "--checkpoint",
    type=click.IntRange(min=0),
    metavar="EXCHANGES",
    help="Keep the police model's state for --resume every so many exchanges; 0: never.  [default: as often "
    "as costs under 2 % of the time]",
)
@click.option(
    "--patience",
    type=click.FloatRange(min=1),
    default=ANSWER,
    show_default=True,
    metavar="SECONDS",
    help="Wait so long for an answer of the demand service.",
)
@click.option("--picture/--no-picture", default=True, help="Whether to draw summary.png.  [default: draw it]")
@click.option(
    "--export",
    multiple=True,
    type=click.Choice(("csv", "xlsx", "gpkg")),
    help="Write the tables into the run's folder export as well; repeatable.",
)
@click.option("--overwrite", is_flag=True, help="Replace a run that is there already.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.pass_context
def command(
    context: click.Context,
    /,
    file: Path | None,
    out: Path | None,
    resume: Path | None,
    restarts: int,
    checkpoint: int | None,
    patience: float,
    endpoint: str | None,
    server_key: Path | None,
    key: Path | None,
    picture: bool,
    netlogo_home: Path | None,
    writable: tuple[Path, ...],
    overwrite: bool,
    export: tuple[str, ...],
    quiet: bool,
    **options: Any,
) -> None:
    """Run one coupled simulation: of FILE, a scenario (.toml) or the run.json of a run, or of the options.

    Options beside FILE count instead of what it says. `crims data fetch` gets the crimes of other forces,
    `crims scenario new FILE` writes a scenario that is explained line by line.

    \b
    Examples:
      crims run --area Leeds --end 2018-07-08
      crims run leeds.toml --seed 2 --set response-shift-1=100
      crims run --force Durham --data archive.zip --start 2019-01-01 --end 2019-02-01

    Without options: West Yorkshire, July 2018, on the packaged data, with the police patrol model.
    """
    if resume is not None:
        _refuse_options(context, resume)
        if _unasked(context, "endpoint") and read_manifest(resume).options.service_data is None:
            endpoint = server_key = key = None  # those of the environment are for runs that begin now
    options["transport"] = resolve(options["transport"], TRANSPORTS, "transport")
    options["abm"] = resolve(options["abm"], ENGINES, "engine")
    add_ticks(options)
    console = Console(highlight=False, quiet=quiet)
    signals = Signals()
    make_supply = maker(netlogo_home, signals.overdue, writable)
    with signals, ProgressBar(console) as progress:
        how = RunOptions(
            make_supply=make_supply,
            restarts=restarts,
            checkpoint=checkpoint,
            patience=Patience.of(patience),
            service=elsewhere(endpoint, server_key, key),
            picture=picture,
            observer=progress,
            stopped=signals.stop,
        )
        if resume is not None:
            outcome = go_on(resume, how)
        else:
            if endpoint is not None:
                _take_from_service(options)
            scenario = (
                Scenario.of(**options) if file is None else read_scenario(file, typed(context, options))
            )
            require_one_force(scenario.force)
            check_sliders(scenario)
            folder = out or default_folder(scenario, file, overwrite=overwrite)
            outcome = run(scenario, folder, how, overwrite=overwrite)
    if outcome.summary is None:
        until = stamp(outcome.manifest.simulated_until)
        console.print(
            f"stopped; recorded up to {until}, go on with: crims run --resume {outcome.folder}", markup=False
        )
        raise SystemExit(128 + signals.caught)
    show(console, outcome)
    if export:
        from bridge.results.export import export_run

        written = export_run(outcome.folder, export)
        console.print(f"exported: {', '.join(one.name for one in written)}", markup=False, soft_wrap=True)


class Signals:
    """Lets the first SIGINT or SIGTERM end the run after the current exchange, and the second one at once."""

    def __init__(self) -> None:
        self.caught = 0
        """Number of the signal that asked the run to stop; 0 while none has."""
        self._since = 0.0

    def __enter__(self) -> "Signals":
        self._before = {
            number: signal.signal(number, self._catch) for number in (signal.SIGINT, signal.SIGTERM)
        }
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def stop(self) -> bool:
        """Whether the run is to stop."""
        return self.caught > 0

    def overdue(self) -> bool:
        """Never true: once the grace after a signal is over, ends the run from within."""
        if self.caught and time.monotonic() - self._since > GRACE:
            raise SystemExit(128 + self.caught)
        return False

    def _catch(self, number: int, _: FrameType | None) -> None:
        if self.caught:
            raise SystemExit(128 + number)
        self.caught, self._since = number, time.monotonic()


def default_folder(scenario: Scenario, file: Path | None = None, *, overwrite: bool = False) -> Path:
    """Below runs/: the name of the scenario's file, or of its force and seed, with the model's where it is
    another. Where that is taken, the next number follows: an earlier run never stands in the way of another.
    """
    name = f"{scenario.model_path.stem}-{scenario.name}" if scenario.model else scenario.name
    if file is not None and file.suffix == ".toml":
        name = file.stem
    folder, number = RUNS / name, 1
    while not overwrite and folder.exists() and any(folder.iterdir()):
        number += 1
        folder = RUNS / f"{name}-{number}"
    return folder


def add_ticks(options: dict[str, Any]) -> None:
    """Turn --ticks-per-hour into the setting that it is."""
    per_hour = options.pop("ticks_per_hour")
    if per_hour is not None:
        options["settings"] = (*options["settings"], f"ticks-per-hour={per_hour}")


def typed(context: click.Context, options: dict[str, Any]) -> dict[str, Any]:
    """The options that somebody typed: those left out are the file's."""
    source = click.core.ParameterSource.COMMANDLINE
    return {name: value for name, value in options.items() if context.get_parameter_source(name) is source}


def require_one_force(force: str) -> None:
    """Refuse several forces: each has a police model of its own."""
    if BETWEEN_FORCES.strip() in force or force.strip().casefold() == "all":
        raise ScenarioError(f"a coupled run is of one force, got {force!r}; crims demand takes several")


def _take_from_service(options: dict[str, Any]) -> None:
    """Turn the options of the demand into what a service elsewhere is asked for: it has data and tables."""
    paths = {
        "--lookup": "lookup",
        "--home-office": "home_office",
        "--home-office-year": "home_office_year",
        "--geography": "area_year",
        "--offences": "offences",
        "--outcomes": "outcomes",
        "--fit-months": "fit_months",
        "--leave-out": "leave_out",
        "--rhythm": "rhythm",
        "--calls": "calls",
        "--crimes": "crimes",
    }
    given = {option: options[name] for option, name in paths.items()}
    if extra := [one for one, path in given.items() if path is not None and str(path) != NO_CALLS]:
        raise ScenarioError(f"a service elsewhere has its own files; leave out {', '.join(extra)}")
    options["service_data"] = str(options.pop("data") or "default")
    options["transport"] = "zmq"


def _refuse_options(context: click.Context, folder: Path) -> None:
    """A run goes on with the options it began with; those typed beside --resume must not seem to count."""
    source = click.core.ParameterSource.COMMANDLINE
    typed = {name for name in context.params if context.get_parameter_source(name) is source}
    extra = [one.opts[0] for one in context.command.params if one.name in typed - BESIDE_RESUME]
    if extra:
        record = str(folder / MANIFEST)
        raise ScenarioError(
            f"--resume takes the options recorded in {record!r}; leave out {', '.join(extra)}"
        )


def _unasked(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is click.core.ParameterSource.ENVIRONMENT


def show(console: Console, outcome: Outcome) -> None:
    """Print the tables of a complete run, its costs and where it lies."""
    if outcome.summary is None:
        raise ScenarioError("expected a complete run to show, got one that was stopped")
    for table in tables(outcome.summary):
        console.print()
        print_wide(console, table)
    manifest = outcome.manifest
    seconds = ", ".join(f"{name} {value:.1f}" for name, value in manifest.seconds.items() if value >= 0.05)
    console.print(
        f"\n{sum(manifest.seconds.values()):.1f} s: {seconds}", style="dim", markup=False, soft_wrap=True
    )
    console.print(
        f"peak memory {manifest.peak_memory_mib['total']:.0f} MiB", style="dim", markup=False, soft_wrap=True
    )
    console.print(f"results in {outcome.folder}", markup=False, soft_wrap=True)
    console.print(f"as a page: crims report {outcome.folder}", style="dim", markup=False, soft_wrap=True)
