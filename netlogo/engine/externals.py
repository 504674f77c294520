"""Extensions seen from the compiler and the engine: their primitives by extension, their functions by Python
name.

Tables and functions are made for the extensions that a model declares; the others are not even imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from netlogo import extensions
from netlogo.compiler.front.primitives import Primitive, python_name, read_table

if TYPE_CHECKING:
    from netlogo.runtime.world import World


@cache
def _table(name: str) -> dict[str, Primitive]:
    return read_table(extensions.signatures(name), f"{name}:")


class _Tables(Mapping[str, Mapping[str, Primitive]]):
    """The primitives of each extension by its name, read when they are first wanted."""

    def __getitem__(self, name: str) -> Mapping[str, Primitive]:
        if name not in extensions.NAMES:
            raise KeyError(name)
        return _table(name)

    def __iter__(self) -> Iterator[str]:
        return iter(extensions.NAMES)

    def __len__(self) -> int:
        return len(extensions.NAMES)


EXTENSIONS: Final = _Tables()


def extension_functions(name: str, world: World) -> dict[str, Callable[..., Any]]:
    """The functions of an extension's primitives in one world, by the names that generated code uses."""
    words = [primitive.name.removeprefix(f"{name}:") for primitive in EXTENSIONS[name].values()]
    found = extensions.functions(name, world, words)
    return {python_name(f"{name}:{word}"): function for word, function in found.items()}
