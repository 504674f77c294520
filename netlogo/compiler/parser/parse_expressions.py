"""Expressions: names with their inputs, literals, parentheses, and infix operators by precedence."""

from __future__ import annotations

from typing import Final

from netlogo.compiler.front import nodes as n
from netlogo.compiler.front import syntax as s
from netlogo.compiler.front.lexer import NOBODY_LITERAL, Token, Value
from netlogo.compiler.front.primitives import UNARY_MINUS
from netlogo.compiler.front.program import Heading
from netlogo.compiler.front.symbols import VariableName, call_syntax
from netlogo.compiler.front.syntax import Syntax
from netlogo.compiler.parser.concise import Concise
from netlogo.compiler.parser.cursor import primitive_of
from netlogo.compiler.parser.delayed import Missing, Raw
from netlogo.compiler.parser.scope import Scope

LOWEST: Final = -1


class Expressions(Concise):
    """Parses whatever gives a value."""

    def whole_expression(self, variadic: bool, goal: int, scope: Scope) -> Raw:
        try:
            return self.expression(variadic, LOWEST, goal, scope)
        except Missing as missing:
            message = "Missing input on the left." if missing.prefix else "Expected reporter."
            raise missing.token.error(message) from None

    def expression(self, variadic: bool, precedence: int, goal: int, scope: Scope) -> Raw:
        token = self.peek()
        if token.kind == "(":
            node = self.parenthesized(lambda: self._inner(token, goal, scope))
        elif token.kind == "[":
            node = self.delay(token, scope)
        elif token.kind == "ident" and goal & s.SYMBOL and self.meaning(token) is not None:
            self.at += 1
            node = n.CodeBlock(token.text, token, token.start, token.end, s.SYMBOL)
        elif token.kind == "literal":
            self.at += 1
            node = n.Const(token.value, token, token.start, token.end, literal_type(token.value))
        elif token.kind == "ident":
            node = self._named(token, variadic, goal, scope)
        else:
            raise Missing(token, prefix=False)
        return self._more(node, precedence, scope)

    def _inner(self, opening: Token, goal: int, scope: Scope) -> Raw:
        node = self.whole_expression(True, goal, scope)
        following = self.peek()
        if following.kind == "ident" and self.is_command(following):
            raise opening.error("No closing parenthesis for this open parenthesis.")
        return node

    def _named(self, token: Token, variadic: bool, goal: int, scope: Scope) -> n.Expression:
        """An expression that starts with a name."""
        any_lambda = goal == s.REPORTER | s.COMMAND
        wants_reporter = any_lambda or goal == s.REPORTER
        meaning = self.meaning(token)
        if meaning is None:
            self.at += 1
            return self._local(token, scope, goal)
        if isinstance(meaning, VariableName):
            self.at += 1
            return self.agent_variable(meaning, token)
        if self.is_command(token):
            if not (any_lambda or goal == s.COMMAND):
                raise Missing(token, prefix=False)
            self.at += 1
            return self.concise_command(token, meaning)
        primitive, breed = primitive_of(meaning)
        syntax = call_syntax(meaning) if isinstance(meaning, Heading) else primitive.syntax  # type: ignore[union-attr]
        concise = wants_reporter and not variadic and syntax.concise and not _takes_symbols(syntax)
        if syntax.infix and not wants_reporter:
            if token.text != "-" or not variadic:
                raise Missing(token, prefix=True)
            primitive, syntax = UNARY_MINUS, UNARY_MINUS.syntax
        self.at += 1
        if concise and (any_lambda or syntax.total_default > 0):
            return self.concise_reporter(token, meaning, syntax)
        if isinstance(meaning, Heading):
            call = n.CallReporter(meaning, [], token, token.start, token.end)
            call.args = self.arguments(syntax, token, variadic, scope)
            call.end = max(call.end, call.args[-1].end) if call.args else call.end
            return call
        assert primitive is not None
        app = n.App(primitive, [], token, token.start, token.end, breed)
        app.args = self.arguments(syntax, token, variadic, scope)
        app.end = max(app.end, app.args[-1].end) if app.args else app.end
        return app

    def _more(self, node: Raw, precedence: int, scope: Scope) -> Raw:
        """Infix operators that bind tighter than what stands in front."""
        while True:
            token = self.peek()
            primitive, _ = primitive_of(self.meaning(token)) if token.kind == "ident" else (None, None)
            if primitive is None or not primitive.syntax.infix:
                return node
            syntax = primitive.syntax
            if not (
                syntax.precedence > precedence
                or (syntax.right_associative and syntax.precedence == precedence)
            ):
                return node
            self.at += 1
            app = n.App(primitive, [], token, node.start, token.end)
            app.args = self.arguments(syntax, token, False, scope, node)  # type: ignore[arg-type]
            app.end = app.args[-1].end
            node = app

    def _local(self, token: Token, scope: Scope, goal: int) -> n.Expression:
        variable = scope.find(token.name)
        if goal == s.SYMBOL:
            return n.CodeBlock(token.text, token, token.start, token.end, s.SYMBOL)
        if variable is None or variable in self.initialised:
            raise self.undefined(token, scope)
        return n.Local(variable, token, token.start, token.end)

    def agent_variable(self, name: VariableName, token: Token) -> n.AgentVariable:
        return n.AgentVariable(
            name.kind,
            name.name,
            name.attribute,
            name.built_in,
            name.agents,
            token,
            token.start,
            token.end,
            name.returns | s.REFERENCE,
        )


def literal_type(value: Value) -> int:
    """The type mask of a literal."""
    if value is NOBODY_LITERAL:
        return s.WILDCARD  # as NetLogo has it: `ask nobody` fails when it runs
    if isinstance(value, bool):
        return s.BOOLEAN
    return s.NUMBER if isinstance(value, float) else s.STRING if isinstance(value, str) else s.LIST


def _takes_symbols(syntax: Syntax) -> bool:
    return any(mask & (s.CODE_BLOCK | s.SYMBOL) for mask in (syntax.left, *syntax.right))
