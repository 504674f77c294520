"""Cuts NetLogo text (a `Source`) into a list of `Token` that ends in EOF.

Names keep their spelling in `text` and have capitals in `value`; constants (true, pi, red, nobody) are
already literals. Apart from the parser because command lines, file-read and the fuzzing tests use it alone.
Linear in the text's length.
"""

from __future__ import annotations

import math
import re
from typing import Final, Literal, TypeAlias

from netlogo.compiler.front.source import Source
from netlogo.errors import CompilerError
from netlogo.numerals import parse_number

Kind: TypeAlias = Literal[
    "ident", "keyword", "literal", "extension", "[", "]", "(", ")", "{", "}", ",", "eof"
]


class _Nobody:
    """The literal `nobody` before the runtime's own object takes its place."""

    def __repr__(self) -> str:
        return "nobody"


NOBODY_LITERAL: Final = _Nobody()
Value: TypeAlias = "float | str | bool | list[Value] | _Nobody | None"


COLORS: Final = {
    "gray": 5.0, "grey": 5.0, "red": 15.0, "orange": 25.0, "brown": 35.0, "yellow": 45.0, "green": 55.0,
    "lime": 65.0, "turquoise": 75.0, "cyan": 85.0, "sky": 95.0, "blue": 105.0, "violet": 115.0, "magenta":
    125.0, "pink": 135.0, "black": 0.0, "white": 9.9,
}  # fmt: skip
CONSTANTS: Final[dict[str, Value]] = {
    **{name.upper(): number for name, number in COLORS.items()},
    "TRUE": True,
    "FALSE": False,
    "NOBODY": NOBODY_LITERAL,
    "E": math.e,
    "PI": math.pi,
}
KEYWORDS: Final = frozenset(
    [
        "TO",
        "TO-REPORT",
        "END",
        "GLOBALS",
        "TURTLES-OWN",
        "LINKS-OWN",
        "PATCHES-OWN",
        "DIRECTED-LINK-BREED",
        "UNDIRECTED-LINK-BREED",
        "EXTENSIONS",
        "__INCLUDES",
    ]
)
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"'}

_NAME = r"[\w.?=*!<>:#+/%$^'&-]"
_TOKEN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<comment>;[^\r\n]*)
    | (?P<extension>\{{\{{)
    | (?P<punctuation>[\[\](){{}},])
    | (?P<number>(?:\d|[.-](?:\d|\.\d)){_NAME}*)
    | (?P<string>"(?:[^"\\\n]|\\[^\n])*(?P<closed>")?)
    | (?P<ident>{_NAME}+)
    | (?P<bad>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_DOUBLE_BRACE = re.compile(r"\{\{|\}\}|[\r\n]")


class Token:
    """One word of the text: its kind, its spelling, its value and where it stands."""

    __slots__ = ("end", "kind", "source", "start", "text", "value")

    def __init__(self, kind: Kind, text: str, value: Value, start: int, end: int, source: Source) -> None:
        self.kind = kind
        self.text = text
        self.value = value
        self.start = start
        self.end = end
        self.source = source

    def __repr__(self) -> str:
        return f"Token({self.kind!r}, {self.text!r}, {self.start})"

    @property
    def name(self) -> str:
        """The name in capitals, as scopes and tables use it."""
        return self.text.upper()

    def error(self, message: str, hint: str = "") -> CompilerError:
        """A compiler error at this token."""
        return self.source.error(message, self.start, self.end, hint)


def tokenize(source: Source) -> list[Token]:
    """All tokens of a text without comments; the last one is EOF. Raises `CompilerError` at the first bad
    character.
    """
    tokens: list[Token] = []
    text, position, length = source.text, 0, len(source.text)
    while position < length:
        match = _TOKEN.match(text, position)
        assert match is not None  # the last alternative takes any character
        end = match.end()
        group = match.lastgroup
        if group not in ("space", "comment"):
            token = _token(match, source)
            tokens.append(token)
            end = token.end
        position = end
    tokens.append(Token("eof", "", None, length, length, source))
    return tokens


def _token(match: re.Match[str], source: Source) -> Token:
    word, start, end = match.group(), match.start(), match.end()
    group = match.lastgroup
    if group == "punctuation":
        return Token(word, word, None, start, end, source)  # type: ignore[arg-type]  # the brackets are kinds
    if group == "ident":
        return _name(word, start, end, source)
    if group == "number":
        return Token("literal", word, _number(word, start, end, source), start, end, source)
    if group in ("string", "closed"):
        return Token(
            "literal", word, _string(word, bool(match["closed"]), start, end, source), start, end, source
        )
    if group == "extension":
        return _extension(start, source)
    raise source.error("This non-standard character is not allowed.", start, end)


def _name(word: str, start: int, end: int, source: Source) -> Token:
    upper = word.upper()
    if upper in KEYWORDS or upper.endswith("-OWN"):
        return Token("keyword", word, upper, start, end, source)
    if upper in CONSTANTS:
        return Token("literal", word, CONSTANTS[upper], start, end, source)
    return Token("ident", word, upper, start, end, source)


def _number(word: str, start: int, end: int, source: Source) -> float:
    number = parse_number(word)
    if isinstance(number, str):
        raise source.error(number, start, end)
    return number


def _string(word: str, closed: bool, start: int, end: int, source: Source) -> str:
    if not closed:
        raise source.error("Closing double quote is missing", start, end)
    if "\\" not in word:
        return word[1:-1]
    parts: list[str] = []
    characters = iter(word[1:-1])
    for character in characters:
        if character == "\\":
            escaped = _ESCAPES.get(next(characters))
            if escaped is None:
                raise source.error("Illegal character after backslash", start, end)
            parts.append(escaped)
        else:
            parts.append(character)
    return "".join(parts)


def _extension(start: int, source: Source) -> Token:
    """`{{array: 1 2}}`: an extension's value as text, double braces may nest, all on one line."""
    depth = 0
    for match in _DOUBLE_BRACE.finditer(source.text, start):
        if match.group() == "{{":
            depth += 1
        elif match.group() == "}}":
            depth -= 1
            if depth == 0:
                word = source.text[start : match.end()]
                return Token("extension", word, word, start, match.end(), source)
        else:
            raise source.error("End of line reached unexpectedly", start, match.end())
    raise source.error("End of file reached unexpectedly", start, len(source.text))
