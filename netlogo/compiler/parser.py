"""Bodies of procedures to syntax trees: precedence, blocks by expected type, concise anonymous procedures."""

from __future__ import annotations

from netlogo.compiler import nodes as n
from netlogo.compiler.names import NameTable
from netlogo.compiler.parsing.statements import Statements
from netlogo.compiler.program import Heading


def parse_procedure(heading: Heading, table: NameTable) -> n.ProcedureBody:
    """The syntax tree of a procedure. Raises `CompilerError` at the first fault."""
    try:
        return Statements(heading, table).procedure()
    except RecursionError:
        raise heading.name_token.error("This procedure is nested too deeply.") from None
