"""All stages from text to checked trees, for a whole model or for one command line on top of a model.

Either the first error is raised, or all are collected: one per procedure, so that `check` can show them
together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from netlogo.compiler.front import nodes as n
from netlogo.compiler.front.checks import check_agents, check_nesting
from netlogo.compiler.front.lexer import Token, tokenize
from netlogo.compiler.front.primitives import Primitive
from netlogo.compiler.front.program import Heading, Program
from netlogo.compiler.front.source import Source
from netlogo.compiler.front.structure import Includer, parse_structure
from netlogo.compiler.front.symbols import NameTable
from netlogo.compiler.parser.parser import parse_procedure
from netlogo.errors import CompilerError, ProgramError


def parse_model(
    program: Program,
    sources: Iterable[Source],
    include: Includer,
    extensions: Mapping[str, Mapping[str, Primitive]],
) -> tuple[list[n.ProcedureBody], NameTable]:
    """Trees of all procedures; `extensions` has the primitives of each extension there is, by capital name.

    Raises:
        CompilerError: the declarations have an error, or an extension is not there.
        ProgramError: the procedures have errors, all of which it holds.
    """
    parse_structure(program, sources, include)
    found: dict[str, Primitive] = {}
    for token in program.extensions:
        primitives = extensions.get(token.text.lower())
        if primitives is None:
            there = ", ".join(sorted(extensions)) or "none"
            raise token.error(f"Can't find extension: {token.text.lower()}", f"this engine has {there}")
        found.update(primitives)
    table = NameTable(program, found, extensions)
    errors: list[CompilerError] = []
    bodies = []
    for heading in program.procedures.values():
        try:
            body = parse_procedure(heading, table)
            check_nesting(body)
            bodies.append(body)
        except CompilerError as error:
            error.procedure = heading.name
            errors.append(error)
    if not errors:
        errors = check_agents(bodies)
    if errors:
        raise combined(errors)
    return bodies, table


def parse_snippet(
    table: NameTable, source: Source, *, reporter: bool, inputs: Iterable[str] = (), kinds: str = "OTPL"
) -> n.ProcedureBody:
    """The tree of a command line or, with `reporter`, of an expression, as a procedure with the given inputs.

    `kinds` are the agents that will run it.
    """
    tokens = tokenize(source)
    end = tokens[-1]
    if reporter:
        if len(tokens) == 1:
            raise end.error("Expected reporter.")
        report = Token("ident", "report", "REPORT", 0, 0, source)
        opening = Token("(", "(", None, 0, 0, source)
        closing = Token(")", ")", None, end.start, end.end, source)
        tokens = [report, opening, *tokens[:-1], closing, end]
    name = Token("ident", "__evaluator", "__EVALUATOR", 0, 0, source)
    input_tokens = [Token("ident", word.lower(), word, 0, 0, source) for word in inputs]
    heading = Heading(
        "__EVALUATOR", reporter, [t.name for t in input_tokens], input_tokens, name, tokens, source
    )
    heading.top_level = True
    keyword = next((token for token in tokens if token.kind == "keyword"), None)
    if keyword is not None:
        raise keyword.error("Expected reporter." if reporter else "Expected command.")
    body = parse_procedure(heading, table)
    check_nesting(body)
    errors = check_agents([body], kinds)
    if errors:
        raise errors[0]
    return body


def combined(errors: list[CompilerError]) -> ProgramError:
    """One exception for several errors; it looks like the first of them."""
    errors = sorted(errors, key=lambda error: (error.file, error.start))
    first = errors[0]
    together = ProgramError(first.message, errors)
    together.start, together.end, together.place = first.start, first.end, first.place
    together.hint, together.procedure = first.hint, first.procedure
    return together
