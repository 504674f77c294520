"""Bodies of procedures to syntax trees: precedence, blocks by expected type, concise anonymous procedures."""

from __future__ import annotations

from netlogo.compiler.front import nodes as n
from netlogo.compiler.front.nesting import nesting_limit
from netlogo.compiler.front.program import Heading
from netlogo.compiler.front.symbols import NameTable
from netlogo.compiler.parser.parse_statements import Statements


def parse_procedure(heading: Heading, table: NameTable) -> n.ProcedureBody:
    """The syntax tree of a procedure. Raises `CompilerError` at the first fault."""
    with nesting_limit(heading.name_token):
        return Statements(heading, table).procedure()
