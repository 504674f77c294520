"""The `csv` extension: comma-separated text to lists and back.

Fields that read as numbers, `true` or `false` become such; the others stay strings. Writing quotes only
where reading would need it. The reader is the library's in NetLogo: a quote counts at the start of a field
only, and a blank line is no row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from netlogo.errors import LogoError
from netlogo.extensions.base import Extension, a_list, a_string, failure
from netlogo.runtime.maths.numbers import MAX_INTEGER
from netlogo.runtime.primitives.file_primitives import readable, resolved, writable
from netlogo.runtime.state.file_access import overwrite_text, read_text
from netlogo.runtime.values import dump

_BLANKS = " \t\n\r\x0b\x0c"


class CsvExtension(Extension):
    """Primitives of `csv`. `options` holds the delimiter where one is given."""

    name = "csv"
    signatures: ClassVar[str] = """
from-row : string* -> list ; default=1
from-string : string* -> list ; default=1
from-file : string* -> list ; default=1
to-row : list string* -> string ; default=1
to-string : list string* -> string ; default=1
to-file : string list string* ; default=2
"""

    def from_row(self, text: Any, *options: Any) -> list[Any]:
        """The values of the first line."""
        rows = _rows(a_string(text), _delimiter(options))
        return [_value(field) for field in next(rows, [""])]

    def from_string(self, text: Any, *options: Any) -> list[Any]:
        """A list for each line."""
        return [[_value(field) for field in row] for row in _rows(a_string(text), _delimiter(options))]

    def from_file(self, name: Any, *options: Any) -> list[Any]:
        """A list for each line of a file."""
        path = readable(self.world, a_string(name))
        delimiter = _delimiter(options)
        try:
            text = read_text(path)
        except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
            raise failure(f"Couldn't find file: {path}") from error
        except (OSError, UnicodeDecodeError) as error:
            raise failure(f"Couldn't open file: {path}") from error
        return [[_value(field) for field in row] for row in _rows(text, delimiter)]

    def to_row(self, values: Any, *options: Any) -> str:
        """The values as one line."""
        return _line(a_list(values), _delimiter(options))

    def to_string(self, rows: Any, *options: Any) -> str:
        """A list of lists as lines."""
        delimiter = _delimiter(options)
        return "\n".join([_line(row, delimiter) for row in _lists(rows)])

    def to_file(self, name: Any, rows: Any, *options: Any) -> None:
        """Write a list of lists to a file. As in NetLogo, the rows before one that is no list are written."""
        path = writable(self.world, a_string(name))
        delimiter = _delimiter(options)
        try:
            with overwrite_text(path) as file:
                for row in _lists(rows):
                    file.write(_line(row, delimiter) + "\n")
        except OSError as error:
            what = "create file" if isinstance(error, FileNotFoundError) else "write to file"
            raise failure(f"Couldn't {what}: {resolved(self.world, name)}") from error


def _delimiter(options: tuple[Any, ...]) -> str:
    if not options:
        return ","
    if a_string(options[0]):
        return str(options[0][0])
    raise failure("the delimiter is an empty string")


def _lists(rows: Any) -> Iterator[list[Any]]:
    for row in a_list(rows):
        if row.__class__ is not list:
            raise failure(f"Expected a list of lists, but {dump(row)} was one of the elements.")
        yield row


def _value(field: str) -> Any:
    number = _number(field)
    if number is not None:
        return number
    lower = field.lower()
    return lower == "true" if lower in ("true", "false") else field


def _number(field: str) -> float | None:
    """The number a field stands for. NetLogo looks at the first characters and leaves the rest to Java."""
    start = field.removeprefix("-").removeprefix(".")
    if not start[:1].isdecimal() or not field.isascii() or "_" in field:
        return None
    text = field.rstrip(_BLANKS)
    fraction = any(sign in field for sign in ".eE")
    try:
        number = float(text[:-1] if fraction and text[-1] in "dDfF" else text)
    except ValueError:
        return None
    if fraction:
        return number if abs(number) != float("inf") else None
    return number if text == field and abs(int(field)) <= MAX_INTEGER else None


# --- reading and writing lines ----------------------------------------------------------------------------


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """The fields of each line of a text."""
    at, end = 0, len(text)
    row: list[str] = []
    while at < end:
        if not row and text[at] in "\r\n":
            at += 1
            continue
        field, at = _quoted(text, at, delimiter) if text[at] == '"' else _plain(text, at, delimiter)
        row.append(field)
        if at < end and text[at] == delimiter:
            at += 1
            if at < end and text[at] not in "\r\n":
                continue
            row.append("")
        yield row
        row = []


def _plain(text: str, at: int, delimiter: str) -> tuple[str, int]:
    """A field without quotes from `at` on, and where it ends."""
    end = at
    while end < len(text) and text[end] != delimiter and text[end] not in "\r\n":
        end += 1
    return text[at:end], end


def _quoted(text: str, at: int, delimiter: str) -> tuple[str, int]:
    """A field that starts with a quote at `at`, and where it ends."""
    line = text.count("\n", 0, at) + 1
    parts: list[str] = []
    at += 1
    while True:
        end = text.find('"', at)
        if end < 0:
            raise _broken(f"(startline {line}) EOF reached before encapsulated token finished")
        parts.append(text[at:end])
        at = end + 1
        if not text.startswith('"', at):
            break
        parts.append('"')
        at += 1
    while at < len(text) and text[at] not in (delimiter, "\r", "\n"):
        if not text[at].isspace():
            line = text.count("\n", 0, at) + 1
            raise _broken(f"(line {line}) invalid char between encapsulated token and delimiter")
        at += 1
    return "".join(parts), at


def _broken(what: str) -> LogoError:
    return failure(f"IOException reading next record: java.io.IOException: {what}")


def _line(values: list[Any], delimiter: str) -> str:
    fields = [dump(value) for value in values]
    return delimiter.join([_field(field, delimiter, i == 0) for i, field in enumerate(fields)])


def _field(field: str, delimiter: str, first: bool) -> str:
    """A field, with quotes where it needs them."""
    if not field:
        return '""' if first else ""
    if field[0] <= "#" or field[-1] <= " " or any(sign in field for sign in ('"', "\n", "\r", delimiter)):
        doubled = field.replace('"', '""')
        return f'"{doubled}"'
    return field


EXTENSION = CsvExtension
