"""Statements to Python: `ask` becomes a loop, `stop` a `return` or `continue`, `let` an assignment.

Where plain Python flow cannot leave a NetLogo block (a `stop` in a loop inside an `ask`, a variable that an
anonymous procedure keeps from each round), the block becomes a function of its own. After code that may kill
the running agent, the generated code looks whether it is dead and ends its part, as NetLogo does.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import ClassVar, Final

from netlogo.compiler import nodes as n
from netlogo.compiler import pyast as py
from netlogo.compiler import syntax as s
from netlogo.compiler.checks import block_kinds
from netlogo.compiler.effects import DRAWS, KILLS, MYSELF
from netlogo.compiler.expressions import escaping, written_in_place
from netlogo.compiler.pyast import At
from netlogo.compiler.specials import Specials
from netlogo.compiler.writer import DEEPEST, KIND_WORDS, Frame, Unit

_LOOPS: Final = frozenset(("while", "repeat", "loop", "foreach"))
_OWN_JOBS: Final = frozenset(("carefully", "without-interruption", "with-local-randomness"))


class Statements(Specials):
    """Turns statement nodes into Python statements, and whole procedures into functions."""

    commands: ClassVar[dict[str, Callable[[Statements, n.Statement, At], None]]] = {}

    def __init__(self, unit: Unit, body: n.ProcedureBody) -> None:
        super().__init__(unit, body)
        self.caught: dict[n.Statement, str] = {}
        self.string_locals: list[n.Variable] = []

    # -- procedures

    def procedure(self) -> ast.FunctionDef:
        """The whole procedure as a Python function `p_name(me, [myself,] inputs)`."""
        heading = self.heading
        at = self.place(heading.name_token)
        self.label(self.unit.procedure(heading), at, heading.display)
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
            _trim(frame.statements)
        if heading.top_level and not heading.is_reporter and frame.statements:
            frame.statements.insert(0, py.assign(py.store("stopped", at), py.const(None, at), at))
            self.emit(py.placed(ast.Return(py.name("stopped", at)), at))
        if heading.is_reporter and not heading.top_level and not _always_reports(self.body.statements):
            end = heading.body[-1]
            self.emit(py.expression(py.call("end_of_reporter", self.at(end)), at))
        self.frames.pop()
        return py.function(self.unit.procedure(heading), words, frame.statements, at)

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

    # -- statements

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
                special(self, node, at)
            else:
                self._plain(node, at)
        if node.primitive.name not in ("die", *_LOOPS, "if", "ifelse") and self.may_kill_me([node]):
            dead = py.attr(py.name(self.running.me, at), "dead", at)
            self.emit(py.when(dead, self.leave(at), at))

    def _call(self, node: n.Statement, at: At) -> None:
        call = self.call_procedure(node)
        if self.heading.top_level and len(self.frames) == 1 and self.frame.depth == 0:
            self.emit(py.assign(py.store("stopped", at), call, at))
        else:
            self.emit(py.expression(call, at))

    def _plain(self, node: n.Statement, at: At) -> None:
        self.emit(py.expression(self.invoke(node, at), at))

    def leave(self, at: At) -> list[ast.stmt]:
        """The running agent is dead: its part ends."""
        if self.frame.exit == "procedure" and self.heading.is_reporter and not self.heading.top_level:
            return [py.expression(py.call("no_result", at, py.const(self.heading.name, at)), at)]
        return (
            [py.placed(ast.Continue(), at)]
            if self.frame.exit == "loop"
            else [py.placed(ast.Return(None), at)]
        )

    def _die(self, node: n.Statement, at: At) -> None:
        self.emit(py.expression(py.method(py.name(self.running.me, at), "die", at), at), *self.leave(at))

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

    # -- variables

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
        value = self.expr(node.args[0])
        if not node.listed:
            self._assign(node.targets[0], value, node.args[0])
            return
        words = [self.numbered("value") for _ in node.targets]
        values = py.call("several", at, value, py.const(len(words), at), py.const("SET", at))
        targets: list[ast.expr] = [py.store(w, at) for w in words]
        self.emit(py.assign(py.placed(ast.Tuple(targets, ast.Store()), at), values, at))
        for target, word in zip(node.targets, words, strict=True):
            self._assign(target, py.name(word, at), None)

    def _assign(self, target: n.Expression, value: ast.expr, source: n.Expression | None) -> None:
        at = self.at(target.token, agents=target.agents if isinstance(target, n.AgentVariable) else "")
        if isinstance(target, n.Local):
            self.emit(py.assign(py.store(self.write_to(target.variable), at), value, at))
            return
        assert isinstance(target, n.AgentVariable)
        owner = self.owner(target, at)
        if target.built_in:
            self.emit(py.expression(py.method(owner, f"set_{target.attribute}", at, value), at))
            return
        if target.kind in ("breed", "link-breed") and not (source and _reads(source, target)):
            self.emit(py.expression(py.attr(owner, target.attribute, at), at))
        store = py.placed(ast.Attribute(owner, target.attribute, ast.Store()), at)
        self.emit(py.assign(store, value, at))

    # -- choice and loops

    def inner(self, block: n.Expression) -> list[ast.stmt]:
        """A block of the same agent as a list of statements."""
        assert isinstance(block, n.CommandBlock)
        with self.block([]) as written:
            self.statements(block.statements)
        return written

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
                self.statements(block.statements)
            self.define(word, inputs, frame, at)
            call = py.call(word, at, *(py.name(w, at) for w in inputs))
            signals, self.unit.signals = self.unit.signals, True
            self._signalled([py.expression(call, at)], at)
            self.unit.signals = signals
            if self.may_kill_me(list(block.statements)):
                self.emit(py.when(py.attr(py.name(self.running.me, at), "dead", at), self.leave(at), at))
        return written

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

    # -- other agents

    def _ask(self, node: n.Statement, at: At) -> None:
        target, block = node.args
        assert isinstance(block, n.CommandBlock)
        kinds = self.kinds_of(target)
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
        with self.run_by(me, kinds):
            if self._needs_function(block):
                self._loop_over_function(me, agents, block, at)
                return
            with self.block([]) as written, self.exits_by("loop"):
                self.statements(block.statements)
        _trim(written)
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
        if node.primitive.syntax.block_agents is not None or name in _OWN_JOBS:
            return False
        inside = in_loop or name in _LOOPS
        for arg in node.args:
            block = arg.body if isinstance(arg, n.Lambda) and name == "foreach" else arg
            if isinstance(block, n.CommandBlock) and any(
                self._leaves_loop(statement, inside) for statement in block.statements
            ):
                return True
        return False

    # -- blocks that are jobs of the same agent

    def own_job(self, block: n.Expression, at: At) -> list[ast.stmt]:
        """A block after which the agent goes on even if `stop` ends the block."""
        assert isinstance(block, n.CommandBlock)
        with self.asked_by_itself():
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
        if node.primitive.syntax.block_agents is not None or name in _OWN_JOBS:
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
        test = py.call("every", at, site, me, self.expr(node.args[0]))
        self.emit(py.when(test, self.inner(node.args[1]), at))

    # -- running values and text

    def _run(self, node: n.Statement, at: At) -> None:
        what, *inputs = node.args
        if not self.mask(what) & s.STRING:
            call = py.call("command", at, self.expr(what), py.const(len(inputs), at), *self.agents(at))
            run = py.call(call, at, *(self.expr(x) for x in inputs))
            self._signalled([py.expression(run, at)], at)
            return
        self._signalled([py.expression(self.run_text("run_", node.args, at), at)], at)

    def _apply(self, node: n.Statement, at: At) -> None:
        call = py.call("apply_", at, *self.agents(at), *(self.expr(arg) for arg in node.args))
        self._signalled([py.expression(call, at)], at)

    def command_function(self, words: list[str], node: n.Lambda, at: At) -> ast.expr:
        """An anonymous command's body as a Python function."""
        assert isinstance(node.body, n.CommandBlock)
        word = self.numbered("command")
        self.label(word, at, f"(anonymous command: {node.text})")
        outer, self.written_in_place = self.written_in_place, []
        with self.nested("signal") as frame:
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

    def _nothing(self, node: n.Statement, at: At) -> None:
        """A command of NetLogo's own scaffolding."""

    def _ignore(self, node: n.Statement, at: At) -> None:
        self.emit(py.expression(self.expr(node.args[0]), at))


def _trim(statements: list[ast.stmt]) -> None:
    """Take away what ends the agent's part where it ends anyhow."""
    while statements:
        last = statements[-1]
        looks = isinstance(last, ast.If) and isinstance(last.test, ast.Attribute) and last.test.attr == "dead"
        leaves = isinstance(last, ast.Continue) or (isinstance(last, ast.Return) and last.value is None)
        if not looks and not leaves:
            return
        statements.pop()


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


Statements.commands.update(
    {
        "set": Statements._set,
        "if": Statements._if,
        "ifelse": Statements._ifelse,
        "while": Statements._while,
        "loop": Statements._loop,
        "repeat": Statements._repeat,
        "foreach": Statements._foreach,
        "ask": Statements._ask,
        "ask-concurrent": Statements._ask,
        "die": Statements._die,
        "stop": Statements._stop,
        "report": Statements._report,
        "carefully": Statements._carefully,
        "without-interruption": Statements._without_interruption,
        "with-local-randomness": Statements._with_local_randomness,
        "every": Statements._every,
        "run": Statements._run,
        **dict.fromkeys(("__ignore", "__stdout", "__stderr"), Statements._ignore),
        "__apply": Statements._apply,
        "__done": Statements._nothing,
        **dict.fromkeys(
            [
                "create-turtles",
                "create-ordered-turtles",
                "hatch",
                "sprout",
                "create-link-with",
                "create-link-to",
                "create-link-from",
                "create-links-with",
                "create-links-to",
                "create-links-from",
            ],
            Statements._create,
        ),
    }
)
