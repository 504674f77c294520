"""Writing a file so that it is either whole or absent.

It is filled beside its target, flushed to the disk and renamed. What an error of the operating system means
is left to the caller.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def aside(target: Path, *, private: bool = False, alone: bool = False) -> Iterator[Path]:
    """Give the block a file to write to in the folder of `target`; on success rename it to `target`.

    Args:
        private: the file can be read by its owner only, from its first byte on.
        alone: no one else writes `target`, as under a lock: the file beside it then has a fixed name, so that
            what a killed process left is replaced and does not pile up.

    Raises:
        OSError: the disk is full or read-only, or rights are missing; `target` is as it was, and nothing is
            left beside it.
    """
    part = target.with_name(
        f".{target.name}.part" if alone else f".{target.name}.{secrets.token_hex(6)}.part"
    )
    if alone:
        part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666))
    try:
        yield part
        sync(part)
        part.replace(target)
        sync(target.parent)
    finally:
        with suppress(OSError):  # it must not hide what went wrong before
            part.unlink(missing_ok=True)


def write_aside(target: Path, write: Callable[[Path], object], private: bool = False) -> Path:
    """Let `write` fill a file, whole or not at all, as `aside`; the folder is created where missing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with aside(target, private=private) as part:
        write(part)
    return target


def sync(path: Path) -> None:
    """Make a file's content, or a folder's rename, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
