"""A confined model writes and deletes files in its own folders only, however it names them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from netlogo import LogoError, Workspace

WRITES = {
    "file-open {} file-print 1 file-close": "print.txt",
    "file-open {} file-write 1 file-close": "write.txt",
    "file-delete {}": "victim.txt",
    "export-world {}": "world.csv",
    "export-output {}": "output.txt",
    'export-plot "Load" {}': "plot.csv",
    "export-all-plots {}": "plots.csv",
    "export-view {}": "view.png",
    "csv:to-file {} [[ 1 ]]": "rows.csv",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The model's folder, beside one that is not its own; both hold a file that can be deleted."""
    for name in ("model", "model-of-another", "else"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "victim.txt").write_text("kept")
    (tmp_path / "model" / "link").symlink_to(tmp_path / "else")
    return tmp_path / "model"


@pytest.fixture
def ws(home: Path) -> Workspace:
    """A model that knows the extension csv and has a plot."""
    ws = Workspace.from_code("extensions [ csv ]", plots={"Load": ["officers"]}, folder=home)
    ws.confine([home])
    return ws


@pytest.mark.parametrize("commands", WRITES)
@pytest.mark.parametrize("way", ["../else/", "../model-of-another/", "link/", "/absolute/", "cd/"])
def test_what_lies_outside_stays_as_it_is(commands: str, way: str, ws: Workspace, home: Path) -> None:
    outside = home.parent / "else"
    before = sorted(home.parent.rglob("*"))
    if way == "cd/":
        ws.command('set-current-directory "../else"')
        name = WRITES[commands]
    else:
        name = way.replace("/absolute", str(outside)) + WRITES[commands]
    with pytest.raises(LogoError, match="may write files in"):
        ws.command(commands.format(f'"{name}"'))
    assert sorted(home.parent.rglob("*")) == before


@pytest.mark.parametrize("commands", WRITES)
def test_its_own_folder_is_the_models(commands: str, ws: Workspace, home: Path) -> None:
    ws.command(commands.format(f'"{WRITES[commands]}"'))
    assert (home / WRITES[commands]).exists() is not commands.startswith("file-delete")


def test_it_reads_anywhere_and_where_nothing_is_said_writes_anywhere(ws: Workspace, home: Path) -> None:
    assert ws.report('csv:from-file "../else/victim.txt"') == [["kept"]]
    free = Workspace.from_code("", folder=home)
    free.command('file-open "../else/free.txt" file-print 1 file-close')
    assert os.listdir(home.parent / "else") != ["victim.txt"]
