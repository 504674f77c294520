"""NetLogo code laid out: two blanks for each level, one blank line between procedures, nothing at line ends.

Words, their order and the comments stay; what stands between the words of a line does too. Text that
cannot be cut into words is refused.
"""

from __future__ import annotations

import re
from typing import Final

from netlogo.compiler.front.lexer import Token, tokenize
from netlogo.compiler.front.source import Source
from netlogo.errors import CompilerError

_OPENING: Final = frozenset("[(")
_CLOSING: Final = frozenset("])")


def formatted(text: str) -> str:
    """The text laid out; the same text again stays as it is.

    Raises:
        CompilerError: it cannot be cut into words.
    """
    source = Source(text.replace("\r\n", "\n"), "code")
    by_line: dict[int, list[Token]] = {}
    for token in tokenize(source)[:-1]:
        by_line.setdefault(source.position(token.start)[0], []).append(token)
    lines: list[str] = []
    depth, inside = 0, False
    for number, line in enumerate(source.text.split("\n"), 1):
        tokens = by_line.get(number, [])
        begins = bool(tokens) and tokens[0].kind == "keyword" and tokens[0].value in ("TO", "TO-REPORT")
        ends = any(token.kind == "keyword" and token.value == "END" for token in tokens)
        if begins:
            depth, inside = 0, True
            _part(lines)
        first_ends = bool(tokens) and tokens[0].kind == "keyword" and tokens[0].value == "END"
        level = depth - _leading(tokens) + (1 if inside and not begins and not first_ends else 0)
        bare = line.strip()
        lines.append("  " * max(level, 0) + bare if bare else "")
        depth = max(depth + _balance(tokens), 0)
        if ends:
            depth, inside = 0, False
    made = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"
    if [token.text for token in tokenize(Source(made, "code"))] != [t.text for t in tokenize(source)]:
        raise CompilerError("the code cannot be laid out without changing it")
    return made


def _part(lines: list[str]) -> None:
    """An empty line before a procedure, and before the comment that stands right above it."""
    at = len(lines)
    while at and lines[at - 1].lstrip().startswith(";"):
        at -= 1
    if at and lines[at - 1]:
        lines.insert(at, "")


def _leading(tokens: list[Token]) -> int:
    """How many brackets a line closes before anything else."""
    count = 0
    for token in tokens:
        if token.kind not in _CLOSING:
            break
        count += 1
    return count


def _balance(tokens: list[Token]) -> int:
    return sum((token.kind in _OPENING) - (token.kind in _CLOSING) for token in tokens)


def formatted_file(name: str, text: str) -> str:
    """A file of code laid out: all of a `.nls`, the code of a `.nlogo`.

    Raises:
        CompilerError: it is of another kind, or cannot be laid out.
    """
    if name.endswith(".nls"):
        return formatted(text)
    if name.endswith(".nlogo"):
        code, mark, rest = text.partition("@#$#@#$#@")
        return formatted(code) + mark + rest
    raise CompilerError(f"expected a .nls or .nlogo file to lay out, got {name!r}")
