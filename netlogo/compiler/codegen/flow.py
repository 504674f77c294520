"""Ways out of a block: what `stop`, `report` and a death become in a loop or a function."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import ClassVar

from netlogo.compiler import pyast as py
from netlogo.compiler.codegen.expressions import escaping
from netlogo.compiler.codegen.reporters import Specials
from netlogo.compiler.front import nodes as n
from netlogo.compiler.pyast import At


class Flow(Specials):
    """`stop`, `report` and `die`, and what anonymous commands that end do to who runs them."""

    commands: ClassVar[dict[str, str]] = {
        "die": "_die",
        "stop": "_stop",
        "report": "_report",
    }

    def statements(self, statements: Iterable[n.Statement]) -> None:
        """Write statements one after the other."""
        raise NotImplementedError

    def leave(self, at: At) -> list[ast.stmt]:
        """The running agent is dead: its part ends."""
        if self.frame.exit == "procedure" and self.heading.is_reporter and not self.heading.top_level:
            return [py.expression(py.call("no_result", at, py.const(self.heading.name, at)), at)]
        return (
            [py.placed(ast.Continue(), at)]
            if self.frame.exit == "loop"
            else [py.placed(ast.Return(None), at)]
        )

    def stop_exit(self, at: At) -> list[ast.stmt]:
        """What `stop` becomes here."""
        kind = self.frame.exit
        if kind == "loop":
            return [py.placed(ast.Continue(), at)]
        if kind == "signal":
            return [py.placed(ast.Raise(py.call("StopSignal", at), None), at)]
        if kind == "procedure" and self.heading.is_reporter:
            return [py.expression(py.call("stop_in_reporter", at), at)]
        if kind == "procedure":
            return [py.placed(ast.Return(py.const(True, at)), at)]
        return [py.placed(ast.Return(None), at)]

    def _stop(self, node: n.Statement, at: At) -> None:
        self.emit(*self.stop_exit(at))

    def _report(self, node: n.Statement, at: At) -> None:
        value = self.expr(node.args[0])
        if not self.heading.is_reporter and self.frame.exit != "signal":
            self.emit(py.expression(py.call("report_in_command", at), at))
        elif self.frame.exit == "signal":
            self.emit(py.placed(ast.Raise(py.call("ReportSignal", at, value), None), at))
        else:
            self.emit(py.placed(ast.Return(value), at))

    def _die(self, node: n.Statement, at: At) -> None:
        self.emit(py.expression(py.method(py.name(self.running.me, at), "die", at), at), *self.leave(at))

    def inner(self, block: n.Expression) -> list[ast.stmt]:
        """A block of the same agent as a list of statements."""
        assert isinstance(block, n.CommandBlock)
        with self.block([]) as written:
            self.statements(block.statements)
        return written

    def _signalled(self, statements: list[ast.stmt], at: At) -> None:
        """Code that runs anonymous commands: their `stop` and `report` end the procedure that runs them."""
        if not self.unit.signals:
            self.emit(*statements)
            return
        stopped = self.stop_exit(at)
        if self.heading.is_reporter:
            stopped = [py.expression(py.call("stop_in_reporter", at), at)]
            value = py.attr(py.name("signal", at), "value", at)
            reported: list[ast.stmt] = [py.placed(ast.Return(value), at)]
            if self.frame.exit != "procedure":
                reported = [py.placed(ast.Raise(None, None), at)]
        else:
            reported = [py.expression(py.call("report_in_command", at), at)]
        if self.frame.exit == "signal":
            stopped = reported = [py.placed(ast.Raise(None, None), at)]
        handlers = [
            py.placed(ast.ExceptHandler(py.name("StopSignal", at), None, stopped), at),
            py.placed(ast.ExceptHandler(py.name("ReportSignal", at), "signal", reported), at),
        ]
        self.emit(py.placed(ast.Try(statements, handlers, [], []), at))

    def _keeps_variables(self, block: n.CommandBlock, formals: list[n.Variable]) -> bool:
        """Whether an anonymous procedure that outlives the round uses a variable of the round."""
        kept = escaping(block)
        if not kept:
            return False
        own = set(formals)
        for inner in n.walk(block):
            if isinstance(inner, n.Statement):
                own.update(inner.variables)
            elif isinstance(inner, n.Lambda):
                own.update(inner.formals)
        used = {x.variable for made in kept for x in n.walk(made) if isinstance(x, n.Local)}
        inside = {v for made in kept for x in n.walk(made) if isinstance(x, n.Lambda) for v in x.formals}
        return bool(own & (used - inside))


def trim(statements: list[ast.stmt]) -> None:
    """Take away what ends the agent's part where it ends anyhow."""
    while statements:
        last = statements[-1]
        looks = isinstance(last, ast.If) and isinstance(last.test, ast.Attribute) and last.test.attr == "dead"
        leaves = isinstance(last, ast.Continue) or (isinstance(last, ast.Return) and last.value is None)
        if not looks and not leaves:
            return
        statements.pop()
