"""Code for other agents: `ask` becomes a loop over NetLogo's order, drawn on the way or at once."""

from __future__ import annotations

import ast
from typing import ClassVar

from netlogo.compiler import pyast as py
from netlogo.compiler.analysis.effects import DRAWS, KILLS, TURNS
from netlogo.compiler.codegen.flow import trim
from netlogo.compiler.codegen.loops import Loops
from netlogo.compiler.codegen.rewrites import literal_number
from netlogo.compiler.codegen.writer import DEEPEST, KIND_WORDS
from netlogo.compiler.front import nodes as n
from netlogo.compiler.front import syntax as s
from netlogo.compiler.front.checks import block_kinds
from netlogo.compiler.front.primitives import COMMANDS
from netlogo.compiler.pyast import At


class Asking(Loops):
    """`ask`, and the commands that make agents and run a block for each."""

    commands: ClassVar[dict[str, str]] = {
        **Loops.commands,
        "ask": "_ask",
        "ask-concurrent": "_ask",
        **dict.fromkeys((p.name for p in COMMANDS.values() if "maker" in p.traits), "_create"),
    }

    def _ask(self, node: n.Statement, at: At) -> None:
        target, block = node.args
        assert isinstance(block, n.CommandBlock)
        kinds = self.kinds_of(target)
        if node.primitive.name == "ask-concurrent" and self.turns and self._in_lockstep(target, block):
            self._ask_in_lockstep(target, block, kinds, at)
            return
        if node.primitive.name == "ask-concurrent" and self.turns:
            agents = py.call("asked_in_turns", at, py.name(self.running.me, at), self.expr(target))
            self.asked_in_turns(agents, block, kinds, at)
            return
        if node.primitive.name == "ask-concurrent":
            function = "ask_concurrent"
        else:
            lazy = self.unit.effects.of(block.statements) & (DRAWS | KILLS)
            function = "ask" if lazy else "ask_shuffled"
            any_order = "ask_in_any_order"
            if any_order in self.unit.registry.functions and self._order_free(target, block, kinds):
                function = any_order
        agents = py.call(function, at, py.name(self.running.me, at), self.expr(target))
        self.agents_loop(agents, block, kinds, at)

    def _in_lockstep(self, target: n.Expression, block: n.CommandBlock) -> bool:
        """Whether all agents whom the observer asks have as many turns, each a statement by itself: then the
        first statement is done by all in their order, after that the second, and so on.
        """
        everybody = isinstance(target, n.App) and target.primitive.name in ("turtles", "patches")
        by_observer = everybody or self.running.kinds == "O---"  # nobody else can ask all turtles or patches
        return by_observer and all(map(self._is_one_turn, block.statements))

    def _is_one_turn(self, node: n.Statement) -> bool:
        if self.unit.effects.of([node]) & (KILLS | TURNS) or node.procedure is not None or node.listed:
            return False
        if node.targets:
            return isinstance(node.targets[0], n.AgentVariable)
        if any(isinstance(arg, n.CommandBlock) for arg in node.args):
            return False
        if node.primitive.name in ("forward", "back"):
            distance = literal_number(node.args[0])
            return distance is not None and abs(distance) <= 1.0
        return "turn" in node.primitive.traits

    def _ask_in_lockstep(self, target: n.Expression, block: n.CommandBlock, kinds: str, at: At) -> None:
        me, asked = py.name(self.running.me, at), self.numbered("asked")
        self.emit(py.assign(py.store(asked, at), py.call("order_of_turns", at, me, self.expr(target)), at))
        for node in block.statements:
            agents = py.call("in_lockstep", at, me, py.name(asked, at))
            alone = n.CommandBlock([node], block.token, block.start, block.end)
            self.agents_loop(agents, alone, kinds, at)

    def _order_free(self, target: n.Expression, block: n.CommandBlock, kinds: str) -> bool:
        """Whether the block leaves everything but its agent alone, so that the order cannot be noticed."""
        if kinds not in KIND_WORDS or self.mask(target) & ~s.AGENTSET:
            return False
        inside = [x for x in n.walk(block) if isinstance(x, n.Statement)]
        made = {v for x in inside for v in x.variables}
        assigned = {t.variable for x in inside for t in x.targets if isinstance(t, n.Local)}
        return assigned <= made and self.unit.effects.private(list(block.statements), kinds)

    def _create(self, node: n.Statement, at: At) -> None:
        """`create-turtles`, `hatch`, `sprout` and the makers of links, with or without a block for the new
        agents.
        """
        block = node.args[-1]
        assert isinstance(block, n.CommandBlock)
        fast = not block.statements
        call = self.invoke(node, at, "_fast" if fast else "")
        if block.statements:
            kinds = block_kinds(node.primitive.syntax.block_agents or "?", node.args)
            self.agents_loop(call, block, kinds, at)
        else:
            self.emit(py.expression(call, at))

    def agents_loop(self, agents: ast.expr, block: n.CommandBlock, kinds: str, at: At) -> None:
        """`for agent in agents:` with the block, which the agents run."""
        me = self.agent_name(kinds)
        with self.run_by(me, kinds), self.taking_turns(False):
            if self._needs_function(block):
                self._loop_over_function(me, agents, block, at)
                return
            with self.block([]) as written, self.exits_by("loop"):
                self.statements(block.statements)
        trim(written)
        self.emit(py.loop(me, agents, written, at))

    def _loop_over_function(self, me: str, agents: ast.expr, block: n.CommandBlock, at: At) -> None:
        word = self.numbered(f"as_{me.rpartition('_')[0]}")
        with self.nested("body") as frame:
            self.statements(block.statements)
        self.define(word, [me], frame, at)
        self.emit(py.loop(me, agents, [py.expression(py.call(word, at, py.name(me, at)), at)], at))

    def _needs_function(self, block: n.CommandBlock) -> bool:
        if self.frame.depth >= DEEPEST or self._keeps_variables(block, []):
            return True
        return any(self._leaves_loop(statement, False) for statement in block.statements)

    def _leaves_loop(self, node: n.Statement, in_loop: bool) -> bool:
        """Whether the agent's part may end inside an inner Python loop, where `continue` would mean that
        loop.
        """
        name = node.primitive.name
        if in_loop and (name == "stop" or self.may_kill_me([node]) or name in ("run", "foreach")):
            return True
        if node.primitive.syntax.block_agents is not None or "job" in node.primitive.traits:
            return False
        inside = in_loop or "loop" in node.primitive.traits
        for arg in node.args:
            block = arg.body if isinstance(arg, n.Lambda) and name == "foreach" else arg
            if isinstance(block, n.CommandBlock) and any(
                self._leaves_loop(statement, inside) for statement in block.statements
            ):
                return True
        return False
