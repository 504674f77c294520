"""Which types a value can have, found from the whole program: the masks that let arithmetic be written
inline.

A variable starts as the number 0 and takes the types of everything ever assigned to it. Values that come
from outside (a command line, `set_global`, `call`) may widen a mask; the code is then generated anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from netlogo.compiler.front import nodes as n
from netlogo.compiler.front import syntax as s
from netlogo.compiler.front.lexer import NOBODY_LITERAL
from netlogo.compiler.front.program import Program

ANY = s.WILDCARD
_LITERALS = {float: s.NUMBER, bool: s.BOOLEAN, str: s.STRING}


class Types:
    """Masks of globals, agents' own variables, locals and reporter procedures of one program."""

    def __init__(self, program: Program, interface: dict[str, int]) -> None:
        self.variables: dict[str, int] = dict.fromkeys(program.globals, s.NUMBER)
        self.variables.update(interface)
        owned = [program.turtles_own, program.patches_own, program.links_own]
        owned += [breed.owns for breed in (*program.breeds.values(), *program.link_breeds.values())]
        for names in owned:
            self.variables.update((name, s.NUMBER) for name in names)
        self._owned = [name for names in owned for name in names]
        self.results: dict[str, int] = {}
        self.inputs: dict[str, list[int]] = {h.name: [0] * len(h.inputs) for h in program.procedures.values()}
        self._changed = False

    def learn(self, bodies: Iterable[n.ProcedureBody]) -> bool:
        """Take in code until nothing changes any more; whether anything known before changed."""
        parts = [(body, [node for one in body.statements for node in n.walk(one)]) for body in bodies]
        ever = False
        # Masks only grow and there are few types, so this comes to an end.
        while True:
            self._changed = False
            for body, nodes in parts:
                self._body(body, nodes)
            ever = ever or self._changed
            if not self._changed:
                return ever

    def widen(self, name: str, mask: int) -> bool:
        """A global gets a value from outside; whether its mask changed."""
        known = self.variables.get(name, 0)
        self.variables[name] = known | mask
        return known | mask != known

    def widen_inputs(self, procedure: str, masks: list[int]) -> bool:
        """A procedure is called from outside; whether the masks of its inputs changed."""
        known = self.inputs[procedure]
        wider = [a | b for a, b in zip(known, masks, strict=True)]
        self.inputs[procedure] = wider
        return wider != known

    def expect_alike(self, masks: list[int]) -> None:
        """Procedures that nothing has called so far are expected to be called from outside with such inputs,
        as the one that was: writing the code anew for each of them would cost more than it gains.
        """
        for name, known in self.inputs.items():
            if len(known) == len(masks) and not any(known):
                self.inputs[name] = list(masks)

    # -- statements

    def _body(self, body: n.ProcedureBody, nodes: list[n.Node]) -> None:
        masks = self.inputs.get(body.heading.name, [ANY] * len(body.inputs))
        for variable, mask in zip(body.inputs, masks, strict=True):
            self._local(variable, mask)
        for node in nodes:
            if isinstance(node, n.Statement):
                self._statement(node, body)
                self._inlined(node)
            elif isinstance(node, n.App):
                self._inlined(node)
            elif isinstance(node, n.CallReporter):
                self._call(node.procedure.name, node.args)
            elif isinstance(node, n.Lambda):
                self._formals(node)

    def _statement(self, node: n.Statement, body: n.ProcedureBody) -> None:
        if ":" in node.primitive.name:
            self._set_by_extension(node)
        if node.procedure is not None:
            self._call(node.procedure.name, node.args)
        elif node.primitive.name == "report" and body.heading.is_reporter:
            if body.heading.top_level:  # nobody calls it, so its result changes nothing elsewhere
                return
            mask = self.of(node.args[0])
            known = self.results.get(body.heading.name, 0)
            if known | mask != known:
                self.results[body.heading.name] = known | mask
                self._changed = True
        elif node.variables or node.targets:
            mask = ANY if node.listed else self.of(node.args[0])
            for variable in node.variables:
                self._local(variable, mask)
            for target in node.targets:
                self._assign(target, mask)

    def _set_by_extension(self, node: n.Statement) -> None:
        """A primitive of an extension may set the variables that it is given, or any of turtles and links."""
        names = [arg.name for arg in node.args if isinstance(arg, n.AgentVariable) and not arg.built_in]
        takes = any(mask & s.REFERENCE for mask in node.primitive.syntax.right)
        changed = [self.widen(name, ANY) for name in (names if takes else ())]
        if "sets" in node.primitive.traits:
            changed += [self.widen(name, ANY) for name in self._owned]
        self._changed = self._changed or any(changed)

    def _assign(self, target: n.Expression, mask: int) -> None:
        if isinstance(target, n.Local):
            self._local(target.variable, mask)
        elif isinstance(target, n.AgentVariable) and not target.built_in and self.widen(target.name, mask):
            self._changed = True

    def _local(self, variable: n.Variable, mask: int) -> None:
        if variable.mask | mask != variable.mask:
            variable.mask |= mask
            self._changed = True

    def _call(self, name: str, args: list[n.Expression]) -> None:
        if name in self.inputs and self.widen_inputs(name, [self.of(arg) for arg in args]):
            self._changed = True

    def _formals(self, node: n.Lambda) -> None:
        for variable in node.formals:
            if not variable.mask:
                variable.mask = ANY

    def _inlined(self, node: n.App | n.Statement) -> None:
        """Inputs of an anonymous procedure that is written where it is used get the types of what they will
        take.
        """
        name = node.primitive.name
        if name == "n-values" and isinstance(node.args[1], n.Lambda):
            for variable in node.args[1].formals:
                self._local(variable, s.NUMBER)
        elif name in ("foreach", "map"):
            function = node.args[-1] if name == "foreach" else node.args[0]
            lists = node.args[:-1] if name == "foreach" else node.args[1:]
            if isinstance(function, n.Lambda):
                for variable, items in zip(function.formals, lists, strict=False):
                    self._local(variable, self._element(items))

    def _element(self, node: n.Expression) -> int:
        if isinstance(node, n.App):
            name = node.primitive.name
            if name in ("range", "n-values") and (name == "range" or self._numeric(node.args[1])):
                return s.NUMBER
            source = node.primitive.items
            if source is not None and node.args:
                kinds = self.of(node.args[source])
                if not kinds & ~s.AGENTSET:
                    return agents_in(kinds)
        if isinstance(node, n.Const) and isinstance(node.value, list) and node.value:
            if all(isinstance(item, float) for item in node.value):
                return s.NUMBER
            if all(isinstance(item, str) for item in node.value):
                return s.STRING
        return ANY

    def _numeric(self, node: n.Expression) -> bool:
        return (
            isinstance(node, n.Lambda)
            and not isinstance(node.body, n.CommandBlock)
            and self.of(node.body) == s.NUMBER
        )

    # -- expressions

    def of(self, node: n.Expression) -> int:
        """The types an expression can report; 0 where nothing is known yet in the fixpoint."""
        if isinstance(node, n.Local):
            return node.variable.mask
        if isinstance(node, n.AgentVariable):
            if node.built_in:
                return node.returns & ~s.REFERENCE
            return self.variables.get(node.name, ANY)
        if isinstance(node, n.CallReporter):
            return self.results.get(node.procedure.name, 0 if node.procedure.name in self.inputs else ANY)
        if isinstance(node, n.App):
            return self._application(node)
        if isinstance(node, n.ReporterBlock):
            return self.of(node.body)
        if isinstance(node, n.Const) and node.value is NOBODY_LITERAL:
            return s.NOBODY
        return node.returns

    def _application(self, node: n.App) -> int:
        name = node.primitive.name
        primitive = node.primitive
        if primitive.like is not None:
            kinds = self.of(node.args[primitive.like])
            return kinds & (s.AGENTSET | node.returns & s.LIST) or node.returns
        if primitive.member is not None:
            source = node.args[primitive.member]
            kinds = self.of(source)
            return self._item(source) if kinds & ~s.AGENTSET else agents_in(kinds) | s.NOBODY
        if name == "of":
            target, inside = self.of(node.args[1]), self.of(node.args[0])
            return (s.LIST if target & ~(s.AGENT | s.NOBODY) else 0) | (inside if target & ~s.AGENTSET else 0)
        if name == "ifelse-value":
            mask = self.of(node.args[-1]) if len(node.args) % 2 else 0
            for i in range(1, len(node.args), 2):
                mask |= self.of(node.args[i])
            return mask
        if name in ("myself", "self"):
            return s.AGENT
        if name in ("link-neighbors", "in-link-neighbors", "out-link-neighbors"):
            return s.TURTLESET
        return node.returns

    def _item(self, node: n.Expression) -> int:
        """What an item of a literal list of numbers, strings or booleans can be."""
        if not isinstance(node, n.Const) or not isinstance(node.value, list) or not node.value:
            return ANY
        kinds = {item.__class__: _LITERALS.get(item.__class__, ANY) for item in node.value}
        return reduce(or_, kinds.values())


def agents_in(kinds: int) -> int:
    """The agents an agentset of these kinds holds."""
    mask = 0
    for agentset, agent in ((s.TURTLESET, s.TURTLE), (s.PATCHSET, s.PATCH), (s.LINKSET, s.LINK)):
        mask |= agent if kinds & agentset else 0
    return mask
