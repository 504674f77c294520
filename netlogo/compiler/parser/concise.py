"""Concise anonymous procedures: a primitive or procedure alone where one is expected (`map abs xs`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from netlogo.compiler.front import nodes as n
from netlogo.compiler.front.lexer import Token
from netlogo.compiler.front.primitives import Primitive
from netlogo.compiler.front.program import Heading
from netlogo.compiler.front.symbols import Meaning, call_syntax
from netlogo.compiler.front.syntax import Syntax
from netlogo.compiler.parser.blocks import Blocks
from netlogo.compiler.parser.cursor import primitive_of
from netlogo.compiler.parser.delayed import Missing

CALL: Final = Primitive("call", Syntax())


class Concise(Blocks):
    """Makes anonymous procedures of single names."""

    def _formals(self, count: int, token: Token) -> list[n.Variable]:
        self._fresh += count
        return [n.Variable(f"INPUT {self._fresh - count + i + 1}", "formal", token) for i in range(count)]

    def concise_reporter(self, token: Token, meaning: Meaning, syntax: Syntax) -> n.Lambda:
        """`map abs xs`, `reduce + xs`: the reporter alone stands for an anonymous one that passes its inputs
        on.
        """
        formals = self._formals(syntax.total_minimum, token)
        args: list[n.Expression] = [n.Local(v, token, token.start, token.end) for v in formals]
        body: n.Expression
        if isinstance(meaning, Heading):
            body = n.CallReporter(meaning, args, token, token.start, token.end)
        else:
            primitive, breed = primitive_of(meaning)
            assert primitive is not None
            body = n.App(primitive, args, token, token.start, token.end, breed)
        node = n.Lambda(formals, body, token, token.start, token.end, token.text, concise=True)
        node.takes_all = syntax.variadic
        return node

    def concise_command(self, token: Token, meaning: Meaning) -> n.Lambda:
        primitive, breed = primitive_of(meaning)
        if primitive is not None and not primitive.syntax.concise:
            raise Missing(token, prefix=False)
        heading = meaning if isinstance(meaning, Heading) else None
        if heading is not None:
            primitive = replace(CALL, syntax=call_syntax(heading))
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
