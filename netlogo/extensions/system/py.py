"""The `py` extension: Python in the engine's own process, for models that a run allows it.

Each world has a namespace of its own, which `py:setup` begins anew. Values cross as they do in NetLogo, which
sends them as JSON; what Python prints goes where the model's output goes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING, Any, ClassVar

from netlogo.errors import HaltError, LogoError
from netlogo.extensions.base import Extension, a_string, failure
from netlogo.extensions.system.py_values import to_logo, to_python

if TYPE_CHECKING:
    from netlogo.runtime.world import World

_NO_SETUP = (
    "Python process has not been started. Please run PY:SETUP before any other python extension primitive."
)
_NO_PYTHON = (
    "Couldn't find an appropriate version of Python. Please set the path to your Python executable in the"
    " Python > Configure menu.\n"
)


class PyExtension(Extension):
    """Primitives of `py`."""

    name = "py"
    permission = "py"
    hidden_state = True  # the namespace
    spelled: ClassVar[Mapping[str, str]] = {"__path": "paths"}
    signatures: ClassVar[str] = """
setup : string* ; default=1
run : string* ; default=1
runresult : string -> wildcard
set : string readable|agent|agentset
python : -> string
python2 : -> string
python3 : -> string
__path : -> list
"""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._home = world.folder
        self._names: dict[str, Any] | None = None

    def setup(self, *words: Any) -> None:
        """Begin anew; which Python is named does not matter, it is the engine's own."""
        for word in words:
            a_string(word)
        self._names = {"__name__": "__main__", "__builtins__": __builtins__}

    def run(self, *lines: Any) -> None:
        """Run lines of Python."""
        names = self._started()
        self._doing(lambda: exec("\n".join(map(a_string, lines)), names))

    def runresult(self, text: Any) -> Any:
        """The value of a Python expression."""
        names = self._started()
        return self._doing(lambda: to_logo(eval(a_string(text).lstrip(), names)))

    def set(self, name: Any, value: Any) -> None:
        """Give a name a value."""
        self._started()[a_string(name)] = to_python(value)

    def python(self) -> str:
        """The path of the engine's Python."""
        return sys.executable

    python3 = python

    def python2(self) -> str:
        """There is no Python 2."""
        raise failure(_NO_PYTHON)

    def paths(self) -> list[Any]:
        """All Pythons that can be chosen: the engine's."""
        return [sys.executable]

    def _started(self) -> dict[str, Any]:
        if self._names is None:
            raise failure(_NO_SETUP)
        return self._names

    def _doing(self, work: Callable[[], Any]) -> Any:
        try:
            with self._beside_the_model():
                return work()
        except (HaltError, LogoError, KeyboardInterrupt):
            raise
        except BaseException as error:  # SystemExit too: the model's Python does not end the engine
            raise failure(str(error) or type(error).__name__) from error

    @contextmanager
    def _beside_the_model(self) -> Iterator[None]:
        """Modules in the model's folder can be imported, and what is printed is the model's."""
        folder = str(self._home.absolute())
        sys.path.insert(0, folder)
        try:
            with redirect_stdout(_Printed(self.world.output.write)):
                yield
        finally:
            if folder in sys.path:
                sys.path.remove(folder)


class _Printed:
    """A stream that hands on what is written to it."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def write(self, text: str) -> int:
        """Hand a text on."""
        self._write(text)
        return len(text)

    def flush(self) -> None:
        """Nothing is kept back."""


EXTENSION = PyExtension
