"""Plain code of statements: what an agent does in its turn, procedures written in place.

What the kernel cannot do inside an `if` becomes a node at which it gives up; anywhere else it keeps the whole
from being plain.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Final

from netlogo.compiler.plain.plain_expressions import BAIL, ORDERS, NotPlainError, PlainValues, Tree, assigned

_MOVES: Final = frozenset(("move_to", "setxy", "set_xcor", "set_ycor", "forward", "back", "jump"))
_CLIMBS: Final = frozenset(("uphill", "uphill4", "downhill", "downhill4"))
_TURNS: Final = {"right": "right", "left": "left", "set_heading": "heading", "face": "face"}
_BIRTHS: Final = {"hatch": "hatch", "hatch_fast": "hatch", "sprout": "sprout", "sprout_fast": "sprout"}


def _colour(value: Tree) -> Tree:
    return ("within", 140.0, value)


def _number(value: Tree) -> Tree:
    return ("number", None, value)


def _as_it_is(value: Tree) -> Tree:
    return value


_SETTERS: Final[dict[str, Callable[[Tree], Tree]]] = {
    "set_pcolor": _colour,
    "set_color": _colour,
    "set_label_color": _colour,
    "set_plabel_color": _colour,
    "set_size": _number,
    "set_pen_size": _number,
    "set_hidden": lambda value: ("truth", None, value),
    "set_label": _as_it_is,
    "set_plabel": _as_it_is,
}


class PlainWriter(PlainValues):
    """Writes one tree."""

    # -- procedures

    def _given(self, procedure: ast.FunctionDef, args: list[ast.expr]) -> list[tuple[str, Tree]]:
        names = [parameter.arg for parameter in procedure.args.args]
        return list(zip(names, map(self.expr, args), strict=True))

    def _report(self, procedure: ast.FunctionDef, args: list[ast.expr]) -> Tree:
        return ("inline", None, self._in_place(procedure, args))

    def _in_place(self, procedure: ast.FunctionDef, args: list[ast.expr]) -> Tree:
        given = self._given(procedure, args)
        changed = assigned(procedure.body)
        kept = []
        with self._inside(procedure):
            for name, value in given:
                if value[0] in ("local", "const") and name not in changed:
                    self._scope[name] = value
                else:
                    kept.append(("keep", self.local(name), value))
            return ("block", None, *kept, *map(self._statement, procedure.body))

    # -- statements

    def body(self, statements: list[ast.stmt]) -> Tree:
        """The tree of the body of a loop over agents."""
        return ("block", None, *map(self._statement, statements))

    def _branch(self, statements: list[ast.stmt]) -> Tree:
        try:
            return self.body(statements)
        except NotPlainError:
            return BAIL

    def _statement(self, node: ast.stmt) -> Tree:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]):
                value = self.expr(node.value)
                return ("keep", self._stored(name), value)
            case ast.Assign(targets=[ast.Attribute() as target]):
                return ("store", target.attr, self.expr(target.value), self.expr(node.value))
            case ast.If():
                test = self.expr(node.test)
                return ("when", None, test, self._branch(node.body), self._branch(node.orelse))
            case ast.For(target=ast.Name(id=name)):
                return self._for(node, name)
            case ast.While(orelse=[]):
                return ("while", None, self.expr(node.test), self.body(node.body))
            case ast.Continue():
                return ("next", None)
            case ast.Return(value=None) if self._calls:
                return ("leave", None)
            case ast.Return(value=ast.expr() as value) if self._calls:
                return ("give", None, self.expr(value))
            case ast.FunctionDef() if self._inner.get(node.name) is node:
                return ("block", None)  # it is written where it is called
            case ast.Pass():
                return ("block", None)
            case ast.Expr(value=ast.Call() as call):
                return self._command(call)
            case ast.Expr():
                return self.expr(node.value)
        raise NotPlainError

    def _for(self, node: ast.For, name: str) -> Tree:
        source = node.iter
        if (
            isinstance(source, ast.Call)
            and isinstance(source.func, ast.Name)
            and source.func.id in self._written
        ):
            source = self._written[source.func.id]
        match source:
            case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int(rounds))]):
                return ("repeat", None, ("const", float(rounds)), self.body(node.body))
            case ast.Call(func=ast.Name(id="times"), args=[count]):
                return ("repeat", None, self.expr(count), self.body(node.body))
            case ast.Call(func=ast.Name(id=word), args=[_, agents]) if word in ORDERS:
                order: Tree = (
                    "lazy order" if word == "ask" else "order",
                    self._values[word],
                    self.expr(agents),
                )
            case ast.Call(func=ast.Attribute(attr=word, value=parent)) if word in _BIRTHS:
                order = ("order of new", None, self._births(word, parent, source.args))
            case _:
                items = self.expr(source)
                return ("foreach", self._stored(name), items, self.body(node.body))
        return ("for", self._stored(name), order, self.body(node.body))

    def _births(self, word: str, parent: ast.expr, args: list[ast.expr]) -> Tree:
        given = [self.expr(arg) for arg in args]
        breed = given[1] if len(given) > 1 else ("const", None)
        return (_BIRTHS[word], None, self.expr(parent), given[0], breed)

    def _command(self, node: ast.Call) -> Tree:
        if isinstance(node.func, ast.Name):
            procedure = self._inner.get(node.func.id) or self._procedures.get(node.func.id)
            if procedure is not None:
                return ("scope", None, self._in_place(procedure, node.args))
            if node.func.id == "table__put" and len(node.args) == 3:
                return ("put entry", None, *map(self.expr, node.args))
            return self.expr(node)
        if not isinstance(node.func, ast.Attribute):
            raise NotPlainError
        word = node.func.attr
        if word in _BIRTHS:
            return self._births(word, node.func.value, node.args)
        owner = self.expr(node.func.value)
        args = [self.expr(arg) for arg in node.args]
        if word in _SETTERS:
            return ("store", word.removeprefix("set_"), owner, _SETTERS[word](args[0]))
        if word in _TURNS:
            return (_TURNS[word], self._values["world_width"], owner, *args)
        if word in _MOVES or word in _CLIMBS:
            return ("move", word, owner, *args)
        if word == "die":
            return ("die", word, owner)
        if word == "set_breed":
            return ("set breed", word, owner, *args)
        if word == "set_shape" and args[0][0] == "const" and self._is_shape(args[0][1]):
            return ("store", "shape", owner, ("const", args[0][1].lower()))
        raise NotPlainError

    def _is_shape(self, name: object) -> bool:
        world = self._values.get("W")
        return isinstance(name, str) and world is not None and name.lower() in world.turtle_shapes
