"""Where NetLogo's compiler rewrites an expression into another that draws or counts otherwise.

It works from the inside out and looks at each reporter once, so that `one-of (other X) with [..]` is a draw
from a set (the inner two have become one), but `one-of X with [..]` a search in random order. These functions
say what an expression has become; the code generator writes it.
"""

from __future__ import annotations

from collections.abc import Iterable

from netlogo.compiler.front import nodes as n

LINE, WITH, OTHER, OTHER_WITH = "line", "with", "other", "other with"
_COORDINATES = ("PXCOR", "PYCOR")
_MOST = 2.0**31


class Rewrites:
    """What NetLogo's compiler makes of the expressions of one procedure."""

    def __init__(self, body: n.ProcedureBody) -> None:
        self._body = body
        self._slots: set[n.Variable] | None = None

    def form(self, node: n.Expression) -> str:
        """What an agentset expression has become: one of LINE, WITH, OTHER and OTHER_WITH, or nothing."""
        if not isinstance(node, n.App) or node.primitive.name not in (WITH, OTHER):
            return ""
        inner = self.form(node.args[0])
        if node.primitive.name == OTHER:
            return OTHER_WITH if inner == WITH else OTHER
        if inner == OTHER:
            return OTHER_WITH
        return LINE if self.line(node) is not None else WITH

    def line(self, node: n.App) -> tuple[str, n.Expression] | None:
        """Of `patches with [pxcor = x]`, either way round, the coordinate and what it equals: a literal, a
        global, an input, or a variable that is made outside of `ask` and that no anonymous procedure keeps.
        """
        source, block = node.args
        test = block.body if isinstance(block, n.ReporterBlock) else None
        if not (isinstance(source, n.App) and source.primitive.name == "patches"):
            return None
        if not (isinstance(test, n.App) and test.primitive.name == "="):
            return None
        for this, value in (test.args, test.args[::-1]):
            if isinstance(this, n.AgentVariable) and this.name in _COORDINATES:
                return (this.name, value) if self._fixed(value) else None
        return None

    def _fixed(self, node: n.Expression) -> bool:
        if isinstance(node, n.Local):
            return node.variable in self._procedure_variables()
        if isinstance(node, n.AgentVariable):
            return node.kind == "global"
        return literal_number(node) is not None

    def asks_for_any(self, node: n.Expression) -> bool:
        """Whether an expression is `count X with [..]`, whose comparison with 0 ends at the first agent."""
        return _is_count(node) and self.form(node.args[0]) == WITH  # type: ignore[union-attr]

    def counts(self, node: n.Expression) -> bool:
        """Whether an expression is a `count` whose comparison with a literal drops the literal's fraction."""
        return _is_count(node) and self.form(node.args[0]) in ("", LINE)  # type: ignore[union-attr]

    def _procedure_variables(self) -> set[n.Variable]:
        if self._slots is None:
            lets = set(_outside_ask(self._body.statements))
            kept = {v for statement in self._body.statements for v in _kept(statement)}
            self._slots = {*self._body.inputs, *(lets - kept)}
        return self._slots


def _is_count(node: n.Expression) -> bool:
    return isinstance(node, n.App) and node.primitive.name == "count"


def literal_number(node: n.Expression) -> float | None:
    """The number of a literal; a constant that was computed is none."""
    if isinstance(node, n.Const) and isinstance(node.value, float) and node.token.kind == "literal":
        return node.value
    return None


def without_fraction(value: float) -> float:
    """A number as the whole number of 32 bits that NetLogo compares a count with."""
    return float(int(max(-_MOST, min(_MOST - 1, value))))


def _outside_ask(statements: Iterable[n.Statement]) -> Iterable[n.Variable]:
    """Variables of `let` outside of `ask` and of anonymous procedures."""
    for statement in statements:
        if not statement.listed and statement.token.name == "LET":
            yield from statement.variables
        if statement.primitive.name not in ("ask", "ask-concurrent"):
            for arg in statement.args:
                if isinstance(arg, n.CommandBlock):
                    yield from _outside_ask(arg.statements)


def _kept(node: n.Node) -> Iterable[n.Variable]:
    """Variables that anonymous procedures use."""
    for inner in n.walk(node):
        if isinstance(inner, n.Lambda):
            for used in n.walk(inner):
                if isinstance(used, n.Local):
                    yield used.variable
