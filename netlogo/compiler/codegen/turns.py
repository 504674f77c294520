"""Code of agents that take turns: those that `ask-concurrent` asks, and all turtles of a command line.

As in NetLogo, an agent has its turn until a command that others could see is done: it has moved, set a
variable, asked. The code becomes a Python generator that yields there. Everything else takes
no turns: blocks of `ask`, reporters, anonymous procedures, text that is run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager

from netlogo.compiler import pyast as py
from netlogo.compiler.codegen.flow import Flow
from netlogo.compiler.front import nodes as n
from netlogo.compiler.pyast import At


class Turns(Flow):
    """Where turns end."""

    turns = False
    """Whether the code being written takes turns."""

    @contextmanager
    def taking_turns(self, turns: bool) -> Iterator[None]:
        """Write code that takes turns, or code inside of it that does not."""
        outer, self.turns = self.turns, turns
        try:
            yield
        finally:
            self.turns = outer

    def takes_turns(self, node: n.CallReporter | n.Statement) -> bool:
        """Whether a procedure is called that takes turns."""
        return self.turns and isinstance(node, n.Statement)

    def end_turn(self, at: At) -> None:
        """Others have their turn here, if turns are taken."""
        if self.turns:
            self.emit(py.expression(py.placed(ast.Yield(None), at), at))

    def from_turns(self, call: ast.expr, at: At) -> ast.expr:
        """The result of a generator that takes its own turns."""
        return py.placed(ast.YieldFrom(call), at)

    def in_steps(self, node: n.Statement, at: At) -> bool:
        """Write a command that takes several turns, if it is one."""
        if "steps" not in node.primitive.traits or not self.turns:
            return False
        call = py.call(
            f"{node.primitive.python}_in_turns", at, py.name(self.running.me, at), self.expr(node.args[0])
        )
        self.emit(py.expression(self.from_turns(call, at), at))
        return True

    def generator(self, statements: list[ast.stmt], at: At) -> None:
        """Make a function a generator, even if no turn ends in it."""
        never = py.expression(py.placed(ast.Yield(None), at), at)
        statements.insert(0, py.when(py.const(False, at), [never], at))

    def asked_in_turns(self, agents: ast.expr, block: n.CommandBlock, kinds: str, at: At) -> None:
        """A block that agents run in turns, while who asks waits."""
        me = self.agent_name(kinds)
        word = self.numbered("turns")
        with self.run_by(me, kinds), self.nested("body") as frame:
            self.generator(frame.statements, at)
            self.statements(block.statements)
        self.define(word, [me], frame, at)
        asked = py.call("ConcurrentAsk", at, agents, py.name(word, at))
        self.emit(py.expression(py.placed(ast.Yield(asked), at), at))
