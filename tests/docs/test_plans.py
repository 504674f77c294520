"""Every command of docs/plans.md is one that there is; the City of London's are run as they stand."""

import re
import shlex
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bridge.cli import crims
from tests.bridge.conftest import _own_cache as _own_cache
from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "plans.md").read_text(encoding="utf-8")
COMMANDS = [line.split("#")[0].strip() for line in re.findall(r"^ {4,}(crims .*)$", TEXT, re.MULTILINE)]
CITY = TEXT[TEXT.index("## Worked example: the City") :]


@pytest.mark.parametrize("line", dict.fromkeys(COMMANDS))
def test_a_command_is_understood(line: str) -> None:
    words = shlex.split(line)[1:]
    context = click.Context(crims)
    command: click.Command = crims
    while isinstance(command, click.Group):
        name = words.pop(0)
        found = command.get_command(context, name)
        assert found is not None, name
        command = found
    command.make_context(command.name, words)


@pytest.mark.usefixtures("_own_cache")
def test_the_city_of_london_on_real_roads(
    shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ortools", reason="OR-tools is not installed")
    shutil.copy(shared_data / "police-uk" / "city-of-london-2018-04-to-2020-03.zip", tmp_path / "city.zip")
    roads = shared_data / "roads" / "city-of-london" / "overpass-drive-2024-02-17.json.gz"
    shutil.copy(roads, tmp_path / "roads.json.gz")
    monkeypatch.chdir(tmp_path)
    lines = re.findall(r"^ {4}(crims .*)$", CITY, re.MULTILINE)
    assert len(lines) == 5
    for line in lines[:4]:  # the score has its own tests, and takes a baseline first
        done = CliRunner().invoke(crims, shlex.split(line)[1:])
        assert done.exit_code == 0, f"{line}\n{done.output}"
    assert (tmp_path / "city.png").stat().st_size > 10_000
    assert "hotspot" in (tmp_path / "plans" / "tour" / "routes.md").read_text(encoding="utf-8")
