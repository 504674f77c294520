"""Blocks that NetLogo runs as jobs of the same agent, code in strings, and anonymous commands."""

from __future__ import annotations

import ast
from typing import ClassVar

from netlogo.compiler import pyast as py
from netlogo.compiler.codegen.asking import Asking
from netlogo.compiler.front import nodes as n
from netlogo.compiler.front import syntax as s
from netlogo.compiler.pyast import At


class Jobs(Asking):
    """`carefully`, `with-local-randomness`, `run` and their kin."""

    commands: ClassVar[dict[str, str]] = {
        **Asking.commands,
        "carefully": "_carefully",
        "without-interruption": "_without_interruption",
        "with-local-randomness": "_with_local_randomness",
        "every": "_every",
        "run": "_run",
        "__apply": "_apply",
    }

    def own_job(self, block: n.Expression, at: At) -> list[ast.stmt]:
        """A block after which the agent goes on even if `stop` ends the block."""
        assert isinstance(block, n.CommandBlock)
        with self.asked_by_itself(), self.taking_turns(False):
            ends_early = any(self._ends_early(statement) for statement in block.statements)
            if not ends_early:
                return self.inner(block)
            word = self.numbered("attempt")
            with self.block([]) as written:
                with self.nested("body") as frame:
                    self.statements(block.statements)
                self.define(word, [], frame, at)
                self.emit(py.expression(py.call(word, at), at))
            return written

    def _ends_early(self, node: n.Statement) -> bool:
        name = node.primitive.name
        if name in ("stop", "run", "foreach") or self.may_kill_me([node]):
            return True
        if node.primitive.syntax.block_agents is not None or "job" in node.primitive.traits:
            return False
        return any(
            self._ends_early(statement)
            for arg in node.args
            if isinstance(arg, n.CommandBlock)
            for statement in arg.statements
        )

    def _carefully(self, node: n.Statement, at: At) -> None:
        error, caught = self.numbered("error"), self.numbered("failure")
        self.caught[node] = error
        self.emit(py.assign(py.store(error, at), py.const(None, at), at))
        body = self.own_job(node.args[0], at)
        failed: list[ast.stmt] = [
            py.assign(py.store(error, at), py.call("caught", at, py.name(caught, at)), at),
        ]
        handler = py.placed(ast.ExceptHandler(py.name("Exception", at), caught, failed), at)
        self.emit(py.placed(ast.Try(body or [py.placed(ast.Pass(), at)], [handler], [], []), at))
        test = py.compare(py.name(error, at), ast.IsNot(), py.const(None, at), at)
        self.emit(py.when(test, self.inner(node.args[1]), at))

    def _without_interruption(self, node: n.Statement, at: At) -> None:
        self.emit(*self.own_job(node.args[0], at))

    def _with_local_randomness(self, node: n.Statement, at: At) -> None:
        manager = ast.withitem(py.call("with_local_randomness", at), None)
        self.emit(
            py.placed(
                ast.With([manager], self.own_job(node.args[0], at) or [py.placed(ast.Pass(), at)], None), at
            )
        )

    def _every(self, node: n.Statement, at: At) -> None:
        self.unit.next_site += 1
        site, me = py.const(self.unit.next_site, at), py.name(self.running.me, at)
        test: ast.expr = py.call("every", at, site, me, self.expr(node.args[0]))
        if self.turns:
            due = self.numbered("due")
            self.emit(py.assign(py.store(due, at), test, at))
            self.end_turn(at)
            test = py.name(due, at)
        self.emit(py.when(test, self.inner(node.args[1]), at))

    def _run(self, node: n.Statement, at: At) -> None:
        what, *inputs = node.args
        if not self.mask(what) & ~s.COMMAND:
            call = py.call("command", at, self.expr(what), py.const(len(inputs), at), *self.agents(at))
            run = py.call(call, at, *(self.expr(x) for x in inputs))
            self._signalled([py.expression(run, at)], at)
            return
        self._signalled([py.expression(self.run_text("run_", node.args, at), at)], at)

    def _apply(self, node: n.Statement, at: At) -> None:
        call = py.call("apply_", at, *self.agents(at), *(self.expr(arg) for arg in node.args))
        self._signalled([py.expression(call, at)], at)

    def block_of_commands(self, block: n.CommandBlock, kinds: str | None) -> ast.expr:
        """An extension's block of commands as a Python function; `stop` in it ends the block."""
        at = self.place(block.token)
        if block.synthetic and not block.statements:
            return py.const(None, at)
        word = self.numbered("block")
        with self.nested("body") as frame, self.taking_turns(False):
            if kinds is None:
                words: list[str] = []
                self.statements(block.statements)
            else:
                words = [self.agent_name(kinds)]
                with self.run_by(words[0], kinds):
                    self.statements(block.statements)
        self.define(word, words, frame, at)
        return py.name(word, at)

    def command_function(self, words: list[str], node: n.Lambda, at: At) -> ast.expr:
        """An anonymous command's body as a Python function."""
        assert isinstance(node.body, n.CommandBlock)
        word = self.numbered("command")
        self.label(word, at, f"(anonymous command: {node.text})")
        outer, self.written_in_place = self.written_in_place, []
        with self.nested("signal") as frame, self.taking_turns(False):
            if node.takes_all:
                names = self._hand_on(node, words, at)
            else:
                names = words + [self.declare(v) for v in node.formals]
                self.statements(node.body.statements)
        self.written_in_place = outer
        self.define(word, names, frame, at)
        return py.name(word, at)

    def _hand_on(self, node: n.Lambda, words: list[str], at: At) -> list[str]:
        """A concise variadic command: `(foreach fs xs run)` hands every input on."""
        assert isinstance(node.body, n.CommandBlock)
        inner, rest = node.body.statements[0], self.numbered("inputs")
        inputs = py.placed(ast.Starred(py.name(rest, at), ast.Load()), at)
        if inner.primitive.name != "run":
            raise inner.token.error(f"{inner.token.name} cannot stand alone for an anonymous procedure here.")
        at = self.at(inner.token, inner.primitive)
        none = py.const((), at)
        self.emit(py.expression(py.call("run_", at, *self.agents(at), none, none, inputs), at))
        return [*words, f"*{rest}"]
