"""The command line `crims`: one group whose subcommands are loaded when they are called.

The only part of the project that prints, exits or installs signal handlers.
"""

import importlib
import io
import os
import stat
import sys
from pathlib import Path

import click

from bridge.base.child_process import keep_to_safe_path
from bridge.base.garbage import collect_rarely
from bridge.base.memory_limit import limit_memory
from bridge.cli.completion import VARIABLE, add_completion
from bridge.cli.exits import DATA, code, explain, lacking
from bridge.cli.logs import set_up
from bridge.errors import ScenarioError
from common.names import near

COMMANDS = {
    "calibrate": (
        "experiment_commands.calibrate",
        "Fit the factors of an experiment to what was observed: a posterior.",
    ),
    "check": ("model_commands.check", "Check that a model can be coupled, and rehearse 48 hours."),
    "compare": (
        "experiment_commands.compare",
        "Compare runs, experiments or cells, with paired intervals.",
    ),
    "data": ("data_commands.data", "Fetch data, show what a source holds, learn a rhythm, encrypt tables."),
    "demand": ("data_commands.demand", "Sample crimes alone into a CSV or Parquet file."),
    "dock": (
        "model_commands.dock",
        "Compare the embedded engine with NetLogo itself, tick by tick.",
    ),
    "forces": ("place_commands.forces", "List the police forces, or show what one has on duty."),
    "experiment": (
        "experiment_commands.experiment",
        "Run a grid of scenarios with replicates, on one machine or many.",
    ),
    "forecast": (
        "forecast_commands.forecast",
        "Forecast crimes by area, category and month; score it; hotspots.",
    ),
    "gui": (
        "run_commands.gui",
        "Open the live model in NetLogo's window, with the demand behind it.",
    ),
    "keys": ("service_commands.keys", "Make keys for a service on a network and its clients."),
    "map": ("data_commands.map", "Draw the crimes of a run or a file on a map."),
    "netlogo": (
        "netlogo_commands.netlogo",
        "Run and check NetLogo models and their experiments; install NetLogo.",
    ),
    "new-model": ("model_commands.new_model", "Begin a coupled NetLogo model, with its test."),
    "population": ("data_commands.population", "Make synthetic people by area, sex, age, ethnicity."),
    "plan": ("plan_commands.plan", "Make plans (officers, districts, routes), score, show, compare them."),
    "report": (
        "run_commands.report",
        "Write a run, an experiment or a plan up as one HTML file.",
    ),
    "roads": ("place_commands.roads", "Download roads, and show what a file of roads gives."),
    "run": ("run_commands.run", "Run one coupled simulation."),
    "scenario": ("experiment_commands.scenario", "Write a scenario file, or check one."),
    "serve": ("service_commands.serve", "Offer the crime microsimulation over ZeroMQ."),
    "serve-http": ("service_commands.serve_http", "Serve crimes and maps over HTTP."),
    "sliders": ("model_commands.sliders", "List what can be set in a model with --set."),
    "status": ("run_commands.status", "Show runs and their state."),
    "ui": ("run_commands.ui", "Show the results of a folder in the browser, and start new runs."),
    "verify": ("run_commands.verify", "Check that the files of runs are as they were written."),
    "watch": ("run_commands.watch", "Run a scenario and watch it in the browser."),
    "validate": (
        "data_commands.validate",
        "Compare simulated with observed crimes, as one HTML page.",
    ),
}
"""Subcommand -> module below `bridge.cli` that has it as `command`, and its line in the help."""


class Lazy(click.Group):
    """Imports a subcommand's module when it is called, so that `crims --help` takes no time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one subcommand; an unknown name is click's own error with the near matches."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"bridge.cli.{COMMANDS[cmd_name][0]}").command
        add_completion(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the subcommand; an unknown one is an error that says what was probably meant."""
        name = args[0]
        if name not in COMMANDS and name not in self.commands and not name.startswith("-"):
            ctx.fail(f"No such command {name!r}{near(name, COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in sorted(COMMANDS.items())])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "-v", "--verbose", count=True, help="Log what happens to standard error; twice for every message."
)
@click.option("--log-json", is_flag=True, help="Log as JSON, one object a line, instead of text.")
@click.version_option(package_name="crims-bridge", prog_name="crims")
def crims(verbose: int, log_json: bool) -> None:
    """Crime microsimulation coupled to a NetLogo police model."""
    read_env(Path(".env"))
    set_up(verbose, log_json)


def read_env(path: Path) -> None:
    """Take the settings `CRIMS_...` of a `.env` file that the environment does not have."""
    if path.is_file():
        from dotenv import dotenv_values

        found = {
            name: value for name, value in dotenv_values(path).items() if name.startswith("CRIMS_") and value
        }
        if found:
            _require_own(path)
        for name, value in found.items():
            os.environ.setdefault(name, str(value))


def _require_own(path: Path) -> None:
    """Refuse settings, such as keys and addresses, that somebody else may have written."""
    state = path.stat()
    if state.st_mode & stat.S_IWOTH:
        raise ScenarioError(
            f"others may write to {path}, whose settings are used here; run: chmod 600 {path}"
        )
    if hasattr(os, "geteuid") and state.st_uid not in (0, os.geteuid()):
        raise ScenarioError(f"{path} is somebody else's; settings are taken from a file of your own only")


def write_anything() -> None:
    """Let a character that this terminal or locale cannot show be written as its number, and be no error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout is sys.__stdout__:
        shown = sys.stdout
        sys.stdout = Outlet(
            shown.detach(),
            shown.encoding,
            shown.errors,
            line_buffering=shown.line_buffering,
            write_through=shown.write_through,
        )


class Outlet(io.TextIOWrapper):
    """Standard output whose reader may leave, as `head` does: what comes then is nobody's, and no error."""

    def write(self, text: str) -> int:
        """Write, or drop what nobody reads."""
        try:
            return super().write(text)
        except BrokenPipeError:
            self._drop()
            return len(text)

    def flush(self) -> None:
        """Send what was written, or drop it."""
        try:
            super().flush()
        except BrokenPipeError:
            self._drop()

    def _drop(self) -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)


def main() -> None:
    """Run `crims`; an expected error becomes one sentence and its exit code, without a traceback."""
    keep_to_safe_path()
    limit_memory()
    collect_rarely()
    write_anything()
    if VARIABLE in os.environ:
        from bridge.cli.shells import use_shells

        use_shells()
    try:
        crims(prog_name="crims")
    except MemoryError:
        explain(
            ScenarioError(
                "there is not enough memory for this; use smaller data or a shorter period, or allow more: "
                "CRIMS_MEMORY=GIB, or CRIMS_MEMORY=none"
            )
        )
        sys.exit(DATA)
    except Exception as error:
        missing = lacking(error) if isinstance(error, ModuleNotFoundError) else None
        number = code(missing or error)
        if number is None:
            raise
        explain(missing or error)
        sys.exit(number)
