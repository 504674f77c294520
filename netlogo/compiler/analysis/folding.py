"""Constant expressions computed when the code is compiled, as NetLogo does.

How a reporter of constants is computed is a function given by the caller, since only the engine can run code.
What fails is an error of the code, wherever it stands: in a branch that never runs, in a `carefully`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from netlogo.compiler.front import nodes as n
from netlogo.compiler.front.lexer import Value
from netlogo.compiler.front.nesting import nesting_limit
from netlogo.compiler.parser.parse_expressions import literal_type
from netlogo.errors import CompilerError, LogoError

PREFIX: Final = "Runtime error: "
"""What NetLogo puts before the message of a constant expression that fails."""

Compute = Callable[[n.App, n.ProcedureBody], Value]
_Node = TypeVar("_Node", bound=n.Node)


def fold(bodies: Iterable[n.ProcedureBody], compute: Compute) -> list[CompilerError]:
    """Fold the constants of all procedures; the errors found, one per procedure at most."""
    errors = []
    for body in bodies:
        try:
            fold_body(body, compute)
        except CompilerError as error:
            error.procedure = body.heading.name
            errors.append(error)
    return errors


def fold_body(body: n.ProcedureBody, compute: Compute) -> None:
    """Fold the constants of one procedure.

    Raises:
        CompilerError: a constant expression fails.
    """
    folder = _Folder(body, compute)
    with nesting_limit(body.heading.name_token):
        for statement in body.statements:
            folder.folded(statement)


class _Folder:
    def __init__(self, body: n.ProcedureBody, compute: Compute) -> None:
        self._body = body
        self._compute = compute

    def folded(self, node: _Node) -> _Node | n.Const:
        """The node with what is constant below it folded, or the constant that it is."""
        if isinstance(node, n.Statement | n.App | n.CallReporter):
            node.args = [self.folded(arg) for arg in node.args]
        elif isinstance(node, n.CommandBlock):
            for statement in node.statements:
                self.folded(statement)
        elif isinstance(node, n.ReporterBlock | n.Lambda):
            node.body = self.folded(node.body)
        if isinstance(node, n.App) and node.args and _is_pure(node) and all(map(_is_constant, node.args)):
            return self._constant(node)
        return node

    def _constant(self, node: n.App) -> n.Const:
        try:
            value = self._compute(node, self._body)
        except LogoError as error:
            raise self._body.heading.source.error(PREFIX + error.message, node.start, node.end) from error
        return n.Const(value, node.token, node.start, node.end, literal_type(value))


def _is_pure(node: n.App) -> bool:
    return "pure" in node.primitive.traits


def _is_constant(node: n.Node) -> bool:
    return isinstance(node, n.Const) or (isinstance(node, n.App) and not node.args and _is_pure(node))
