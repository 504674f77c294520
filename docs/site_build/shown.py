"""The tutorials' commands are run while the site is built, and the page shows what they said and drew.

A page is followed from top to bottom in a new folder: a `toml`, `netlogo` or `python` block that begins with
a comment `# name` (`; name` in NetLogo) is written to that file, an `sh` block is run. A command that fails
stops the build with its output, so a page cannot promise what does not work, and no picture can be stale.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"(?:#|;) ([\w-]+\.\w+)\n")
PICTURE = re.compile(r"!\[[^\]]*\]\(\.\./made/[\w-]+/([^)]+)\)")


class CommandFailedError(Exception):
    """A command of a page failed: which, and what it said."""


def follow(page: Path, made: Path) -> None:
    """Do what a tutorial says; write `made`/N.txt for its N-th `sh` block, and the pictures that it shows.

    Raises:
        CommandFailedError: a command ended with an error, or a picture that the page shows was not made.
    """
    text = page.read_text(encoding="utf-8")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        number = 0
        for kind, block in FENCE.findall(text):
            if kind == "sh":
                number += 1
                (made / f"{number}.txt").write_text(_run(block, Path(folder), page), encoding="utf-8")
            elif named := NAMED.match(block):
                (Path(folder) / named[1]).write_text(block, encoding="utf-8")
        for name in PICTURE.findall(text):
            found = Path(folder) / name
            if not found.is_file():
                raise CommandFailedError(f"{page}: shows {name}, which its commands do not make")
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(found, made / name)


def _run(block: str, folder: Path, page: Path) -> str:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "COLUMNS": "100", "MPLBACKEND": "Agg", "NO_COLOR": "1"}
    done = subprocess.run(
        ["sh", "-e", "-c", block],
        cwd=folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    said = done.stdout.replace(f"{folder}/", "")
    if done.returncode:
        raise CommandFailedError(f"{page}: exit code {done.returncode} of\n{block}\n{said}")
    return said
