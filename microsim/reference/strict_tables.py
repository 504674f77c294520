"""Reading a small CSV of ours or of a user strictly: right columns, no blanks, readable text.

Whatever is wrong is a `DataError` that names file, row and column. Apart because every table of the project
is checked by the same rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import pandas as pd

from common import tables
from common.reading import MOST, read_whole
from common.tables import parse_table
from microsim.errors import DataError
from microsim.reference.known_names import shown
from microsim.storage.encryption import SUFFIX, decrypt


def read_table(path: Path, columns: Sequence[str], blank: Sequence[str] = ()) -> pd.DataFrame:
    """The rows of a small CSV file as strings, surrounding blanks removed, in the columns' own order.

    A file is not parsed again while it is the same, because many forces ask for it.

    Args:
        columns: the columns that must be there; others are kept.
        blank: those of them that may be empty.

    Raises:
        DataError: the file cannot be read, is empty, lacks a column, or has a blank or surplus field.
    """
    state = file_state(path)
    if state is None:
        return _parsed(path, tuple(columns), tuple(blank))
    return _parsed_as_of(state, tuple(columns), tuple(blank)).copy()


@lru_cache(maxsize=32)
def _parsed_as_of(state: State, columns: tuple[str, ...], blank: tuple[str, ...]) -> pd.DataFrame:
    return _parsed(state[0], columns, blank)


def _parsed(path: Path, columns: tuple[str, ...], blank: tuple[str, ...]) -> pd.DataFrame:
    return parse_table(read_bytes(path), path.name, columns, DataError, blank).reset_index(drop=True)


def read_bytes(path: Path, most: int = MOST) -> bytes:
    """The whole file, decrypted if its name ends in `.enc`; a missing or unreadable one is a `DataError`."""
    try:
        content = read_whole(path, most)
    except OSError as error:
        raise DataError(f"{path}: expected a readable file ({error.strerror or error})") from error
    return decrypt(content, path.name) if path.suffix == SUFFIX else content


State = tuple[Path, int, int]


def file_state(path: Path) -> State | None:
    """Something that changes when the file does, for not reading it again; None for a file whose content may
    not be kept: one that is missing or encrypted."""
    try:
        state = path.stat()
    except OSError:
        return None
    return None if path.suffix == SUFFIX else (path, state.st_mtime_ns, state.st_size)


def content_key(path: Path) -> bytes:
    """SHA-256 of a file's content; not read again while the file is the same.

    Raises:
        DataError: it cannot be read.
    """
    state = file_state(path)
    return sha256(read_bytes(path)).digest() if state is None else _content_key(state)


@lru_cache(maxsize=32)
def _content_key(state: State) -> bytes:
    return sha256(read_bytes(state[0])).digest()


def decode(content: bytes, name: str) -> str:
    """UTF-8 text with or without a byte order mark; the error names the row of the first other byte."""
    return tables.decode(content, name, DataError)


def require_columns(header: Sequence[str], columns: Sequence[str], name: str, row: int = 1) -> None:
    """Refuse a header that lacks one of `columns`, with the most similar column it does have."""
    tables.require_columns(header, columns, name, DataError, row)


def number_column(table: pd.DataFrame, column: str, name: str) -> pd.Series[float]:
    """A column as finite numbers >= 0; the error names the first row that is none."""
    numbers = pd.to_numeric(table[column], errors="coerce")
    wrong = table.index[~(numbers >= 0) | (numbers == float("inf"))]
    if len(wrong):
        raise DataError(
            f"{name}: row {wrong[0] + 2}, column {column!r}: expected a number >= 0, "
            f"got {shown(table[column][wrong[0]])}"
        )
    return numbers.astype(float)


def choice_column(
    table: pd.DataFrame, column: str, name: str, allowed: Sequence[str] = ("yes", "no")
) -> pd.Series[str]:
    """A column of values among `allowed`, in lower case; the error names the first row with another."""
    values = table[column].str.lower()
    wrong = table.index[~values.isin(allowed)]
    if len(wrong):
        expected = " or ".join(repr(value) for value in allowed)
        raise DataError(
            f"{name}: row {wrong[0] + 2}, column {column!r}: expected {expected}, "
            f"got {shown(table[column][wrong[0]])}"
        )
    return values
