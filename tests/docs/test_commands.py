"""Every command of ours that a page shows has options and arguments that the command line knows."""

import re
import shlex
from pathlib import Path

import click
import pytest

from bridge.cli import crims

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "SECURITY.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
INLINE = re.compile(r"`(crims [^`|]+)`", re.DOTALL)
ENDS = re.compile(r"\s(?:\||>|&&|&|2>)\s?.*")
"""What a shell does with a command: no word of it."""


def commands(page: Path) -> list[str]:
    """The commands that begin with `crims`: lines of their own, continued ones joined, and in sentences."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.strip().removeprefix("$ ") for line in text.splitlines())
    found = [ENDS.sub("", line) for line in lines if line.startswith("crims ")]
    return [*found, *(" ".join(one.split()) for one in INLINE.findall(text))]


def parse(words: list[str]) -> None:
    """Walk down to the command that is meant, and parse what follows.

    Raises:
        click.UsageError: an option or command that there is not.
    """
    group: click.Command = crims
    context = click.Context(crims, info_name="crims")
    while isinstance(group, click.Group):
        _, words, _ = group.make_parser(context).parse_args(words)
        if not words:
            return
        found = group.get_command(context, words[0])
        if found is None:
            if group.invoke_without_command:
                return
            raise click.UsageError(f"no such command {words[0]!r}")
        context = click.Context(found, parent=context, info_name=words[0])
        group, words = found, words[1:]
    group.make_parser(context).parse_args(words)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_of_a_page_can_be_typed(page: Path) -> None:
    for line in commands(page):
        try:
            parse(shlex.split(line, comments=True)[1:])
        except click.BadOptionUsage:
            continue  # a sentence names an option without a value
        except click.UsageError as error:
            pytest.fail(f"{page.name}: {line}: {error.message}")


def test_pages_have_commands() -> None:
    assert sum(len(commands(page)) for page in PAGES) > 50


def test_a_command_that_there_is_not_is_found() -> None:
    for line in ("run --nothing", "netlogo nothing", "nothing"):
        with pytest.raises(click.UsageError):
            parse(line.split())
