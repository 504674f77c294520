"""Options that belong to several commands are there in each of them."""

from __future__ import annotations

import click
import pytest

from bridge.cli import crims

READING = {"--lookup", "--geography"}
TABLES = {"--offences", "--outcomes", "--home-office", "--home-office-year"}
MONTHS = {"--fit-months", "--leave-out", "--keep-doubtful"}
FULL = READING | TABLES | MONTHS | {"--rhythm", "--data"}


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        ("demand", FULL | {"--force", "--calls"}),
        ("run", FULL | {"--force", "--calls"}),
        ("watch", FULL | {"--force", "--calls"}),
        ("validate", FULL | {"--force"}),
        ("gui", FULL | {"--force", "--calls"}),
        ("serve", FULL | {"--calls"}),
        ("serve-http", FULL),
        ("forecast", READING | MONTHS | {"--force", "--data", "--home-office", "--home-office-year"}),
        ("forecast score", READING | MONTHS | {"--force", "--data"}),
        ("forecast hotspots", READING | MONTHS | {"--force", "--data"}),
        ("population", READING | MONTHS | {"--force", "--data", "--victim-rates"}),
        ("map", READING | {"--force", "--data"}),
        ("data info", READING | {"--force", "--outcomes", "--home-office", "--home-office-year"}),
    ],
)
def test_a_command_has_the_options_of_its_kind(command: str, wanted: set[str]) -> None:
    found: click.Command = crims
    for name in command.split():
        assert isinstance(found, click.Group)
        child = found.get_command(click.Context(found), name)
        assert child is not None
        found = child
    options = {text for one in found.params for text in one.opts}
    assert wanted - options == set()
