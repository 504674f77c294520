"""Reporters on agentsets as comprehensions: `with`, `count`, `any?`, `other`, `of` and their fusions.

The walk over agents, and where NetLogo shuffles, stay exactly NetLogo's: `with` and its fusions go in the
set's own order, `of` shuffles, `one-of ... with` shuffles lazily.
"""

from __future__ import annotations

import ast
from typing import ClassVar, Final

from netlogo.compiler import pyast as py
from netlogo.compiler.analysis.effects import DRAWS, KILLS
from netlogo.compiler.analysis.types import agents_in
from netlogo.compiler.codegen.arithmetic import Arithmetic
from netlogo.compiler.codegen.expressions import escaping
from netlogo.compiler.codegen.rewrites import OTHER, OTHER_WITH, WITH
from netlogo.compiler.codegen.writer import KIND_WORDS
from netlogo.compiler.front import nodes as n
from netlogo.compiler.front import syntax as s
from netlogo.compiler.front.checks import reported_kinds
from netlogo.compiler.pyast import At

_OF_SETS: Final = {s.TURTLE: "-T--", s.PATCH: "--P-", s.LINK: "---L"}


class AgentsetReporters(Arithmetic):
    """What is asked of many agents at once."""

    special: ClassVar[dict[str, str]] = {
        **Arithmetic.special,
        "with": "_with",
        "count": "_count",
        "any?": "_any",
        "all?": "_all",
        "one-of": "_one_of",
        "of": "_of",
        "other": "_other",
        "sum": "_sum",
        **dict.fromkeys(("max-one-of", "min-one-of", "with-max", "with-min"), "_best"),
    }

    def kinds_of(self, node: n.Expression) -> str:
        """Kinds of the agents that an agentset or agent expression gives."""
        mask = self.mask(node)
        single = agents_in(mask) if not mask & ~s.AGENTSET else mask & ~s.NOBODY
        return _OF_SETS.get(single) or reported_kinds(node)

    def _live_agents(self, node: n.Expression, word: str, at: At | None = None) -> ast.expr:
        """The agents of a set in NetLogo's order; `at` is whose error it is when it is no set."""
        at = at or self.place(node.token)
        value = self.expr(node)
        if self.mask(node) & ~s.AGENTSET:
            return py.call("agents_of", at, value, py.const(word, at))
        if self.mask(node) == s.PATCHSET:
            return py.attr(value, "items", at)
        return py.call("listed", at, value)

    def _filtered(self, node: n.Expression) -> tuple[n.Expression, n.App | None, bool]:
        """The set behind `with` and `other`, the `with` and whether `other` is there; for fusing them into
        one walk.
        """
        form = self.rewrites.form(node)
        assert isinstance(node, n.App) or not form
        if form == OTHER and isinstance(node, n.App):
            return node.args[0], None, True
        if form == WITH and isinstance(node, n.App) and self._inline(node.args[1]):
            return node.args[0], node, False
        if form == OTHER_WITH and isinstance(node, n.App):
            inner = node.args[0]
            assert isinstance(inner, n.App)
            condition = node if node.primitive.name == "with" else inner
            if self._inline(condition.args[1]):
                return inner.args[0], condition, True
        return node, None, False

    def _inline(self, block: n.Expression) -> bool:
        return isinstance(block, n.ReporterBlock) and not escaping(block)

    def _walk(self, node: n.Expression, word: str) -> tuple[str, ast.expr, list[ast.expr], At]:
        """A walk over an agentset expression: variable, iterable, conditions."""
        source, condition, other = self._filtered(node)
        at = self.place(node.token)
        kinds = self.kinds_of(source)
        asker = self.running.me
        name = self.agent_name(kinds)
        items = self._live_agents(source, condition.token.name if condition else word)
        tests: list[ast.expr] = []
        if other:
            tests.append(py.compare(py.name(name, at), ast.IsNot(), py.name(asker, at), at))
        if condition is not None:
            with self.run_by(name, kinds):
                tests.append(self._condition(condition))
        return name, items, tests, at

    def _condition(self, node: n.App) -> ast.expr:
        """The block of `with` for the agent that runs it now."""
        block = node.args[-1]
        assert isinstance(block, n.ReporterBlock)
        value = self.expr(block.body)
        if self.mask(block.body) == s.BOOLEAN:
            return value
        at = self.at(node.token, node.primitive)
        word = py.const(node.token.name, at)
        checked = py.call("check_bool", at, value, py.name(self.running.me, at), word)
        return self.quick_test(block.body, checked, at) if self.mask(block.body) & s.BOOLEAN else checked

    def _other(self, node: n.App, at: At) -> ast.expr:
        """`other set with [..]`: the agent itself is left out before the block is asked."""
        source = node.args[0]
        if self.rewrites.form(node) != OTHER_WITH:
            return self.invoke(node, at)
        assert isinstance(source, n.App)
        return self._with(source, self.at(source.token, source.primitive), other=True)

    def _line_of_patches(self, node: n.App, at: At) -> ast.expr | None:
        """`patches with [pxcor = x]`: NetLogo takes the column or row as it is, in its own order."""
        found = self.rewrites.line(node)
        if found is None:
            return None
        coordinate, value = found
        number = self.expr(value) if self.number(value) else py.call("check_number", at, self.expr(value))
        return py.call("patch_col" if coordinate == "PXCOR" else "patch_row", at, number)

    def _with(self, node: n.App, at: At, other: bool = False) -> ast.expr:
        if not other:
            line = self._line_of_patches(node, at)
            if line is not None:
                return line
            source = node.args[0]
            if isinstance(source, n.App) and self.rewrites.form(node) == OTHER_WITH:
                inner = n.App(
                    node.primitive, [source.args[0], node.args[1]], node.token, node.start, node.end
                )
                return self._with(inner, at, other=True)
        kinds = self.kinds_of(node.args[0])
        agents, name = self.numbered("agents"), self.agent_name(kinds)
        tests: list[ast.expr] = []
        if other:
            tests.append(py.compare(py.name(name, at), ast.IsNot(), py.name(self.running.me, at), at))
        block = node.args[1]
        assert isinstance(block, n.ReporterBlock)
        if self._inline(block):
            with self.run_by(name, kinds):
                tests.append(self._condition(node))
        else:
            asked = py.call(self.block_function(block, kinds), at, py.name(name, at))
            word = py.const(node.token.name, at)
            tests.append(py.call("check_bool", at, asked, py.name(name, at), word))
        if kinds in KIND_WORDS and not self.mask(node.args[0]) & ~s.AGENTSET:
            items = self._live_agents(node.args[0], node.token.name)
            chosen = py.listing(py.name(name, at), py.store(name, at), items, at, tests)
            return self._made_set(kinds, chosen, self.unit.effects.of([block.body]), at)
        chosen = py.listing(py.name(name, at), py.store(name, at), py.name(agents, at), at, tests)
        return py.call(
            "with_",
            at,
            self.expr(node.args[0]),
            py.placed(ast.Lambda(py.arguments([agents], at), chosen), at),
        )

    def _made_set(self, kinds: str, agents: ast.expr, effects: int, at: At) -> ast.expr:
        """A set of a list of agents; some of them may be dead where making the list may have killed them."""
        if kinds == "--P-":
            return py.call("patches_of", at, agents)
        if kinds == "-T--" and not effects & KILLS:
            return py.call("turtles_of", at, agents)
        return py.call("ArraySet", at, py.const(KIND_WORDS[kinds], at), agents)

    def _count(self, node: n.App, at: At) -> ast.expr:
        _, condition, other = self._filtered(node.args[0])
        if condition is None and not other:
            return py.call("count", at, self.expr(node.args[0]))
        name, items, tests, at = self._walk(node.args[0], "COUNT")
        chosen = py.listing(py.name(name, at), py.store(name, at), items, at, tests)
        return py.call("float", at, py.call("len", at, chosen))

    def _any(self, node: n.App, at: At) -> ast.expr:
        _, condition, other = self._filtered(node.args[0])
        if condition is None and not other:
            return self._any_here(node.args[0], at) or py.call("any_p", at, self.expr(node.args[0]))
        name, items, tests, at = self._walk(node.args[0], "ANY?")
        return py.call("any", at, py.generator(tests[-1], py.store(name, at), items, at, tests[:-1]))

    def _any_here(self, node: n.Expression, at: At) -> ast.expr | None:
        """`any? turtles-here` and `any? <breed>-here` without making a set; `any?` of patches."""
        if isinstance(node, n.App) and node.primitive.name in ("turtles-here", "breed-here"):
            place = self.at(node.token, node.primitive)
            patch = py.attr(py.name(self.running.me, place), "patch", place)
            if node.breed is not None:
                return py.method(patch, "has_breed_here", place, py.name(self.unit.breed(node.breed), place))
            found = py.attr(patch, "turtles", place)
        elif self.mask(node) == s.PATCHSET:
            found = py.attr(self.expr(node), "items", at)
        else:
            return None
        return py.negate(py.negate(found, at), at)

    def _all(self, node: n.App, at: At) -> ast.expr:
        if not self._inline(node.args[1]):
            return self.invoke(node, at)
        kinds = self.kinds_of(node.args[0])
        name = self.agent_name(kinds)
        items = self._live_agents(node.args[0], node.token.name, at)
        with self.run_by(name, kinds):
            test = self._condition(node)
        return py.call("all", at, py.generator(test, py.store(name, at), items, at))

    def _one_of(self, node: n.App, at: At) -> ast.expr:
        source = node.args[0]
        if isinstance(source, n.App) and self.rewrites.form(source) == WITH:
            block = source.args[1]
            assert isinstance(block, n.ReporterBlock)
            kinds = self.kinds_of(source.args[0])
            me = self.agent_name(kinds)
            with self.run_by(me, kinds):
                test = self.function_of([me], [], block.body)
            return py.call(
                "one_of_with", self.at(node.token, source.primitive), self.expr(source.args[0]), test
            )
        return self.invoke(node, at)

    def _best(self, node: n.App, at: At) -> ast.expr:
        """`max-one-of` and its kin: the block for all agents as one list, which the kernel can make."""
        source, block = node.args
        assert isinstance(block, n.ReporterBlock)
        kinds = self.kinds_of(source)
        agents, name = self.numbered("agents"), self.agent_name(kinds)
        if self._inline(block):
            with self.run_by(name, kinds):
                value = self.expr(block.body)
        else:
            value = py.call(self.block_function(block, kinds), at, py.name(name, at))
        values = py.listing(value, py.store(name, at), py.name(agents, at), at)
        listing = py.placed(ast.Lambda(py.arguments([agents], at), values), at)
        return py.call(node.primitive.python, at, self.expr(source), listing)

    # -- of

    def _of(self, node: n.App, at: At) -> ast.expr:
        block, target = node.args
        assert isinstance(block, n.ReporterBlock)
        mask, kinds = self.mask(target), self.kinds_of(target)
        if mask & s.NOBODY == mask or (mask & ~s.AGENTSET and mask & ~(s.AGENT | s.NOBODY)):
            function = self.block_function(block, kinds)
            if isinstance(block.body, n.AgentVariable):
                self.at(block.body.token, agents=block.body.agents, whole_of=True)
            call = py.call("of", at, self.expr(target), function, *_wanted(block.body, at))
            self.unit.readings.append((self.heading.source.code_name, call))
            return call
        if mask & s.AGENT:
            return self._of_agent(block, target, kinds, at)
        if not self._inline(block):
            return py.call("of", at, self.expr(target), self.block_function(block, kinds))
        name = self.agent_name(kinds)
        with self.run_by(name, kinds):
            value = self.expr(block.body)
            if isinstance(block.body, n.AgentVariable):
                self.at(block.body.token, agents=block.body.agents, whole_of=True)
        lazy = self.unit.effects.of([block.body]) & (DRAWS | KILLS)
        order = py.call("shufflerator" if lazy else "shuffled", at, self.expr(target))
        return py.listing(value, py.store(name, at), order, at)

    def _of_agent(self, block: n.ReporterBlock, target: n.Expression, kinds: str, at: At) -> ast.expr:
        """`[x] of agent`: a plain attribute where the block is one variable."""
        owner = self.expr(target)
        sure = isinstance(target, n.App) and (
            target.primitive.name in ("patch-here", "self") or (target.primitive.name == "myself")
        )
        body = block.body
        agent = owner if sure else py.call("alive", at, owner, *_wanted(body, at))
        if isinstance(body, n.AgentVariable) and body.kind != "global":
            where = self.at(body.token, agents=body.agents, whole_of=True)
            if body.kind == "patch" and kinds != "--P-":
                agent = py.attr(agent, "patch", where)
            return py.attr(agent, body.attribute, where)
        if isinstance(body, n.App) and body.primitive.name == "self":
            return agent
        if isinstance(body, n.App) and body.primitive.name == "patch-here":
            return py.attr(agent, "patch", self.at(body.token, body.primitive))
        return py.call(self.block_function(block, kinds), at, agent)

    def _sum(self, node: n.App, at: At) -> ast.expr:
        """`sum [patch variable] of neighbors` takes the neighbours as they come: unlike `of` alone, it draws
        no order.
        """
        of = node.args[0]
        if isinstance(of, n.App) and of.primitive.name == "of":
            block, near = of.args
            body = block.body if isinstance(block, n.ReporterBlock) else None
            if (
                isinstance(body, n.AgentVariable)
                and body.kind == "patch"
                and isinstance(near, n.App)
                and near.primitive.name in ("neighbors", "neighbors4")
            ):
                patch = self.agent_name("--P-")
                value = py.attr(py.name(patch, at), body.attribute, at)
                patches = py.attr(self.expr(near), "items", at)
                return py.call("sum_near", at, py.listing(value, py.store(patch, at), patches, at))
        return self.invoke(node, at)


def _wanted(body: n.Expression, at: At) -> list[ast.expr]:
    """NetLogo's words for what `[variable] of` wants, from the kinds that have the variable; nothing for any
    other block.
    """
    if not isinstance(body, n.AgentVariable) or body.kind == "global":
        return []
    agents = body.agents
    mask = 0
    for letter, kinds in (
        ("T", s.TURTLESET | s.TURTLE),
        ("P", s.PATCHSET | s.PATCH),
        ("L", s.LINKSET | s.LINK),
    ):
        mask |= kinds if letter in agents else 0
    return [py.const(s.a_type(mask), at)]
