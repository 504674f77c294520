"""The limit of nesting: trees are walked by recursion, and Python's is bounded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from netlogo.compiler.front.lexer import Token
from netlogo.errors import CompilerError


@contextmanager
def nesting_limit(token: Token | None = None) -> Iterator[None]:
    """Inside, code that is nested deeper than the compiler can follow is refused, at `token`.

    Raises:
        CompilerError: it was.
    """
    try:
        yield
    except RecursionError:
        message = "This code is nested too deeply."
        raise (CompilerError(message) if token is None else token.error(message)) from None
