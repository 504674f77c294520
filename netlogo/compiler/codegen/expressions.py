"""Expressions to Python: inline arithmetic where types are known, comprehensions for blocks, calls for the
rest.
"""

from __future__ import annotations

import ast
from typing import ClassVar, Final

from netlogo.compiler import pyast as py
from netlogo.compiler.analysis.effects import MYSELF
from netlogo.compiler.codegen.writer import KIND_WORDS, Writer
from netlogo.compiler.front import nodes as n
from netlogo.compiler.front import syntax as s
from netlogo.compiler.front.checks import block_kinds
from netlogo.compiler.front.lexer import NOBODY_LITERAL, Token
from netlogo.compiler.front.symbols import BREED_FORMS
from netlogo.compiler.pyast import At

_INPUTS_OF_FUNCTION: Final = {"reduce": 2, "sort-by": 2, "filter": 1, "n-values": 1}
_CHECKS: Final = {
    s.NUMBER: ("check_number", s.BOOLEAN),
    s.LIST: ("check_list", s.STRING),
    s.STRING: ("check_string", s.LIST),
}
"""For inputs of one type, who checks it and which other type Python would take for it."""


class Expressions(Writer):
    """Turns expression nodes into Python expressions."""

    special: ClassVar[dict[str, str]] = {}

    def expr(self, node: n.Expression) -> ast.expr:
        """The Python expression for a node."""
        if isinstance(node, n.Const):
            return self._constant(node)
        if isinstance(node, n.Local):
            return py.name(node.variable.python, self.place(node.token))
        if isinstance(node, n.AgentVariable):
            return self._variable(node)
        if isinstance(node, n.App):
            at = self.at(node.token, node.primitive)
            special = self.special.get(node.primitive.name)
            if special is None:
                return self.invoke(node, at)
            written: ast.expr = getattr(self, special)(node, at)
            return written
        if isinstance(node, n.CallReporter):
            return self.call_procedure(node)
        if isinstance(node, n.Lambda):
            return self.anonymous(node)
        if isinstance(node, n.CodeBlock):
            return py.const(node.text, self.place(node.token))
        raise AssertionError(f"{type(node).__name__} is no expression")

    def mask(self, node: n.Expression) -> int:
        """Types the expression may report."""
        return self.unit.types.of(node) or s.WILDCARD

    def number(self, node: n.Expression) -> bool:
        """Whether the expression is always a number."""
        return self.mask(node) == s.NUMBER

    def test(self, node: n.Expression, at: At) -> ast.expr:
        """An expression as a condition; anything but true and false is an error of what stands at `at`."""
        value = self.expr(node)
        mask = self.mask(node)
        if mask == s.BOOLEAN:
            return value
        checked = py.call("check_boolean", at, value)
        return self.quick_test(node, checked, at) if mask & s.BOOLEAN else checked

    def quick_test(self, node: n.Expression, checked: ast.expr, at: At) -> ast.expr:
        """A variable as a condition: `x is True or x is not False and check(x)` calls only for errors."""
        if not isinstance(node, n.AgentVariable | n.Local):
            return checked
        yes = py.compare(self.expr(node), ast.Is(), py.const(True, at), at)
        odd = py.compare(self.expr(node), ast.IsNot(), py.const(False, at), at)
        wrong = py.placed(ast.BoolOp(ast.And(), [odd, checked]), at)
        return py.placed(ast.BoolOp(ast.Or(), [yes, wrong]), at)

    def _constant(self, node: n.Const) -> ast.expr:
        at = self.place(node.token)
        if node.value is NOBODY_LITERAL:
            return py.name("NOBODY", at)
        if isinstance(node.value, list):
            return py.name(self.unit.constant(node.value), at)
        return py.const(node.value, at)

    def _variable(self, node: n.AgentVariable) -> ast.expr:
        at = self.at(node.token, agents=node.agents)
        return py.attr(self.owner(node, at), node.attribute, at)

    def owner(self, node: n.AgentVariable, at: At) -> ast.expr:
        """The object that has a variable: the globals, the running agent, or the patch under it."""
        if node.kind == "global":
            return py.name("G", at)
        me = py.name(self.running.me, at)
        if node.kind == "patch" and self.running.kinds != "--P-":
            return py.attr(me, "patch", at)
        return me

    def call_procedure(self, node: n.CallReporter | n.Statement) -> ast.expr:
        """A call of a user's procedure."""
        assert node.procedure is not None
        at = self.at(node.token, agents=node.procedure.agents)
        args: list[ast.expr] = [py.name(self.running.me, at)]
        if self.unit.effects.of_procedure(node.procedure.name) & MYSELF:
            args.append(self.asker(at))
        args += [self.expr(arg) for arg in node.args]
        return py.call(self.unit.procedure(node.procedure, turns=self.takes_turns(node)), at, *args)

    def takes_turns(self, node: n.CallReporter | n.Statement) -> bool:
        """Whether a procedure is called that takes turns."""
        return False

    def asker(self, at: At) -> ast.expr:
        """Who asked the running agent, or None."""
        return py.name(self.running.myself, at) if self.running.myself else py.const(None, at)

    def invoke(self, node: n.App | n.Statement, at: At, suffix: str = "") -> ast.expr:
        """A primitive that the runtime has as a method of agents or as a function."""
        primitive = node.primitive
        word = primitive.python + suffix
        extends = ":" in primitive.name  # a primitive of an extension runs its block itself
        indices = [i for i in range(len(node.args)) if extends or not _is_main_block(node, i)]
        args = [self.argument(node, i) for i in indices]
        if primitive.name in BREED_FORMS:
            args.append(py.name(self.unit.breed(node.breed), at) if node.breed else py.const(None, at))
        registry = self.unit.registry
        if word in registry.methods:
            return py.method(py.name(self.running.me, at), word, at, *args)
        takes_me = registry.functions.get(word)
        if takes_me is None:
            raise node.token.error(
                f"{node.token.name} is not available in this engine.", _why_not(primitive.name)
            )
        if takes_me:
            args.insert(0, py.name(self.running.me, at))
        return py.call(word, at, *args)

    def argument(self, node: n.App | n.Statement, index: int) -> ast.expr:
        """An input of a primitive: a value, a callable for a block, or a variable's name for a reference."""
        arg = node.args[index]
        syntax = node.primitive.syntax
        types = (syntax.left, *syntax.right) if syntax.infix else syntax.right
        expected = types[min(index, len(types) - 1)]
        if expected & s.REFERENCE and isinstance(arg, n.AgentVariable):
            return py.const(arg.attribute, self.place(arg.token))
        if isinstance(arg, n.ReporterBlock):
            return self.block_function(arg, block_kinds(syntax.block_agents or "-TPL", node.args))
        if isinstance(arg, n.CommandBlock):
            return self.block_of_commands(arg, syntax.block_agents)
        if expected & ~s.REPEATABLE == s.REPORTER:
            given = len(node.args) - 1 if node.primitive.name == "matrix:map" else 1
            taken = _INPUTS_OF_FUNCTION.get(node.primitive.name, given)
            return self.callable_of(arg, taken, self.at(node.token, node.primitive))
        check, mistaken = _CHECKS.get(expected & ~s.REPEATABLE, ("", 0))
        if self.mask(arg) & mistaken:
            return py.call(check, self.at(node.token, node.primitive), self.expr(arg))
        return self.expr(arg)

    # -- functions for blocks and anonymous procedures

    def agent_name(self, kinds: str) -> str:
        """A new name for an agent of these kinds."""
        return self.numbered(KIND_WORDS.get(kinds, "agent"))

    def block_function(self, block: n.ReporterBlock, kinds: str) -> ast.expr:
        """A reporter block as a Python function of one agent."""
        me = self.agent_name(kinds)
        with self.run_by(me, kinds):
            return self.function_of([me], [], block.body)

    def function_of(
        self, words: list[str], formals: list[n.Variable], body: n.Expression, rest: str = ""
    ) -> ast.expr:
        """A Python function that evaluates `body`; written as `def` where the body itself needs
        statements.
        """
        at = self.place(_token(body))
        if not _has_command_lambda(body):
            names = words + [self.declare(v) for v in formals]
            return py.placed(ast.Lambda(py.arguments(names, at, rest), self.expr(body)), at)
        word = self.numbered("reporter")
        with self.nested("body") as frame:
            names = words + [self.declare(v) for v in formals]
            value = self.expr(body)
            self.emit(py.placed(ast.Return(value), at))
        self.define(word, names, frame, at)
        return py.name(word, at)

    def callable_of(self, node: n.Expression, given: int, owner: At) -> ast.expr:
        """An anonymous reporter as a callable of `given` inputs that runs as the current agent; another value
        is an error of the instruction at `owner`.
        """
        at = self.place(_token(node))
        if (
            isinstance(node, n.Lambda)
            and not node.is_command
            and not node.takes_all
            and len(node.formals) <= given
        ):
            spare = [self.numbered("unused") for _ in range(given - len(node.formals))]
            names = [self.declare(v) for v in node.formals]
            assert not isinstance(node.body, n.CommandBlock)
            made = self.function_of([], node.formals, node.body)
            if isinstance(made, ast.Lambda):
                made.args = py.arguments(names + spare, at)
                return made
            if not spare:
                return made
            return py.placed(
                ast.Lambda(
                    py.arguments(names + spare, at), py.call(made, at, *(py.name(w, at) for w in names))
                ),
                at,
            )
        return py.call("reporter", owner, self.expr(node), py.const(given, owner), *self.agents(owner))

    def agents(self, at: At) -> list[ast.expr]:
        """The running agent and who asked it."""
        return [py.name(self.running.me, at), self.asker(at)]

    def anonymous(self, node: n.Lambda) -> ast.expr:
        """An anonymous procedure as a value."""
        at = self.place(node.token)
        me, myself = self.numbered("me"), self.numbered("myself")
        arity = -1 if node.takes_all else len(node.formals)
        kind = "AnonymousCommand" if node.is_command else "AnonymousReporter"
        with self.run_by(me, node.agents, myself):
            if isinstance(node.body, n.CommandBlock):
                made = self.command_function([me, myself], node, at)
            elif node.takes_all:
                made = self._takes_all(node, [me, myself], at)
            else:
                made = self.function_of([me, myself], node.formals, node.body)
        values = [py.const(arity, at), py.const(node.text, at)]
        if node.agents != "OTPL":
            values.append(py.const(node.agents, at))
        return py.call(kind, at, made, *values)

    def command_function(self, words: list[str], node: n.Lambda, at: At) -> ast.expr:
        """An anonymous command's body as a Python function (the statement generator knows how)."""
        raise NotImplementedError

    def block_of_commands(self, block: n.CommandBlock, kinds: str | None) -> ast.expr:
        """An extension's block of commands as a Python function, of the agent that runs it where that is
        another one (the statement generator knows how).
        """
        raise NotImplementedError

    def _takes_all(self, node: n.Lambda, words: list[str], at: At) -> ast.expr:
        """A concise variadic reporter: `reduce sentence lists` hands every input on."""
        rest = self.numbered("inputs")
        body = node.body
        assert isinstance(body, n.App)
        at = self.at(body.token, body.primitive)
        word = body.primitive.python if body.primitive.name != "list" else "list_of"
        inputs = py.placed(ast.Starred(py.name(rest, at), ast.Load()), at)
        if body.primitive.name == "runresult":
            none = py.const((), at)
            call = py.call("run_result", at, *self.agents(at), none, none, inputs)
        else:
            call = py.call(word, at, inputs)
        return py.placed(ast.Lambda(py.arguments(words, at, rest), call), at)


def _token(node: n.Expression) -> Token:
    return node.token


def _is_main_block(node: n.App | n.Statement, index: int) -> bool:
    return isinstance(node.args[index], n.CommandBlock)


def _has_command_lambda(node: n.Expression) -> bool:
    return any(isinstance(inner, n.Lambda) and inner.is_command for inner in n.walk(node))


def written_in_place(owner: n.Node, index: int) -> bool:
    """Whether input `index` is an anonymous procedure that is written straight into a loop."""
    if not isinstance(owner, n.App | n.Statement) or "inline" not in owner.primitive.traits:
        return False
    function = owner.args[index]
    given = {"map": len(owner.args) - 1, "foreach": len(owner.args) - 1}.get(owner.primitive.name, 2)
    return isinstance(function, n.Lambda) and not function.takes_all and len(function.formals) <= given


def escaping(node: n.Node) -> list[n.Lambda]:
    """Anonymous procedures below a node that become values: those not written straight into a loop."""
    found = []
    stack: list[n.Node] = [node]
    while stack:
        inner = stack.pop()
        if isinstance(inner, n.App | n.Statement | n.CallReporter):
            for i, arg in enumerate(inner.args):
                if isinstance(arg, n.Lambda) and not written_in_place(inner, i):
                    found.append(arg)
        elif isinstance(inner, n.ReporterBlock | n.Lambda) and isinstance(inner.body, n.Lambda):
            found.append(inner.body)
        stack.extend(n.children(inner))
    return found


def _why_not(name: str) -> str:
    if name.startswith("hubnet"):
        return "HubNet needs NetLogo's own server and clients"
    if name.startswith(("user-", "mouse-")):
        return "it needs NetLogo's window"
    return "NetLogo itself has it"
