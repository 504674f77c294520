"""Runs what a page shows, from top to bottom, in a folder of its own."""

import contextlib
import fnmatch
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from tests.docs.pages.blocks import blocks, words
from tests.docs.pages.exceptions import ENDS_OTHERWISE, HERE, LONG, OUTSIDE, PREPARED, PYTHON_ELSEWHERE, STAYS
from tests.docs.pages.files import missing, save

PATIENCE = 300
"""Seconds until a command must have said where it listens, and must end."""

Execute = Callable[[str, Path], tuple[int, str]]
"""Runs a command in a folder; its exit code and what it said."""


@dataclass(frozen=True)
class Done:
    """A command that was run, or not, for a reason."""

    command: str
    code: int = 0
    output: str = ""
    seconds: float = 0.0
    reason: str = ""

    @property
    def good(self) -> bool:
        """Whether it ended as the page says."""
        return self.code in (0, ENDS_OTHERWISE.get(matched(self.command, ENDS_OTHERWISE), 0))


def matched(command: str, table: Iterable[str]) -> str:
    """The pattern of a table that a command fits; empty where there is none."""
    return next((pattern for pattern in table if fnmatch.fnmatchcase(command, pattern)), "")


def follow(page: str, folder: Path, data: Path | None, execute: Execute, long: bool) -> Iterator[Done]:
    """Do what a page says, one command or block of Python after the other.

    Args:
        page: its path in the project.
        folder: as `lay_out` made it.
        data: the folder of real data, or None.
        execute: runs a command.
        long: also those of `LONG` and `STAYS`, and what is prepared for them.
    """
    text, absent = (ROOT / page).read_text(encoding="utf-8"), missing(data)
    for command in PREPARED.get(page, ()):
        yield _run(command, folder, execute, why_not(command, absent, long))
    for block in blocks(page):
        save(block, text, folder)
        if block.kind == "python" and page not in PYTHON_ELSEWHERE:
            name = f"line-{block.line}.py"
            (folder / name).write_text(block.text, encoding="utf-8")
            yield _run(f"python {name}", folder, by_shell, "")
        for command in block.commands if block.kind == "sh" else ():
            added = "" if long else HERE.get(matched(command, HERE), "")
            yield _run(f"{command} {added}".strip(), folder, execute, why_not(command, absent, long))


def why_not(command: str, absent: set[str], long: bool) -> str:
    """Why a command is not run here; empty where it is."""
    if pattern := matched(command, OUTSIDE):
        return OUTSIDE[pattern]
    if not long and (matched(command, LONG) or matched(command, STAYS)):
        return "make docs-commands runs it"
    lacking = absent & set(words(command))
    return f"no real data for {', '.join(sorted(lacking))}" if lacking else ""


def _run(command: str, folder: Path, execute: Execute, reason: str) -> Done:
    if reason:
        return Done(command, reason=reason)
    start = time.monotonic()
    code, output = (until_shown if matched(command, STAYS) else execute)(command, folder)
    return Done(command, code, output, time.monotonic() - start)


def by_shell(command: str, folder: Path) -> tuple[int, str]:
    """Run a command as it is typed; `crims`, `python` and `pytest` are those of this installation."""
    done = subprocess.run(
        ["sh", "-e", "-c", command],
        cwd=folder, env=environment(folder), text=True, stdin=subprocess.DEVNULL, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return done.returncode, done.stdout


def until_shown(command: str, folder: Path) -> tuple[int, str]:
    """Run a command that stays until it says where it listens, then interrupt it as Ctrl-C does."""
    shown, until = folder / ".shown", time.monotonic() + PATIENCE
    with shown.open("w") as file:
        running = subprocess.Popen(
            ["sh", "-c", f"exec {command}"],
            cwd=folder, env=environment(folder), stdin=subprocess.DEVNULL, stdout=file, stderr=file,
        )  # fmt: skip
        while running.poll() is None and time.monotonic() < until and "://" not in shown.read_text():
            time.sleep(0.2)
        if running.poll() is None:
            running.send_signal(signal.SIGINT)
        code = running.wait(PATIENCE)
    return (0 if code in (0, -signal.SIGINT, 128 + signal.SIGINT) else code), shown.read_text()


def in_process(command: str, folder: Path) -> tuple[int, str]:
    """Run a command of ours in this process, for which all packages are loaded already; others by a shell."""
    from bridge.cli import crims
    from bridge.cli.exits import code

    if not command.startswith("crims ") or set(command) & set("*$|<>&;"):
        return by_shell(command, folder)
    with contextlib.chdir(folder), pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "environ", os.environ.copy())  # a file .env adds to it
        done = CliRunner().invoke(crims, words(command)[1:])
    error = done.exception
    if error is None or isinstance(error, SystemExit):
        return done.exit_code, done.output
    ending = code(error) if isinstance(error, Exception) else None
    return ending or 1, f"{done.output}\n{error!r}"


def environment(folder: Path) -> dict[str, str]:
    """Variables of a command: this project first, whatever is installed, and no browser."""
    programs = folder / ".programs"
    if not programs.is_dir():
        programs.mkdir()
        for name, module in {"crims": "bridge.cli", "pytest": "pytest", "python": ""}.items():
            line = f'exec "{sys.executable}" {"-m " + module if module else ""} "$@"'
            (programs / name).write_text(f"#!/bin/sh\n{line}\n")
            (programs / name).chmod(0o755)
    path = os.pathsep.join([str(programs), os.environ["PATH"]])
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "BROWSER": "true", "MPLBACKEND": "Agg"}
