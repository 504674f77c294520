"""Anonymous procedures, blocks and literal lists: all that stands in square brackets.

What a bracket means depends on the type its reader expects, which is known only when all inputs of an
instruction have been read; so a block is first skipped (`Delayed`) and parsed when its type is settled.
"""

from __future__ import annotations

from netlogo.compiler.front import nodes as n
from netlogo.compiler.front import syntax as s
from netlogo.compiler.front.display import lambda_text
from netlogo.compiler.front.lexer import Token, Value
from netlogo.compiler.front.syntax import a_type
from netlogo.compiler.parser.delayed import Delayed, Raw
from netlogo.compiler.parser.inputs import Inputs
from netlogo.compiler.parser.scope import Scope


class Blocks(Inputs):
    """Skips blocks and parses them later."""

    def delay(self, token: Token, scope: Scope) -> Delayed:
        """Skip the block that begins here."""
        first, last = self.at, self.closing(self.at)
        block = Delayed(first, last, token, token.start, self.tokens[last].end, first + 1)
        if first in self.arrow:
            self._read_formals(block, scope)
        self.at = last + 1
        return block

    def _read_formals(self, block: Delayed, scope: Scope) -> None:
        """Inputs in front of an arrow: `[ x -> ...]`, `[ [x y] -> ...]` or `[ -> ...]`; else it is no
        anonymous procedure.
        """
        first = block.first + 1
        arrow = self.arrow[block.first]
        if self.tokens[first].kind == "[":
            close = self.closing(first)
            taken = Scope(scope)
            formals = []
            for token in self.tokens[first + 1 : close]:
                self.check_free(token, taken, formal=True)
                if token.text == "->" or token.kind != "ident":
                    raise token.error("Expected a variable name here")
                variable = n.Variable(token.name, "formal", token)
                taken.add(variable)
                formals.append(variable)
            block.formals, block.body = formals, close + 2
            return
        between = self.tokens[first:arrow]
        if any(token.kind == "[" for token in between):
            return
        if len(between) > 1:
            raise self.heading.source.error(
                "An anonymous procedures of two or more arguments must enclose its argument list in brackets",
                between[0].start,
                between[-1].end,
            )
        if between:
            token = between[0]
            self.check_free(token, scope, formal=True)
            if token.kind != "ident":
                raise token.error("Expected a variable name here")
        block.formals = [n.Variable(token.name, "formal", token) for token in between]
        block.body = arrow + 1

    def _starts_command(self, block: Delayed) -> bool:
        at = block.body
        while at < block.last and self.tokens[at].kind == "(":
            at += 1
        token = self.tokens[at]
        return token.kind == "]" or (token.kind == "ident" and self.is_command(token))

    def block(self, block: Delayed, goal: int, scope: Scope) -> n.Expression:
        """Parse a skipped block as what its reader expects it to be."""
        if goal & s.CODE_BLOCK:
            inside = self.tokens[block.first + 1 : block.last]
            return n.CodeBlock(" ".join(token.text for token in inside), block.token, block.start, block.end)
        resume, self.at = self.at, block.body
        try:
            return self._block_at(block, goal, scope)
        finally:
            self.at = resume

    def _block_at(self, block: Delayed, goal: int, scope: Scope) -> n.Expression:
        is_command = self._starts_command(block)
        if block.formals is not None:
            inner = Scope(scope)
            for variable in block.formals:
                inner.add(variable)
            return self._anonymous(block, is_command, inner)
        if goal & s.REPORTER_BLOCK:
            body = self._single_expression(goal, scope)
            return n.ReporterBlock(body, block.token, block.start, block.end)
        if goal & s.COMMAND_BLOCK:
            statements = self.statements("]", Scope(scope))
            return n.CommandBlock(statements, block.token, block.start, block.end)
        if not goal & s.LIST and goal & (s.COMMAND if is_command else s.REPORTER):
            return self._anonymous(block, is_command, Scope(scope))
        if goal & s.LIST:
            value = self._literal_list(block.token)
            return n.Const(value, block.token, block.start, block.end, s.LIST)
        raise self.heading.source.error(
            f"Expected {a_type(goal)} here, rather than a list or block.", block.start, block.end
        )

    def _anonymous(self, block: Delayed, is_command: bool, scope: Scope) -> n.Lambda:
        body: n.Expression
        if is_command:
            body = n.CommandBlock(self.statements("]", scope), block.token, block.start, block.end)
        else:
            body = self._single_expression(s.WILDCARD, scope)
        node = n.Lambda(block.formals or [], body, block.token, block.start, block.end)
        node.has_arrow = block.formals is not None
        node.bracketed = node.has_arrow and self.tokens[block.first + 1].kind == "["
        node.text = lambda_text(node)
        return node

    def _single_expression(self, goal: int, scope: Scope) -> n.Expression:
        node = self.resolve(s.WILDCARD, self.whole_expression(False, goal, scope), "", scope)
        closing = self.peek()
        if closing.kind != "]":
            raise closing.error("Expected closing bracket.")
        return node

    def _literal_list(self, opening: Token) -> Value:
        values: list[Value] = []
        while True:
            token = self.take()
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
            value = self._literal(self.take())
            closing = self.take()
            if closing.kind != ")":
                raise closing.error("Expected a closing parenthesis.")
            return value
        raise token.error("Expected a literal value.")

    def statements(self, terminator: str, scope: Scope) -> list[n.Statement]:
        """Statements up to a token of the kind `terminator`."""
        raise NotImplementedError

    def whole_expression(self, variadic: bool, goal: int, scope: Scope) -> Raw:
        """An expression that must be there."""
        raise NotImplementedError
