"""What a model prints: to the command centre and to its output area, kept as text.

`take` hands on what has come since the last time, `on_text` shows it as it comes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from netlogo.runtime.agents.base import Agent


class Output:
    """Two texts: `text` is all that is printed, `area` what of it stands in the output area. `has_area` says
    whether the model has a widget for that.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._area: list[str] = []
        self.has_area = False
        self.on_text: Callable[[str], None] | None = None

    @property
    def text(self) -> str:
        """All that was printed since the last `take`."""
        return "".join(self._pieces)

    @property
    def area(self) -> str:
        """What stands in the output area."""
        return "".join(self._area)

    @area.setter
    def area(self, text: str) -> None:
        self._area = [text]

    def take(self) -> str:
        """What was printed since the last time; it is forgotten here."""
        text = self.text
        self._pieces.clear()
        return text

    def clear(self) -> None:
        """Empty the output area."""
        self._area.clear()

    def write(self, text: str, to_area: bool = False) -> None:
        """Add a piece of text, perhaps to the output area as well."""
        self._pieces.append(text)
        if to_area:
            self._area.append(text)
        if self.on_text is not None:
            self.on_text(text)


def output_text(value: Any, owner: Agent | None = None, newline: bool = True, readable: bool = False) -> str:
    """The text which `print` (newline), `type`, `write` (readable) and `show` (owner) make of a value."""
    from netlogo.runtime.values import dump

    end = "\n" if newline else ""
    if owner is not None:
        return f"{dump(owner)}: {dump(value, readable)}{end}"
    return f"{' ' if readable else ''}{dump(value, readable)}{end}"


class OutputPrimitives:
    """The printing primitives of one world."""

    def __init__(self, output: Output) -> None:
        self._write = output.write
        self.clear_output = output.clear

    def print_(self, value: Any) -> None:
        """A value and a new line."""
        self._write(output_text(value))

    def type_(self, value: Any) -> None:
        """A value without a new line."""
        self._write(output_text(value, newline=False))

    def write(self, value: Any) -> None:
        """A blank and the value as it could be read back."""
        self._write(output_text(value, newline=False, readable=True))

    def show(self, me: Agent, value: Any) -> None:
        """The agent, the value as it could be read back, and a new line."""
        self._write(output_text(value, me, readable=True))

    def output_print(self, value: Any) -> None:
        """`print_` into the output area."""
        self._write(output_text(value), True)

    def output_type(self, value: Any) -> None:
        """`type_` into the output area."""
        self._write(output_text(value, newline=False), True)

    def output_write(self, value: Any) -> None:
        """`write` into the output area."""
        self._write(output_text(value, newline=False, readable=True), True)

    def output_show(self, me: Agent, value: Any) -> None:
        """`show` into the output area."""
        self._write(output_text(value, me, readable=True), True)
