"""The inputs of an instruction: how many there are, and of which type each is."""

from __future__ import annotations

from netlogo.compiler.front import nodes as n
from netlogo.compiler.front import syntax as s
from netlogo.compiler.front.lexer import Token
from netlogo.compiler.front.syntax import Syntax, a_type
from netlogo.compiler.parser.cursor import Cursor, primitive_of
from netlogo.compiler.parser.delayed import Delayed, Missing, Raw
from netlogo.compiler.parser.scope import Scope


class Inputs(Cursor):
    """Reads inputs one by one and settles their types when all are there."""

    def arguments(
        self, syntax: Syntax, token: Token, variadic: bool, scope: Scope, left: n.Expression | None = None
    ) -> list[n.Expression]:
        raw: list[Raw] = [left] if left is not None else []
        if variadic and syntax.variadic:
            raw += self._variadic_arguments(syntax, token, scope)
        else:
            last = len(syntax.right) - 1
            for i in range(syntax.right_default):
                raw.append(self.argument(syntax, syntax, token, syntax.right[min(i, last)], scope))
            if syntax.optional_block:
                if self.peek().kind == "[":
                    raw.append(self.argument(syntax, syntax, token, syntax.right[-1], scope))
                else:
                    end = raw[-1].end if raw else token.end
                    raw.append(n.CommandBlock([], token, end, end, synthetic=True))
        return self.resolve_all(syntax, raw, token, scope)

    def _variadic_arguments(self, syntax: Syntax, token: Token, scope: Scope) -> list[Raw]:
        raw: list[Raw] = []
        goals = list(syntax.right)
        while True:
            head = self.peek()
            if head.kind == ")":
                return raw
            meaning = self.meaning(head)
            primitive, _ = primitive_of(meaning)
            if goals[0] != s.REPORTER and primitive is not None and primitive.syntax.infix:
                if len(raw) != syntax.total_default:
                    raise token.error(
                        "To use a non-default number of inputs, you need to put parentheses around this."
                    )
                return raw
            raw.append(self.argument(syntax, syntax, token, goals[0], scope))
            if len(goals) > 1:
                goals.pop(0)

    def argument(self, syntax: Syntax, shown: Syntax, token: Token, goal: int, scope: Scope) -> Raw:
        """One input; `shown` is the syntax that a complaint about a missing input describes."""
        try:
            return self.expression(False, syntax.precedence, goal, scope)
        except Missing:
            raise token.error(missing_input(shown, token.name, True)) from None

    def resolve_all(self, syntax: Syntax, raw: list[Raw], token: Token, scope: Scope) -> list[n.Expression]:
        """Settle the types of all inputs: from the left up to a repeatable one, then from the right, then
        the rest.
        """
        inputs: list[n.Expression] = list(raw)  # type: ignore[arg-type]  # each is resolved below
        display = token.name
        first = 0
        if syntax.infix:
            inputs[0] = self.resolve(syntax.left, raw[0], display, scope)
            first = 1
        types = syntax.right
        formal = 0
        while formal < len(types) and not types[formal] & s.REPEATABLE:
            optional = types[formal] & s.OPTIONAL
            if formal == len(types) - 1 and optional and len(raw) == len(types) - 1:
                return inputs
            if len(raw) <= first:
                raise token.error(missing_input(syntax, display, True))
            inputs[first] = self.resolve(types[formal], raw[first], display, scope)
            formal += 1
            first += 1
        if formal == len(types):
            return inputs
        last, behind = len(raw) - 1, len(types) - 1
        while behind >= 0 and not types[behind] & s.REPEATABLE:
            if not -1 < last < len(raw):
                raise token.error(missing_input(syntax, display, True))
            inputs[last] = self.resolve(types[behind], raw[last], display, scope)
            behind -= 1
            last -= 1
        for i in range(first, last + 1):
            inputs[i] = self.resolve(types[formal], raw[i], display, scope)
        return inputs

    def resolve(self, goal: int, raw: Raw, display: str, scope: Scope) -> n.Expression:
        node = self.block(raw, goal, scope) if isinstance(raw, Delayed) else raw
        reported = node.returns
        if not goal & reported:
            if not goal & s.REFERENCE and reported & ~s.REFERENCE:
                reported &= ~s.REFERENCE
            raise self.heading.source.error(
                f"{display} expected this input to be {a_type(goal)}, but got {a_type(reported)} instead",
                node.start,
                node.end,
            )
        return node

    def expression(self, variadic: bool, precedence: int, goal: int, scope: Scope) -> Raw:
        """An expression up to the next operator that binds no tighter than `precedence`."""
        raise NotImplementedError

    def block(self, block: Delayed, goal: int, scope: Scope) -> n.Expression:
        """Parse a skipped block as what its reader expects it to be."""
        raise NotImplementedError


def missing_input(syntax: Syntax, display: str, right: bool) -> str:
    """NetLogo's sentence about inputs that are not there."""
    if not right:
        return f"{display} expected {a_type(syntax.left)} on the left."
    word = "inputs" if syntax.right_default > 1 else "input"
    if syntax.variadic and syntax.least == 0:
        text = (
            f"{display} expected {syntax.right_default} {word} on the right"
            " or any number of inputs when surrounded by parentheses"
        )
    else:
        text = (
            f"{display} expected{' at least' if syntax.variadic else ''} {syntax.right_default} {word}"
            f"{' on the right' if syntax.infix else ''}"
        )
    kinds = [a_type(mask).replace("anything", "any input", 1) for mask in syntax.right]
    if all(kind == "any input" for kind in kinds):
        return f"{text}."
    if len(kinds) == 1:
        return f"{text}, {kinds[0]}."
    return f"{text}, {', '.join(kinds[:-1])} and {kinds[-1]}."
