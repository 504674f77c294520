"""Files that are complete or absent, and the lock that keeps two runs out of one folder.

A file is written beside its place, flushed to the disk and renamed, by the function that the microsimulation
uses as well. Apart from that one because here the operating system's errors become one sentence for the user.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Self

from bridge.errors import RecordError
from common import files
from common.reading import open_ordinary


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Turn an `OSError` inside the block into a `RecordError` that names `path` and the reason."""
    try:
        yield
    except OSError as error:
        raise RecordError(
            f"cannot write {str(path)!r}: {error.strerror or error}; no half file was left"
        ) from error


@contextmanager
def reading(path: Path) -> Iterator[BinaryIO]:
    """An ordinary file, open for reading; what closing it says is of no account.

    Raises:
        RecordError: it cannot be read.
    """
    try:
        file = open_ordinary(path)
        try:
            yield file
        finally:
            with suppress(OSError):
                file.close()
    except OSError as error:
        raise RecordError(f"cannot read {str(path)!r}: {error.strerror or error}") from error


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """Give the block a path to write to; on success flush that file and rename it to `target`.

    Raises:
        RecordError: the disk is full or read-only, or rights are missing; `target` is as it was.
    """
    with guarded(target), files.aside(target, alone=True) as part:
        yield part


def write_text(target: Path, text: str) -> None:
    """Write a text file, complete or not at all."""
    with aside(target) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


class FolderLock:
    """Keeps other runs out of a folder while this process lives; the system frees it even after a kill."""

    def __init__(self, folder: Path) -> None:
        """Take the lock.

        Raises:
            RecordError: a live run holds it, or the folder cannot be written.
        """
        self._path = folder / ".lock"
        with guarded(folder):
            self._handle = self._acquire(folder)
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, str(os.getpid()).encode(), 0)

    def _acquire(self, folder: Path) -> int:
        """An open, locked handle of the lock file that lies in the folder now."""
        while True:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                owner = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
                os.close(handle)
                raise RecordError(
                    f"{str(folder)!r} is in use by a live run (process {owner}); choose another --out"
                ) from error
            if self._path.exists() and os.path.samestat(os.fstat(handle), self._path.stat()):
                return handle
            os.close(handle)  # its last owner removed the file between our opening and locking it

    def release(self) -> None:
        """Let others in; safe to repeat."""
        if self._handle >= 0:
            # What fails here leaves a file that locks nothing, and must not hide how the run ended.
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
            with suppress(OSError):
                os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def lock_owner(folder: Path) -> int | None:
    """The process id of the live run that holds `folder`, or None; 0 where the owner is not known.

    Only looks: whoever tried the lock would hold it for a moment, and keep a run that begins just then out.
    """
    try:
        handle = os.open(folder / ".lock", os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        if not _is_locked(handle):
            return None
        text = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
        return int(text) if text.isascii() and text.isdigit() else 0
    finally:
        os.close(handle)


def _is_locked(handle: int) -> bool:
    """Whether anybody has locked an open file; where the system keeps no list of locks, by trying."""
    try:
        listed = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    except OSError:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False
    found = os.fstat(handle)
    name = f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}"
    return any(words[1] == "FLOCK" and name in words for words in map(str.split, listed))


def require_place(target: Path) -> None:
    """See before the work whether its result can be written afterwards.

    Raises:
        RecordError: there is a folder of that name, or its folder cannot be written to or made.
    """
    above = next(one for one in target.absolute().parents if one.exists())
    if target.is_dir():
        raise RecordError(f"cannot write {str(target)!r}: it is a folder")
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        raise RecordError(f"cannot write {str(target)!r}: {str(above)!r} is no folder that you may write to")


def make_folders(folder: Path) -> list[Path]:
    """Make a folder and those above it, so that they survive a power cut; those made, innermost first."""
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in made:
        files.sync(one.parent)
    return made
