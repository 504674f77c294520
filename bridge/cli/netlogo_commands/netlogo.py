"""`crims netlogo`: models on the embedded engine; NetLogo itself: its installation and what is found."""

import subprocess
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from bridge.base.child_process import python
from bridge.cli.netlogo_commands.behaviorspace import experiment_command
from bridge.cli.netlogo_commands.models import check_command, run_command, transpile_command
from bridge.cli.netlogo_commands.window import window_command
from bridge.cli.netlogo_commands.workshop import format_command, lint_command, lsp_command, profile_command
from bridge.errors import EngineUnavailable
from bridge.police.engines import installed_folder, locate
from bridge.police.netlogo_install import VERSION, Installed, install

STARTS = """
import sys, pathlib
from netlogo.jvm import JvmWorkspace, NetLogoUnavailable
from netlogo.jvm.finder import read_installation
import netlogo
model = pathlib.Path(netlogo.__file__).parent / "models" / "schelling-demo.nlogo"
try:
    with JvmWorkspace(model, read_installation(pathlib.Path(sys.argv[1]), "the folder")) as workspace:
        print(workspace.report("netlogo-version"))
except NetLogoUnavailable as error:
    sys.exit(str(error))
"""
"""Run in a process of its own: a Java machine cannot be stopped and started again."""
PATIENCE = 300.0
"""Seconds after which a start has failed; it takes about 3."""


@click.group("netlogo")
def command() -> None:
    """NetLogo models on the embedded engine; NetLogo itself: install it, or show what is found."""


for _model_command in (
    check_command,
    experiment_command,
    format_command,
    lint_command,
    lsp_command,
    profile_command,
    run_command,
    transpile_command,
    window_command,
):
    command.add_command(_model_command)


@command.command("install")
@click.option(
    "--version", default=VERSION, show_default=True, help="Version to download from NetLogo's site."
)
@click.option("--from", "source", metavar="FILE-or-URL", help="Archive (.tgz) to install instead.")
@click.option(
    "--to", type=click.Path(path_type=Path), metavar="DIR", help="Where.  [default: user's data folder]"
)
@click.option("--sha256", metavar="HEX", help="The archive's checksum.")
@click.option("--check/--no-check", default=True, help="Start it once at the end.  [default: check]")
def install_command(
    version: str, source: str | None, to: Path | None, sha256: str | None, check: bool
) -> None:
    """Download NetLogo (or take an archive), verify and unpack it, and check that it starts.

    An interrupted download is gone on with when the command is given again.
    """
    console = Console(highlight=False, soft_wrap=True)
    target = to or installed_folder()
    with Progress(
        TextColumn("downloading"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), console=console,
        transient=True, disable=not console.is_terminal,
    ) as bar:  # fmt: skip
        task = bar.add_task("download", total=None)

        def progress(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total)

        found = install(target, version=version, source=source, sha256=sha256, progress=progress)
    console.print(f"NetLogo {found.installation.version} in {found.installation.home}", markup=False)
    console.print(_checksum(found), markup=False)
    if check:
        console.print(f"it starts: NetLogo {started(found.installation.home)}", markup=False)
    if to is not None:
        console.print(f"to use it: export NETLOGO_HOME='{found.installation.home}'", markup=False)


@command.command("show")
@click.option("--netlogo-home", type=click.Path(path_type=Path), help="NetLogo's folder.")
def show_command(netlogo_home: Path | None) -> None:
    """Show which NetLogo and which Java machine `--abm netlogo` uses."""
    from netlogo.jvm import NetLogoUnavailable, find_java

    console = Console(highlight=False, soft_wrap=True)
    try:
        found = locate(netlogo_home)
        java = find_java(found.home)
    except NetLogoUnavailable as error:
        raise EngineUnavailable(str(error)) from error
    console.print(f"NetLogo {found.version} in {found.home}", markup=False)
    console.print(
        f"Java {java.version or 'of unknown version'} of {java.source}: {java.library}", markup=False
    )


def started(home: Path) -> str:
    """The version that NetLogo itself reports.

    Raises:
        EngineUnavailable: it does not start; the message says why.
    """
    try:
        answer = subprocess.run(
            [*python(), "-c", STARTS, str(home)], capture_output=True, text=True, timeout=PATIENCE
        )
        reason = (answer.stderr.strip().splitlines() or ["no reason given"])[-1]
    except subprocess.TimeoutExpired:
        answer, reason = None, f"no answer within {PATIENCE:g} seconds"
    if answer is None or answer.returncode:
        raise EngineUnavailable(f"NetLogo is installed in {str(home)!r} but does not start: {reason}")
    return answer.stdout.strip()


def _checksum(found: Installed) -> str:
    verdict = "as expected" if found.verified else "not compared; give it with --sha256 to have it compared"
    return f"SHA-256 {found.sha256} ({verdict})"
