"""NetLogo's Java exceptions as this package's errors, with NetLogo's message, procedure, line and column.

Java's texts are plain enough that most of the work needs no Java, which is how it is tested.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from netlogo.compiler.front.source import Source
from netlogo.errors import CompilerError, HaltError, LogoError, NetLogoError, Place, ProgramError

COMMAND_HEADER = len("to __evaluator [] __observercode ")
REPORTER_HEADER = len("to-report __evaluator [] __observercode report ( ")
"""What NetLogo puts before a command line; its offsets count it."""
_RUNNING = re.compile(r"^error while (?P<agent>.+) running (?P<primitive>.*)\Z")
_PROCEDURE = re.compile(r"^(procedure \S+) \(.*\)\Z")
_COMMAND_LINE = "__EVALUATOR"
"""NetLogo's name of the procedure that it makes of a command line."""


class Sources:
    """The texts that a position can be in: the model's code, its includes, and one command line."""

    def __init__(self, name: str, code: str) -> None:
        """`name` and `code` of the model's Code tab."""
        self._main = Source(code, name)
        self._files: dict[str, Source] = {}

    def place(self, offset: int, filename: str, snippet: Source | None = None, header: int = 0) -> Place:
        """Line and column of NetLogo's offset; `snippet` is the command line, where it is one."""
        if snippet is not None:
            return snippet.place(max(offset - header, 0))
        return self._source(filename).place(max(offset, 0))

    def _source(self, filename: str) -> Source:
        if not filename:
            return self._main
        if filename not in self._files:
            try:
                text = Path(filename).read_text(encoding="utf-8").replace("\r\n", "\n")
            except (OSError, UnicodeDecodeError):
                text = ""
            self._files[filename] = Source(text, Path(filename).name)
        return self._files[filename]


def snippet_source(text: str, *, reporter: bool) -> tuple[Source, int]:
    """A command line as a source, named as the embedded engine does, and the length of NetLogo's header."""
    return Source(text, "expression" if reporter else "command line"), (
        REPORTER_HEADER if reporter else COMMAND_HEADER
    )


def compiler_error(
    error: Any, sources: Sources, text: str | None = None, *, reporter: bool = False
) -> NetLogoError:
    """The error for NetLogo's CompilerException: of a command line `text`, or of the model."""
    message, start, end = str(error.getMessage()), int(error.start()), int(error.end())
    filename = str(error.filename() or "")
    if text is None or filename:
        place = sources.place(start, filename)
        found = CompilerError(message, start=start, end=end, place=place)
        whole = ProgramError(message, [found])
        whole.start, whole.end, whole.place = start, end, place
        return whole
    snippet, header = snippet_source(text, reporter=reporter)
    start, end = max(start - header, 0), min(max(end - header, 0), len(text))
    return CompilerError(message, start=start, end=end, place=sources.place(start, "", snippet))


def logo_error(
    error: Any, sources: Sources, text: str | None = None, *, reporter: bool = False
) -> NetLogoError:
    """The error for NetLogo's LogoException; a halt is one as well."""
    if "HaltException" in str(error.getClass().getName()):
        return HaltError("the run was stopped")
    told = LogoError(_message(error))
    if not hasattr(error, "runtimeErrorMessage"):
        return told
    read_trace(told, str(error.runtimeErrorMessage()))
    instruction = error.responsibleInstructionOrNull()
    token = None if instruction is None else instruction.token()
    if token is not None:
        snippet, header = None, 0
        if told.procedure == _COMMAND_LINE and text is not None:
            snippet, header = snippet_source(text, reporter=reporter)
        told.place = sources.place(int(token.start()), str(token.filename() or ""), snippet, header)
    return told


def read_trace(error: LogoError, trace: str) -> None:
    """Fill in agent, primitive and callers from NetLogo's own text of an error.

    The text is the message, a line "error while turtle 3 running FD", and "called by" lines, innermost first.
    """
    for line in trace.splitlines():
        text = line.strip()
        running = _RUNNING.match(text)
        if running is not None:
            error.agent, error.primitive = running["agent"], running["primitive"]
        elif text.startswith("called by "):
            error.calls.append(_PROCEDURE.sub(r"\1", text.removeprefix("called by ")))


def other_error(error: Any) -> NetLogoError:
    """The error for any other Java exception: a model of an unknown version, a fault of NetLogo."""
    name = str(error.getClass().getSimpleName())
    return LogoError(f"NetLogo failed: {_message(error)} ({name})")


def _message(error: Any) -> str:
    return str(error.getMessage() or error.getClass().getSimpleName())
