"""The `shell` extension: programs of the computer and its environment, for models that a run allows it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, ClassVar

from netlogo.extensions.base import Extension, a_string, failure

if TYPE_CHECKING:
    from netlogo.runtime.world import World


class ShellExtension(Extension):
    """Primitives of `shell`. Programs are started without a shell, in the chosen folder and environment."""

    name = "shell"
    permission = "shell"
    hidden_state = True  # the folder and the environment
    signatures: ClassVar[str] = """
pwd : -> string
cd : string
getenv : string -> string
setenv : string string
exec : string* -> string ; default=1
fork : string* ; default=1
reset : ()
"""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._home = world.folder
        self.reset()

    def reset(self) -> None:
        """The model's folder and the engine's environment, as at the beginning."""
        self._folder = Path(os.path.realpath(self._home))
        self._environment = dict(os.environ)

    def pwd(self) -> str:
        """The folder in which programs are started."""
        return str(self._folder)

    def cd(self, name: Any) -> None:
        """Choose the folder in which programs are started."""
        folder = Path(os.path.realpath(self._folder / a_string(name)))
        if not folder.exists():
            raise failure(f"directory '{folder}' does not exist")
        self._folder = folder

    def getenv(self, name: Any) -> str:
        """A variable of the environment; empty where it is not set."""
        return self._environment.get(a_string(name), "")

    def setenv(self, name: Any, value: Any) -> None:
        """Set a variable of the environment for programs to be started."""
        self._environment[a_string(name)] = a_string(value)

    def exec(self, *words: Any) -> str:
        """Run a program with its arguments; all that it printed."""
        try:
            done = subprocess.run(
                [a_string(word) for word in words],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
            )
        except OSError as error:
            raise failure(_not_started(words, error)) from error
        return done.stdout.decode("utf-8", errors="replace")

    def fork(self, *words: Any) -> None:
        """Start a program with its arguments and go on at once."""
        try:
            process = subprocess.Popen(
                [a_string(word) for word in words],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise failure(_not_started(words, error)) from error
        Thread(target=process.wait, daemon=True).start()  # so that it does not stay behind as a zombie


def _not_started(words: tuple[Any, ...], error: OSError) -> str:
    return f'Cannot run program "{words[0]}": {error.strerror or error}'


EXTENSION = ShellExtension
