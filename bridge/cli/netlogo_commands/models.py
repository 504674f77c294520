"""`crims netlogo run`, `check` and `transpile`: a NetLogo model by itself on the embedded engine."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from bridge.cli.exits import INTERRUPTED, MODEL
from bridge.scenario.model_settings import parse_assignments

if TYPE_CHECKING:
    from netlogo import Workspace

MODEL_PATH = click.argument("model", type=click.Path(path_type=Path))
MAX_SECONDS = click.option(
    "--max-seconds", type=click.FloatRange(min=0, min_open=True), help="Stop what runs longer than this."
)
ALLOW = click.option(
    "--allow",
    "allowed",
    multiple=True,
    type=click.Choice(["fetch", "py", "shell"]),
    help="Let the model load from the network, run Python, or run programs. Only for models you trust.",
)


@click.command("run")
@MODEL_PATH
@click.option("--setup", default="setup", show_default=True, help="Commands to begin with.")
@click.option("--go", default="go", show_default=True, help="Commands of each step.")
@click.option(
    "--ticks", type=click.IntRange(min=0), required=True, metavar="N", help="How often --go is run, at most."
)
@click.option("--report", "reporters", multiple=True, metavar="REPORTER", help="Print its value at the end.")
@click.option("--each-tick", is_flag=True, help="Print the reporters after every step as well, as CSV.")
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="Set a slider or another global."
)
@click.option("--seed", type=int, help="Run random-seed with it first.")
@MAX_SECONDS
@click.option("--debug", is_flag=True, help="After an error, show the values of all variables where it came.")
@ALLOW
def run_command(
    model: Path,
    setup: str,
    go: str,
    ticks: int,
    reporters: tuple[str, ...],
    each_tick: bool,
    settings: tuple[str, ...],
    seed: int | None,
    max_seconds: float | None,
    debug: bool,
    allowed: tuple[str, ...],
) -> None:
    """Run a model: setup, then go until it stops or N steps are done, then the reporters.

    What the model prints goes to standard output.
    """
    from netlogo import Workspace
    from netlogo.engine.time_limit import time_limit, where
    from netlogo.errors import LogoError

    notes = Console(stderr=True, highlight=False, soft_wrap=True)
    workspace, steps = Workspace.open(model), 0
    for note in workspace.notes:
        notes.print(f"note: {note}", style="dim", markup=False)
    workspace.allow(allowed)
    workspace.engine.keeps_state = debug
    try:
        with time_limit(max_seconds):
            for steps in _steps(workspace, setup, go, ticks, reporters, each_tick, settings, seed):  # noqa: B007
                workspace.world.output.take()
    except LogoError as error:
        if debug:
            from netlogo.workshop.post_mortem import shown

            notes.print(shown(workspace, error), markup=False)
        raise
    except KeyboardInterrupt as error:
        notes.print(f"interrupted{where(error)}, after {steps} steps", markup=False)
        raise SystemExit(INTERRUPTED) from error
    for what, failed in workspace.plot_errors.items():
        notes.print(f"{what} failed, and the model went on: {failed}", markup=False)
    if steps < ticks:
        notes.print(f"go stopped after {steps} steps", style="dim")


def _steps(
    workspace: "Workspace",
    setup: str,
    go: str,
    ticks: int,
    reporters: tuple[str, ...],
    each_tick: bool,
    settings: tuple[str, ...],
    seed: int | None,
) -> Iterator[int]:
    """Run a model; gives the number of steps after each."""
    workspace.world.output.on_text = _print
    for name, text in parse_assignments(settings, "name=value").items():
        workspace.set_global(name, value_of(text))
    for text in reporters:
        workspace.compile_reporter(text)
    if seed is not None:
        workspace.command(f"random-seed {seed}")
    workspace.command(setup)
    if each_tick:
        _print(_row(["[step]", *reporters]))
        _print(_row([0.0, *map(workspace.report, reporters)]))
    steps = 0
    while steps < ticks and not workspace.command(go):
        steps += 1
        yield steps
        if each_tick:
            _print(_row([float(steps), *map(workspace.report, reporters)]))
    if not each_tick:
        for text in reporters:
            _print(f"{text} = {_text(workspace.report(text))}\n")


@click.command("check")
@MODEL_PATH
def check_command(model: Path) -> None:
    """Compile a model with its plots, monitors, buttons, sliders and experiments; show all errors."""
    from netlogo import ProgramError, Workspace

    console = Console(highlight=False, soft_wrap=True)
    try:
        workspace = Workspace.open(model)
        errors = list(_widget_errors(workspace))
    except ProgramError as error:
        workspace, errors = None, [str(one) for one in error.errors or [error]]
    for text in errors:
        console.print("[bold red]error:[/]", end=" ")
        console.print(text, markup=False)
    if errors or workspace is None:
        console.print(f"{len(errors)} error{'s' * (len(errors) != 1)} in {model}", markup=False)
        raise SystemExit(MODEL)
    procedures, names = len(workspace.procedures), len(workspace.globals)
    console.print(f"{model}: no errors; {procedures} procedures, {names} globals", markup=False)


@click.command("transpile")
@MODEL_PATH
def transpile_command(model: Path) -> None:
    """Print the Python that the engine makes of a model, with the NetLogo line beside it."""
    from netlogo import Workspace

    for line in beside(Workspace.open(model)):
        _print(line + "\n")


def beside(workspace: "Workspace") -> Iterator[str]:
    """The generated Python; where a new NetLogo line begins, that line stands beside it."""
    headings = iter(workspace.program.procedures.values())
    lines: list[str] = []
    shown = 0
    for line in workspace.python().splitlines():
        code, mark, number = line.rpartition("  # ")
        if line.startswith("def "):
            source = next(headings).source
            lines, shown = source.text.splitlines(), 0
            yield f"# {source.name}"
        if not mark:
            yield line
        elif int(number) == shown:
            yield code.rstrip()
        else:
            shown = int(number)
            yield f"{code.rstrip():<72}  # {number:>4}  {lines[shown - 1].strip()}"


def value_of(text: str) -> Any:
    """A value as NetLogo writes it; anything else is a string as it stands."""
    from netlogo.errors import NetLogoError
    from netlogo.runtime.primitives.literals import read_from_string

    try:
        return read_from_string(text)
    except NetLogoError:
        return text


def _widget_errors(workspace: "Workspace") -> Iterator[str]:
    """What is wrong in the code of the interface and of the experiments."""
    from netlogo import CompilerError
    from netlogo.behaviorspace import code_errors, experiments_of
    from netlogo.errors import NetLogoError

    for what, text, reporter in _widget_code(workspace):
        if not text.strip():
            continue
        problems = []
        for agents in ("observer",) if reporter else ("observer", "turtles", "patches", "links"):
            try:
                if reporter:
                    workspace.compile_reporter(text)
                else:  # a button's code may be for another kind of agent
                    workspace.compile_command(text, agents)
            except CompilerError as error:
                problems.append(str(error))
            else:
                break
        else:
            yield f"{problems[0]} in {what}"
    try:
        experiments = experiments_of(workspace.model)
    except NetLogoError as error:
        yield str(error)
        return
    for one in experiments:
        for what, wrong in code_errors(workspace, one):
            yield f"{wrong} in {what} of experiment {one.name!r}"


def _widget_code(workspace: "Workspace") -> Iterator[tuple[str, str, bool]]:
    """Each piece of code of the interface: what it is, its text, whether it reports."""
    model = workspace.model
    for widget in model.globals:
        for bound, text in (("minimum", widget.minimum), ("maximum", widget.maximum), ("step", widget.step)):
            yield f"the {bound} of slider {widget.name!r}", text, True
    for monitor in model.monitors:
        yield f"monitor {monitor.display or monitor.code!r}", monitor.code, True
    for button in model.buttons:
        yield f"button {button.display or button.code!r}", button.code, False
    for plot in model.plots:
        for part, text in (("setup", plot.setup), ("update", plot.update)):
            yield f"the {part} commands of plot {plot.name!r}", text, False
        for pen in plot.pens:
            for part, text in (("setup", pen.setup), ("update", pen.update)):
                yield f"the {part} commands of pen {pen.name!r} of plot {plot.name!r}", text, False


def _row(values: list[Any]) -> str:
    return ",".join('"' + _text(value).replace('"', '""') + '"' for value in values) + "\n"


def _text(value: Any) -> str:
    from netlogo import to_text

    return to_text(value)


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
