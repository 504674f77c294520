"""What stands where an input is expected: an expression, a block whose type is not known yet, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from netlogo.compiler.front import nodes as n
from netlogo.compiler.front.lexer import Token


@dataclass(slots=True)
class Delayed:
    """A block not yet parsed: where its brackets are, and the inputs in front of an arrow."""

    first: int
    last: int
    token: Token
    start: int
    end: int
    body: int
    formals: list[n.Variable] | None = None


Raw: TypeAlias = "n.Expression | Delayed"


class Missing(Exception):  # noqa: N818  # not an error by itself: the caller decides what it means
    """No expression stands here; `prefix` says that an infix operator has nothing on its left."""

    def __init__(self, token: Token, prefix: bool) -> None:
        super().__init__()
        self.token = token
        self.prefix = prefix
