"""A piece of model text with its name, and the way from an offset in it to a line and column.

Every later stage keeps offsets only; a place is worked out when an error or a code position needs one.
"""

from __future__ import annotations

from bisect import bisect_right

from netlogo.errors import CompilerError, Place


class Source:
    """Text of one file (or one command line), with the starts of its lines.

    `name` is what users read; `code_name`, the file name of the generated code, tells command lines apart.
    """

    __slots__ = ("_starts", "code_name", "name", "text")

    def __init__(self, text: str, name: str, code_name: str = "") -> None:
        self.text = text
        self.name = name
        self.code_name = code_name or name
        self._starts = [0]
        position = text.find("\n")
        while position >= 0:
            self._starts.append(position + 1)
            position = text.find("\n", position + 1)

    def position(self, offset: int) -> tuple[int, int]:
        """1-based line and 0-based column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1]

    def place(self, offset: int) -> Place:
        """The place of an offset as users count: line and column from 1."""
        line, column = self.position(min(offset, len(self.text)))
        return Place(self.name, line, column + 1)

    def error(self, message: str, start: int, end: int, hint: str = "") -> CompilerError:
        """A compiler error at the text from `start` to `end`."""
        return CompilerError(message, start=start, end=end, place=self.place(start), hint=hint)
