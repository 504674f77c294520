"""`crims netlogo profile`, `format`, `lint` and `lsp`: tools for authors of NetLogo code."""

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from bridge.base.whole_files import write_text
from bridge.cli.exits import MODEL
from bridge.cli.netlogo_commands.models import ALLOW, MODEL_PATH, value_of
from bridge.errors import ScenarioError
from bridge.scenario.model_settings import parse_assignments

if TYPE_CHECKING:
    from netlogo.workshop.profile import Row

RULES = ("unused", "may-not-exist", "unseeded", "last-wins", "slow-search")


@click.command("profile")
@MODEL_PATH
@click.option("--setup", default="setup", show_default=True, help="Commands to begin with; not profiled.")
@click.option("--go", default="go", show_default=True, help="Commands of each step.")
@click.option("--ticks", type=click.IntRange(min=1), default=100, show_default=True, help="Steps, at most.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Set a slider or a global.")
@click.option("--seed", type=int, help="Run random-seed with it first.")
@click.option("--top", type=click.IntRange(min=1), default=15, show_default=True, help="Rows of each table.")
@click.option("--flame", type=click.Path(path_type=Path), metavar="FILE.svg", help="Draw a flame graph.")
@ALLOW
def profile_command(
    model: Path,
    setup: str,
    go: str,
    ticks: int,
    settings: tuple[str, ...],
    seed: int | None,
    top: int,
    flame: Path | None,
    allowed: tuple[str, ...],
) -> None:
    """Show where a model's time goes, by procedure and by primitive.

    \b
    Examples:
      crims netlogo profile mine.nlogo --ticks 50 --seed 1
      crims netlogo profile mine.nlogo --flame mine.svg
    """
    from netlogo import Workspace
    from netlogo.workshop.flame import flame_graph
    from netlogo.workshop.profile import profiled

    workspace = Workspace.open(model)
    workspace.allow(allowed)
    for name, text in parse_assignments(settings, "name=value").items():
        workspace.set_global(name, value_of(text))
    if seed is not None:
        workspace.command(f"random-seed {seed}")
    workspace.command(setup)
    steps = 0
    with profiled(workspace) as profile:
        while steps < ticks and not workspace.command(go):
            steps += 1
            workspace.world.output.take()
    console = Console(highlight=False, soft_wrap=True)
    total = profile.root.total / 1e6
    console.print(f"{model.name}: {steps} steps, {total:.1f} ms with the profiling", markup=False)
    for title, procedures in (("procedure", True), ("primitive", False)):
        console.print(_table(title, profile.rows(procedures=procedures)[:top]))
    if flame is not None:
        write_text(flame, flame_graph(profile, f"{model.name}, {steps} steps"))
        console.print(f"flame graph: {flame}", markup=False)


def _table(title: str, rows: "list[Row]") -> Table:
    table = Table(title, "calls", "own ms", "with callees ms", "own µs a call", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for row in rows:
        each = 1000 * row.own / row.calls if row.calls else 0.0
        table.add_row(row.name, f"{row.calls:,}", f"{row.own:.2f}", f"{row.total:.2f}", f"{each:.2f}")
    return table


@click.command("format")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 5 if a file would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
def format_command(files: tuple[Path, ...], check: bool, diff: bool) -> None:
    """Lay out the code of .nlogo and .nls FILES: indentation, blank lines, line ends. No word changes.

    \b
    Examples:
      crims netlogo format mine.nlogo includes/*.nls
      crims netlogo format --check mine.nlogo
    """
    from netlogo.errors import CompilerError
    from netlogo.workshop.formatting import formatted_file

    changed, failed = 0, False
    for file in files:
        text = file.read_text(encoding="utf-8")
        try:
            made = formatted_file(file.name, text)
        except CompilerError as error:
            click.echo(f"{file}: {error}", err=True)
            failed = True
            continue
        if made == text:
            continue
        changed += 1
        if diff:
            old, new = text.splitlines(keepends=True), made.splitlines(keepends=True)
            sys.stdout.writelines(difflib.unified_diff(old, new, str(file), str(file)))
        elif check:
            click.echo(f"{file} would change")
        else:
            write_text(file, made)
            click.echo(f"{file} laid out")
    if failed or (check and changed):
        raise SystemExit(MODEL)


@click.command("lint")
@MODEL_PATH
@click.option(
    "--ignore", multiple=True, type=click.Choice(RULES), help="Leave out a rule; can be given again."
)
def lint_command(model: Path, ignore: tuple[str, ...]) -> None:
    """Tell what in a model's code is allowed but may not be meant; exit code 5 if there is anything.

    Rules: unused (names nobody uses), may-not-exist (turtle 5), unseeded (random numbers, no random-seed),
    last-wins (a global set to what the last agent in random order says), slow-search (in-radius in a loop
    of loops).

    \b
    Examples:
      crims netlogo lint mine.nlogo
      crims netlogo lint mine.nlogo --ignore unseeded
    """
    from netlogo import read_model
    from netlogo.workshop.lint import findings, shown
    from netlogo.workshop.reading import read_for_author

    opened = read_model(model)
    reading = read_for_author(opened)
    told = [str(error) for error in reading.errors]
    if not told:
        told = [str(one) for one in shown(findings(opened, reading), ignore)]
    for text in told:
        click.echo(text)
    if told:
        raise SystemExit(MODEL)


@click.command("lsp")
def lsp_command() -> None:
    """Serve an editor on standard input and output (Language Server Protocol); needs the extra `lsp`."""
    try:
        import pygls  # noqa: F401
    except ImportError as error:
        raise ScenarioError("the language server needs pygls: pip install 'crims-bridge[lsp]'") from error
    from netlogo.workshop.language_server import server

    server().start_io()
