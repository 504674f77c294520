"""Colours for NetLogo code, from the engine's own table of primitives."""

from pygments.lexer import RegexLexer, words
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, String, Text

from netlogo.compiler.front.primitives import COMMANDS, REPORTERS

_END = r"(?![\w.?=*!<>:#+/%$^'&-])"


class NetLogoLexer(RegexLexer):
    """Keywords, primitives, strings, numbers and comments."""

    name = "NetLogo"
    aliases = ("netlogo",)
    tokens = {  # noqa: RUF012  (Pygments' way)
        "root": [
            (r"\s+", Text),
            (r";[^\n]*", Comment.Single),
            (r'"(\\.|[^"\\])*"', String),
            (r"-?\d+\.?\d*([eE][+-]?\d+)?" + _END, Number),
            (words(("to", "to-report", "end", "globals", "extensions", "__includes"), suffix=_END), Keyword),
            (r"(breed|[\w-]+-own)" + _END, Keyword),
            (words(sorted({*COMMANDS, *REPORTERS}), suffix=_END), Name.Builtin),
            (r"[\[\]()]", Punctuation),
            (r"[+*/^=<>!-]+" + _END, Operator),
            (r"[^\s\[\]()\";]+", Name),
        ]
    }
