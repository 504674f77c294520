"""Loops of one agent to Python loops, or to functions where anonymous procedures keep their variables."""

from __future__ import annotations

import ast
from typing import ClassVar

from netlogo.compiler import pyast as py
from netlogo.compiler.analysis.effects import KILLS
from netlogo.compiler.codegen.expressions import written_in_place
from netlogo.compiler.codegen.turns import Turns
from netlogo.compiler.codegen.writer import DEEPEST
from netlogo.compiler.front import nodes as n
from netlogo.compiler.pyast import At


class Loops(Turns):
    """`while`, `loop`, `repeat` and `foreach`."""

    commands: ClassVar[dict[str, str]] = {
        **Turns.commands,
        "while": "_while",
        "loop": "_loop",
        "repeat": "_repeat",
        "foreach": "_foreach",
    }

    def _while(self, node: n.Statement, at: At) -> None:
        condition = node.args[0]
        assert isinstance(condition, n.ReporterBlock)
        test = self.test(condition.body, at)
        self.emit(py.repeat_while(test, self._rounds(node, node.args[1], [], at), at))

    def _loop(self, node: n.Statement, at: At) -> None:
        self.emit(py.repeat_while(py.const(True, at), self._rounds(node, node.args[0], [], at), at))

    def _repeat(self, node: n.Statement, at: At) -> None:
        count = node.args[0]
        rounds = py.call("times", at, self.expr(count))
        if isinstance(count, n.Const) and isinstance(count.value, float):
            rounds = py.call("range", at, py.const(int(count.value), at))
        self.emit(py.loop(self.numbered("round"), rounds, self._rounds(node, node.args[1], [], at), at))

    def _foreach(self, node: n.Statement, at: At) -> None:
        *lists, function = node.args
        if isinstance(function, n.Lambda) and written_in_place(node, len(lists)):
            target, items = self._side_by_side("FOREACH", function, lists, at)
            self.written_in_place.append(f"(anonymous command: {function.text})")
            with self.taking_turns(False):
                body = self._rounds(node, function.body, function.formals, at)
            self.written_in_place.pop()
            self.emit(py.placed(ast.For(target, items, body or [py.placed(ast.Pass(), at)], [], None), at))
            return
        call = py.call("command", at, self.expr(function), py.const(len(lists), at), *self.agents(at))
        word, names = self.numbered("run"), self.numbered("inputs")
        self.emit(py.assign(py.store(word, at), call, at))
        items = py.call("each_of", at, py.const("FOREACH", at), *(self.expr(x) for x in lists))
        inputs = py.placed(ast.Starred(py.name(names, at), ast.Load()), at)
        run: list[ast.stmt] = [py.expression(py.call(word, at, inputs), at)]
        with self.block(run):
            if self.running.mortal and self.unit.effects.lambdas & KILLS:
                self.emit(
                    py.when(
                        py.attr(py.name(self.running.me, at), "dead", at), [py.placed(ast.Break(), at)], at
                    )
                )
        self._signalled([py.loop(names, items, run, at)], at)

    def _rounds(self, node: n.Statement, block: n.Node, formals: list[n.Variable], at: At) -> list[ast.stmt]:
        """The body of a loop; a function of its own where anonymous procedures keep its variables, or nested
        deeply.
        """
        assert isinstance(block, n.CommandBlock)
        if not self._keeps_variables(block, formals) and self.frame.depth < DEEPEST:
            return self.inner(block)
        word = self.numbered("round")
        with self.block([]) as written:
            with self.nested("signal") as frame:
                inputs = [v.python for v in formals]
                frame.variables.update(formals)
                if self.turns:
                    self.generator(frame.statements, at)
                self.statements(block.statements)
            self.define(word, inputs, frame, at)
            call = py.call(word, at, *(py.name(w, at) for w in inputs))
            signals, self.unit.signals = self.unit.signals, True
            self._signalled([py.expression(self.from_turns(call, at) if self.turns else call, at)], at)
            self.unit.signals = signals
            if self.may_kill_me(list(block.statements)):
                self.emit(py.when(py.attr(py.name(self.running.me, at), "dead", at), self.leave(at), at))
        return written
