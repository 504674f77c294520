"""What running a piece of code may do: draw random numbers, kill agents, change anything, or ask who
`myself` is.

The code generator needs it to choose between NetLogo's lazy shuffle and the same draws at once, to know
where an agent may have died under the running code, and which procedures must be told who asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from netlogo.compiler.analysis.types import Types
from netlogo.compiler.front import nodes as n
from netlogo.compiler.front import syntax as s

DRAWS: Final = 1
KILLS: Final = 2
CHANGES: Final = 4
MYSELF: Final = 8
SHARED: Final = 16  # touches more than the running agent's own variables, so that the order of agents matters
TURNS: Final = 32  # has an ask-concurrent
UNKNOWN: Final = DRAWS | KILLS | CHANGES


_LOOKS: Final = "COLOR LABEL LABEL-COLOR SIZE HIDDEN? PCOLOR PLABEL PLABEL-COLOR"
_SETTABLE_LOOKS: Final = frozenset(_LOOKS.split())
_PLACES: Final = "SHAPE WHO PXCOR PYCOR XCOR YCOR HEADING"
_OWN_LOOKS: Final = _SETTABLE_LOOKS.union(_PLACES.split())


class Effects:
    """Effects of every procedure of a program, found by a fixpoint over its calls."""

    def __init__(self, bodies: Iterable[n.ProcedureBody], types: Types) -> None:
        self._types = types
        self._bodies = list(bodies)
        self._by_name = {body.heading.name: body for body in self._bodies}
        self.kinds = ""
        self._of: dict[str, int] = {}
        self._known: dict[n.Node, int] | None = None  # of nodes, once the procedures' are found
        self.lambdas = 0  # union over all anonymous procedures that are values
        self.solve()

    def forget(self) -> None:
        """Give back the memory of code that is gone."""
        self._known = {}

    def of_procedure(self, name: str) -> int:
        """Effects of a procedure; an unknown one may do anything."""
        return self._of.get(name, UNKNOWN)

    def add(self, bodies: Iterable[n.ProcedureBody]) -> bool:
        """Take in more code (a command line); whether what was known of anonymous procedures changed."""
        before = self.lambdas
        for body in bodies:
            for statement in body.statements:
                self._collect_lambdas(statement)
        return self.lambdas != before

    def of(self, nodes: Iterable[n.Node]) -> int:
        """Effects of running the nodes as one agent."""
        flags = 0
        for node in nodes:
            flags |= self._node(node)
        return flags

    def private(self, nodes: list[n.Node], kinds: str) -> bool:
        """Whether agents of these kinds, each running the nodes, cannot notice in which order they do."""
        self.kinds = kinds
        private = not self._touches(nodes, set()) & (SHARED | DRAWS | KILLS)
        self.kinds = ""
        return private

    def _touches(self, nodes: Iterable[n.Node], seen: set[str]) -> int:
        """`of` for known kinds of agents, going into procedures."""
        nodes = list(nodes)
        flags = self.of(nodes)
        for node in (inner for top in nodes for inner in n.walk(top)):
            if isinstance(node, n.Statement | n.CallReporter) and node.procedure is not None:
                if node.procedure.name not in seen:
                    seen.add(node.procedure.name)
                    body = self._by_name.get(node.procedure.name)
                    flags |= self._touches(body.statements, seen) if body else SHARED
            elif isinstance(node, n.AgentVariable):
                flags |= self._variable(node)
            elif isinstance(node, n.App | n.Statement):
                flags |= self._own(node)
            elif isinstance(node, n.Lambda):
                flags |= SHARED
        return flags

    def _own(self, node: n.App | n.Statement) -> int:
        """Whether an instruction by itself stays with the running agent."""
        flags = 0 if "own" in node.primitive.traits else SHARED
        for target in node.targets if isinstance(node, n.Statement) else ():
            if isinstance(target, n.AgentVariable):
                settable = not target.built_in or target.name in _SETTABLE_LOOKS
                flags |= SHARED if target.kind == "global" or not settable else 0
        return flags

    def solve(self) -> None:
        """Find the effects of all procedures; again when the types have widened."""
        self._known = None
        self._of = {body.heading.name: 0 for body in self._bodies}
        callers: dict[str, set[str]] = {}
        for body in self._bodies:
            for called in _calls(body.statements):
                callers.setdefault(called, set()).add(body.heading.name)
        changed = True
        while changed:  # anonymous procedures may do more than was known
            waiting = dict.fromkeys(self._of)
            while waiting:
                name = next(iter(waiting))
                del waiting[name]
                flags = self.of(self._by_name[name].statements)
                if flags != self._of[name]:
                    self._of[name] = flags
                    waiting.update(dict.fromkeys(callers.get(name, ())))
            changed = self.add(self._bodies)
        self._known = {}

    def _collect_lambdas(self, node: n.Node) -> None:
        for inner in n.walk(node):
            if isinstance(inner, n.Lambda):
                self.lambdas |= self._node(inner.body)

    def _node(self, node: n.Node) -> int:
        known = self._known
        if known is None:
            return self._found(node)
        flags = known.get(node)
        if flags is None:
            flags = known[node] = self._found(node)
        return flags

    def _found(self, node: n.Node) -> int:
        if isinstance(node, n.Statement):
            return self._statement(node)
        if isinstance(node, n.App):
            return self._application(node.primitive.name, node)
        if isinstance(node, n.CallReporter):
            return self.of(node.args) | self._of.get(node.procedure.name, UNKNOWN)
        if isinstance(node, n.Lambda):
            return 0
        return self.of(n.children(node))

    def _statement(self, node: n.Statement) -> int:
        if node.procedure is not None:
            return CHANGES | self.of(node.args) | self._of.get(node.procedure.name, UNKNOWN)
        if node.variables:
            return self.of(node.args)
        return self._application(node.primitive.name, node) | CHANGES

    def _variable(self, node: n.AgentVariable) -> int:
        """Reading a global or what only the agent itself can change; a turtle's patch is shared."""
        if node.kind == "patch" and self.kinds != "--P-":
            return SHARED
        return SHARED if node.built_in and node.name not in _OWN_LOOKS else 0

    def _asks_one(self, name: str, node: n.App | n.Statement) -> bool:
        """Whether `ask` or `of` goes to one agent, so that nothing is shuffled."""
        if name not in ("ask", "of"):
            return False
        mask = self._types.of(node.args[0 if name == "ask" else 1])
        return mask != 0 and not mask & ~(s.AGENT | s.NOBODY)

    def _application(self, name: str, node: n.App | n.Statement) -> int:
        traits = node.primitive.traits
        flags = 0
        if "draws" in traits and not self._asks_one(name, node):
            flags |= DRAWS
        if "kills" in traits:
            flags |= KILLS
        if name == "ask-concurrent":
            flags |= TURNS
        if "asker" in traits:
            flags |= MYSELF
        if "any" in traits:
            flags |= UNKNOWN | MYSELF
        runs = "runs" in traits
        others = node.primitive.syntax.block_agents is not None
        for child in n.children(node):
            inner = self._node(child)
            if others and isinstance(child, n.CommandBlock | n.ReporterBlock):
                inner &= ~MYSELF
            if isinstance(child, n.Lambda):
                inner |= self._node(child.body) if runs else 0
            flags |= inner
        if runs and not any(isinstance(child, n.Lambda) for child in n.children(node)):
            flags |= self.lambdas
        return flags


def _calls(statements: Iterable[n.Statement]) -> Iterator[str]:
    """The procedures that code calls."""
    for statement in statements:
        for node in n.walk(statement):
            if isinstance(node, n.Statement | n.CallReporter) and node.procedure is not None:
                yield node.procedure.name
