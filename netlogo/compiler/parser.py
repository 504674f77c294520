"""Bodies of procedures to syntax trees: precedence, blocks by expected type, concise anonymous procedures.

What a bracket means depends on the type its reader expects, which is known only when all inputs of an
instruction have been read; so a block is first skipped (`_Delayed`) and parsed when its type is settled.
Brackets are matched once for the whole body, which keeps parsing linear in the length of the text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeAlias, TypeVar

from netlogo.compiler import nodes as n
from netlogo.compiler import syntax as s
from netlogo.compiler.display import lambda_text
from netlogo.compiler.lexer import NOBODY_LITERAL, Token, Value
from netlogo.compiler.names import BreedPrimitive, Meaning, NameTable, VariableName, call_syntax
from netlogo.compiler.primitives import UNARY_MINUS, Primitive
from netlogo.compiler.program import Breed, Heading
from netlogo.compiler.syntax import Syntax, a_type
from netlogo.errors import CompilerError

LOWEST: Final = -1
_CALL: Final = Primitive("call", Syntax())


class Scope:
    """Local variables in sight; each block adds a level."""

    __slots__ = ("_names", "_parent")

    def __init__(self, parent: Scope | None = None) -> None:
        self._names: dict[str, n.Variable] = {}
        self._parent = parent

    def find(self, name: str) -> n.Variable | None:
        scope: Scope | None = self
        while scope is not None:
            variable = scope._names.get(name)
            if variable is not None:
                return variable
            scope = scope._parent
        return None

    def add(self, variable: n.Variable) -> None:
        self._names[variable.name] = variable

    def names(self) -> list[str]:
        return [*self._names, *(self._parent.names() if self._parent else ())]


@dataclass(slots=True)
class _Delayed:
    """A block not yet parsed: where its brackets are, and the inputs in front of an arrow."""

    first: int
    last: int
    token: Token
    start: int
    end: int
    body: int
    formals: list[n.Variable] | None = None


_Raw: TypeAlias = "n.Expression | _Delayed"
_Parsed = TypeVar("_Parsed", "n.Statement", "_Raw")


class _Missing(Exception):  # noqa: N818  # not an error by itself: the caller decides what it means
    """No expression stands here; `prefix` says that an infix operator has nothing on its left."""

    def __init__(self, token: Token, prefix: bool) -> None:
        super().__init__()
        self.token = token
        self.prefix = prefix


def parse_procedure(heading: Heading, table: NameTable) -> n.ProcedureBody:
    """The syntax tree of a procedure. Raises `CompilerError` at the first fault."""
    try:
        return _Parser(heading, table).procedure()
    except RecursionError:
        raise heading.name_token.error("This procedure is nested too deeply.") from None


class _Parser:
    """Parses one procedure; `_at` is the index of the next token."""

    def __init__(self, heading: Heading, table: NameTable) -> None:
        self._heading = heading
        self._table = table
        self._tokens = heading.body
        self._at = 0
        self._close, self._arrow = _match_brackets(self._tokens)
        self._initialised: list[n.Variable] = []
        self._fresh = 0

    def procedure(self) -> n.ProcedureBody:
        scope = Scope()
        inputs = [n.Variable(t.name, "input", t) for t in self._heading.input_tokens]
        for variable in inputs:
            scope.add(variable)
        statements = self._statements("eof", scope)
        return n.ProcedureBody(self._heading, inputs, statements)

    # -- statements

    def _peek(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _statements(self, terminator: str, scope: Scope) -> list[n.Statement]:
        statements = []
        while self._peek().kind != terminator:
            statements.append(self._statement(False, scope))
        return statements

    def _statement(self, variadic: bool, scope: Scope) -> n.Statement:
        token = self._peek()
        if token.kind == "(":
            return self._parenthesized(lambda: self._statement(True, scope))
        meaning = self._meaning(token)
        if token.kind == "ident":
            if isinstance(meaning, Heading) and not meaning.is_reporter:
                self._at += 1
                syntax = call_syntax(meaning)
                statement = n.Statement(
                    replace_syntax(_CALL, syntax), [], token, token.start, token.end, None, meaning
                )
                return self._with_args(statement, syntax, variadic, scope)
            primitive, breed = _primitive(meaning)
            if primitive is not None and primitive.is_command:
                self._at += 1
                return self._command(primitive, breed, token, variadic, scope)
            if meaning is None and scope.find(token.name) is None:
                raise self._undefined(token, scope)
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
        statement.args = self._arguments(syntax, statement.token, variadic, scope)
        if statement.args:
            statement.end = max(statement.end, statement.args[-1].end)
        return statement

    def _let(self, statement: n.Statement, scope: Scope) -> n.Statement:
        token = self._peek()
        if token.kind == "eof":
            raise statement.token.error(missing_input(statement.primitive.syntax, statement.token.name, True))
        if token.kind == "ident":
            self._at += 1
            names, expected = [token], s.WILDCARD
        elif token.kind == "[":
            names, expected = self._name_list(statement), s.LIST
            statement.listed = True
        else:
            raise token.error("Expected variable name here")
        for name in names:
            self._check_free(name, scope)
            variable = n.Variable(name.name, "let", name)
            scope.add(variable)
            statement.variables.append(variable)
        self._initialised += statement.variables
        single = Syntax(right=(expected,), precedence=0)
        following = self._meaning(self._peek())
        if token.kind == "ident" and isinstance(following, Primitive) and following.syntax.infix:
            raise statement.token.error(missing_input(statement.primitive.syntax, "LET", True))
        statement.args = self._resolve_all(
            single,
            [self._argument(single, statement.primitive.syntax, statement.token, expected, scope)],
            statement.token,
            scope,
        )
        for _ in names:
            self._initialised.pop()
        statement.end = statement.args[-1].end
        return statement

    def _set(self, statement: n.Statement, scope: Scope) -> n.Statement:
        syntax = statement.primitive.syntax
        if self._peek().kind == "[":
            statement.listed = True
            for token in self._name_list(statement):
                statement.targets.append(self._set_target(token, scope))
            single = Syntax(right=(s.LIST,), precedence=0)
            raw: list[_Raw] = [self._argument(single, syntax, statement.token, s.LIST, scope)]
            statement.args = self._resolve_all(single, raw, statement.token, scope)
        else:
            target, value = self._arguments(syntax, statement.token, False, scope)
            statement.targets, statement.args = [target], [value]
        for target in statement.targets:
            if not isinstance(target, n.Local | n.AgentVariable):
                source = self._heading.source
                raise source.error(
                    'This isn\'t something you can use "set" on.', statement.start, statement.args[-1].end
                )
        statement.end = statement.args[-1].end
        return statement

    def _name_list(self, statement: n.Statement) -> list[Token]:
        close = self._closing(self._at)
        names = self._tokens[self._at + 1 : close]
        self._at = close + 1
        if not names:
            word = statement.token.name.removeprefix("__")
            raise statement.token.error(
                f"The list of variables names given to {word} must contain at least one item."
            )
        return names

    def _set_target(self, token: Token, scope: Scope) -> n.Expression:
        meaning = self._meaning(token)
        variable = scope.find(token.name)
        if isinstance(meaning, VariableName):
            return self._agent_variable(meaning, token)
        if meaning is None and variable is not None:
            return n.Local(variable, token, token.start, token.end)
        if meaning is None:
            hint = self._table.suggestion(token.name, scope.names())
            raise token.error(f"There is no variable called {token.name}.", hint)
        primitive, _ = _primitive(meaning)
        if (primitive is not None and primitive.is_command) or (
            isinstance(meaning, Heading) and not meaning.is_reporter
        ):
            raise token.error(f"Command found in multi-set where a variable name was expected: {token.name}.")
        raise token.error('This isn\'t something you can use "set" on.')

    def _check_free(self, token: Token, scope: Scope) -> None:
        symbol = self._table.used.get(token.name)
        if symbol is not None:
            raise token.error(f"There is already a {symbol.label} called {token.name}")
        if scope.find(token.name) is not None:
            raise token.error(f"There is already a local variable here called {token.name}")

    # -- arguments

    def _arguments(
        self, syntax: Syntax, token: Token, variadic: bool, scope: Scope, left: n.Expression | None = None
    ) -> list[n.Expression]:
        raw: list[_Raw] = [left] if left is not None else []
        if variadic and syntax.variadic:
            raw += self._variadic_arguments(syntax, token, scope)
        else:
            last = len(syntax.right) - 1
            for i in range(syntax.right_default):
                raw.append(self._argument(syntax, syntax, token, syntax.right[min(i, last)], scope))
            if syntax.optional_block:
                if self._peek().kind == "[":
                    raw.append(self._argument(syntax, syntax, token, syntax.right[-1], scope))
                else:
                    end = raw[-1].end if raw else token.end
                    raw.append(n.CommandBlock([], token, end, end, synthetic=True))
        return self._resolve_all(syntax, raw, token, scope)

    def _variadic_arguments(self, syntax: Syntax, token: Token, scope: Scope) -> list[_Raw]:
        raw: list[_Raw] = []
        goals = list(syntax.right)
        while True:
            head = self._peek()
            if head.kind == ")":
                return raw
            meaning = self._meaning(head)
            primitive, _ = _primitive(meaning)
            if goals[0] != s.REPORTER and primitive is not None and primitive.syntax.infix:
                if len(raw) != syntax.total_default:
                    raise token.error(
                        "To use a non-default number of inputs, you need to put parentheses around this."
                    )
                return raw
            raw.append(self._argument(syntax, syntax, token, goals[0], scope))
            if len(goals) > 1:
                goals.pop(0)

    def _argument(self, syntax: Syntax, shown: Syntax, token: Token, goal: int, scope: Scope) -> _Raw:
        """One input; `shown` is the syntax that a complaint about a missing input describes."""
        try:
            return self._expression(False, syntax.precedence, goal, scope)
        except _Missing:
            raise token.error(missing_input(shown, token.name, True)) from None

    def _resolve_all(self, syntax: Syntax, raw: list[_Raw], token: Token, scope: Scope) -> list[n.Expression]:
        """Settle the types of all inputs: from the left up to a repeatable one, then from the right, then
        the rest.
        """
        inputs: list[n.Expression] = list(raw)  # type: ignore[arg-type]  # each is resolved below
        display = token.name
        first = 0
        if syntax.infix:
            inputs[0] = self._resolve(syntax.left, raw[0], display, scope)
            first = 1
        types = syntax.right
        formal = 0
        while formal < len(types) and not types[formal] & s.REPEATABLE:
            optional = types[formal] & s.OPTIONAL
            if formal == len(types) - 1 and optional and len(raw) == len(types) - 1:
                return inputs
            if len(raw) <= first:
                raise token.error(missing_input(syntax, display, True))
            inputs[first] = self._resolve(types[formal], raw[first], display, scope)
            formal += 1
            first += 1
        if formal == len(types):
            return inputs
        last, behind = len(raw) - 1, len(types) - 1
        while behind >= 0 and not types[behind] & s.REPEATABLE:
            if not -1 < last < len(raw):
                raise token.error(missing_input(syntax, display, True))
            inputs[last] = self._resolve(types[behind], raw[last], display, scope)
            behind -= 1
            last -= 1
        for i in range(first, last + 1):
            inputs[i] = self._resolve(types[formal], raw[i], display, scope)
        return inputs

    def _resolve(self, goal: int, raw: _Raw, display: str, scope: Scope) -> n.Expression:
        node = self._block(raw, goal, scope) if isinstance(raw, _Delayed) else raw
        reported = node.returns
        if not goal & reported:
            if not goal & s.REFERENCE and reported & ~s.REFERENCE:
                reported &= ~s.REFERENCE
            raise self._heading.source.error(
                f"{display} expected this input to be {a_type(goal)}, but got {a_type(reported)} instead",
                node.start,
                node.end,
            )
        return node

    # -- expressions

    def _whole_expression(self, variadic: bool, goal: int, scope: Scope) -> _Raw:
        try:
            return self._expression(variadic, LOWEST, goal, scope)
        except _Missing as missing:
            message = "Missing input on the left." if missing.prefix else "Expected reporter."
            raise missing.token.error(message) from None

    def _parenthesized(self, parse: Callable[[], _Parsed]) -> _Parsed:
        opening = self._take()
        node = parse()
        closing = self._take()
        if closing.kind == "eof":
            raise opening.error("No closing parenthesis for this open parenthesis.")
        if closing.kind != ")":
            raise closing.error("Expected a closing parenthesis here.")
        node.start, node.end = opening.start, closing.end
        return node

    def _expression(self, variadic: bool, precedence: int, goal: int, scope: Scope) -> _Raw:
        token = self._peek()
        if token.kind == "(":
            node = self._parenthesized(lambda: self._inner(token, goal, scope))
        elif token.kind == "[":
            node = self._delay(token, scope)
        elif token.kind == "ident" and goal & s.SYMBOL and self._meaning(token) is not None:
            self._at += 1
            node = n.CodeBlock(token.text, token, token.start, token.end, s.SYMBOL)
        elif token.kind == "literal":
            self._at += 1
            node = n.Const(token.value, token, token.start, token.end, literal_type(token.value))
        elif token.kind == "ident":
            node = self._named(token, variadic, goal, scope)
        else:
            raise _Missing(token, prefix=False)
        return self._more(node, precedence, scope)

    def _inner(self, opening: Token, goal: int, scope: Scope) -> _Raw:
        node = self._whole_expression(True, goal, scope)
        following = self._peek()
        if following.kind == "ident" and self._is_command(following):
            raise opening.error("No closing parenthesis for this open parenthesis.")
        return node

    def _named(self, token: Token, variadic: bool, goal: int, scope: Scope) -> n.Expression:
        """An expression that starts with a name."""
        any_lambda = goal == s.REPORTER | s.COMMAND
        wants_reporter = any_lambda or goal == s.REPORTER
        meaning = self._meaning(token)
        if meaning is None:
            self._at += 1
            return self._local(token, scope, goal)
        if isinstance(meaning, VariableName):
            self._at += 1
            return self._agent_variable(meaning, token)
        if self._is_command(token):
            if not (any_lambda or goal == s.COMMAND):
                raise _Missing(token, prefix=False)
            self._at += 1
            return self._concise_command(token, meaning)
        primitive, breed = _primitive(meaning)
        syntax = call_syntax(meaning) if isinstance(meaning, Heading) else primitive.syntax  # type: ignore[union-attr]
        concise = wants_reporter and not variadic and not _takes_symbols(syntax)
        if syntax.infix and not wants_reporter:
            if token.text != "-" or not variadic:
                raise _Missing(token, prefix=True)
            primitive, syntax = UNARY_MINUS, UNARY_MINUS.syntax
        self._at += 1
        if concise and (any_lambda or syntax.total_default > 0):
            return self._concise_reporter(token, meaning, syntax)
        if isinstance(meaning, Heading):
            call = n.CallReporter(meaning, [], token, token.start, token.end)
            call.args = self._arguments(syntax, token, variadic, scope)
            call.end = max(call.end, call.args[-1].end) if call.args else call.end
            return call
        assert primitive is not None
        app = n.App(primitive, [], token, token.start, token.end, breed)
        app.args = self._arguments(syntax, token, variadic, scope)
        app.end = max(app.end, app.args[-1].end) if app.args else app.end
        return app

    def _more(self, node: _Raw, precedence: int, scope: Scope) -> _Raw:
        """Infix operators that bind tighter than what stands in front."""
        while True:
            token = self._peek()
            primitive, _ = _primitive(self._meaning(token)) if token.kind == "ident" else (None, None)
            if primitive is None or not primitive.syntax.infix:
                return node
            syntax = primitive.syntax
            if not (
                syntax.precedence > precedence
                or (syntax.right_associative and syntax.precedence == precedence)
            ):
                return node
            self._at += 1
            app = n.App(primitive, [], token, node.start, token.end)
            app.args = self._arguments(syntax, token, False, scope, node)  # type: ignore[arg-type]
            app.end = app.args[-1].end
            node = app

    def _local(self, token: Token, scope: Scope, goal: int) -> n.Expression:
        variable = scope.find(token.name)
        if goal == s.SYMBOL:
            return n.CodeBlock(token.text, token, token.start, token.end, s.SYMBOL)
        if variable is None or variable in self._initialised:
            raise self._undefined(token, scope)
        return n.Local(variable, token, token.start, token.end)

    def _agent_variable(self, name: VariableName, token: Token) -> n.AgentVariable:
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

    def _undefined(self, token: Token, scope: Scope) -> CompilerError:
        hint = self._table.suggestion(token.name, scope.names())
        return token.error(f"Nothing named {token.name} has been defined.", hint)

    # -- anonymous procedures and blocks

    def _formals(self, count: int, token: Token) -> list[n.Variable]:
        self._fresh += count
        return [n.Variable(f"INPUT {self._fresh - count + i + 1}", "formal", token) for i in range(count)]

    def _concise_reporter(self, token: Token, meaning: Meaning, syntax: Syntax) -> n.Lambda:
        """`map abs xs`, `reduce + xs`: the reporter alone stands for an anonymous one that passes its inputs
        on.
        """
        formals = self._formals(syntax.total_minimum, token)
        args: list[n.Expression] = [n.Local(v, token, token.start, token.end) for v in formals]
        body: n.Expression
        if isinstance(meaning, Heading):
            body = n.CallReporter(meaning, args, token, token.start, token.end)
        else:
            primitive, breed = _primitive(meaning)
            assert primitive is not None
            body = n.App(primitive, args, token, token.start, token.end, breed)
        node = n.Lambda(formals, body, token, token.start, token.end, token.text, concise=True)
        node.takes_all = syntax.variadic
        return node

    def _concise_command(self, token: Token, meaning: Meaning) -> n.Lambda:
        primitive, breed = _primitive(meaning)
        if primitive is not None and not primitive.syntax.concise:
            raise _Missing(token, prefix=False)
        heading = meaning if isinstance(meaning, Heading) else None
        if heading is not None:
            primitive = replace_syntax(_CALL, call_syntax(heading))
        assert primitive is not None
        formals = self._formals(primitive.syntax.total_default, token)
        args: list[n.Expression] = [n.Local(v, token, token.start, token.end) for v in formals]
        if primitive.syntax.optional_block:
            args.append(n.CommandBlock([], token, token.start, token.end, synthetic=True))
        statement = n.Statement(primitive, args, token, token.start, token.end, breed, heading)
        block = n.CommandBlock([statement], token, token.start, token.end, synthetic=True)
        node = n.Lambda(formals, block, token, token.start, token.end, token.text, concise=True)
        node.takes_all = primitive.syntax.variadic
        return node

    def _closing(self, opening: int) -> int:
        close = self._close.get(opening)
        if close is None:
            raise self._tokens[opening].error("No closing bracket for this open bracket.")
        return close

    def _delay(self, token: Token, scope: Scope) -> _Delayed:
        first, last = self._at, self._closing(self._at)
        block = _Delayed(first, last, token, token.start, self._tokens[last].end, first + 1)
        if first in self._arrow:
            self._read_formals(block, scope)
        self._at = last + 1
        return block

    def _read_formals(self, block: _Delayed, scope: Scope) -> None:
        """Inputs in front of an arrow: `[ x -> ...]`, `[ [x y] -> ...]` or `[ -> ...]`; else it is no
        anonymous procedure.
        """
        first = block.first + 1
        arrow = self._arrow[block.first]
        if self._tokens[first].kind == "[":
            close = self._closing(first)
            taken = Scope(scope)
            formals = []
            for token in self._tokens[first + 1 : close]:
                self._check_free(token, taken)
                if token.text == "->" or token.kind != "ident":
                    raise token.error("Expected a variable name here")
                variable = n.Variable(token.name, "formal", token)
                taken.add(variable)
                formals.append(variable)
            block.formals, block.body = formals, close + 2
            return
        between = self._tokens[first:arrow]
        if any(token.kind == "[" for token in between):
            return
        if len(between) > 1:
            raise self._heading.source.error(
                "An anonymous procedures of two or more arguments must enclose its argument list in brackets",
                between[0].start,
                between[-1].end,
            )
        if between:
            token = between[0]
            self._check_free(token, scope)
            if token.kind != "ident":
                raise token.error("Expected a variable name here")
        block.formals = [n.Variable(token.name, "formal", token) for token in between]
        block.body = arrow + 1

    def _starts_command(self, block: _Delayed) -> bool:
        at = block.body
        while at < block.last and self._tokens[at].kind == "(":
            at += 1
        token = self._tokens[at]
        return token.kind == "]" or (token.kind == "ident" and self._is_command(token))

    def _block(self, block: _Delayed, goal: int, scope: Scope) -> n.Expression:
        """Parse a skipped block as what its reader expects it to be."""
        if goal & s.CODE_BLOCK:
            inside = self._tokens[block.first + 1 : block.last]
            return n.CodeBlock(" ".join(token.text for token in inside), block.token, block.start, block.end)
        resume, self._at = self._at, block.body
        try:
            return self._block_at(block, goal, scope)
        finally:
            self._at = resume

    def _block_at(self, block: _Delayed, goal: int, scope: Scope) -> n.Expression:
        is_command = self._starts_command(block)
        if block.formals is not None:
            inner = Scope(scope)
            for variable in block.formals:
                inner.add(variable)
            return self._lambda(block, is_command, inner)
        if goal & s.REPORTER_BLOCK:
            body = self._single_expression(goal, scope)
            return n.ReporterBlock(body, block.token, block.start, block.end)
        if goal & s.COMMAND_BLOCK:
            statements = self._statements("]", Scope(scope))
            return n.CommandBlock(statements, block.token, block.start, block.end)
        if not goal & s.LIST and goal & (s.COMMAND if is_command else s.REPORTER):
            return self._lambda(block, is_command, Scope(scope))
        if goal & s.LIST:
            value = self._literal_list(block.token)
            return n.Const(value, block.token, block.start, block.end, s.LIST)
        raise self._heading.source.error(
            f"Expected {a_type(goal)} here, rather than a list or block.", block.start, block.end
        )

    def _lambda(self, block: _Delayed, is_command: bool, scope: Scope) -> n.Lambda:
        body: n.Expression
        if is_command:
            body = n.CommandBlock(self._statements("]", scope), block.token, block.start, block.end)
        else:
            body = self._single_expression(s.WILDCARD, scope)
        node = n.Lambda(block.formals or [], body, block.token, block.start, block.end)
        node.has_arrow = block.formals is not None
        node.bracketed = node.has_arrow and self._tokens[block.first + 1].kind == "["
        node.text = lambda_text(node)
        return node

    def _single_expression(self, goal: int, scope: Scope) -> n.Expression:
        node = self._resolve(s.WILDCARD, self._whole_expression(False, goal, scope), "", scope)
        closing = self._peek()
        if closing.kind != "]":
            raise closing.error("Expected closing bracket.")
        return node

    def _literal_list(self, opening: Token) -> Value:
        values: list[Value] = []
        while True:
            token = self._take()
            if token.kind == "]":
                return values
            if token.kind == "eof":
                raise opening.error("No closing bracket for this open bracket.")
            values.append(self._literal(token))

    def _literal(self, token: Token) -> Value:
        if token.kind == "literal":
            return token.value
        if token.kind == "[":
            return self._literal_list(token)
        if token.kind == "(":
            value = self._literal(self._take())
            closing = self._take()
            if closing.kind != ")":
                raise closing.error("Expected a closing parenthesis.")
            return value
        raise token.error("Expected a literal value.")

    # -- names

    def _meaning(self, token: Token) -> Meaning | None:
        """What a name means in this procedure; an input of the procedure is a local variable."""
        if token.kind != "ident" or token.name in self._heading.inputs:
            return None
        return self._table.find(token.name)

    def _is_command(self, token: Token) -> bool:
        meaning = self._meaning(token)
        if isinstance(meaning, Heading):
            return not meaning.is_reporter
        primitive, _ = _primitive(meaning)
        return primitive is not None and primitive.is_command


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


def literal_type(value: Value) -> int:
    """The type mask of a literal."""
    if value is NOBODY_LITERAL:
        return s.WILDCARD  # as NetLogo has it: `ask nobody` fails when it runs
    if isinstance(value, bool):
        return s.BOOLEAN
    return s.NUMBER if isinstance(value, float) else s.STRING if isinstance(value, str) else s.LIST


def replace_syntax(primitive: Primitive, syntax: Syntax) -> Primitive:
    """The same primitive with another syntax."""
    return replace(primitive, syntax=syntax)


def _primitive(meaning: Meaning | None) -> tuple[Primitive | None, Breed | None]:
    if isinstance(meaning, BreedPrimitive):
        return meaning.primitive, meaning.breed
    return (meaning, None) if isinstance(meaning, Primitive) else (None, None)


def _takes_symbols(syntax: Syntax) -> bool:
    return any(mask & (s.CODE_BLOCK | s.SYMBOL) for mask in (syntax.left, *syntax.right))


def _match_brackets(tokens: list[Token]) -> tuple[dict[int, int], dict[int, int]]:
    """For each `[` the index of its `]`, and of the first arrow directly inside."""
    close: dict[int, int] = {}
    arrow: dict[int, int] = {}
    open_at: list[int] = []
    for i, token in enumerate(tokens):
        if token.kind == "[":
            open_at.append(i)
        elif token.kind == "]" and open_at:
            close[open_at.pop()] = i
        elif token.text == "->" and open_at:
            arrow.setdefault(open_at[-1], i)
    return close, arrow
