"""A confined model writes and deletes files in its own folders only, however it names them."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest

from netlogo import CompilerError, LogoError, Workspace

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
    "bitmap:export bitmap:from-view {}": "picture.png",
    "vid:start-recorder vid:record-view vid:save-recording {}": "film.gif",
    "nw:save-matrix {}": "matrix.txt",
    "nw:save-graphml {}": "net.graphml",
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
    """A model that knows extensions that write, and has a plot."""
    ws = Workspace.from_code("extensions [ bitmap csv nw vid ]", plots={"Load": ["officers"]}, folder=home)
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


@pytest.fixture
def redirected(home: Path) -> Workspace:
    """A model whose files go to an output folder beside its own."""
    ws = Workspace.from_code("extensions [ bitmap csv nw vid ]", plots={"Load": ["officers"]}, folder=home)
    ws.confine([], output=home.parent / "out")
    return ws


@pytest.mark.parametrize("commands", [one for one in WRITES if "delete" not in one])
def test_what_it_writes_beside_itself_goes_to_the_output_folder(
    commands: str, redirected: Workspace, home: Path
) -> None:
    before = sorted(home.rglob("*"))
    redirected.command(commands.format(f'"{WRITES[commands]}"'))
    assert sorted(home.rglob("*")) == before
    assert (home.parent / "out" / WRITES[commands]).exists()
    assert redirected.report(f'file-exists? "{WRITES[commands]}"') is True


def test_it_goes_on_with_a_file_of_its_own_and_reads_it_back(redirected: Workspace, home: Path) -> None:
    redirected.command('file-open "victim.txt" file-print " again" file-close')
    assert (home / "victim.txt").read_text() == "kept"
    redirected.command('file-open "victim.txt"')
    assert redirected.report("file-read-line") == "kept again"


def test_it_deletes_what_it_wrote_but_not_what_was_there(redirected: Workspace, home: Path) -> None:
    with pytest.raises(LogoError, match="may write files in"):
        redirected.command('file-delete "victim.txt"')
    redirected.command('file-open "new.txt" file-print 1 file-close file-delete "new.txt"')
    assert redirected.report('file-exists? "new.txt"') is False


@pytest.mark.parametrize("commands", [one for one in WRITES if "delete" not in one])
@pytest.mark.parametrize("suffix", ["", ".part"])
def test_no_link_is_written_through(commands: str, suffix: str, ws: Workspace, home: Path) -> None:
    outside = home.parent / "else" / "victim.txt"
    (home / (WRITES[commands] + suffix)).symlink_to(outside)
    with suppress(LogoError):
        ws.command(commands.format(f'"{WRITES[commands]}"'))
    assert outside.read_text() == "kept"


def test_circular_includes_end(tmp_path: Path) -> None:
    (tmp_path / "a.nls").write_text('__includes [ "b.nls" ]')
    (tmp_path / "b.nls").write_text('__includes [ "a.nls" ]')
    with pytest.raises(CompilerError, match=r"a\.nls includes itself: a\.nls > b\.nls > a\.nls"):
        Workspace.from_code('__includes [ "a.nls" ]', folder=tmp_path)
