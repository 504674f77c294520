"""Statements: commands, calls, `let` and `set` in their single and multiple forms."""

from __future__ import annotations

from dataclasses import replace

from netlogo.compiler.front import nodes as n
from netlogo.compiler.front import syntax as s
from netlogo.compiler.front.lexer import Token
from netlogo.compiler.front.primitives import Primitive
from netlogo.compiler.front.program import Breed, Heading
from netlogo.compiler.front.symbols import VariableName, call_syntax
from netlogo.compiler.front.syntax import Syntax
from netlogo.compiler.parser.concise import CALL
from netlogo.compiler.parser.cursor import primitive_of
from netlogo.compiler.parser.delayed import Raw
from netlogo.compiler.parser.inputs import missing_input
from netlogo.compiler.parser.parse_expressions import Expressions
from netlogo.compiler.parser.scope import Scope


class Statements(Expressions):
    """Parses the body of a procedure."""

    def procedure(self) -> n.ProcedureBody:
        """The whole procedure."""
        scope = Scope()
        inputs = [n.Variable(t.name, "input", t) for t in self.heading.input_tokens]
        for variable in inputs:
            scope.add(variable)
        statements = self.statements("eof", scope)
        return n.ProcedureBody(self.heading, inputs, statements)

    def statements(self, terminator: str, scope: Scope) -> list[n.Statement]:
        """Statements up to a token of the kind `terminator`."""
        statements = []
        while self.peek().kind != terminator:
            statements.append(self.statement(False, scope))
        return statements

    def statement(self, variadic: bool, scope: Scope) -> n.Statement:
        """One command with its inputs; `variadic` where parentheses are around it."""
        token = self.peek()
        if token.kind == "(":
            return self.parenthesized(lambda: self.statement(True, scope))
        meaning = self.meaning(token)
        if token.kind == "ident":
            if isinstance(meaning, Heading) and not meaning.is_reporter:
                self.at += 1
                syntax = call_syntax(meaning)
                statement = n.Statement(
                    replace(CALL, syntax=syntax), [], token, token.start, token.end, None, meaning
                )
                return self._with_args(statement, syntax, variadic, scope)
            primitive, breed = primitive_of(meaning)
            if primitive is not None and primitive.is_command:
                self.at += 1
                return self._command(primitive, breed, token, variadic, scope)
            if meaning is None and scope.find(token.name) is None:
                raise self.undefined(token, scope)
        raise token.error("Expected command.")

    def _command(
        self, primitive: Primitive, breed: Breed | None, token: Token, variadic: bool, scope: Scope
    ) -> n.Statement:
        statement = n.Statement(primitive, [], token, token.start, token.end, breed)
        if primitive.name in ("let", "__let"):
            return self._let(statement, scope)
        if primitive.name == "set":
            return self._set(statement, scope)
        return self._with_args(statement, primitive.syntax, variadic, scope)

    def _with_args(self, statement: n.Statement, syntax: Syntax, variadic: bool, scope: Scope) -> n.Statement:
        statement.args = self.arguments(syntax, statement.token, variadic, scope)
        if statement.args:
            statement.end = max(statement.end, statement.args[-1].end)
        return statement

    def _let(self, statement: n.Statement, scope: Scope) -> n.Statement:
        token = self.peek()
        if token.kind == "eof":
            raise statement.token.error(missing_input(statement.primitive.syntax, statement.token.name, True))
        if token.kind == "ident":
            self.at += 1
            names, expected = [token], s.WILDCARD
        elif token.kind == "[":
            names, expected = self._name_list(statement), s.LIST
            statement.listed = True
        else:
            raise token.error("Expected variable name here")
        for name in names:
            self.check_free(name, scope)
            variable = n.Variable(name.name, "let", name)
            scope.add(variable)
            statement.variables.append(variable)
        self.initialised += statement.variables
        single = Syntax(right=(expected,), precedence=0)
        following = self.meaning(self.peek())
        if token.kind == "ident" and isinstance(following, Primitive) and following.syntax.infix:
            raise statement.token.error(missing_input(statement.primitive.syntax, "LET", True))
        statement.args = self.resolve_all(
            single,
            [self.argument(single, statement.primitive.syntax, statement.token, expected, scope)],
            statement.token,
            scope,
        )
        for _ in names:
            self.initialised.pop()
        statement.end = statement.args[-1].end
        return statement

    def _set(self, statement: n.Statement, scope: Scope) -> n.Statement:
        syntax = statement.primitive.syntax
        if self.peek().kind == "[":
            statement.listed = True
            for token in self._name_list(statement):
                statement.targets.append(self._set_target(token, scope))
            single = Syntax(right=(s.LIST,), precedence=0)
            raw: list[Raw] = [self.argument(single, syntax, statement.token, s.LIST, scope)]
            statement.args = self.resolve_all(single, raw, statement.token, scope)
        else:
            target, value = self.arguments(syntax, statement.token, False, scope)
            statement.targets, statement.args = [target], [value]
        for target in statement.targets:
            if not isinstance(target, n.Local | n.AgentVariable):
                source = self.heading.source
                raise source.error(
                    'This isn\'t something you can use "set" on.', statement.start, statement.args[-1].end
                )
        statement.end = statement.args[-1].end
        return statement

    def _name_list(self, statement: n.Statement) -> list[Token]:
        close = self.closing(self.at)
        names = self.tokens[self.at + 1 : close]
        self.at = close + 1
        if not names:
            word = statement.token.name.removeprefix("__")
            raise statement.token.error(
                f"The list of variables names given to {word} must contain at least one item."
            )
        return names

    def _set_target(self, token: Token, scope: Scope) -> n.Expression:
        meaning = self.meaning(token)
        variable = scope.find(token.name)
        if isinstance(meaning, VariableName):
            return self.agent_variable(meaning, token)
        if meaning is None and variable is not None:
            return n.Local(variable, token, token.start, token.end)
        if meaning is None:
            hint = self.table.suggestion(token.name, scope.names())
            raise token.error(f"There is no variable called {token.name}.", hint)
        primitive, _ = primitive_of(meaning)
        if (primitive is not None and primitive.is_command) or (
            isinstance(meaning, Heading) and not meaning.is_reporter
        ):
            raise token.error(f"Command found in multi-set where a variable name was expected: {token.name}.")
        raise token.error('This isn\'t something you can use "set" on.')
