"""Where a model may write, and the one way in which files are written for it.

A model is a stranger's program. Where it is confined, what it writes beside itself lands in an output folder
instead, so that nothing that it wrote lies where programs are looked for; nothing is written through a link.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from common.reading import MIB, read_whole
from netlogo.errors import LogoError

MOST_READ = 256 * MIB
"""Bytes of a file that a model reads."""


@dataclass(frozen=True)
class FileAccess:
    """The folders of one world's model; without any, it writes where it likes, as in NetLogo."""

    folders: tuple[Path, ...] = ()
    """Folders in which it may write, links resolved; below them as well."""
    home: Path | None = None
    """The model's own folder."""
    output: Path | None = None
    """Where a file goes that the model writes under its own folder; it reads it back from there."""

    def to_read(self, path: Path) -> Path:
        """The file that a path stands for: what the model wrote there, else what lies there."""
        written = self._redirected(path)
        return written if written is not None and os.path.lexists(written) else path

    def to_write(self, path: Path) -> Path:
        """The file to write for a path, links resolved; its folder in the output folder is made.

        Raises:
            LogoError: the model may not write there.
        """
        if not self.folders and self.output is None:
            return Path(os.path.realpath(path))
        real = Path(os.path.realpath(path))
        if any(real.is_relative_to(one) for one in self.folders):
            return real
        written = self._redirected(path)
        if written is None or self.output is None:
            raise self._refusal(path)
        real = Path(os.path.realpath(written))
        if not real.is_relative_to(os.path.realpath(self.output)):
            raise self._refusal(path)
        try:
            real.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LogoError(f"{real.parent}: {error.strerror or error}") from error
        return real

    def to_delete(self, path: Path) -> Path:
        """The file to delete for a path.

        Raises:
            LogoError: it is not the model's to delete.
        """
        written = self._redirected(path)
        if written is not None and not os.path.lexists(written) and os.path.lexists(path):
            real = Path(os.path.realpath(path))
            if not any(real.is_relative_to(one) for one in self.folders):
                raise self._refusal(path)
        return self.to_write(path)

    def _redirected(self, path: Path) -> Path | None:
        if self.output is None or self.home is None or not path.is_relative_to(self.home):
            return None
        return self.output / path.relative_to(self.home)

    def _refusal(self, path: Path) -> LogoError:
        folders = " or ".join(f"'{one}'" for one in (*self.folders, *([self.output] if self.output else [])))
        return LogoError(f"This run may write files in {folders} only, not {path}")


def append_text(target: Path, original: Path) -> TextIOWrapper:
    """Open a file to append to; where it is a redirected one, it begins as a copy of the original.

    Raises:
        OSError: it cannot be written, or is a link by now.
    """
    if target != original and not os.path.lexists(target) and original.is_file():
        with original.open("rb") as source, open(_exclusive(target), "wb") as copy:
            shutil.copyfileobj(source, copy)
    handle = os.open(target, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o666)
    return open(handle, "a", encoding="utf-8", newline="")


def overwrite_text(target: Path) -> TextIOWrapper:
    """Open a file to be written anew, line by line.

    Raises:
        OSError: it cannot be written, or is a link by now.
    """
    handle = os.open(target, os.O_WRONLY | os.O_TRUNC | os.O_CREAT | os.O_NOFOLLOW, 0o666)
    return open(handle, "w", encoding="utf-8", newline="\n")


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Give the block a new file beside `target` to write to, and move it into place.

    The file's name cannot be foreseen, so that no link can wait for it.

    Raises:
        OSError: it cannot be written; `target` is as it was.
    """
    part = target.with_name(f".{target.name}.{secrets.token_hex(6)}.part")
    os.close(_exclusive(part))
    try:
        yield part
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _exclusive(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666)


def read_bytes(path: Path) -> bytes:
    """All of a file that a model names: an ordinary one, of a size that fits into memory.

    Raises:
        OSError: it cannot be read, is a pipe or device, or larger than `MOST_READ` bytes.
    """
    return read_whole(path, MOST_READ)


def read_text(path: Path, errors: str = "strict", encoding: str = "utf-8") -> str:
    """All of a text file, as `read_bytes`; every end of a line is a line feed.

    Raises:
        UnicodeDecodeError: it is no UTF-8, and `errors` is "strict".
    """
    text = read_bytes(path).decode(encoding, errors)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
