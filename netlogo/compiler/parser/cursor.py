"""Where the parser stands in the tokens of a procedure, and what the names there mean.

Brackets are matched once for the whole body, which keeps parsing linear in the length of the text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from netlogo.compiler.front import nodes as n
from netlogo.compiler.front.lexer import Token
from netlogo.compiler.front.primitives import Primitive
from netlogo.compiler.front.program import Breed, Heading
from netlogo.compiler.front.symbols import BreedPrimitive, Meaning, NameTable
from netlogo.compiler.parser.delayed import Raw
from netlogo.compiler.parser.scope import Scope
from netlogo.errors import CompilerError

Parsed = TypeVar("Parsed", "n.Statement", "Raw")


class Cursor:
    """A place in the tokens of one procedure; `at` is the index of the next token."""

    def __init__(self, heading: Heading, table: NameTable) -> None:
        self.heading = heading
        self.table = table
        self.tokens = heading.body
        self.at = 0
        self._close, self.arrow = _match_brackets(self.tokens)
        self.initialised: list[n.Variable] = []
        self._fresh = 0

    def peek(self) -> Token:
        """The next token, which stays."""
        return self.tokens[self.at]

    def take(self) -> Token:
        """The next token, and go on."""
        token = self.tokens[self.at]
        self.at += 1
        return token

    def closing(self, opening: int) -> int:
        """The index of the bracket that closes the one at `opening`."""
        close = self._close.get(opening)
        if close is None:
            raise self.tokens[opening].error("No closing bracket for this open bracket.")
        return close

    def parenthesized(self, parse: Callable[[], Parsed]) -> Parsed:
        """What `parse` makes of the inside of a pair of parentheses."""
        opening = self.take()
        node = parse()
        closing = self.take()
        if closing.kind == "eof":
            raise opening.error("No closing parenthesis for this open parenthesis.")
        if closing.kind != ")":
            raise closing.error("Expected a closing parenthesis here.")
        node.start, node.end = opening.start, closing.end
        return node

    def meaning(self, token: Token) -> Meaning | None:
        """What a name means in this procedure; an input of the procedure is a local variable."""
        if token.kind != "ident" or token.name in self.heading.inputs:
            return None
        return self.table.find(token.name)

    def is_command(self, token: Token) -> bool:
        """Whether a token is the name of a command."""
        meaning = self.meaning(token)
        if isinstance(meaning, Heading):
            return not meaning.is_reporter
        primitive, _ = primitive_of(meaning)
        return primitive is not None and primitive.is_command

    def undefined(self, token: Token, scope: Scope) -> CompilerError:
        """The error for a name that nobody knows."""
        hint = self.table.suggestion(token.name, scope.names())
        return token.error(f"Nothing named {token.name} has been defined.", hint)

    def check_free(self, token: Token, scope: Scope, *, formal: bool = False) -> None:
        """Refuse a new local variable whose name is taken; `formal`: an input of an anonymous procedure."""
        symbol = self.table.used.get(token.name)
        if symbol is not None and symbol.owner == "link":  # NetLogo forgets variables of breeds of links here
            if formal:
                raise token.error("Expected a variable name here")
        elif symbol is not None:
            raise token.error(f"There is already a {symbol.label} called {token.name}")
        if scope.find(token.name) is not None:
            raise token.error(f"There is already a local variable here called {token.name}")


def primitive_of(meaning: Meaning | None) -> tuple[Primitive | None, Breed | None]:
    """The primitive that a name stands for, with its breed where it has one."""
    if isinstance(meaning, BreedPrimitive):
        return meaning.primitive, meaning.breed
    return (meaning, None) if isinstance(meaning, Primitive) else (None, None)


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
