"""Checks of whole trees: where `stop`, `report` and `error-message` may stand, and which agents run what.

The checks fill in the kinds of agent (`Heading.agents`, `Lambda.agents`) and tie `error-message` to its
`carefully`. Raises `CompilerError` with NetLogo's wording.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush

from netlogo.compiler.front import nodes as n
from netlogo.compiler.front import syntax as s
from netlogo.compiler.front.lexer import Token
from netlogo.compiler.front.nesting import nesting_limit
from netlogo.errors import CompilerError

_KINDS = {"O": "observer", "T": "turtle", "P": "patch", "L": "link"}


def check_nesting(body: n.ProcedureBody) -> None:
    """Control flow of one procedure: `stop`, `report`, `error-message` and the shape of `ifelse`."""
    with nesting_limit(body.heading.name_token):
        _Nesting(body).check()


def check_agents(bodies: Iterable[n.ProcedureBody], kinds: str = "OTPL") -> list[CompilerError]:
    """Work out who may run each procedure; the errors found, one per procedure at most."""
    bodies = list(bodies)
    callers = _callers(bodies)
    waiting = set(range(len(bodies)))
    while waiting:  # passes over the procedures in their order, leaving out those for which nothing changed
        errors: list[CompilerError] = []
        order, queued, waiting = sorted(waiting), waiting, set()
        while order:
            number = heappop(order)
            heading = bodies[number].heading
            before = heading.agents
            try:
                with nesting_limit(heading.name_token):
                    heading.agents = _AgentKinds(kinds).statements(bodies[number].statements)
            except CompilerError as error:
                error.procedure = heading.name
                errors.append(error)
            if heading.agents != before:
                for caller in callers[id(heading)]:
                    if caller <= number:
                        waiting.add(caller)
                    elif caller not in queued:
                        queued.add(caller)
                        heappush(order, caller)
        if errors:
            return errors
    return []


def _callers(bodies: list[n.ProcedureBody]) -> dict[int, list[int]]:
    """For each procedure, by its heading's id, the numbers of those that call it."""
    found: dict[int, list[int]] = {id(body.heading): [] for body in bodies}
    for number, body in enumerate(bodies):
        for node in (node for statement in body.statements for node in n.walk(statement)):
            called = node.procedure if isinstance(node, n.Statement | n.CallReporter) else None
            if called is not None and id(called) in found:
                found[id(called)].append(number)
    return found


class _Nesting:
    """Walks one procedure with the stack of contexts that `report` and `stop` look at."""

    def __init__(self, body: n.ProcedureBody) -> None:
        self._body = body
        self._reporter = body.heading.is_reporter
        self._contexts = ["reporter" if self._reporter else "command"]
        self._catchers: list[n.Statement] = []

    def check(self) -> None:
        for statement in self._body.statements:
            self._statement(statement)

    def _statement(self, node: n.Statement) -> None:
        name, context = node.primitive.name, self._contexts[-1]
        if name == "stop" and context == "reporter":
            raise self._error(node, f"{node.token.name} is not allowed inside TO-REPORT.")
        if name == "report":
            if not self._reporter and context != "lambda":
                raise self._error(node, f"{node.token.name} can only be used inside TO-REPORT.")
            if context in ("block", "command"):
                raise self._error(node, f"{node.token.name} must be immediately inside a TO-REPORT.")
        if name == "ifelse":
            self._clauses(node)
        introduces = node.primitive.syntax.introduces_context
        if introduces:
            self._contexts.append("block")
        if name == "carefully":
            self._node(node.args[0])
            self._catchers.append(node)
            self._node(node.args[1])
            self._catchers.pop()
        else:
            for child in n.children(node):
                self._node(child)
        if introduces:
            self._contexts.pop()

    def _node(self, node: n.Node) -> None:
        if isinstance(node, n.Statement):
            self._statement(node)
            return
        if isinstance(node, n.App) and node.primitive.name == "error-message":
            if not self._catchers:
                raise node.token.error(f"{node.token.text} cannot be used outside of CAREFULLY.")
            node.catcher = self._catchers[-1]
        is_lambda = isinstance(node, n.Lambda) and node.is_command
        if is_lambda:
            self._contexts.append("lambda")
        for child in n.children(node):
            self._node(child)
        if is_lambda:
            self._contexts.pop()

    def _clauses(self, node: n.Statement) -> None:
        """`(ifelse c1 [..] c2 [..] [..])`: conditions and blocks take turns."""
        for i in range(0, len(node.args) - 1, 2):
            condition, block = node.args[i], node.args[i + 1]
            if isinstance(condition, n.CommandBlock):
                raise self._error(condition, f"{node.token.name} expected a reporter here but got a block.")
            if not isinstance(block, n.CommandBlock):
                kind = s.a_type(block.returns)
                raise self._error(block, f"{node.token.name} expected a command block here but got {kind}.")

    def _error(self, node: n.Node, message: str) -> CompilerError:
        return self._body.heading.source.error(message, node.start, node.end)


class _AgentKinds:
    """Accumulates the kinds of agents that can run the code seen so far; `----` would be an error."""

    def __init__(self, kinds: str) -> None:
        self._kinds = kinds

    def statements(self, statements: list[n.Statement]) -> str:
        for statement in statements:
            self._visit(statement)
        return self._kinds

    def _visit(self, node: n.Node) -> None:
        if isinstance(node, n.Statement):
            self._statement(node)
        elif isinstance(node, n.App):
            self._restrict(node.primitive.syntax.agents, node.token)
            syntax = node.primitive.syntax
            allowed = (syntax.left, *syntax.right) if syntax.infix else syntax.right
            self._inputs(node, node.args, allowed, syntax.block_agents)
        elif isinstance(node, n.CallReporter):
            self._restrict(node.procedure.agents, node.token)
            for arg in node.args:
                self._visit(arg)
        elif isinstance(node, n.AgentVariable):
            self._restrict(node.agents, node.token)
        elif isinstance(node, n.Lambda):
            inner = _AgentKinds("OTPL")
            inner._visit(node.body)
            node.agents = inner._kinds
        else:
            for child in n.children(node):
                self._visit(child)

    def _statement(self, node: n.Statement) -> None:
        syntax = node.primitive.syntax
        if node.procedure is not None:
            self._restrict(node.procedure.agents, node.token)
        elif node.variables or node.targets:
            for child in n.children(node):
                self._visit(child)
            return
        else:
            self._restrict(syntax.agents, node.token)
        self._inputs(node, node.args, syntax.right, syntax.block_agents)

    def _inputs(
        self, node: n.Node, args: list[n.Expression], types: tuple[int, ...], block_agents: str | None
    ) -> None:
        """Inputs run as the same agent; a block of `ask` and its like as another."""
        for i, arg in enumerate(args):
            if types and types[min(i, len(types) - 1)] & s.REFERENCE:
                continue
            if _is_variable_of(node, arg):
                continue  # NetLogo makes one reporter of it, and looks at the agents when it runs
            if block_agents is not None and isinstance(arg, n.CommandBlock | n.ReporterBlock):
                _AgentKinds(block_kinds(block_agents, args))._visit(arg)
            else:
                self._visit(arg)

    def _restrict(self, kinds: str, token: Token) -> None:
        both = "".join(letter if letter in kinds else "-" for letter in self._kinds)
        if both == "----":
            name, here = token.name, _kind_words(self._kinds)
            article = "an" if here[0] == "o" else "a"
            raise token.error(
                f"You can't use {name} in {article} {here} context,"
                f" because {name} is {_kind_words(kinds)}-only."
            )
        self._kinds = both


def _is_variable_of(node: n.Node, block: n.Expression) -> bool:
    """Whether a block is a variable that `of` reads."""
    if not isinstance(node, n.App) or node.primitive.name != "of" or not isinstance(block, n.ReporterBlock):
        return False
    return isinstance(block.body, n.AgentVariable) and block.body.kind != "global"


def block_kinds(block_agents: str, args: list[n.Expression]) -> str:
    """Who runs the block of an instruction: given by the instruction, or by its first input's type."""
    if block_agents != "?":
        return block_agents
    first = args[0] if args else None
    if isinstance(first, n.ReporterBlock) and len(args) > 1:
        first = args[1]
    return reported_kinds(first) if isinstance(first, n.App | n.CallReporter | n.AgentVariable) else "-TPL"


def reported_kinds(node: n.Expression) -> str:
    """Which agents an expression can report, as letters."""
    returns = node.returns & ~s.REFERENCE
    if returns in (s.TURTLE, s.TURTLESET):
        return "-T--"
    if returns in (s.PATCH, s.PATCHSET):
        return "--P-"
    if returns in (s.LINK, s.LINKSET):
        return "---L"
    if returns in (s.AGENT, s.AGENTSET) and isinstance(node, n.App) and node.args:
        first = node.args[0]
        return (
            reported_kinds(first) if isinstance(first, n.App | n.CallReporter | n.AgentVariable) else "-TPL"
        )
    return "-TPL"


def _kind_words(kinds: str) -> str:
    return "/".join(_KINDS[letter] for letter in kinds if letter != "-")
