"""Small makers of Python syntax-tree nodes that carry NetLogo positions.

Generated code is never glued together from text: names are mangled words, values are constants, so nothing a
model writes can become Python. Positions are those of the NetLogo words, which is how a traceback finds its
way back.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TypeVar


class At(NamedTuple):
    """Where a node comes from: line from 1, column from 0, as Python's own syntax trees count."""

    lineno: int
    col_offset: int
    end_lineno: int
    end_col_offset: int


_Node = TypeVar("_Node", bound=ast.AST)


def placed(node: _Node, at: At) -> _Node:
    """The node with its place."""
    node.lineno, node.col_offset, node.end_lineno, node.end_col_offset = at  # type: ignore[attr-defined]
    return node


def name(word: str, at: At) -> ast.Name:
    """A variable that is read."""
    return placed(ast.Name(word, ast.Load()), at)


def store(word: str, at: At) -> ast.Name:
    """A variable that is written."""
    return placed(ast.Name(word, ast.Store()), at)


def const(value: object, at: At) -> ast.Constant:
    """A constant: None, a number, a string, a boolean or a tuple of those."""
    return placed(ast.Constant(value, None), at)  # type: ignore[arg-type]


def attr(owner: ast.expr, word: str, at: At) -> ast.Attribute:
    """`owner.word` read."""
    return placed(ast.Attribute(owner, word, ast.Load()), at)


def call(function: str | ast.expr, at: At, *args: ast.expr) -> ast.Call:
    """`function(args)`."""
    callee = name(function, at) if isinstance(function, str) else function
    return placed(ast.Call(callee, list(args), []), at)


def method(owner: ast.expr, word: str, at: At, *args: ast.expr) -> ast.Call:
    """`owner.word(args)`."""
    return placed(ast.Call(attr(owner, word, at), list(args), []), at)


def binary(left: ast.expr, operator: ast.operator, right: ast.expr, at: At) -> ast.BinOp:
    """`left operator right`."""
    return placed(ast.BinOp(left, operator, right), at)


def compare(left: ast.expr, operator: ast.cmpop, right: ast.expr, at: At) -> ast.Compare:
    """`left operator right` as a truth value."""
    return placed(ast.Compare(left, [operator], [right]), at)


def negate(value: ast.expr, at: At) -> ast.UnaryOp:
    """`not value`; `not x` for `not not x`."""
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not):
        inner = value.operand
        if isinstance(inner, ast.UnaryOp) and isinstance(inner.op, ast.Not):
            return inner
    return placed(ast.UnaryOp(ast.Not(), value), at)


def keep(word: str, value: ast.expr, at: At) -> ast.NamedExpr:
    """`(word := value)`."""
    return placed(ast.NamedExpr(store(word, at), value), at)


_LEAVES: Final = frozenset((int, str, float, bool, type(None), ast.Load, ast.Store))
"""What stands in a node but is none to look at: places, words, values."""


def inside(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The nodes and all below them, in any order; several times as fast as `ast.walk`."""
    stack = list(nodes)
    while stack:
        node = stack.pop()
        yield node
        for value in node.__dict__.values():
            kind = value.__class__
            if kind is list:
                stack += [item for item in value if isinstance(item, ast.AST)]
            elif kind not in _LEAVES and isinstance(value, ast.AST):
                stack.append(value)


class Checked(NamedTuple):
    """What a checked expression is besides: the bare value, and a form without `:=`, which Python does not
    allow in what a comprehension walks through.
    """

    bare: ast.expr
    called: ast.expr


class _Form(ast.NodeTransformer):
    """Puts another form in the place of checked expressions."""

    def __init__(self, index: int, *, into_functions: bool) -> None:
        self._index = index
        self._into_functions = into_functions

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:  # ast's own name
        forms: Checked | None = getattr(node, "forms", None)
        return self.generic_visit(node) if forms is None else self.visit(forms[self._index])

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return self.generic_visit(node) if self._into_functions else node


def with_forms(node: ast.expr, bare: ast.expr, called: ast.expr) -> ast.expr:
    """A checked expression with its other forms."""
    node.forms = Checked(bare, called)  # type: ignore[attr-defined]
    return node


def without_checks(node: _Node) -> _Node:
    """The code as a reader wants it."""
    return _Form(0, into_functions=True).visit(node)  # type: ignore[no-any-return]


def _iterable(items: ast.expr) -> ast.expr:
    return _Form(1, into_functions=False).visit(items)  # type: ignore[no-any-return]


def tuple_of(items: list[ast.expr], at: At) -> ast.Tuple:
    """`(items)`."""
    return placed(ast.Tuple(items, ast.Load()), at)


def listing(
    element: ast.expr, target: ast.expr, items: ast.expr, at: At, tests: list[ast.expr] | None = None
) -> ast.ListComp:
    """`[element for target in items if tests]`."""
    walk = ast.comprehension(target, _iterable(items), tests or [], 0)
    return placed(ast.ListComp(element, [walk]), at)


def generator(
    element: ast.expr, target: ast.expr, items: ast.expr, at: At, tests: list[ast.expr] | None = None
) -> ast.GeneratorExp:
    """`(element for target in items if tests)`."""
    walk = ast.comprehension(target, _iterable(items), tests or [], 0)
    return placed(ast.GeneratorExp(element, [walk]), at)


def arguments(words: list[str], at: At, rest: str = "") -> ast.arguments:
    """Parameters of a function; `rest` is the name of `*rest`."""
    parameters = [placed(ast.arg(word, None, None), at) for word in words]
    vararg = placed(ast.arg(rest, None, None), at) if rest else None
    return ast.arguments([], parameters, vararg, [], [], None, [])


def function(word: str, words: list[str], body: list[ast.stmt], at: At) -> ast.FunctionDef:
    """`def word(words): body`; a last word that starts with `*` takes the rest."""
    rest = words[-1][1:] if words and words[-1].startswith("*") else ""
    words = words[:-1] if rest else words
    return placed(
        ast.FunctionDef(word, arguments(words, at, rest), body or [placed(ast.Pass(), at)], [], None, None),
        at,
    )


def assign(target: ast.expr, value: ast.expr, at: At) -> ast.Assign:
    """`target = value`."""
    return placed(ast.Assign([target], value, None), at)


def expression(value: ast.expr, at: At) -> ast.Expr:
    """An expression as a statement."""
    return placed(ast.Expr(value), at)


def loop(target: str, items: ast.expr, body: list[ast.stmt], at: At) -> ast.For:
    """`for target in items: body`."""
    return placed(ast.For(store(target, at), items, body or [placed(ast.Pass(), at)], [], None), at)


def when(test: ast.expr, body: list[ast.stmt], at: At, otherwise: list[ast.stmt] | None = None) -> ast.If:
    """`if test: body else: otherwise`."""
    return placed(ast.If(test, body or [placed(ast.Pass(), at)], otherwise or []), at)


def repeat_while(test: ast.expr, body: list[ast.stmt], at: At) -> ast.While:
    """`while test: body`."""
    return placed(ast.While(test, body or [placed(ast.Pass(), at)], []), at)
