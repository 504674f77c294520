"""Where the kernel runs plain code: the loops of `ask`, and the questions to many agents.

A loop `for agent in order: body` becomes `for agent in plain_1(order, ...): body`: the kernel gives each
agent its turn by itself, and hands on those whose turn Python must do, in the same order. `[a for a in agents
if test]` and its kin become `plain_2(agents, ...)`, whose twin is a Python function with the same expression.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from netlogo.compiler import pyast as py
from netlogo.compiler.plain.plain_expressions import KEPT, ORDERS, NotPlainError, Tree
from netlogo.compiler.plain.plain_statements import PlainWriter
from netlogo.compiler.pyast import At

AGENTS = "agents"
_NO_LISTS = frozenset(("count_up", "each_of"))
"""What generated code walks through that the kernel could not."""


@dataclass(frozen=True, slots=True)
class Part:
    """Plain code that a function calls by its name; `twin` does the same in Python, a loop has none."""

    word: str
    tree: Tree
    locals: int
    twin: ast.FunctionDef | None


@dataclass(slots=True)
class Known:
    """What is known of a model's generated code: the names that it sees, its procedures, and what each call
    of plain code in them stands for.
    """

    values: dict[str, Any]
    procedures: dict[str, ast.FunctionDef] = field(default_factory=dict)
    written: dict[str, ast.expr] = field(default_factory=dict)
    questions: frozenset[str] = frozenset()
    count: int = 0


def find_plain(function: ast.FunctionDef, known: Known) -> list[Part]:
    """Let the kernel do what it can of a function; the parts become keyword inputs of it."""
    sites = _Sites(function, known)
    sites.generic_visit(function)
    at = At(function.lineno, function.col_offset, function.lineno, function.col_offset)
    for part in sites.parts:
        function.args.kwonlyargs.append(py.placed(ast.arg(part.word, None, None), at))
        function.args.kw_defaults.append(py.name(part.word, at))
    return sites.parts


@dataclass(slots=True)
class _Names:
    """The variables that some code assigns (how often), takes as inputs of functions, and mentions."""

    stored: Counter[str] = field(default_factory=Counter)
    inputs: set[str] = field(default_factory=set)
    mentioned: dict[str, None] = field(default_factory=dict)

    def take_in(self, other: _Names) -> None:
        """What other code does as well."""
        self.stored.update(other.stored)
        self.inputs |= other.inputs
        self.mentioned.update(other.mentioned)


class _Sites(ast.NodeTransformer):
    """Puts calls of plain code into one function."""

    def __init__(self, function: ast.FunctionDef, known: Known) -> None:
        self.parts: list[Part] = []
        self._known = known
        self._names: dict[ast.stmt, _Names] = {}
        self._stores: Counter[str] = Counter()
        self._local: set[str] = set()
        self._inner: dict[str, ast.FunctionDef] = {}
        self._changing: set[str] = set()
        for node in py.inside([function]):
            if isinstance(node, ast.Name):
                if not isinstance(node.ctx, ast.Load):
                    self._stores[node.id] += 1
            elif isinstance(node, ast.arg):
                self._local.add(node.arg)
            elif isinstance(node, ast.FunctionDef):
                self._local.add(node.name)
                self._inner[node.name] = node
            elif isinstance(node, ast.Nonlocal):
                self._changing.update(node.names)
        self._local.update(self._stores)

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """As the base class does, where no node goes away and none becomes several."""
        fields = node.__dict__
        for name, value in fields.items():
            if value.__class__ is list:
                for i, item in enumerate(value):
                    if isinstance(item, ast.AST):
                        value[i] = self._visited(item)
            elif isinstance(value, ast.AST):
                fields[name] = self._visited(value)
        return node

    def _visited(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.For | ast.ListComp | ast.Call):
            return self.visit(node)  # type: ignore[no-any-return]
        if isinstance(node, ast.Name | ast.Constant | ast.expr_context | ast.operator):
            return node
        return self.generic_visit(node)

    def _given(self, nodes: list[ast.AST]) -> list[str]:
        """The variables that code takes from around it."""
        names = self._names_of(nodes)
        called: set[str] = set()
        if self._inner:
            called |= {node.name for node in py.inside(nodes) if isinstance(node, ast.FunctionDef)}
        while new := {name for name in names.mentioned if name in self._inner} - called:
            called |= new
            for name in new:
                names.take_in(self._names_of([self._inner[name]]))
                names.stored.pop(name, None)
        stored = names.stored
        if any(self._stores[name] != count for name, count in stored.items() if name != KEPT):
            raise NotPlainError  # a variable from around it changes
        own = names.inputs | set(stored)
        given = [name for name in names.mentioned if name in self._local and name not in own | called]
        if self._changing & {*given, *stored}:
            raise NotPlainError
        return given

    def _names_of(self, nodes: Iterable[ast.AST]) -> _Names:
        """The variables of code; those of each statement are found once, however deep it stands."""
        found = _Names()
        stack = list(nodes)
        while stack:
            node = stack.pop()
            if isinstance(node, ast.Name):
                found.mentioned[node.id] = None
                if not isinstance(node.ctx, ast.Load):
                    found.stored[node.id] += 1
            elif isinstance(node, ast.arg):
                found.inputs.add(node.arg)
            elif isinstance(node, ast.stmt):
                known = self._names.get(node)
                if known is None:
                    known = self._names[node] = self._names_of(ast.iter_child_nodes(node))
                found.take_in(known)
            else:
                stack.extend(ast.iter_child_nodes(node))
        return found

    def _part(
        self, writer: PlainWriter, tree: Tree, was: ast.expr, given: list[str], twin: ast.expr | None, at: At
    ) -> str:
        self._known.count += 1
        word = f"plain_{self._known.count}"
        self._known.written[word] = was
        function = None
        if twin is not None:
            function = py.function(f"{word}_twin", [AGENTS, *given], [py.placed(ast.Return(twin), at)], at)
        self.parts.append(Part(word, tree, writer.locals, function))
        return word

    def _writer(self) -> PlainWriter:
        known = self._known
        return PlainWriter(
            known.values, known.procedures, known.written, self._local, self._inner, known.questions
        )

    def visit_For(self, node: ast.For) -> ast.AST:
        iterable = node.iter
        match iterable, node.target:
            case ast.Call(func=ast.Name(id=word)), ast.Name(id=agent) if word in ORDERS:
                at = _at(iterable)
                writer = self._writer()
                try:
                    given = [name for name in self._given([node.target, *node.body]) if name != agent]
                    writer.take([agent, *given])
                    tree = writer.body(node.body)
                except NotPlainError:
                    return self.generic_visit(node)
                plain = self._part(writer, tree, iterable, given, None, at)
                self.generic_visit(node)
                node.iter = py.call(plain, at, node.iter, *(py.name(name, at) for name in given))
                return node
        return self.generic_visit(node)

    def visit_ListComp(self, node: ast.ListComp) -> ast.AST:
        return self._question(node, node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        match node:
            case ast.Call(func=ast.Name(id="any" | "all"), args=[ast.GeneratorExp() as walk]):
                return self._question(node, walk)
            case ast.Call(
                func=ast.Name(id="float"),
                args=[ast.Call(func=ast.Name(id="len"), args=[ast.ListComp() as walk])],
            ):
                return self._question(node, walk)
        return self.generic_visit(node)

    def _question(self, node: ast.expr, walk: ast.ListComp | ast.GeneratorExp) -> ast.AST:
        """An expression that lets agents answer one by one; only whom it asks is worked out before."""
        first = walk.generators[0]
        items, at = first.iter, _at(node)
        if isinstance(items, ast.Call) and isinstance(items.func, ast.Name) and items.func.id in _NO_LISTS:
            return self.generic_visit(node)
        first.iter = py.name(AGENTS, at)
        writer = self._writer()
        try:
            given = self._given([node])
            writer.take([AGENTS, *given])
            tree = writer.expr(node)
        except NotPlainError:
            first.iter = items
            return self.generic_visit(node)
        was = _with_items(node, walk, items)
        plain = self._part(writer, tree, was, given, node, at)
        return py.call(plain, at, self.visit(items), *(py.name(name, at) for name in given))


def _with_items(node: ast.expr, walk: ast.ListComp | ast.GeneratorExp, items: ast.expr) -> ast.expr:
    """The expression as it was, beside the one that walks through `agents`."""
    first = walk.generators[0]
    whole = ast.comprehension(first.target, items, first.ifs, 0)
    again = py.placed(type(walk)(walk.elt, [whole, *walk.generators[1:]]), _at(walk))
    if node is walk:
        return again
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    inner: ast.expr = py.call("len", _at(node), again) if node.func.id == "float" else again
    return py.call(node.func, _at(node), inner)


def _at(node: ast.expr) -> At:
    return At(node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)
