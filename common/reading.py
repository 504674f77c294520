"""Reading files of unknown origin: ordinary files only, and bounded by what they take when they are unpacked.

What is wrong is an `OSError` with a reason in words, as of a file that cannot be read for another cause. What
it means is left to the caller.
"""

from __future__ import annotations

import errno
import os
import stat
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import pandas as pd

MIB = 2**20
MOST = 1024 * MIB
"""Bytes of a file, and of what it unpacks to."""
MOST_TABLE = 4096 * MIB
"""Bytes that a table of a Parquet file may take in memory."""
GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
CHUNK = 4 * MIB


class TooLargeError(OSError):
    """A file, or what it unpacks to, is larger than any real one."""

    def __init__(self, most: int, what: str = "") -> None:
        super().__init__(errno.EFBIG, f"expected at most {most // MIB:,} MiB{what}, got more")


def open_ordinary(path: Path) -> BinaryIO:
    """An ordinary file, open for reading: no pipe or device, which may wait or go on for ever.

    Raises:
        OSError: it is none, or cannot be opened.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "not an ordinary file but a pipe, socket or device")
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_whole(path: Path, most: int = MOST) -> bytes:
    """All of an ordinary file.

    Raises:
        OSError: it cannot be read, is no ordinary file, or has more than `most` bytes.
    """
    with open_ordinary(path) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise TooLargeError(most)
    return content


def read_unpacked(path: Path, most: int = MOST) -> bytes:
    """All of a file, unpacked where it is packed by gzip or has a name that says so.

    Raises:
        OSError: as `read_whole`; or it unpacks to more than `most` bytes, or is damaged.
    """
    content = read_whole(path, most)
    packed = content.startswith(GZIP) or path.suffix.lower() == ".gz"
    return gunzip(content, most) if packed else content


def gunzip(content: bytes, most: int = MOST) -> bytes:
    """What gzip packed, in one or several members.

    Raises:
        OSError: more than `most` bytes, or damaged.
    """
    parts, have = [], 0
    while content:
        unpacker = zlib.decompressobj(wbits=31)
        try:
            part = unpacker.decompress(content, most - have + 1)
        except zlib.error as error:
            raise OSError(errno.EINVAL, f"damaged gzip: {error}") from error
        have += len(part)
        if have > most:
            raise TooLargeError(most, " unpacked")
        if not unpacker.eof:
            raise OSError(errno.EINVAL, "damaged gzip: it breaks off")
        parts.append(part)
        content = unpacker.unused_data.lstrip(b"\0")
    return b"".join(parts)


def require_bounded(path: Path, most: int = MOST) -> None:
    """Refuse what a library that opens a path by itself should not be given.

    Raises:
        OSError: no ordinary file, larger than `most` bytes, or a zip whose members are together.
    """
    with open_ordinary(path) as file:
        if os.fstat(file.fileno()).st_size > most:
            raise TooLargeError(most)
        if file.read(len(ZIP)) != ZIP:
            return
        try:
            with zipfile.ZipFile(file) as archive:
                if sum(member.file_size for member in archive.infolist()) > most:
                    raise TooLargeError(most, " unpacked")
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return  # its reader says what is wrong


def read_parquet(path: Path, columns: Sequence[str] | None = None, most: int = MOST_TABLE) -> pd.DataFrame:
    """A Parquet file as pandas reads it, in pieces whose sizes are added up.

    Args:
        columns: those to read; None for all.
        most: bytes that the table may take.

    Raises:
        OSError: as `require_bounded`, or the table is larger than `most`.
        ValueError: no Parquet file, or a damaged one.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with open_ordinary(path) as source, pq.ParquetFile(source) as file:
        packed = file.metadata
        groups = [packed.row_group(number) for number in range(packed.num_row_groups)]
        # A column of repeated values takes nothing in the file and eight bytes or so a row in memory.
        width = 8 * len(file.schema_arrow.names if columns is None else columns)
        if sum(one.total_byte_size for one in groups) > most or packed.num_rows * width > most:
            raise TooLargeError(most, " in memory")
        batches, have = [], 0
        for batch in file.iter_batches(1 << 16, columns=columns):
            have += batch.nbytes
            if have > most:
                raise TooLargeError(most, " in memory")
            batches.append(batch)
        schema = batches[0].schema if batches else file.schema_arrow
        frame: pd.DataFrame = pa.Table.from_batches(batches, schema).to_pandas()
        return frame
