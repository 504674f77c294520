"""NetLogo extensions that the engine has itself: `csv`, `table`, `array`, `matrix`, `rnd`, `time`, `string`.

A name goes in; the table of its primitives, in the compiler's notation, and its functions bound to a world
come out. Each extension is a module of its own, imported only by models that declare it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from netlogo.extensions.base import Extension
    from netlogo.runtime.world import World

NAMES: Final = ("array", "csv", "matrix", "rnd", "string", "table", "time")
"""The extensions there are."""


def _extension(name: str) -> type[Extension]:
    found: type[Extension] = import_module(f"netlogo.extensions.{name}").EXTENSION
    return found


def signatures(name: str) -> str:
    """The primitives of an extension with their syntax, without the extension's name in front; the notation
    is that of `netlogo.compiler.front.primitives`.
    """
    return _extension(name).signatures


def functions(name: str, world: World, primitives: Iterable[str]) -> dict[str, Callable[..., Any]]:
    """The functions of an extension's primitives for one world, by the primitives' names (`get`, `put`)."""
    extension = _extension(name)(world)
    return {primitive: extension.function(primitive) for primitive in primitives}
