"""What all extensions share: the base class, values of their own, their errors and checks of inputs.

NetLogo tells every failure inside an extension as "Extension exception: ...", wrong types of inputs included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from netlogo.errors import LogoError
from netlogo.runtime.numbers import to_int
from netlogo.runtime.values import describe

if TYPE_CHECKING:
    from netlogo.runtime.world import World


class Extension:
    """An extension in one world. A primitive `from-list` is the method `from_list`, `has-key?` is
    `has_key_p`; `spelled` names the methods of those that are no words.
    """

    signatures: ClassVar[str] = ""
    spelled: ClassVar[Mapping[str, str]] = {}

    def __init__(self, world: World) -> None:
        self.world = world

    def function(self, primitive: str) -> Callable[..., Any]:
        """The method of a primitive."""
        word = self.spelled.get(primitive) or primitive.replace("-", "_").replace("?", "_p")
        method: Callable[..., Any] = getattr(self, word)
        return method


class ExtensionObject:
    """A value that an extension brings, such as a table. It is the same as another of its kind by content
    (`logo_equals`); `type_name` is what NetLogo's messages call its type.
    """

    extension: ClassVar[str]
    type_word: ClassVar[str] = ""
    type_name: ClassVar[str]

    def content(self, exporting: bool) -> str:
        """The text between the braces, after the name of the extension."""
        raise NotImplementedError

    def dump(self, readable: bool, exporting: bool) -> str:
        """As it prints: `{{table: [[1 2]]}}`."""
        return f"{{{{{self.extension}:{self.type_word} {self.content(exporting)}}}}}"

    def logo_equals(self, other: object) -> bool:
        """Whether NetLogo's `=` holds between both."""
        return self is other


def failure(message: str) -> LogoError:
    """The error of an extension."""
    return LogoError(f"Extension exception: {message}")


def _unfit(expected: str, value: Any) -> LogoError:
    return failure(f"Expected this input to be {expected} but got {describe(value)} instead.")


def a_list(value: Any) -> list[Any]:
    """The value, if it is a list."""
    if value.__class__ is list:
        return value
    raise _unfit("a list", value)


def a_string(value: Any) -> str:
    """The value, if it is a string."""
    if value.__class__ is str:
        return value
    raise _unfit("a string", value)


def a_number(value: Any) -> float:
    """The value, if it is a number."""
    if value.__class__ is float:
        return value
    raise _unfit("a number", value)


def a_whole_number(value: Any) -> int:
    """The number without its fraction."""
    return to_int(a_number(value))
