"""A real bash, zsh or fish completes names with blanks, quotes and commas so that each stays one word."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TYPED = {
    r"run --area Isle\ of\ W": "Isle of Wight",
    'run --area "Kingston upon H': "Kingston upon Hull, City of",
    r"run --area King\'s": "King's Lynn and West Norfolk",
    "run --force 'West Y": "West Yorkshire",
    "run --set show-m": "show-map?=",
}
"""What is typed before the key for completion, and the last word that the command is then given."""

SHOW = "printf 'got[%s]\\n'"
SETTINGS = {  # each shell's own file of settings, and its command for an interactive session
    "bash": (".bashrc", f'eval "$(_CRIMS_COMPLETE=bash_source crims)"\ncrims() {{ {SHOW} "${{@: -1}}"; }}\n'),
    "zsh": (
        ".zshrc",
        f'autoload -U compinit; compinit -u\neval "$(_CRIMS_COMPLETE=zsh_source crims)"\n'
        f'crims() {{ {SHOW} "${{@[-1]}}"; }}\n',
    ),
    "fish": (
        ".config/fish/config.fish",
        f"_CRIMS_COMPLETE=fish_source crims | source\nfunction crims; {SHOW} $argv[-1]; end\n",
    ),
}
DEADLINE = 180
"""Seconds until the shell must have ended."""


def session(shell: str, home: Path, lines: list[str]) -> str:
    """What an interactive shell shows when these lines are typed, with all that is begun completed."""
    name, text = SETTINGS[shell]
    (home / name).parent.mkdir(parents=True, exist_ok=True)
    (home / name).write_text(text)
    program = home / "bin" / "crims"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bridge.cli "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    own = {"HOME": str(home), "PATH": path, "TERM": "dumb", "LC_ALL": "C.UTF-8"}
    typed = "".join(f"crims {line}\t\n" for line in lines) + "exit\n"
    done = subprocess.run(  # a process of its own has the shell's terminal as its controlling one
        [sys.executable, "-c", "import pty, sys; pty.spawn(sys.argv[1:])", shell, "-i"],
        input=typed.encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=home,
        env={**os.environ, **own}, timeout=DEADLINE, check=False,
    )  # fmt: skip
    return done.stdout.decode(errors="replace")


@pytest.mark.parametrize("shell", SETTINGS)
def test_a_completed_name_is_one_word(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell}")
    shown = session(shell, tmp_path, list(TYPED))
    assert re.findall(r"got\[(.*)\]", shown) == list(TYPED.values()), shown
