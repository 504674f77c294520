"""The files that a model has written, as they are at a checkpoint: a resume goes on from these very files.

What was appended after the checkpoint is cut off, since the model appends it again.
"""

import os
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from common.reading import CHUNK


class Written(msgspec.Struct, frozen=True):
    """A file's length in bytes and the CRC-32 of its content."""

    size: int
    checksum: int


def written_in(folder: Path) -> dict[str, Written]:
    """Every file of a model, by its path below the folder.

    Raises:
        OSError: one cannot be read.
    """
    found = {}
    for name in files_in(folder):
        size = (folder / name).stat().st_size
        found[name] = Written(size, _checksum(folder / name, size))
    return found


def files_in(folder: Path) -> list[str]:
    """Every ordinary file of a model, by its path below the folder."""
    return [
        path.relative_to(folder).as_posix()
        for path in _files(folder)
        if path.is_file() and not path.is_symlink()
    ]


def cut_back(folder: Path, then: dict[str, Written]) -> bool:
    """Make the files what they were; False, and nothing changed, where one was changed before its end.

    Raises:
        OSError: one cannot be read or cut.
    """
    if folder.is_symlink():
        return False
    for name, one in then.items():
        path = folder / name
        if path.is_symlink() or not path.is_file() or path.stat().st_size < one.size:
            return False
        if _checksum(path, one.size) != one.checksum:
            return False
    for path in list(_files(folder)):
        known = then.get(path.relative_to(folder).as_posix())
        if known is None:
            path.unlink()
        elif path.stat().st_size > known.size:
            os.truncate(path, known.size)
    return True


def _files(folder: Path) -> Iterator[Path]:
    for where, _, names in os.walk(folder):
        yield from (Path(where, name) for name in sorted(names))


def _checksum(path: Path, size: int) -> int:
    """CRC-32 of a file's first `size` bytes."""
    found = 0
    with path.open("rb") as file:
        while size > 0 and (piece := file.read(min(CHUNK, size))):
            found, size = zlib.crc32(piece, found), size - len(piece)
    return found
