"""A model's files that cannot be read or written are its error, and nothing else's."""

import os
from contextlib import suppress
from pathlib import Path

import pytest

from netlogo import CompilerError, LogoError, Workspace

FULL = Path("/dev/full")
READS = [
    "show file-read-line",
    "show file-at-end?",
    'show string:from-file "{}"',
    'show csv:from-file "{}"',
    'show table:from-json-file "{}"',
    'import-world "{}"',
    'import-drawing "{}"',
    'import-pcolors "{}"',
    'show bitmap:import "{}"',
    'nw:load-matrix "{}" turtles links',
    'show fetch:file "{}"',
]


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full")
@pytest.mark.parametrize("end", ["file-flush", "file-close", "file-close-all", "file-write 1 file-flush"])
def test_a_full_disk(end: str) -> None:
    ws = Workspace.from_code("")
    ws.command(f'file-open "{FULL}" file-print 1')
    with pytest.raises(LogoError, match=r"/dev/full cannot be written \(No space left on device\)"):
        ws.command(end)
    with suppress(LogoError):
        ws.command("file-close-all")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs")
@pytest.mark.parametrize("endless", ["fifo", "/dev/zero"])
def test_a_file_that_never_ends_is_not_read(endless: str, tmp_path: Path) -> None:
    if endless == "fifo":
        endless = str(tmp_path / "fifo")
        os.mkfifo(endless)
    ws = Workspace.from_code("extensions [ csv string table bitmap nw fetch ]")
    ws.allow(["fetch"])
    for read in READS:
        with pytest.raises(LogoError, match=r"not an ordinary file|Couldn't open file"):
            ws.command(f'file-open "{endless}" ' + read.format(endless))


def test_an_include_that_never_ends_is_not_there(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "more.nls")
    (tmp_path / "zero.nls").symlink_to("/dev/zero")
    for name in ("more.nls", "zero.nls"):
        with pytest.raises(CompilerError, match="Could not find"):
            Workspace.from_code(f'__includes [ "{name}" ]', folder=tmp_path)
