"""Literal values as text: numbers, strings, booleans, lists, colour names, agents of an exported world.

`read_literal` reads one value from a text; `LiteralReader` reads value after value, as `file-read` does.
Agents in braces are read only where a world is given, which makes those that do not exist yet.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final, NoReturn

from netlogo.errors import LogoError
from netlogo.numerals import parse_number
from netlogo.runtime.agents.agent_sets import make_set
from netlogo.runtime.agents.base import NOBODY

if TYPE_CHECKING:
    from netlogo.runtime.world import World

_HUES: tuple[str, ...] = ("gray", "red", "orange", "brown", "yellow", "green", "lime")
_HUES += ("turquoise", "cyan", "sky", "blue", "violet", "magenta", "pink")
CONSTANTS: Final[dict[str, Any]] = {
    **{name: 10.0 * i + 5.0 for i, name in enumerate(_HUES)},
    "grey": 5.0,
    "black": 0.0,
    "white": 9.9,
    "pi": math.pi,
    "e": math.e,
    "true": True,
    "false": False,
    "nobody": NOBODY,
}
_SKIPPED = re.compile(r"(?:\s|;[^\n]*)*")
_WORD = re.compile(r"[^\s\[\](){}\"';,]+")
_NUMBER = re.compile(r"\d|[.-](?:\d|\.\d)")
"""How a word begins that can only be a number."""
_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"', re.DOTALL)
_BRACES = re.compile(r'\{\{|\}\}|"(?:[^"\\]|\\.)*"', re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"'}


def unescape(text: str) -> str:
    """The characters which a string literal stands for."""

    def character(match: re.Match[str]) -> str:
        found = _ESCAPES.get(match[1])
        if found is None:
            raise LogoError(f"Illegal character after backslash: {match[0]}")
        return found

    return re.sub(r"\\(.)", character, text, flags=re.DOTALL)


class LiteralReader:
    """Reads the values of a text one after the other; `at` is the place of the next character."""

    def __init__(self, text: str, world: World | None = None, at: int = 0) -> None:
        self.text = text
        self.at = at
        self._world = world

    def skip(self) -> None:
        """Go to the next character that counts."""
        match = _SKIPPED.match(self.text, self.at)
        if match:
            self.at = match.end()

    def at_end(self) -> bool:
        """Whether nothing but blanks and comments is left."""
        self.skip()
        return self.at >= len(self.text)

    def value(self) -> Any:
        """The next value.

        Raises:
            LogoError: there is none; the message is NetLogo's.
        """
        self.skip()
        sign = self.text[self.at : self.at + 1]
        if sign == "[":
            return self._list()
        if sign == '"':
            return self._string()
        if sign == "(":
            self.at += 1
            value = self.value()
            self._expect(")", "Expected a closing parenthesis.")
            return value
        if sign == "{" and self._world is not None:
            return self._agents(self._world)
        return self._word()

    def _expect(self, sign: str, message: str) -> None:
        self.skip()
        if not self.text.startswith(sign, self.at):
            raise LogoError(message)
        self.at += 1

    def _list(self) -> list[Any]:
        self.at += 1
        values: list[Any] = []
        while True:
            self.skip()
            if self.at >= len(self.text):
                raise LogoError("No closing bracket for this open bracket.")
            if self.text[self.at] == "]":
                self.at += 1
                return values
            values.append(self.value())

    def _string(self) -> str:
        match = _STRING.match(self.text, self.at)
        if match is None:
            raise LogoError("Closing double quote is missing")
        self.at = match.end()
        return unescape(match[1])

    def _word(self) -> Any:
        match = _WORD.match(self.text, self.at)
        if match is None:
            raise LogoError("Expected a literal value.")
        word = match[0]
        if _NUMBER.match(word):
            number = _numeral(word)
            self.at = match.end()
            return number
        if word.lower() not in CONSTANTS:
            raise LogoError("Expected a literal value.")
        self.at = match.end()
        return CONSTANTS[word.lower()]

    # --- agents -------------------------------------------------------------------------------------------

    def _name(self) -> str:
        self.skip()
        match = _WORD.match(self.text, self.at)
        if match is None:
            raise LogoError("Expected breed")
        self.at = match.end()
        return match[0].upper()

    def _close(self) -> None:
        self._expect("}", "Expected closing brace.")

    def _extension_value(self, world: World) -> Any:
        """`{{table: 0}}`: what the extension makes of it."""
        end = _end_of_braces(self.text, self.at)
        inside = self.text[self.at + 2 : end - 2]
        self.at = end
        head, _, content = inside.partition(" ")
        name, _, type_word = head.partition(":")
        extension = world.extensions.get(name.lower())
        if extension is None:
            _refuse(f"a value of the extension {name}, which the model does not declare")
        return extension.read(type_word, content)

    def _agents(self, world: World) -> Any:
        if self.text.startswith("{{", self.at):
            return self._extension_value(world)
        self.at += 1
        name = self._name()
        whole = {"ALL-TURTLES": world.turtles, "ALL-PATCHES": world.patches, "ALL-LINKS": world.links}
        if name in whole:
            self._close()
            return whole[name]
        if name == "OBSERVER":
            self._close()
            return world.observer
        if name == "BREED":
            breed = world.breeds.get(self._name())
            if breed is None:
                _refuse(f"{name} is not a breed")
            self._close()
            return breed
        if name in ("TURTLES", "PATCHES", "LINKS"):
            return self._several(world, name)
        return self._single(world, name)

    def _several(self, world: World, name: str) -> Any:
        members: list[Any] = []
        while True:
            self.skip()
            if self.text.startswith("}", self.at):
                self.at += 1
                return make_set(name.lower().removesuffix("es" if name == "PATCHES" else "s"), members)
            value = self.value()
            if name == "TURTLES" and value.__class__ is float:
                members.append(world.turtle_with_who(int(value)))
            elif name == "PATCHES" and value.__class__ is list and len(value) == 2:
                members.append(_patch(world, value[0], value[1]))
            elif name == "LINKS" and value.__class__ is list and len(value) == 3:
                members.append(world.link_between(int(value[0]), int(value[1]), value[2]))
            else:
                _refuse("Not an agent")

    def _number(self, message: str) -> float:
        value = self.value()
        if value.__class__ is not float:
            _refuse(message)
        return float(value)

    def _single(self, world: World, name: str) -> Any:
        found: Any
        if name == "PATCH":
            message = "pxcor and pycor must be floats"
            found = _patch(world, self._number(message), self._number(message))
        elif name == "TURTLE" or any(breed.singular == name for breed in world.turtle_breeds.values()):
            found = world.turtle_with_who(int(self._number("a turtle's who number must be an integer")))
        else:
            breeds = {breed.singular: breed for breed in (world.links, *world.link_breeds.values())}
            if name not in breeds:
                _refuse(f"{name} is not an agentset")
            message = "end1 and end2 must be floats"
            one, two = int(self._number(message)), int(self._number(message))
            found = world.link_between(one, two, breeds[name])
        self._close()
        return found


def _numeral(word: str) -> float:
    """The number of a word that can only be one."""
    number = parse_number(word)
    if isinstance(number, str):
        raise LogoError(number)
    return number


def _end_of_braces(text: str, at: int) -> int:
    """Where the braces that open at `at` are closed; those inside strings do not count."""
    depth = 0
    for match in _BRACES.finditer(text, at):
        depth += {"{{": 1, "}}": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    raise LogoError("End of file reached unexpectedly")


def _refuse(message: str) -> NoReturn:
    raise LogoError(message)


def _patch(world: World, x: float, y: float) -> Any:
    patch = world.topology.patch_at(x, y)
    if patch is None:
        _refuse(f"Invalid patch coordinates ( {x}, {y} ) ")
    return patch


def read_literal(text: str, world: World | None = None) -> Any:
    """The one value that a text holds.

    Raises:
        LogoError: there is no value or something after it; the message is NetLogo's.
    """
    reader = LiteralReader(text, world)
    value = reader.value()
    if not reader.at_end():
        following = _WORD.match(text, reader.at)
        if following and _NUMBER.match(following[0]):
            _numeral(following[0])  # NetLogo has looked at the next word by now
        raise LogoError("Extra characters after literal.")
    return value


def read_from_string(text: str) -> Any:
    """The value that a string holds."""
    return read_literal(text)
