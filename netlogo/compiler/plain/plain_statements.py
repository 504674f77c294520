"""Plain code of statements: what an agent does in its turn, procedures written in place.

What the kernel cannot do inside an `if` becomes a node at which it gives up; anywhere else it keeps the whole
from being plain. A death or a birth cannot be taken back, so it must be the last that is done.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Final

from netlogo.compiler.plain.plain_expressions import BAIL, ORDERS, NotPlainError, PlainValues, Tree, assigned

_MOVES: Final = frozenset(("move_to", "setxy", "forward"))
_FOR_GOOD: Final = frozenset(("die", "hatch_fast"))
_SETTERS: Final[dict[str, Callable[[Tree], Tree]]] = {
    "set_pcolor": lambda value: ("within", 140.0, value),
    "set_color": lambda value: ("within", 140.0, value),
    "set_size": lambda value: ("number", None, value),
    "set_hidden": lambda value: ("truth", None, value),
    "set_label": lambda value: value,
    "set_plabel": lambda value: value,
}


class PlainWriter(PlainValues):
    """Writes one tree."""

    # -- procedures

    def _given(self, procedure: ast.FunctionDef, args: list[ast.expr]) -> list[tuple[str, Tree]]:
        names = [parameter.arg for parameter in procedure.args.args]
        return list(zip(names, map(self.expr, args), strict=True))

    def _report(self, procedure: ast.FunctionDef, args: list[ast.expr]) -> Tree:
        return ("inline", None, self._in_place(procedure, args, last=False))

    def _in_place(self, procedure: ast.FunctionDef, args: list[ast.expr], last: bool) -> Tree:
        given = self._given(procedure, args)
        changed = assigned(procedure.body)
        kept = []
        with self._inside(procedure):
            for name, value in given:
                if value[0] in ("local", "const") and name not in changed:
                    self._scope[name] = value
                else:
                    kept.append(("keep", self.local(name), value))
            return ("block", None, *kept, *self._statements(procedure.body, last))

    # -- statements

    def body(self, statements: list[ast.stmt]) -> Tree:
        """The tree of the body of a loop over agents."""
        return ("block", None, *self._statements(statements, last=True))

    def _statements(self, statements: list[ast.stmt], last: bool) -> list[Tree]:
        """`last` says that nothing is done afterwards, so that no failure can follow a death."""
        return [
            self._statement(statement, last and all(map(_only_leaves, statements[i + 1 :])))
            for i, statement in enumerate(statements)
        ]

    def _branch(self, statements: list[ast.stmt], last: bool) -> Tree:
        try:
            return ("block", None, *self._statements(statements, last))
        except NotPlainError:
            return BAIL

    def _statement(self, node: ast.stmt, last: bool) -> Tree:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]):
                value = self.expr(node.value)
                return ("keep", self._stored(name), value)
            case ast.Assign(targets=[ast.Attribute() as target]):
                return ("store", target.attr, self.expr(target.value), self.expr(node.value))
            case ast.If():
                test = self.expr(node.test)
                return ("when", None, test, self._branch(node.body, last), self._branch(node.orelse, last))
            case ast.For():
                return self._for(node)
            case ast.Continue():
                return ("next", None)
            case ast.Return(value=None) if self._calls:
                return ("leave", None)
            case ast.Return(value=ast.expr() as value) if self._calls:
                return ("give", None, self.expr(value))
            case ast.Pass():
                return ("block", None)
            case ast.Expr(value=ast.Call() as call):
                return self._command(call, last)
            case ast.Expr():
                return self.expr(node.value)
        raise NotPlainError

    def _for(self, node: ast.For) -> Tree:
        order = node.iter
        if (
            isinstance(order, ast.Call)
            and isinstance(order.func, ast.Name)
            and order.func.id in self._written
        ):
            order = self._written[order.func.id]
        match order, node.target:
            case ast.Call(func=ast.Name(id=word), args=[_, agents]), ast.Name(id=name) if word in ORDERS:
                source = ("lazy order" if word == "ask" else "order", self._values[word], self.expr(agents))
                index = self._stored(name)
                return ("for", index, source, ("block", None, *self._statements(node.body, last=False)))
        raise NotPlainError

    def _command(self, node: ast.Call, last: bool) -> Tree:
        if isinstance(node.func, ast.Name):
            procedure = self._procedures.get(node.func.id)
            if procedure is not None:
                return ("scope", None, self._in_place(procedure, node.args, last))
            return self.expr(node)
        if not isinstance(node.func, ast.Attribute):
            raise NotPlainError
        word, owner = node.func.attr, self.expr(node.func.value)
        args = [self.expr(arg) for arg in node.args]
        if word in _SETTERS:
            return ("store", word.removeprefix("set_"), owner, _SETTERS[word](args[0]))
        if word in ("right", "left"):
            return (word, self._values["world_width"], owner, *args)
        if word in _MOVES:
            return ("move", word, owner, *args)
        if word in _FOR_GOOD and last:
            return ("final", word, owner, *args)
        raise NotPlainError


def _only_leaves(node: ast.stmt) -> bool:
    match node:
        case ast.Continue() | ast.Pass() | ast.Return(value=None | ast.Constant()):
            return True
        case ast.If(test=ast.Attribute(attr="dead"), orelse=[]):
            return all(map(_only_leaves, node.body))
    return False
