"""The errors a NetLogo user sees: compile-time ones and run-time ones, worded as NetLogo words them.

The compiler and the runtime raise them with NetLogo's bare message; the place (file, line, column, procedure,
agent) is added on the way out, so that code that fails fast need not know where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby


class NetLogoError(Exception):
    """Base of everything this package raises on purpose."""


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in model text: 1-based line and column, with the file's name as the user knows it."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class PlacedError(NetLogoError):
    """An error that may have a place in a model's text."""

    place: Place | None

    @property
    def file(self) -> str:
        """Name of the file, empty where the error has no place."""
        return self.place.file if self.place else ""

    @property
    def line(self) -> int:
        """1-based line, 0 where the error has no place."""
        return self.place.line if self.place else 0

    @property
    def column(self) -> int:
        """1-based column, 0 where the error has no place."""
        return self.place.column if self.place else 0


class CompilerError(PlacedError):
    """The text is not a valid NetLogo program.

    `message` is NetLogo's own wording, `hint` an added suggestion, `start` and `end` are offsets into the
    file's text.
    """

    def __init__(
        self,
        message: str,
        *,
        start: int = 0,
        end: int = 0,
        place: Place | None = None,
        hint: str = "",
        procedure: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.place = place
        self.hint = hint
        self.procedure = procedure

    def __str__(self) -> str:
        where = f" at {self.place}" if self.place else ""
        inside = f" in {self.procedure.upper()}" if self.procedure else ""
        return f"{self.message}{where}{inside}{self.hint and ' - ' + self.hint}"

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, dict(self.__dict__))


class ProgramError(CompilerError):
    """All the errors of a program at once (`check`); stands for the first, `errors` has them all in order."""

    def __init__(self, message: str, errors: list[CompilerError] | None = None) -> None:
        super().__init__(message)
        self.errors = errors or []


class LogoError(PlacedError):
    """A running NetLogo program failed.

    `message` is NetLogo's own wording. `place`, `procedure` (innermost first in `calls`), `agent` and
    `primitive` say where; they are empty until the error leaves generated code.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self._message = message
        self.place = None
        self.primitive = ""
        self.agent = ""
        self.calls: list[str] = []

    @property
    def message(self) -> str:
        """NetLogo's bare message, without place."""
        return self._message

    @property
    def procedure(self) -> str:
        """Name of the innermost procedure, in capitals, empty at the command line."""
        return next((c.removeprefix("procedure ") for c in self.calls if c.startswith("procedure ")), "")

    @property
    def stack_trace(self) -> str:
        """NetLogo's own form: message, agent and primitive, then one line for each caller."""
        head = f"{self.message}\nerror while {self.agent or 'observer'} running {self.primitive.upper()}"
        return "\n".join([head, *(f"  called by {call}" for call in self.calls)])

    def __str__(self) -> str:
        if self.place is None:
            return self.message
        running = f" running {self.primitive.upper()}" if self.primitive else ""
        chain = ""
        for call, again in groupby(self.calls):  # a recursion is told once
            times = len(list(again))
            chain += f", called by {call}" + (f" {times} times" if times > 1 else "")
        return f"{self.message} (at {self.place}, {self.agent or 'observer'}{running}{chain})"

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (
            type(self),
            *([self._message] if type(self) is LogoError else self.args),
            dict(self.__dict__),
        )


class InputTypeError(LogoError):
    """An input of a primitive has the wrong type; the primitive's name is filled in where the place is
    known.
    """

    def __init__(self, expected: str, got: str, primitive: str = "") -> None:
        super().__init__("")
        self.args = (expected, got, primitive)
        self.expected = expected
        self.got = got
        self.primitive = primitive

    @property
    def message(self) -> str:
        """NetLogo's text: who expected what, and what came."""
        return f"{self.primitive.upper()} expected input to be {self.expected} but got {self.got} instead."


class HaltError(NetLogoError):
    """The run was stopped from outside (a time limit, a user's interrupt)."""


def _rebuild(kind: type[NetLogoError], *parts: object) -> NetLogoError:
    """Pickle support: errors travel between processes with their place."""
    *arguments, state = parts
    error = kind(*arguments)
    if isinstance(state, dict):
        error.__dict__.update(state)
    return error
