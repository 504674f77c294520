"""Reporters that are written inline besides arithmetic and agentsets: agents, values, `map` and its kin."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import ClassVar

from netlogo.compiler import pyast as py
from netlogo.compiler.codegen.agentsets import AgentsetReporters
from netlogo.compiler.codegen.expressions import escaping
from netlogo.compiler.front import nodes as n
from netlogo.compiler.front import syntax as s
from netlogo.compiler.pyast import At


class Specials(AgentsetReporters):
    """The inline reporters; `special` says which method writes which."""

    special: ClassVar[dict[str, str]] = {
        **AgentsetReporters.special,
        "self": "_self",
        "myself": "_myself",
        "patch-here": "_patch_here",
        "breed": "_breed",
        "list": "_list",
        "ifelse-value": "_ifelse_value",
        "error-message": "_error_message",
        "map": "_map",
        "filter": "_filter",
        "sort-by": "_sort_by",
        "n-values": "_n_values",
        "runresult": "_run_result",
        "__symbol": "_text",
        "__block": "_text",
        "__reference": "_reference",
        "__apply-result": "_apply_result",
        "other-end": "_other_end",
        **dict.fromkeys(("turtles", "patches", "links"), "_all_of_kind"),
    }

    caught: dict[n.Statement, str]
    string_locals: list[n.Variable]

    # -- agents

    def _self(self, node: n.App, at: At) -> ast.expr:
        return py.name(self.running.me, at)

    def _myself(self, node: n.App, at: At) -> ast.expr:
        if self.running.myself and self.running.myself in self.sure_askers:
            return py.name(self.running.myself, at)
        return py.call("check_myself", at, self.asker(at))

    def _other_end(self, node: n.App, at: At) -> ast.expr:
        return py.method(py.name(self.running.me, at), "other_end", at, self.asker(at))

    def _text(self, node: n.App, at: At) -> ast.expr:
        """`__symbol` and `__block` give their input back as text."""
        argument = node.args[0]
        return py.const(argument.text if isinstance(argument, n.CodeBlock) else argument.token.text, at)

    def _reference(self, node: n.App, at: At) -> ast.expr:
        variable = node.args[0]
        assert isinstance(variable, n.AgentVariable)
        owner, number = self.unit.program.slot(variable.kind, variable.name)
        items: list[ast.expr] = [py.const(v, at) for v in (owner, float(number), variable.name)]
        return py.placed(ast.List(items, ast.Load()), at)

    def _apply_result(self, node: n.App, at: At) -> ast.expr:
        return py.call("apply_result", at, *self.agents(at), *(self.expr(arg) for arg in node.args))

    def _patch_here(self, node: n.App, at: At) -> ast.expr:
        return py.attr(py.name(self.running.me, at), "patch", at)

    def _all_of_kind(self, node: n.App, at: At) -> ast.expr:
        return py.name(node.primitive.name, at)

    def _breed(self, node: n.App, at: At) -> ast.expr:
        assert node.breed is not None
        return py.name(self.unit.breed(node.breed), at)

    # -- values that need no call

    def _list(self, node: n.App, at: At) -> ast.expr:
        return py.placed(ast.List([self.expr(arg) for arg in node.args], ast.Load()), at)

    def _ifelse_value(self, node: n.App, at: At) -> ast.expr:
        args = node.args
        value = self._branch(args[-1]) if len(args) % 2 else py.call("no_case", at)
        for i in range(len(args) - 2 - len(args) % 2, -1, -2):
            value = py.placed(ast.IfExp(self._case(args[i], node), self._branch(args[i + 1]), value), at)
        return value

    def _case(self, node: n.Expression, owner: n.App) -> ast.expr:
        if isinstance(node, n.ReporterBlock):  # read as a value, so that a wrong type is found when it runs
            at = self.at(owner.token, owner.primitive)
            return py.call("check_boolean", at, self.expr(node.body))
        return self.test(node, self.at(owner.token, owner.primitive))

    def _branch(self, node: n.Expression) -> ast.expr:
        return self.expr(node.body if isinstance(node, n.ReporterBlock) else node)

    def _error_message(self, node: n.App, at: At) -> ast.expr:
        assert node.catcher is not None
        return py.attr(py.name(self.caught[node.catcher], at), "message", at)

    # -- higher-order reporters

    def items(self, node: n.Expression, at: At) -> ast.expr:
        """A list to walk through; anything else is an error of the instruction at `at`."""
        value = self.expr(node)
        return value if self.mask(node) == s.LIST else py.call("check_list", at, value)

    def _written(self, function: n.Expression, given: int) -> n.Lambda | None:
        """An anonymous reporter that can be written as a comprehension right here."""
        if not isinstance(function, n.Lambda) or function.is_command or function.takes_all:
            return None
        if len(function.formals) <= given and not escaping(function.body):
            return function if not isinstance(function.body, n.Lambda) else None
        return None

    def _map(self, node: n.App, at: At) -> ast.expr:
        function, lists = node.args[0], node.args[1:]
        written = self._written(function, len(lists))
        if written is None:
            call = self.callable_of(function, len(lists), at)
            return py.call("map_", at, call, *(self.expr(items) for items in lists))
        assert not isinstance(written.body, n.CommandBlock)
        target, items = self._side_by_side("MAP", written, lists, at)
        return py.listing(self.expr(written.body), target, items, at)

    def _side_by_side(
        self, word: str, written: n.Lambda, lists: list[n.Expression], at: At
    ) -> tuple[ast.expr, ast.expr]:
        """Loop target and iterable for one list or several."""
        values = [self.items(items, at) for items in lists]
        names = [self.declare(v) for v in written.formals]
        if len(values) == 1:
            return py.store(names[0] if names else self.numbered("unused"), at), values[0]
        names += [self.numbered("unused") for _ in range(len(values) - len(names))]
        items = py.call("each_of", at, py.const(word, at), *values)
        return py.placed(ast.Tuple([py.store(w, at) for w in names], ast.Store()), at), items

    def _filter(self, node: n.App, at: At) -> ast.expr:
        written = self._written(node.args[0], 1)
        if written is None or not written.formals:
            return self.invoke(node, at)
        assert not isinstance(written.body, n.CommandBlock)
        items = self.items(node.args[1], at)
        name = self.declare(written.formals[0])
        test = self.test(written.body, at)
        return py.listing(py.name(name, at), py.store(name, at), items, at, [test])

    def _sort_by(self, node: n.App, at: At) -> ast.expr:
        """`sort-by [[a b] -> [size] of a < [size] of b]`: as many keys as items instead of comparisons."""
        written = self._written(node.args[0], 2)
        body = written.body if written is not None else None
        if (
            not isinstance(body, n.App)
            or body.primitive.name not in ("<", ">")
            or written is None
            or len(written.formals) != 2
            or not self._finds_keys(body, written.formals)
            or not _alike(body.args[0], body.args[1], written.formals[0], written.formals[1])
        ):
            return self.invoke(node, at)
        first = written.formals[0] if _uses(body.args[0], written.formals[0]) else written.formals[1]
        descending = (body.primitive.name == ">") is (first is written.formals[0])
        call = self.invoke(node, at)
        assert isinstance(call, ast.Call)
        name = self.numbered("key")
        kept, first.python = first.python, name
        key = py.placed(ast.Lambda(py.arguments([name], at), self.expr(body.args[0])), at)
        first.python = kept
        block, values = call.args
        return py.call("sort_by_key", at, block, key, py.const(descending, at), values)

    def _finds_keys(self, node: n.Node, formals: list[n.Variable]) -> bool:
        """Whether an expression draws and changes nothing where its inputs are no agentsets."""
        if isinstance(node, n.App) and node.primitive.name == "of":
            block, target = node.args
            single = isinstance(target, n.Local) and target.variable in formals
            return single and self._finds_keys(block, formals)
        if isinstance(node, n.App | n.CallReporter | n.ReporterBlock):
            inside = [a for a in n.children(node) if not self._finds_keys(a, formals)]
            return not inside and not self.unit.effects.of([_without_inputs(node)])
        return isinstance(node, n.Const | n.Local | n.AgentVariable)

    def _n_values(self, node: n.App, at: At) -> ast.expr:
        written = self._written(node.args[1], 1)
        if written is None:
            return self.invoke(node, at)
        assert not isinstance(written.body, n.CommandBlock)
        rounds = py.call("count_up", at, self.expr(node.args[0]))
        name = self.declare(written.formals[0]) if written.formals else self.numbered("unused")
        return py.listing(self.expr(written.body), py.store(name, at), rounds, at)

    def _run_result(self, node: n.App, at: At) -> ast.expr:
        return self.run_text("run_result", node.args, at)

    def run_text(self, function: str, args: list[n.Expression], at: At) -> ast.expr:
        """`run` and `runresult`: a string sees the procedure's inputs and its variables outside of `ask`."""
        seen = self.visible_locals()
        names = py.const(tuple(v.name for v in seen), at)
        values = py.tuple_of([py.name(v.python, at) for v in seen], at)
        return py.call(function, at, *self.agents(at), names, values, *(self.expr(arg) for arg in args))

    def visible_locals(self) -> list[n.Variable]:
        """Variables that code in a string may use."""
        outer = self.frames[0]
        if any(frame.exit == "signal" for frame in self.frames):
            return []
        return [v for v in self.string_locals if v in outer.variables and v.python]


def _without_inputs(node: n.App | n.CallReporter | n.ReporterBlock) -> n.Node:
    """A reporter alone, of whose inputs the effects are known."""
    if isinstance(node, n.ReporterBlock):
        return n.CodeBlock("", node.token, node.start, node.end)
    return replace(node, args=[])


def _uses(node: n.Expression, variable: n.Variable) -> bool:
    return any(isinstance(inner, n.Local) and inner.variable is variable for inner in n.walk(node))


def _alike(one: n.Node, other: n.Node, first: n.Variable, second: n.Variable) -> bool:
    """Whether two expressions are the same but for one of two variables, which only one of them has."""
    if type(one) is not type(other):
        return False
    if isinstance(one, n.Local) and isinstance(other, n.Local):
        if one.variable is other.variable:
            return one.variable not in (first, second)
        return {one.variable, other.variable} == {first, second}
    if isinstance(one, n.Const) and isinstance(other, n.Const):
        return one.value == other.value and one.value.__class__ is other.value.__class__
    if isinstance(one, n.AgentVariable) and isinstance(other, n.AgentVariable):
        return (one.kind, one.name) == (other.kind, other.name)
    if isinstance(one, n.App) and isinstance(other, n.App):
        if one.primitive is not other.primitive or one.breed is not other.breed:
            return False
    elif isinstance(one, n.CallReporter) and isinstance(other, n.CallReporter):
        if one.procedure is not other.procedure:
            return False
    elif not isinstance(one, n.ReporterBlock):
        return False
    inside, there = list(n.children(one)), list(n.children(other))
    if len(inside) != len(there):
        return False
    return all(_alike(a, b, first, second) for a, b in zip(inside, there, strict=True))
