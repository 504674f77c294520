"""Rows of street files as numbers: what repeats as codes, crime IDs as 64 bits.

15 million rows fit into memory this way, and not as texts. Files are read in several threads.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from microsim.errors import DataError
from microsim.street.archive import StreetFile
from microsim.street.street_file import read_street

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

FEW_TEXTS = ("LSOA code", "Crime type", "Last outcome category")
"""The columns whose texts repeat."""

ID_LENGTH = 64
"""Hexadecimal digits of a crime ID of data.police.uk."""

MOST_ROWS = 60_000_000
"""Rows of all files together, some 40 bytes each: the Metropolitan Police's of fifteen years are a third."""

CODE_LENGTH = 9
"""Characters of a code of the ONS, which is in upper case."""

READERS = min(4, os.cpu_count() or 1)
"""Files read at the same time; unpacking and parsing leave Python alone."""


@dataclass(frozen=True)
class Rows:
    """Rows of street files.

    Attributes:
        month: position of each row's month in the months that were read.
        codes: for each column of `FEW_TEXTS` the position of the row's text in `texts`.
        texts: the distinct texts of each column, without surrounding blanks.
        identity: 64 bits of a hash of the crime ID, 0 for none, odd for one of 64 characters as
            data.police.uk gives them. Of a hundred million such IDs two are taken for one with a
            probability of 0.0005.
        longitude, latitude: degrees, NaN where unknown.
    """

    month: IntArray
    codes: dict[str, IntArray]
    texts: dict[str, list[str]]
    identity: npt.NDArray[np.uint64]
    longitude: npt.NDArray[np.float64]
    latitude: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.month)

    def take(self, keep: BoolArray) -> Rows:
        """Some of the rows."""
        if keep.all():
            return self
        return Rows(
            self.month[keep],
            {name: column[keep] for name, column in self.codes.items()},
            self.texts,
            self.identity[keep],
            self.longitude[keep],
            self.latitude[keep],
        )

    def have(self, column: str, wanted: Iterable[bool]) -> BoolArray:
        """Which rows have a text of a column for which `wanted`, one truth value per text, is true."""
        return np.asarray(list(wanted), dtype=bool)[self.codes[column]]

    def names(self, column: str, rows: BoolArray) -> list[str]:
        """The distinct texts of a column in some rows, in alphabetical order."""
        texts = self.texts[column]
        return sorted({texts[code] for code in np.unique(self.codes[column][rows])})


def read_rows(files: Sequence[StreetFile], months: Sequence[str]) -> Rows:
    """The rows of all files, in their order.

    Raises:
        DataError: a file that breaks the layout; of several, the first one.
    """
    position = {month: index for index, month in enumerate(months)}
    counts: list[int] = []

    def one(file: StreetFile) -> Rows:
        if sum(counts) > MOST_ROWS:
            raise DataError(
                f"{file.name}: expected at most {MOST_ROWS:,} rows in all files together, got more"
            )
        table = read_street(file)
        counts.append(table.num_rows)
        return rows_of(table, position[file.month])

    if len(files) == 1:
        return one(files[0])
    with ThreadPoolExecutor(READERS) as readers:
        return joined(list(readers.map(one, files)))


def rows_of(table: pa.Table, month: int) -> Rows:
    """The rows of one file.

    Args:
        table: as `read_street` gives it.
        month: position of the file's month in the months that are read.
    """
    codes, texts = {}, {}
    for name in FEW_TEXTS:
        coded = table[name].dictionary_encode().unify_dictionaries().combine_chunks()
        found = [text.strip() for text in coded.dictionary.to_pylist()]
        if name == "LSOA code":
            found = [text.upper() if len(text) == CODE_LENGTH else text for text in found]
        texts[name] = list(dict.fromkeys(found))
        place = {text: index for index, text in enumerate(texts[name])}
        indices = np.asarray(coded.indices)
        codes[name] = recode(indices, [place[text] for text in found])
    return Rows(
        np.full(table.num_rows, month, dtype=np.int16),
        codes,
        texts,
        identities(table["Crime ID"]),
        table["Longitude"].to_numpy(),
        table["Latitude"].to_numpy(),
    )


def joined(parts: Sequence[Rows]) -> Rows:
    """The rows of several files together, each column with one list of texts."""
    texts: dict[str, list[str]] = {}
    codes: dict[str, IntArray] = {}
    for name in FEW_TEXTS:
        place: dict[str, int] = {}
        columns = []
        for part in parts:
            new = [place.setdefault(text, len(place)) for text in part.texts[name]]
            columns.append(recode(part.codes[name], new))
        texts[name], codes[name] = list(place), np.concatenate(columns)
    return Rows(
        np.concatenate([part.month for part in parts]),
        codes,
        texts,
        np.concatenate([part.identity for part in parts]),
        np.concatenate([part.longitude for part in parts]),
        np.concatenate([part.latitude for part in parts]),
    )


def recode(codes: npt.NDArray[np.integer], new: Sequence[int]) -> IntArray:
    """Each code replaced by the one that `new` has at its place."""
    if not len(new):
        return np.zeros(len(codes), dtype=np.int32)
    changed: IntArray = np.asarray(new, dtype=np.int32)[codes]
    return changed


def identities(column: pa.ChunkedArray) -> npt.NDArray[np.uint64]:
    """64 bits for each crime ID, 0 for a blank one."""
    return np.concatenate([np.zeros(0, dtype=np.uint64), *(_identities(chunk) for chunk in column.chunks)])


def _identities(texts: pa.StringArray) -> npt.NDArray[np.uint64]:
    if not len(texts):
        return np.zeros(0, dtype=np.uint64)
    _, offsets, content = texts.buffers()
    start = np.frombuffer(offsets, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    lengths = np.diff(start)
    found = np.zeros(len(texts), dtype=np.uint64)
    usual = lengths == ID_LENGTH
    if not (usual | (lengths == 0)).all():
        return _unusual_identities(texts.to_pylist())
    if usual.any():
        digits = np.frombuffer(content, dtype=np.uint8)[start[0] : start[-1]]
        found[usual] = _mixed(digits.reshape(-1, ID_LENGTH))
    return found


def _unusual_identities(texts: list[str]) -> npt.NDArray[np.uint64]:
    """The same for IDs of other lengths, or with blanks around them."""
    plain = [text.strip() for text in texts]
    distinct = list(dict.fromkeys(plain))
    hashes = np.asarray(pd.util.hash_array(np.asarray(distinct, dtype=object), categorize=False))
    hashes = np.where(hashes < 2, np.uint64(2), hashes) & ~np.uint64(1)
    usual = [index for index, text in enumerate(distinct) if len(text.encode()) == ID_LENGTH]
    if usual:
        digits = np.frombuffer("".join(distinct[index] for index in usual).encode(), dtype=np.uint8)
        hashes[usual] = _mixed(digits.reshape(-1, ID_LENGTH))
    place = {text: index for index, text in enumerate(distinct)}
    if "" in place:
        hashes[place[""]] = 0
    return hashes[[place[text] for text in plain]].astype(np.uint64)


def _mixed(digits: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint64]:
    """An odd hash of rows of 64 bytes: their eight words, multiplied and added modulo 2**64."""
    words = np.ascontiguousarray(digits).view(np.uint64)
    mixed = np.zeros(len(words), dtype=np.uint64)
    for word in words.T:
        mixed = (mixed ^ word) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed | np.uint64(1)
