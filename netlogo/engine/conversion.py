"""Values of Python as values of NetLogo."""

from __future__ import annotations

from typing import Any

from netlogo.compiler.front.lexer import NOBODY_LITERAL
from netlogo.errors import NetLogoError
from netlogo.runtime.agents.base import NOBODY


def to_logo(value: Any) -> Any:
    """A Python value as a NetLogo value.

    Raises:
        NetLogoError: NetLogo has no such value, or it is nested too deeply or in itself.
    """
    try:
        return _to_logo(value)
    except RecursionError as error:
        raise NetLogoError("expected a list that is nested less deeply, and not in itself") from error


def _to_logo(value: Any) -> Any:
    kind = value.__class__
    if kind is float or kind is str or kind is bool:
        return value
    if kind is int:
        return float(value)
    if kind is list or kind is tuple:
        return [_to_logo(item) for item in value]
    if value is None or value is NOBODY_LITERAL:
        return NOBODY
    if hasattr(value, "kind") or kind.__name__ in ("Nobody", "AnonymousCommand", "AnonymousReporter"):
        return value
    if hasattr(value, "tolist"):
        return _to_logo(value.tolist())
    if isinstance(value, str):
        return str(value)
    raise NetLogoError(f"expected a number, string, boolean, list or agent, got {value!r}")
