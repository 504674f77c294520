"""Truth values and comparisons, written inline where the types of the operands are known."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import ClassVar, Final

from netlogo.compiler import pyast as py
from netlogo.compiler.codegen.expressions import Expressions
from netlogo.compiler.codegen.rewrites import literal_number, without_fraction
from netlogo.compiler.front import nodes as n
from netlogo.compiler.front import syntax as s
from netlogo.compiler.front.primitives import REPORTERS
from netlogo.compiler.pyast import At

_ORDER: Final[dict[str, tuple[ast.cmpop, str]]] = {
    "<": (ast.Lt(), "lt"),
    ">": (ast.Gt(), "gt"),
    "<=": (ast.LtE(), "le"),
    ">=": (ast.GtE(), "ge"),
}
_ANY: Final = REPORTERS["ANY?"]
_NO_AGENT: Final = s.NUMBER | s.BOOLEAN | s.STRING | s.LIST | s.COMMAND | s.REPORTER


class Logic(Expressions):
    """`and`, `not`, `=`, `<` and their kin."""

    special: ClassVar[dict[str, str]] = {
        "and": "_both",
        "or": "_both",
        "xor": "_xor",
        "not": "_not",
        "=": "_equal",
        "!=": "_equal",
        **dict.fromkeys(_ORDER, "_compare"),
    }

    def _both(self, node: n.App, at: At) -> ast.expr:
        operator = ast.And() if node.primitive.name == "and" else ast.Or()
        values: list[ast.expr] = []
        for arg in node.args:
            value = self.test(arg, at)
            same = isinstance(value, ast.BoolOp) and type(value.op) is type(operator)
            values += value.values if same and isinstance(value, ast.BoolOp) else [value]
        return py.placed(ast.BoolOp(operator, values), at)

    def _xor(self, node: n.App, at: At) -> ast.expr:
        left, right = (self.test(arg, at) for arg in node.args)
        return py.compare(left, ast.IsNot(), right, at)

    def _not(self, node: n.App, at: At) -> ast.expr:
        return py.negate(self.test(node.args[0], at), at)

    def _equal(self, node: n.App, at: At) -> ast.expr:
        negated = node.primitive.name == "!="
        counted = self._counted(node, at)
        if isinstance(counted, ast.expr):
            return counted
        left, right = counted
        a, b = self.mask(left), self.mask(right)
        if b == s.NOBODY or a == s.NOBODY:
            test: ast.expr = py.call("is_nobody", at, self.expr(left if b == s.NOBODY else right))
        elif s.PATCH in (a, b) and not (a | b) & _NO_AGENT:
            return py.compare(self.expr(left), ast.IsNot() if negated else ast.Is(), self.expr(right), at)
        elif s.STRING in (a, b) or (a == b and a in (s.NUMBER, s.BOOLEAN)) or self._safe_number(left, right):
            return py.compare(self.expr(left), ast.NotEq() if negated else ast.Eq(), self.expr(right), at)
        else:
            test = py.call("logo_equal", at, self.expr(left), self.expr(right))
        return py.negate(test, at) if negated else test

    def _counted(self, node: n.App, at: At) -> ast.expr | list[n.Expression]:
        """A comparison of a `count` with a literal, as NetLogo makes it: with 0 where a block is asked, it
        looks for one agent only; otherwise without the literal's fraction. Else the operands as they are.
        """
        name, operands = node.primitive.name, list(node.args)
        for i, (this, other) in enumerate((operands, operands[::-1])):
            value = literal_number(other)
            if value is None or not isinstance(this, n.App):
                continue
            if value == 0.0 and self.rewrites.asks_for_any(this):
                some = (">", "<")[i]  # `count X > 0` and `0 < count X`
                if name in (some, "!=", "="):
                    found = self.expr(n.App(_ANY, this.args, this.token, this.start, this.end))
                    return py.negate(found, at) if name == "=" else found
            if name in ("=", "!=", "<", ">") and self.rewrites.counts(this):
                assert isinstance(other, n.Const)
                operands[1 - i] = replace(other, value=without_fraction(value))
        return operands

    def _safe_number(self, left: n.Expression, right: n.Expression) -> bool:
        """Whether Python's == does for a literal number: only 0 and 1 could be mistaken for a boolean."""
        for this, other in ((left, right), (right, left)):
            if isinstance(this, n.Const) and isinstance(this.value, float):
                booleans = self.mask(other) & s.BOOLEAN
                return not booleans or this.value not in (0.0, 1.0)
        return False

    def _compare(self, node: n.App, at: At) -> ast.expr:
        operator, function = _ORDER[node.primitive.name]
        counted = self._counted(node, at)
        if isinstance(counted, ast.expr):
            return counted
        left, right = counted
        both = self.mask(left) | self.mask(right)
        if both in (s.NUMBER, s.STRING):
            return py.compare(self.expr(left), operator, self.expr(right), at)
        return py.call(function, at, self.expr(left), self.expr(right))
