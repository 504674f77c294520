"""What all extensions share: the base class, values of their own, their errors and checks of inputs.

NetLogo tells every failure inside an extension as "Extension exception: ...", wrong types of inputs included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from weakref import WeakValueDictionary

from netlogo.errors import LogoError
from netlogo.runtime.maths.numbers import to_int
from netlogo.runtime.values import describe

if TYPE_CHECKING:
    from netlogo.runtime.world import World


_Value = TypeVar("_Value", bound="ExtensionObject")


class Extension:
    """An extension in one world. A primitive `from-list` is the method `from_list`, `has-key?` is
    `has_key_p`; `spelled` names the methods of those that are no words.

    Its values are numbered from 0 after each `clear-all`; exported worlds refer to them by number.
    """

    name: ClassVar[str]
    signatures: ClassVar[str] = ""
    spelled: ClassVar[Mapping[str, str]] = {}
    hidden_state: ClassVar[bool] = False
    """Whether it keeps more from one command to the next than the values it made."""
    permission: ClassVar[str] = ""
    """What a run has to allow before any of its primitives works."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._kept: WeakValueDictionary[int, ExtensionObject] = WeakValueDictionary()
        self.next_number = 0
        world.extensions[self.name] = self
        world.clear_all_hooks.append(self.forget)

    def keep(self, value: _Value, number: int | None = None) -> _Value:
        """Number a new value; the next one, or as an imported world says."""
        value.number = self.next_number if number is None else number
        self.next_number = max(self.next_number, value.number + 1)
        self._kept[value.number] = value
        return value

    def forget(self) -> None:
        """`clear-all`: numbers start again."""
        self._kept.clear()
        self.next_number = 0

    def exported(self) -> list[str]:
        """The definitions of all values, for an exported world."""
        return [value.definition() for _, value in sorted(self._kept.items())]

    def read(self, type_word: str, text: str) -> Any:
        """The value that `{{name:type_word text}}` stands for: `0` refers to the value of that number, and
        `0: ...` also says what is in it.

        Raises:
            LogoError: the text is neither.
        """
        number, colon, content = text.partition(":")
        if not number.strip().isdigit():
            raise failure(f"expected the number of a value of {self.name}, got {text!r}")
        value = self._kept.get(int(number))
        if value is None:
            value = self.keep(self.blank(), int(number))
        if colon:
            self.fill(value, content)
        return value

    def blank(self) -> ExtensionObject:
        """An empty value, to be filled when an imported world says what is in it."""
        raise failure(f"values of {self.name} cannot be read from text")

    def fill(self, value: Any, content: str) -> None:
        """Put what an imported world says into a value."""

    def function(self, primitive: str) -> Callable[..., Any]:
        """The method of a primitive."""
        word = self.spelled.get(primitive) or primitive.lower().replace("-", "_").replace("?", "_p")
        method: Callable[..., Any] = getattr(self, word)
        return self._permitted(method) if self.permission else method

    def _permitted(self, method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def asking(*inputs: Any) -> Any:
            self.require(self.permission)
            return method(*inputs)

        return asking

    def require(self, permission: str) -> None:
        """Refuse what the run has not allowed.

        Raises:
            LogoError: it has not; the message says how it would.
        """
        if permission not in self.world.allowed:
            raise failure(
                f"{self.name} may not do this: a model is a stranger's program, and this run does not allow"
                f" it {permission!r}. To allow it: --allow {permission}"
            )


class ExtensionObject:
    """A value that an extension brings, such as a table. It is the same as another of its kind by content
    (`logo_equals`); `type_name` is what NetLogo's messages call its type.
    """

    extension: ClassVar[str]
    type_word: ClassVar[str] = ""
    type_name: ClassVar[str]
    number: int = -1

    def content(self, exporting: bool) -> str:
        """The text between the braces, after the name of the extension."""
        raise NotImplementedError

    def reference(self) -> str:
        """What stands for the content in an exported world."""
        return str(self.number)

    def dump(self, readable: bool, exporting: bool) -> str:
        """As it prints: `{{table: [[1 2]]}}`; exported, `{{table: 0}}`."""
        text = self.reference() if exporting else self.content(False)
        return f"{{{{{self.extension}:{self.type_word} {text}}}}}"

    def definition(self) -> str:
        """Number and content, for an exported world: `{{table: 0: [[1 2]]}}`."""
        return f"{{{{{self.extension}:{self.type_word} {self.number}: {self.content(True).lstrip()}}}}}"

    def content_key(self) -> Any:
        """Hashable, and equal for values between which NetLogo's `=` holds."""
        return self

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
