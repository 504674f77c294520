"""Reporters that are written inline: logic, comparison, arithmetic, agentset expressions, `map` and its kin.

`with`, `count`, `any?`, `other` and `of` become comprehensions; the walk over agents, and where NetLogo
shuffles, stay exactly NetLogo's: `with` and its fusions go in the set's own order, `of` shuffles, `one-of
... with` shuffles lazily.
"""

from __future__ import annotations

import ast
from typing import ClassVar, Final

from netlogo.compiler import nodes as n
from netlogo.compiler import pyast as py
from netlogo.compiler import syntax as s
from netlogo.compiler.checks import reported_kinds
from netlogo.compiler.effects import DRAWS, KILLS
from netlogo.compiler.expressions import Expressions, escaping
from netlogo.compiler.pyast import At
from netlogo.compiler.types import agents_in
from netlogo.compiler.writer import KIND_WORDS

_ARITHMETIC: Final[dict[str, tuple[ast.operator, str]]] = {
    "+": (ast.Add(), "add"),
    "-": (ast.Sub(), "sub"),
    "*": (ast.Mult(), "mul"),
    "/": (ast.Div(), "div"),
}
_ORDER: Final[dict[str, tuple[ast.cmpop, str]]] = {
    "<": (ast.Lt(), "lt"),
    ">": (ast.Gt(), "gt"),
    "<=": (ast.LtE(), "le"),
    ">=": (ast.GtE(), "ge"),
}
_NO_AGENT: Final = s.NUMBER | s.BOOLEAN | s.STRING | s.LIST | s.COMMAND | s.REPORTER
_OF_SETS: Final = {s.TURTLE: "-T--", s.PATCH: "--P-", s.LINK: "---L"}


class Specials(Expressions):
    """The inline reporters; `special` says which method writes which."""

    special: ClassVar[dict[str, str]] = {
        "and": "_both",
        "or": "_both",
        "xor": "_xor",
        "not": "_not",
        "=": "_equal",
        "!=": "_equal",
        "unary-minus": "_minus",
        "^": "_power",
        "self": "_self",
        "myself": "_myself",
        "patch-here": "_patch_here",
        "breed": "_breed",
        "with": "_with",
        "count": "_count",
        "any?": "_any",
        "all?": "_all",
        "one-of": "_one_of",
        "of": "_of",
        "list": "_list",
        "ifelse-value": "_ifelse_value",
        "error-message": "_error_message",
        "map": "_map",
        "filter": "_filter",
        "n-values": "_n_values",
        "runresult": "_run_result",
        "__symbol": "_text",
        "__block": "_text",
        "__reference": "_reference",
        "__apply-result": "_apply_result",
        "other-end": "_other_end",
        "other": "_other",
        "sum": "_sum",
        **dict.fromkeys(_ORDER, "_compare"),
        **dict.fromkeys(_ARITHMETIC, "_calculate"),
        **dict.fromkeys(("turtles", "patches", "links"), "_all_of_kind"),
    }

    # -- logic and comparison

    def _both(self, node: n.App, at: At) -> ast.expr:
        operator = ast.And() if node.primitive.name == "and" else ast.Or()
        values: list[ast.expr] = []
        for arg in node.args:
            value = self.test(arg, at)
            same = isinstance(value, ast.BoolOp) and type(value.op) is type(operator)
            values += value.values if same and isinstance(value, ast.BoolOp) else [value]
        return py.placed(ast.BoolOp(operator, values), at)

    def _xor(self, node: n.App, at: At) -> ast.expr:
        left, right = (self.test(arg, at) for arg in node.args)
        return py.compare(left, ast.IsNot(), right, at)

    def _not(self, node: n.App, at: At) -> ast.expr:
        return py.negate(self.test(node.args[0], at), at)

    def _equal(self, node: n.App, at: At) -> ast.expr:
        negated = node.primitive.name == "!="
        left, right = node.args
        a, b = self.mask(left), self.mask(right)
        if b == s.NOBODY or a == s.NOBODY:
            test: ast.expr = py.call("is_nobody", at, self.expr(left if b == s.NOBODY else right))
        elif s.PATCH in (a, b) and not (a | b) & _NO_AGENT:
            return py.compare(self.expr(left), ast.IsNot() if negated else ast.Is(), self.expr(right), at)
        elif s.STRING in (a, b) or (a == b and a in (s.NUMBER, s.BOOLEAN)) or self._safe_number(left, right):
            return py.compare(self.expr(left), ast.NotEq() if negated else ast.Eq(), self.expr(right), at)
        else:
            test = py.call("logo_equal", at, self.expr(left), self.expr(right))
        return py.negate(test, at) if negated else test

    def _safe_number(self, left: n.Expression, right: n.Expression) -> bool:
        """Whether Python's == does for a literal number: only 0 and 1 could be mistaken for a boolean."""
        for this, other in ((left, right), (right, left)):
            if isinstance(this, n.Const) and isinstance(this.value, float):
                booleans = self.mask(other) & s.BOOLEAN
                return not booleans or this.value not in (0.0, 1.0)
        return False

    def _compare(self, node: n.App, at: At) -> ast.expr:
        operator, function = _ORDER[node.primitive.name]
        left, right = node.args
        both = self.mask(left) | self.mask(right)
        if both in (s.NUMBER, s.STRING):
            return py.compare(self.expr(left), operator, self.expr(right), at)
        return py.call(function, at, self.expr(left), self.expr(right))

    # -- numbers

    def _calculate(self, node: n.App, at: At) -> ast.expr:
        operator, function = _ARITHMETIC[node.primitive.name]
        left, right = node.args
        if self.number(left) and self.number(right):
            return py.binary(self.expr(left), operator, self.expr(right), at)
        return py.call(function, at, self.expr(left), self.expr(right))

    def _minus(self, node: n.App, at: At) -> ast.expr:
        if self.number(node.args[0]):
            return py.placed(ast.UnaryOp(ast.USub(), self.expr(node.args[0])), at)
        return py.call("neg", at, self.expr(node.args[0]))

    def _power(self, node: n.App, at: At) -> ast.expr:
        return py.call("pow_", at, *(self.expr(arg) for arg in node.args))

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

    def kinds_of(self, node: n.Expression) -> str:
        """Kinds of the agents that an agentset or agent expression gives."""
        mask = self.mask(node)
        single = agents_in(mask) if not mask & ~s.AGENTSET else mask & ~s.NOBODY
        return _OF_SETS.get(single) or reported_kinds(node)

    def _live_agents(self, node: n.Expression, word: str) -> ast.expr:
        """The agents of a set in NetLogo's order."""
        at = self.place(node.token)
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
        condition: n.App | None = None
        other = False
        while isinstance(node, n.App) and node.primitive.name in ("with", "other"):
            if node.primitive.name == "with":
                if condition is not None or not self._inline(node.args[1]):
                    break
                condition, node = node, node.args[0]
            else:
                if other:
                    break
                other, node = True, node.args[0]
        return node, condition, other

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
        is_with = isinstance(source, n.App) and source.primitive.name == "with"
        if not is_with or not isinstance(source, n.App) or not self._inline(source.args[1]):
            return self.invoke(node, at)
        return self._with(source, self.at(source.token, source.primitive), other=True)

    def _line_of_patches(self, node: n.App, at: At) -> ast.expr | None:
        """`patches with [pxcor = x]`: NetLogo takes the column or row as it is, in its own order."""
        source, block = node.args
        if not (isinstance(source, n.App) and source.primitive.name == "patches"):
            return None
        test = block.body if isinstance(block, n.ReporterBlock) else None
        if not (isinstance(test, n.App) and test.primitive.name == "="):
            return None
        for this, other in (test.args, test.args[::-1]):
            if isinstance(this, n.AgentVariable) and this.name in ("PXCOR", "PYCOR"):
                fixed = (isinstance(other, n.Const) and isinstance(other.value, float)) or (
                    isinstance(other, n.Local | n.AgentVariable)
                    and (not isinstance(other, n.AgentVariable) or other.kind == "global")
                )
                if fixed and self.mask(other) == s.NUMBER:
                    word = "patch_col" if this.name == "PXCOR" else "patch_row"
                    return py.call(word, at, self.expr(other))
        return None

    def _with(self, node: n.App, at: At, other: bool = False) -> ast.expr:
        if not other:
            line = self._line_of_patches(node, at)
            if line is not None:
                return line
            source = node.args[0]
            if isinstance(source, n.App) and source.primitive.name == "other" and self._inline(node.args[1]):
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
        items = self._live_agents(node.args[0], node.token.name)
        with self.run_by(name, kinds):
            test = self._condition(node)
        return py.call("all", at, py.generator(test, py.store(name, at), items, at))

    def _one_of(self, node: n.App, at: At) -> ast.expr:
        source = node.args[0]
        if isinstance(source, n.App) and source.primitive.name == "with":
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

    # -- of

    def _of(self, node: n.App, at: At) -> ast.expr:
        block, target = node.args
        assert isinstance(block, n.ReporterBlock)
        mask, kinds = self.mask(target), self.kinds_of(target)
        if mask & s.NOBODY == mask or (mask & ~s.AGENTSET and mask & ~(s.AGENT | s.NOBODY)):
            function = self.block_function(block, kinds)
            if isinstance(block.body, n.AgentVariable):
                self.at(block.body.token, agents=block.body.agents, whole_of=True)
            return py.call("of", at, self.expr(target), function, *_wanted(block.body, at))
        if mask & s.AGENT:
            return self._of_agent(block, target, kinds, at)
        if not self._inline(block):
            return py.call("of", at, self.expr(target), self.block_function(block, kinds))
        name = self.agent_name(kinds)
        with self.run_by(name, kinds):
            value = self.expr(block.body)
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
            call = self.callable_of(function, len(lists))
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

    caught: dict[n.Statement, str]
    string_locals: list[n.Variable]


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
