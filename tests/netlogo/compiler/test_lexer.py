"""Tokens: spelling, values, bad characters."""

from __future__ import annotations

import math

import pytest

from netlogo.compiler.front.lexer import NOBODY_LITERAL, tokenize
from netlogo.compiler.front.source import Source
from netlogo.errors import CompilerError


def kinds_and_values(text: str) -> list[tuple[str, object]]:
    return [(token.kind, token.value) for token in tokenize(Source(text, "model"))[:-1]]


def test_names_are_kept_and_compared_in_capitals() -> None:
    (token,) = tokenize(Source("turtles-Here?", "model"))[:-1]
    assert (token.kind, token.text, token.value) == ("ident", "turtles-Here?", "TURTLES-HERE?")


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", 5.0), ("-5.5", -5.5), (".5", 0.5), ("-.5", -0.5), ("1e3", 1000.0), ("5.", 5.0), ("1.5E-2", 0.015)],
)
def test_numbers(text: str, value: float) -> None:
    assert kinds_and_values(text) == [("literal", value)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1x", "Illegal number format"),
        ("1e999", "Number too large"),
        (
            "9007199254740993",
            "9007199254740993 is too large to be represented exactly as an integer in NetLogo",
        ),
        ('"abc', "Closing double quote is missing"),
        (r'"a\q"', "Illegal character after backslash"),
        ("a ` b", "This non-standard character is not allowed."),
        ("{{array: 1", "End of file reached unexpectedly"),
    ],
)
def test_bad_words(text: str, message: str) -> None:
    with pytest.raises(CompilerError) as caught:
        tokenize(Source(text, "model"))
    assert caught.value.message == message


def test_strings_and_escapes() -> None:
    assert kinds_and_values(r'"a\n\"b\"\\"') == [("literal", 'a\n"b"\\')]


def test_constants_keywords_and_comments() -> None:
    found = kinds_and_values("true nobody pi grey wolves-own ; rest [\nto")
    assert found == [
        ("literal", True),
        ("literal", NOBODY_LITERAL),
        ("literal", math.pi),
        ("literal", 5.0),
        ("keyword", "WOLVES-OWN"),
        ("keyword", "TO"),
    ]


def test_extension_literals_may_nest() -> None:
    assert kinds_and_values("{{table: {{array: 1}}}} x")[0] == ("extension", "{{table: {{array: 1}}}}")


def test_place_of_an_error() -> None:
    with pytest.raises(CompilerError) as caught:
        tokenize(Source("to go\n  show `\nend", "wolf.nlogo"))
    assert (caught.value.file, caught.value.line, caught.value.column) == ("wolf.nlogo", 2, 8)
