"""The text of a street-level file as a parser of CSV takes it: UTF-8, header first, rows as long as it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import numpy as np

from common.encodings import said_separator, to_utf8
from common.tables import separator_of
from microsim.errors import DataError
from microsim.reference.strict_tables import decode
from microsim.street.archive import StreetFile

LOOKED_AT = 8192
"""Bytes in which the header and the first row are."""

BOM = b"\xef\xbb\xbf"
END_OF_FILE = b"\x1a"
"""What old programs write behind the last line."""


@dataclass(frozen=True)
class PlainText:
    """A file's text.

    Attributes:
        content: UTF-8, from the header on.
        header: its fields, as written.
        separator: what stands between two fields.
        above: lines of the file above the header.
        refusal: the error of bytes that are not UTF-8, to be raised if they are in something that is used;
            the content is then Windows-1252 turned into UTF-8.
    """

    content: bytes
    header: list[str]
    separator: str
    above: int
    refusal: DataError | None = None


def as_plain_text(content: bytes, name: str) -> PlainText:
    """What is left when a spreadsheet's ways of writing a table are undone.

    Raises:
        DataError: UTF-16 or UTF-32 that is damaged, or bytes that are neither UTF-8 nor Windows-1252.
    """
    content, refusal = _utf8(content, name)
    if content.endswith(END_OF_FILE):
        content = content.rstrip(END_OF_FILE)
    begin, above = len(BOM) if content.startswith(BOM) else 0, 0
    separator = ""
    while True:
        line, end = _first_line(content, begin)
        said = said_separator(line)
        if not end or (line.strip() and not said):
            break
        separator, begin, above = said or separator, end, above + 1
    content = content[begin:] if begin else content
    separator = separator or separator_of(line)
    header, row = _first_rows(content, separator)
    if row and len(row) != len(header):
        content, header = _with_equal_ends(content, header, row, separator)
    if not content.endswith((b"\n", b"\r")) and content == line.encode():
        content += b"\n"  # a header alone: pyarrow wants its end
    return PlainText(content, header, separator, above, refusal)


def count_rows(file: StreetFile) -> int:
    """Lines below the header, those of nothing at the end apart: the rows, where no text has a line break.

    Raises:
        DataError: damaged content, as for `as_plain_text`.
    """
    content = as_plain_text(file.read(), file.name).content
    end = b"\n" if b"\n" in content[:LOOKED_AT] else b"\r"
    tail = content[-LOOKED_AT:]
    last = len(tail.rstrip()) - len(tail)
    number = np.count_nonzero(np.frombuffer(content, dtype=np.uint8) == end[0])
    return int(number) - tail[last:].count(end) if last else int(number)


def _utf8(content: bytes, name: str) -> tuple[bytes, DataError | None]:
    if content.isascii() and b"\0" not in content[:LOOKED_AT]:
        return content, None
    try:
        decode(content, name)  # pyarrow would name no row for a byte that is not UTF-8
        return to_utf8(content), None
    except DataError as error:
        try:
            return content.decode("cp1252").encode(), error
        except UnicodeDecodeError:
            raise error from None


def _first_line(content: bytes, begin: int) -> tuple[str, int]:
    """The line that begins there, and where the next one does; 0 where the content ends before it."""
    part = content[begin : begin + LOOKED_AT]
    ends = [at for at in (part.find(b"\n"), part.find(b"\r")) if at >= 0]
    if not ends:
        return part.decode("utf-8", errors="replace"), 0
    end = min(ends)
    length = 2 if part[end : end + 2] == b"\r\n" else 1
    return part[:end].decode("utf-8", errors="replace"), begin + end + length


def _first_rows(content: bytes, separator: str) -> tuple[list[str], list[str]]:
    """The header and the row below it, each empty where there is none."""
    text = content[:LOOKED_AT].decode("utf-8", errors="replace")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        found = [row for row, _ in zip(rows, range(2), strict=False)]
    except csv.Error:
        return [], []
    header = found[0] if found else []
    whole = len(found) == 2 and (len(content) <= LOOKED_AT or rows.line_num < text.count("\n"))
    return header, found[1] if whole else []


def _with_equal_ends(
    content: bytes, header: list[str], row: list[str], separator: str
) -> tuple[bytes, list[str]]:
    """A header as long as the first row, where they differ in blank fields at the end alone."""
    more = row[len(header) :]
    less = header[len(row) :]
    if any(more) or any(less):
        return content, header
    line, end = _first_line(content, 0)
    bare = line.rstrip(separator + " ") if less else line + separator * len(more)
    return bare.encode() + b"\n" + content[end:], header[: len(row)] if less else header + more
