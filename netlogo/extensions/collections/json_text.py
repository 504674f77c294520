"""JSON as the `table` extension reads and writes it.

Numbers are written as Java writes doubles (`10.0`), and `< > & = '` inside strings as \\u escapes, which is
how NetLogo's own files look. Pairs of keys and values stand for an object on both sides.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, Final

from netlogo.runtime.agents.base import NOBODY, Agent
from netlogo.runtime.maths.numbers import java_text
from netlogo.runtime.values import dump, type_name

_JAVA_ESCAPES: Final = str.maketrans(
    {sign: f"\\u{ord(sign):04x}" for sign in ("<", ">", "&", "=", "'", "\u2028", "\u2029")}
)
_START: Final = {"[": "BEGIN_ARRAY", '"': "STRING", "t": "BOOLEAN", "f": "BOOLEAN"}


def read_json(
    text: str, make_object: Callable[[Iterable[tuple[str, Any]]], Any]
) -> Iterable[tuple[str, Any]]:
    """The pairs of the JSON object in `text`; objects inside are made by `make_object`.

    Raises:
        ValueError: the text is no JSON, or no object; the message has line and column.
    """
    start = text.lstrip()[:1]
    if start != "{":
        found = "NUMBER" if start.isdigit() or start == "-" else _START.get(start, "STRING")
        raise ValueError(f"java.lang.IllegalStateException: Expected BEGIN_OBJECT but was {found}")
    outermost: list[list[tuple[str, Any]]] = []

    def take(pairs: list[tuple[str, Any]]) -> Any:
        values = [(key, _value(value)) for key, value in pairs]
        outermost[:] = [values]
        return make_object(values)

    try:
        json.loads(text, object_pairs_hook=take, parse_int=float)
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} at line {error.lineno} column {error.colno}") from error
    return outermost[0]


def _value(value: Any) -> Any:
    if value is None:
        return NOBODY
    return [_value(item) for item in value] if value.__class__ is list else value


def write_json(pairs: list[Any], as_pairs: Callable[[Any], list[Any] | None]) -> str:
    """The JSON object of `[key value]` pairs; `as_pairs` gives the pairs of a value that is an object itself.

    Raises:
        ValueError: a value that JSON has no form for.
    """
    members = (f"{_string(_key_text(key))}:{_text(value, as_pairs)}" for key, value in pairs)
    return "{" + ",".join(members) + "}"


def _key_text(key: Any) -> str:
    return java_text(key) if key.__class__ is float else dump(key)


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).translate(_JAVA_ESCAPES)


def _text(value: Any, as_pairs: Callable[[Any], list[Any] | None]) -> str:
    kind = value.__class__
    if kind is float:
        return java_text(value)
    if kind is str:
        return _string(value)
    if kind is bool:
        return dump(value)
    if kind is list:
        return "[" + ",".join([_text(item, as_pairs) for item in value]) + "]"
    if value is NOBODY or (isinstance(value, Agent) and value.dead):
        return "{}"
    inner = as_pairs(value)
    if inner is None:
        raise ValueError(f"a {type_name(value)} cannot be written as JSON: {dump(value)}")
    return write_json(inner, as_pairs)
