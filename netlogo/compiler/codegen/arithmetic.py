"""Arithmetic written inline where both operands are numbers, with NetLogo's check that the result is one.

NetLogo refuses a result beyond 1.8e308. Most operations cannot have one, as their operands show: those stay
bare. Of the others an expression is checked once, as a whole, where its operands can be read again: an
infinite part makes the whole infinite or no number at all, except in a divisor; only then the operations are
done one by one, to find the one that failed.
"""

from __future__ import annotations

import ast
from math import inf, log2
from typing import ClassVar, Final

from netlogo.compiler import pyast as py
from netlogo.compiler.codegen.logic import Logic
from netlogo.compiler.front import nodes as n
from netlogo.compiler.pyast import At

_ARITHMETIC: Final[dict[str, tuple[ast.operator, str]]] = {
    "+": (ast.Add(), "add"),
    "-": (ast.Sub(), "sub"),
    "*": (ast.Mult(), "mul"),
    "/": (ast.Div(), "div"),
}
_KEPT: Final = "number"
"""The Python variable that holds a result while it is looked at; one does for a whole function."""
_LARGEST: Final = 1023.0
"""Results up to 2 to this power are numbers."""
_LOST: Final = 968.0
"""Numbers up to 2 to this power change no number so much that it becomes infinite when they are added."""
_PLACES: Final = frozenset(("WHO", "XCOR", "YCOR", "PXCOR", "PYCOR", "HEADING"))


class Arithmetic(Logic):
    """`+`, `-`, `*`, `/`, `^` and the sign."""

    special: ClassVar[dict[str, str]] = {
        **Logic.special,
        "unary-minus": "_minus",
        "^": "_power",
        **dict.fromkeys(_ARITHMETIC, "_calculate"),
    }

    def _calculate(self, node: n.App, at: At) -> ast.expr:
        if not self._inline_numbers(node):
            return py.call(_ARITHMETIC[node.primitive.name][1], at, *(self.expr(arg) for arg in node.args))
        if not self._may_fail(node):
            return self._bare(node)
        if self._reads_only(node):
            return self._tested(self._bare(node), self._one_by_one(node), at)
        value = self._operation(node, [self.expr(arg) for arg in node.args])
        return self._tested(value, None, at) if _overflows(node) else value

    def _inline_numbers(self, node: n.Expression) -> bool:
        return (
            isinstance(node, n.App)
            and node.primitive.name in _ARITHMETIC
            and all(self.number(arg) for arg in node.args)
        )

    def _may_fail(self, node: n.Expression) -> bool:
        """Whether one of the operations that are written as one expression may have no result."""
        if not isinstance(node, n.App) or not self._inline_numbers(node):
            return False
        return _overflows(node) or any(map(self._may_fail, node.args))

    def _reads_only(self, node: n.Expression) -> bool:
        """Whether the operands can be read twice."""
        if isinstance(node, n.App):
            return self._inline_numbers(node) and all(map(self._reads_only, node.args))
        return isinstance(node, n.Const | n.Local | n.AgentVariable)

    def _operation(self, node: n.App, values: list[ast.expr]) -> ast.expr:
        at = self.at(node.token, node.primitive)
        return py.binary(values[0], _ARITHMETIC[node.primitive.name][0], values[1], at)

    def _bare(self, node: n.Expression) -> ast.expr:
        """The expression without checks, but for divisors, in which an infinite part would be lost."""
        if not isinstance(node, n.App) or not self._inline_numbers(node):
            return self.expr(node)
        left, right = node.args
        divides = node.primitive.name == "/"
        return self._operation(node, [self._bare(left), self.expr(right) if divides else self._bare(right)])

    def _one_by_one(self, node: n.Expression) -> ast.expr:
        """The same expression, each operation checked."""
        if not isinstance(node, n.App):
            return self.expr(node)
        at = self.at(node.token, node.primitive)
        return py.call(_ARITHMETIC[node.primitive.name][1], at, *(self._one_by_one(a) for a in node.args))

    def _tested(self, value: ast.expr, otherwise: ast.expr | None, at: At) -> ast.expr:
        """`value` if it is a number, else what tells of it: infinity times 0 is not 0."""
        product = py.binary(py.keep(_KEPT, value, at), ast.Mult(), py.const(0.0, at), at)
        test = py.compare(product, ast.Eq(), py.const(0.0, at), at)
        told = otherwise or py.call("checked", at, py.name(_KEPT, at))
        tested = py.placed(ast.IfExp(test, py.name(_KEPT, at), told), at)
        return py.with_forms(tested, value, otherwise or py.call("checked", at, value))

    def _minus(self, node: n.App, at: At) -> ast.expr:
        if self.number(node.args[0]):
            return py.placed(ast.UnaryOp(ast.USub(), self.expr(node.args[0])), at)
        return py.call("neg", at, self.expr(node.args[0]))

    def _power(self, node: n.App, at: At) -> ast.expr:
        return py.call("pow_", at, *(self.expr(arg) for arg in node.args))


def _overflows(node: n.App) -> bool:
    """Whether the result of an operation on numbers may be infinite."""
    a, b = (_size(arg) for arg in node.args)
    if node.primitive.name in ("+", "-"):
        return max(a, b) >= _LARGEST and min(a, b) > _LOST
    if node.primitive.name == "*":
        return a + b > _LARGEST and min(a, b) > 0
    divisor = node.args[1]
    whole = isinstance(divisor, n.App) and "exact" in divisor.primitive.traits
    smallest = 0.0 if whole else _size(divisor) if isinstance(divisor, n.Const) else -inf
    return smallest < 0 and a - smallest > _LARGEST


def _size(node: n.Expression) -> float:
    """The power of 2 that a number cannot exceed in size; infinite where nothing is known."""
    if isinstance(node, n.Const) and isinstance(node.value, float):
        return log2(abs(node.value)) if node.value else -1.0
    if isinstance(node, n.AgentVariable):
        return 53.0 if node.built_in and node.name in _PLACES else inf
    if not isinstance(node, n.App):
        return inf
    name = node.primitive.name
    if node.primitive.traits & {"exact", "bounded"}:
        return 53.0
    if name in ("random-float", "unary-minus"):
        return _size(node.args[0])
    if name not in ("+", "-", "*"):
        return inf
    a, b = (_size(arg) for arg in node.args)
    return a + b if name == "*" else max(a, b) + 1
