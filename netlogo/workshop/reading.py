"""A model read for its author: trees, names and errors, also while the code is being typed.

Unlike for running, the first error does not end the reading: each procedure is parsed by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from netlogo.compiler.front import nodes as n
from netlogo.compiler.front.checks import check_agents, check_nesting
from netlogo.compiler.front.lexer import Token, tokenize
from netlogo.compiler.front.primitives import Primitive
from netlogo.compiler.front.program import Program
from netlogo.compiler.front.source import Source
from netlogo.compiler.front.structure import parse_structure
from netlogo.compiler.front.symbols import NameTable
from netlogo.compiler.old_models import converted, is_old
from netlogo.compiler.parser.parser import parse_procedure
from netlogo.engine.externals import EXTENSIONS
from netlogo.errors import CompilerError
from netlogo.modelfile.model import ModelFile
from netlogo.modelfile.read_model import read_code

Texts = Mapping[Path, str]
"""Files whose text in an editor is newer than on the disk."""


@dataclass
class Reading:
    """What was read. `sources` are by the names that errors use; `paths` says which files those are."""

    program: Program
    bodies: list[n.ProcedureBody] = field(default_factory=list)
    errors: list[CompilerError] = field(default_factory=list)
    table: NameTable | None = None
    sources: dict[str, Source] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)

    def tokens(self) -> Iterator[Token]:
        """All words of all files, in order; of a file with an error as far as they go."""
        for source in self.sources.values():
            try:
                yield from tokenize(source)[:-1]
            except CompilerError:
                continue


def read_for_author(model: ModelFile, texts: Texts | None = None) -> Reading:
    """Read a model's code with what it includes; that of a model of NetLogo 5 as it is after the changes for
    NetLogo 6, so that columns may be others there.
    """
    program = Program(model.world)
    program.interface_globals = [widget.name.upper() for widget in model.globals]
    reading = Reading(program)
    path = model.path
    name = path.name if path else "code"
    include = _includer(reading, path, texts or {})
    if is_old(model.version):
        model, include = converted(model, include, EXTENSIONS)
    main = Source(model.code, name)
    reading.sources[name] = main
    if path is not None:
        reading.paths[name] = path
    sources = [main]
    if model.diagram is not None:
        sources.append(Source(model.diagram.code(), "system dynamics"))
    try:
        parse_structure(program, sources, include)
        reading.table = _table(program)
    except CompilerError as error:
        reading.errors.append(error)
        return reading
    for heading in program.procedures.values():
        try:
            body = parse_procedure(heading, reading.table)
            check_nesting(body)
            reading.bodies.append(body)
        except CompilerError as error:
            error.procedure = heading.name
            reading.errors.append(error)
    if not reading.errors:
        reading.errors += check_agents(reading.bodies)
    return reading


def _includer(reading: Reading, model: Path | None, texts: Texts) -> Callable[[str], Source | None]:
    folder = model.parent if model else Path()

    def include(path: str) -> Source | None:
        file = (folder / path).resolve()
        text = texts.get(file)
        if text is None:
            try:
                text = read_code(file)
            except (OSError, UnicodeDecodeError):
                return None
        source = Source(text.replace("\r\n", "\n"), path)
        reading.sources[path], reading.paths[path] = source, file
        return source

    return include


def _table(program: Program) -> NameTable:
    found: dict[str, Primitive] = {}
    for token in program.extensions:
        primitives = EXTENSIONS.get(token.text.lower())
        if primitives is None:
            raise token.error(f"Can't find extension: {token.text.lower()}")
        found.update(primitives)
    return NameTable(program, found, EXTENSIONS)
