"""NetLogo extensions that the engine has itself, each imported only by models that declare it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from netlogo.extensions.base import Extension
    from netlogo.runtime.world import World

_FOLDERS: Final = {
    "collections": "array csv rnd string table",
    "gis": "gis",
    "matrix": "matrix",
    "nw": "nw",
    "pictures": "bitmap palette vid",
    "programs": "cf ls profiler",
    "system": "fetch pathdir py shell",
    "time": "time",
}
_MODULES: Final = {name: f"{folder}.{name}" for folder, names in _FOLDERS.items() for name in names.split()}
_MODULES["view2.5d"] = "pictures.view25d"
NAMES: Final = tuple(sorted(_MODULES))
"""The extensions there are."""
PERMITTED: Final = ("fetch", "py", "shell")
"""What a model may do only where its run allows it: a model is a stranger's program."""


def extension_class(name: str) -> type[Extension]:
    """The class of an extension's primitives."""
    found: type[Extension] = import_module(f"netlogo.extensions.{_MODULES[name]}").EXTENSION
    return found


def signatures(name: str) -> str:
    """The primitives of an extension with their syntax, without the extension's name in front; the notation
    is that of `netlogo.compiler.front.primitives`.
    """
    return extension_class(name).signatures


def functions(name: str, world: World, primitives: Iterable[str]) -> dict[str, Callable[..., Any]]:
    """The functions of an extension's primitives for one world, by the primitives' names (`get`, `put`)."""
    extension = extension_class(name)(world)
    return {primitive: extension.function(primitive) for primitive in primitives}
