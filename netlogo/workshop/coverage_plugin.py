"""A plugin of coverage.py: which lines of NetLogo code ran, in the reports beside the Python.

A project under test names it among the `plugins` of its settings for `coverage run`. The generated code keeps
NetLogo's line numbers, so its lines are those of the files. While lines are noted, no block is left to the
kernel alone.
"""

from __future__ import annotations

from pathlib import Path
from types import FrameType
from typing import Any

from coverage import CoveragePlugin, FileReporter, FileTracer

from netlogo.compiler.front import nodes as n
from netlogo.engine.generated_code import GeneratedCode
from netlogo.modelfile.model import ModelFile
from netlogo.workshop.desk import MODEL_ENDS, Desk


class NetLogoCoverage(CoveragePlugin):
    """Takes the generated code for the files that it comes from."""

    def file_tracer(self, filename: str) -> FileTracer | None:
        """Follow generated code only: of files, and of command lines, which are then left out."""
        file = Path(filename)
        ours = file.suffix in (*MODEL_ENDS, ".nls") or not (file.suffix or file.exists())
        return _Tracer() if ours else None

    def file_reporter(self, filename: str) -> FileReporter:
        """The lines of a file that can run."""
        return _Reporter(filename)


class _Tracer(FileTracer):
    """Gives the lines of generated code to the file of its model, or to the one that the model includes."""

    def source_filename(self) -> str:
        return ""

    def has_dynamic_source_filename(self) -> bool:
        return True

    def dynamic_source_filename(self, filename: str, frame: FrameType) -> str | None:
        world = frame.f_globals.get("W")
        file = Path(world.folder / frame.f_code.co_filename).resolve() if world is not None else None
        return str(file) if file is not None and file.is_file() else None


class _Reporter(FileReporter):
    """A `.nlogo` file up to its interface, or a whole `.nls` file."""

    def source(self) -> str:
        return Path(self.filename).read_text(encoding="utf-8").partition("@#$#@#$#@")[0]

    def lines(self) -> set[int]:
        return statement_lines(Path(self.filename))


def statement_lines(path: Path) -> set[int]:
    """The lines on which commands begin; of a procedure that cannot be read alone, those with words."""
    model, reading = Desk().model_and_reading(path)
    name = next((name for name, file in reading.paths.items() if file == path), "")
    found: set[int] = set()
    read = set()
    for body in reading.bodies:
        read.add(body.heading.name)
        if body.heading.source.name == name:
            for node in (inner for statement in body.statements for inner in n.walk(statement)):
                if isinstance(node, n.Statement):
                    found.add(node.token.source.position(node.token.start)[0])
    for heading in reading.program.procedures.values():
        if heading.name not in read and heading.source.name == name:
            found |= {
                token.source.position(token.start)[0] for token in heading.body if token.kind == "ident"
            }
    return {line + _above(model, path) for line in found}


def _above(model: ModelFile, path: Path) -> int:
    """How many lines stand above a model's code."""
    if path != model.path or path.suffix not in MODEL_ENDS:
        return 0
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    return text.count("\n", 0, max(text.find(model.code), 0))


def coverage_init(registry: Any, _options: dict[str, str]) -> None:
    """Called by coverage.py."""
    GeneratedCode.shows_lines = True
    registry.add_file_tracer(NetLogoCoverage())
