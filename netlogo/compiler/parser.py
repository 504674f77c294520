"""Bodies of procedures to syntax trees: precedence, blocks by expected type, concise anonymous procedures."""

from __future__ import annotations

from netlogo.compiler import nodes as n
from netlogo.compiler.names import NameTable
from netlogo.compiler.nesting import nesting_limit
from netlogo.compiler.parsing.statements import Statements
from netlogo.compiler.program import Heading


def parse_procedure(heading: Heading, table: NameTable) -> n.ProcedureBody:
    """The syntax tree of a procedure. Raises `CompilerError` at the first fault."""
    with nesting_limit(heading.name_token):
        return Statements(heading, table).procedure()
