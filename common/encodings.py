"""What spreadsheets write of a table beside UTF-8 with commas: UTF-16, and a first line `sep=;`."""

from __future__ import annotations

import codecs
import re

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LOOKED_AT = 64
"""Bytes by which UTF-16 without a mark is known: every other one is 0."""

SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


def to_utf8(content: bytes) -> bytes:
    """The same text in UTF-8; content that is neither UTF-16 nor UTF-32 stays as it is.

    Raises:
        UnicodeDecodeError: it says that it is UTF-16 or UTF-32 and is not.
    """
    encoding = _wide(content)
    return content.decode(encoding).encode("utf-8") if encoding else content


def _wide(content: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return encoding
    even, odd = content[:LOOKED_AT:2], content[1:LOOKED_AT:2]
    if len(content) >= 4 and not any(odd) and all(even):
        return "utf-16-le"
    if len(content) >= 4 and not any(even) and all(odd):
        return "utf-16-be"
    return ""


def said_separator(line: str) -> str:
    """The separator that a first line `sep=;` names, as Excel writes and reads it; "" for any other line."""
    found = SEPARATOR_LINE.fullmatch(line.lstrip("\ufeff"))
    return found[1] if found else ""
