"""What somebody meets in the first hour: mistyped commands, narrow terminals, folders without rights."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner
from rich.console import Console
from rich.table import Table

from bridge.base.whole_files import require_place
from bridge.cli import crims
from bridge.cli.progress import print_wide
from bridge.errors import RecordError, ScenarioError
from bridge.scenario.scenario import Scenario


@pytest.mark.parametrize(
    ("typed", "meant"), [("rn", "run"), ("valdate", "validate"), ("servehttp", "serve-http")]
)
def test_a_mistyped_command_is_told_the_near_one(typed: str, meant: str) -> None:
    result = CliRunner().invoke(crims, [typed])
    assert result.exit_code == 2
    assert f"did you mean '{meant}'" in result.output


@pytest.mark.parametrize(
    ("typed", "words"), [("leeds.zip", "there: 'durham.zip'"), ("durhan.zip", "did you mean")]
)
def test_an_ending_makes_no_two_files_alike(tmp_path: Path, typed: str, words: str) -> None:
    (tmp_path / "durham.zip").touch()
    with pytest.raises(ScenarioError, match=words):
        Scenario.of(force="Durham", start="2019-01-01", end="2019-02-01", data=tmp_path / typed)


def test_figures_are_whole_on_a_narrow_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table()
    for heading in ("category", "crimes", "demanded", "delivered"):
        table.add_column(heading, no_wrap=True)
    table.add_row("violence and sexual offences", "1,234,567", "7,654,321", "1,111,111")
    print_wide(Console(width=40, force_terminal=True, no_color=True), table)
    shown = capsys.readouterr().out
    assert all(figure in shown for figure in ("1,234,567", "7,654,321", "1,111,111"))


def test_a_place_that_cannot_be_written_is_found_before_the_work(tmp_path: Path) -> None:
    require_place(tmp_path / "new" / "deeper" / "page.html")
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "file").touch()
    for target in (tmp_path / "folder.html", tmp_path / "file" / "page.html"):
        with pytest.raises(RecordError, match="cannot write"):
            require_place(target)
    crimes, place = str(tmp_path / "file"), str(tmp_path / "file" / "map.png")
    result = CliRunner().invoke(crims, ["map", crimes, "--out", place])
    assert isinstance(result.exception, RecordError)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("crims ru", "run"),
        ("crims run --forc", "--force"),
        ("crims run --force west-y", "west-yorkshire"),
        ("crims run --area Lee", "Leeds"),
        ("crims run --model police-p", "police-patrol"),
        ("crims run --model police-patrol --set arrest-c", "arrest-chance="),
    ],
)
def test_a_shell_is_offered_names(monkeypatch: pytest.MonkeyPatch, typed: str, offered: str) -> None:
    monkeypatch.setenv("_CRIMS_COMPLETE", "bash_complete")
    words = typed.split()
    asked = ShellComplete(crims, {}, "crims", "_CRIMS_COMPLETE")
    assert offered in [one.value for one in asked.get_completions(words[1:-1], words[-1])]


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    found = subprocess.run(
        [sys.executable, "-m", "bridge.cli", "forces"], stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (found.returncode, found.stderr) == (0, b"")


def test_every_option_of_a_run_has_its_group_in_the_help() -> None:
    from bridge.cli.grouped_help import GROUPS
    from bridge.cli.run_commands.run import command

    grouped = [name for names in GROUPS.values() for name in names.split()]
    assert len(grouped) == len(set(grouped))
    options = {str(one.name) for one in command.params if isinstance(one, click.Option)}
    assert options - set(grouped) == {"quiet"}
    assert set(grouped) <= options
    assert CliRunner().invoke(command, ["--help"]).output.count("--staffing-factor ") == 1
