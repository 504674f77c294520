"""Statements to Python: `ask` becomes a loop, `stop` a `return` or `continue`, `let` an assignment.

Where plain Python flow cannot leave a NetLogo block (a `stop` in a loop inside an `ask`, a variable that an
anonymous procedure keeps from each round), the block becomes a function of its own. After code that may kill
the running agent, the generated code looks whether it is dead and ends its part, as NetLogo does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import ClassVar

from netlogo.compiler import pyast as py
from netlogo.compiler.analysis.effects import MYSELF
from netlogo.compiler.codegen.flow import trim
from netlogo.compiler.codegen.separate_jobs import Jobs
from netlogo.compiler.codegen.writer import Frame, Unit
from netlogo.compiler.front import nodes as n
from netlogo.compiler.pyast import At


class Statements(Jobs):
    """Turns statement nodes into Python statements, and whole procedures into functions."""

    commands: ClassVar[dict[str, str]] = {
        **Jobs.commands,
        "set": "_set",
        "if": "_if",
        "ifelse": "_ifelse",
        "__done": "_nothing",
        **dict.fromkeys(("__ignore", "__stdout", "__stderr"), "_ignore"),
    }

    def __init__(self, unit: Unit, body: n.ProcedureBody) -> None:
        super().__init__(unit, body)
        self.caught: dict[n.Statement, str] = {}
        self.string_locals: list[n.Variable] = []

    def procedure(self, *, turns: bool = False) -> ast.FunctionDef:
        """The whole procedure as a Python function `p_name(me, [myself,] inputs)`, which may take turns."""
        heading = self.heading
        at = self.place(heading.name_token)
        self.turns = turns
        word = self.unit.procedure(heading, turns=turns)
        self.label(word, at, heading.display)
        frame = Frame("procedure", [])
        self.frames.append(frame)
        words = ["me"]
        if self.asks_for_myself() or heading.top_level:
            words.append("myself")
            self.running = type(self.running)("me", "myself", heading.agents)
        words += [self.declare(v) for v in self.body.inputs]
        self._prepare_string_locals(at)
        self.statements(self.body.statements)
        if not heading.is_reporter and not heading.top_level:
            trim(frame.statements)
        if heading.top_level and not heading.is_reporter and frame.statements:
            frame.statements.insert(0, py.assign(py.store("stopped", at), py.const(None, at), at))
            self.emit(py.placed(ast.Return(py.name("stopped", at)), at))
        if heading.is_reporter and not heading.top_level and not _always_reports(self.body.statements):
            end = heading.body[-1]
            self.emit(py.expression(py.call("end_of_reporter", self.at(end)), at))
        self.frames.pop()
        if turns:
            self.generator(frame.statements, at)
        return py.function(word, words, frame.statements, at)

    def asks_for_myself(self) -> bool:
        """Whether the procedure must be told who asked."""
        return bool(self.unit.effects.of(self.body.statements) & MYSELF)

    def _prepare_string_locals(self, at: At) -> None:
        """Code in strings sees the inputs and the variables made outside of `ask`: give those a value
        beforehand.
        """
        nodes = [node for statement in self.body.statements for node in n.walk(statement)]
        runs = any(
            isinstance(x, n.App | n.Statement) and x.primitive.name in ("run", "runresult") for x in nodes
        )
        if not runs:
            return
        kept: set[n.Variable] = set()
        for node in nodes:
            if isinstance(node, n.Lambda):
                kept |= {x.variable for x in n.walk(node) if isinstance(x, n.Local)}
        made = [v for v in _outer_lets(self.body.statements) if v not in kept]
        self.string_locals = [*self.body.inputs, *made]
        for variable in made:
            word = self.declare(variable)
            self.emit(py.assign(py.store(word, at), py.const(None, at), at))

    def statements(self, statements: Iterable[n.Statement]) -> None:
        """Write statements one after the other."""
        for node in statements:
            self.statement(node)

    def statement(self, node: n.Statement) -> None:
        """Write one statement, and the look at the agent's life after it where that matters."""
        at = self.at(node.token, node.primitive)
        if node.procedure is not None:
            self._call(node, at)
        elif node.variables:
            self._let(node, at)
        else:
            special = self.commands.get(node.primitive.name)
            if special is not None:
                jobs, self.jobs = self.jobs, self.jobs + ("job" in node.primitive.traits)
                getattr(self, special)(node, at)
                self.jobs = jobs
            elif not self.in_steps(node, at):
                self._plain(node, at)
            if "turn" in node.primitive.traits:
                self.end_turn(at)
        looked = node.primitive.name in ("die", "if", "ifelse") or "loop" in node.primitive.traits
        if not looked and self.may_kill_me([node]):
            dead = py.attr(py.name(self.running.me, at), "dead", at)
            self.emit(py.when(dead, self.leave(at), at))

    def _call(self, node: n.Statement, at: At) -> None:
        call = self.call_procedure(node)
        if self.turns:
            call = self.from_turns(call, at)
        own = len(self.frames) == 1 and self.frame.exit == "procedure" and not self.jobs
        if self.heading.top_level and own:
            self.emit(py.assign(py.store("stopped", at), call, at))
        else:
            self.emit(py.expression(call, at))

    def _plain(self, node: n.Statement, at: At) -> None:
        self.emit(py.expression(self.invoke(node, at), at))

    def _let(self, node: n.Statement, at: At) -> None:
        if not node.listed:
            value = self.expr(node.args[0])
            word = self.declare(node.variables[0])
            self.emit(py.assign(py.store(word, at), value, at))
            return
        values = py.call(
            "several", at, self.expr(node.args[0]), py.const(len(node.variables), at), py.const("LET", at)
        )
        names: list[ast.expr] = [py.store(self.declare(v), at) for v in node.variables]
        self.emit(py.assign(py.placed(ast.Tuple(names, ast.Store()), at), values, at))

    def _set(self, node: n.Statement, at: At) -> None:
        value = self._changed_list(node) or self.expr(node.args[0])
        if not node.listed:
            self._assign(node.targets[0], value, node.args[0])
            return
        words = [self.numbered("value") for _ in node.targets]
        values = py.call("several", at, value, py.const(len(words), at), py.const("SET", at))
        targets: list[ast.expr] = [py.store(w, at) for w in words]
        self.emit(py.assign(py.placed(ast.Tuple(targets, ast.Store()), at), values, at))
        for target, word in zip(node.targets, words, strict=True):
            self._assign(target, py.name(word, at), None)

    def _changed_list(self, node: n.Statement) -> ast.expr | None:
        """`set x lput y x` and its like, which the kernel may do without a copy."""
        source = node.args[0]
        if node.listed or not isinstance(source, n.App) or not source.args:
            return None
        place = source.primitive.list_input
        if place is None or not _same_variable(node.targets[0], source.args[place]):
            return None
        return self.invoke(source, self.at(source.token, source.primitive), "_own")

    def _assign(self, target: n.Expression, value: ast.expr, source: n.Expression | None) -> None:
        at = self.at(target.token, agents=target.agents if isinstance(target, n.AgentVariable) else "")
        if isinstance(target, n.Local):
            self.emit(py.assign(py.store(self.write_to(target.variable), at), value, at))
            return
        assert isinstance(target, n.AgentVariable)
        owner = self.owner(target, at)
        if target.built_in:
            self.emit(py.expression(py.method(owner, f"set_{target.attribute}", at, value), at))
            self.end_turn(at)
            return
        if target.kind in ("breed", "link-breed") and not (source and _reads(source, target)):
            self.emit(py.expression(py.attr(owner, target.attribute, at), at))
        store = py.placed(ast.Attribute(owner, target.attribute, ast.Store()), at)
        self.emit(py.assign(store, value, at))
        self.end_turn(at)

    def _if(self, node: n.Statement, at: At) -> None:
        test = self.test(node.args[0], at)
        self.emit(py.when(test, self.inner(node.args[1]), at))

    def _ifelse(self, node: n.Statement, at: At) -> None:
        args = node.args
        test = self.test(args[0], at)
        body = self.inner(args[1])
        with self.block([]) as otherwise:
            if len(args) > 3:
                rest = n.Statement(node.primitive, args[2:], node.token, node.start, node.end)
                self._ifelse(rest, at)
            elif len(args) == 3:
                assert isinstance(args[2], n.CommandBlock)
                self.statements(args[2].statements)
        self.emit(py.when(test, body, at, otherwise))

    def _nothing(self, node: n.Statement, at: At) -> None:
        """A command of NetLogo's own scaffolding."""

    def _ignore(self, node: n.Statement, at: At) -> None:
        self.emit(py.expression(self.expr(node.args[0]), at))


def _same_variable(one: n.Expression, other: n.Expression) -> bool:
    if isinstance(one, n.Local) and isinstance(other, n.Local):
        return one.variable is other.variable
    if isinstance(one, n.AgentVariable) and isinstance(other, n.AgentVariable):
        return not one.built_in and (one.kind, one.name) == (other.kind, other.name)
    return False


def _outer_lets(statements: Iterable[n.Statement]) -> list[n.Variable]:
    """Variables made outside of `ask` and of anonymous procedures, first of each name."""
    found: dict[str, n.Variable] = {}
    stack = list(reversed(list(statements)))
    while stack:
        node = stack.pop()
        for variable in node.variables:
            found.setdefault(variable.name, variable)
        if node.primitive.name not in ("ask", "ask-concurrent"):
            for arg in node.args:
                if isinstance(arg, n.CommandBlock):
                    stack += reversed(arg.statements)
    return list(found.values())


def _always_reports(statements: list[n.Statement]) -> bool:
    if not statements:
        return False
    last = statements[-1]
    if last.primitive.name == "ifelse" and len(last.args) % 2:
        blocks = [arg for arg in last.args if isinstance(arg, n.CommandBlock)]
        return all(_always_reports(block.statements) for block in blocks)
    return last.primitive.name in ("report", "error")


def _reads(node: n.Expression, target: n.AgentVariable) -> bool:
    """Whether an expression reads the variable of the same agent for sure, so that a missing one shows
    there.
    """
    if isinstance(node, n.AgentVariable):
        return node.name == target.name
    if isinstance(node, n.App) and node.primitive.name in ("+", "-", "*", "/", "unary-minus"):
        return any(_reads(arg, target) for arg in node.args)
    return False
