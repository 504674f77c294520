"""The `array` extension: lists of fixed length that change in place."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from netlogo.errors import LogoError
from netlogo.extensions.base import Extension, ExtensionObject, a_list, a_whole_number, failure
from netlogo.runtime.primitives.literals import read_literal
from netlogo.runtime.values import dump, hash_key, logo_equal

_LOG = logging.getLogger(__name__)


class Array(ExtensionObject):
    """An array; `items` changes in place."""

    extension = "array"
    type_name = "org.nlogo.extensions.array.ArrayExtension$LogoArray"

    def __init__(self, items: list[Any]) -> None:
        self.items = items

    def state(self) -> list[Any]:
        """What a snapshot keeps."""
        return self.items

    def set_state(self, state: list[Any]) -> None:
        """Take up what `state` gave."""
        self.items = state

    def content(self, exporting: bool) -> str:
        return " ".join([dump(item, True, exporting) for item in self.items])

    def content_key(self) -> Any:
        return ("array", hash_key(self.items))

    def logo_equals(self, other: object) -> bool:
        return isinstance(other, Array) and logo_equal(self.items, other.items)


class ArrayExtension(Extension):
    """Primitives of `array`."""

    name = "array"
    signatures: ClassVar[str] = """
set : wildcard number wildcard
item : wildcard number -> wildcard
length : wildcard -> number
to-list : wildcard -> list
from-list : list -> wildcard
"""

    def from_list(self, items: Any) -> Array:
        """An array with the items of a list."""
        return self.keep(Array(a_list(items)[:]))

    def blank(self) -> Array:
        return Array([])

    def fill(self, value: Array, content: str) -> None:
        readable = content.partition(":")[0]  # NetLogo reads no further: not into arrays within arrays
        try:
            value.items = read_literal(f"[{readable}]", self.world)
        except LogoError as error:
            _LOG.warning("array %d is left empty: %s", value.number, error.message)

    def to_list(self, array: Any) -> list[Any]:
        """The items as a list."""
        return _array(array).items[:]

    def length(self, array: Any) -> float:
        """How many items there are."""
        return float(len(_array(array).items))

    def item(self, array: Any, index: Any) -> Any:
        """The item at an index from 0."""
        if array.__class__ is Array and index.__class__ is float and 0 <= index < len(array.items):
            return array.items[int(index)]
        items = _array(array).items
        return items[_place(items, index)]

    def set(self, array: Any, index: Any, value: Any) -> None:
        """Put another item at an index from 0."""
        if array.__class__ is Array and index.__class__ is float and 0 <= index < len(array.items):
            array.items[int(index)] = value
            return
        items = _array(array).items
        items[_place(items, index)] = value


def _array(value: Any) -> Array:
    if value.__class__ is Array:
        return value
    raise failure(f"not an array: {dump(value)}")


def _place(items: list[Any], index: Any) -> int:
    place = a_whole_number(index)
    if 0 <= place < len(items):
        return place
    raise failure(f"{place} is not a valid index into an array of length {len(items)}")


EXTENSION = ArrayExtension
