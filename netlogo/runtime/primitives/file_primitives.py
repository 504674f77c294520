"""The file primitives of one world: text files that are read or appended to, one of them the current one.

Paths are relative to the model's folder or to what `set-current-directory` has chosen. Errors are NetLogo's.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netlogo.errors import LogoError
from netlogo.runtime.agents.base import Agent, NamedError
from netlogo.runtime.maths.numbers import to_int
from netlogo.runtime.primitives.literals import LiteralReader
from netlogo.runtime.state.file_access import FileAccess, append_text, read_text
from netlogo.runtime.state.output import output_text

if TYPE_CHECKING:
    from netlogo.runtime.world import World

_NO_FILE = "No file has been opened."
_AT_END = "The end of file has been reached"
MOST_WRITTEN = 256
"""Files that a model may have open to write, so that whoever runs it has some left."""


class OpenFile:
    """A file that a model has opened; it is read or written from its first use on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._text: str | None = None
        self._at = 0
        self._out: TextIOWrapper | None = None

    def reading(self, access: FileAccess) -> None:
        """Make sure that the file is read.

        Raises:
            LogoError: it is being written, or is not there.
        """
        if self._out is not None:
            raise LogoError("You can only use WRITING primitives with this file")
        if self._text is None:
            try:
                self._text = read_text(access.to_read(self.path), "replace")  # as NetLogo
            except FileNotFoundError as error:
                raise LogoError(f"The file {self.path} cannot be found") from error
            except OSError as error:
                raise LogoError(f"The file {self.path} cannot be read ({error.strerror or error})") from error

    def write(self, text: str, access: FileAccess) -> None:
        """Append text.

        Raises:
            LogoError: the file is being read, may not or cannot be written.
        """
        if self._text is not None:
            raise LogoError("You can only use READING primitives with this file")
        if self._out is None:
            target = access.to_write(self.path)
            try:
                self._out = append_text(target, self.path)
            except OSError as error:
                many = ": too many files are open" if error.errno in (errno.EMFILE, errno.ENFILE) else ""
                missing = many or isinstance(error, FileNotFoundError)
                what = f"found{many}" if missing else f"written ({error.strerror or error})"
                raise LogoError(f"The file {self.path} cannot be {what}") from error
        with self._told():
            self._out.write(text)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Make an error of the disk the model's."""
        try:
            yield
        except OSError as error:
            raise LogoError(f"The file {self.path} cannot be written ({error.strerror or error})") from error

    @property
    def written(self) -> bool:
        """Whether the operating system has it open."""
        return self._out is not None

    def flush(self) -> None:
        """Let others see what has been written."""
        if self._out is not None:
            with self._told():
                self._out.flush()

    def close(self) -> None:
        """End reading or writing."""
        if self._out is not None:
            with self._told():
                self._out.close()

    @property
    def is_written(self) -> bool:
        """Whether something has been written to it."""
        return self._out is not None

    @property
    def rest(self) -> str:
        """What has not been read yet."""
        return (self._text or "")[self._at :]

    def take(self, number: int) -> str:
        """Read some characters."""
        taken = self.rest[:number]
        self._at += len(taken)
        return taken

    def line(self) -> str:
        """Read up to the end of the line."""
        taken = self.rest.partition("\n")
        self._at += len(taken[0]) + len(taken[1])
        return taken[0].removesuffix("\r")

    def value(self) -> Any:
        """Read one literal value, and the blanks behind it."""
        reader = LiteralReader(self._text or "", at=self._at)
        try:
            value = reader.value()
        except LogoError as error:
            before = (self._text or "")[: self._at]
            line, character = before.count("\n") + 1, self._at - (before.rfind("\n") + 1) + 1
            raise LogoError(f"{error.message} (line number {line}, character {character})") from error
        reader.skip()
        self._at = reader.at
        return value


def resolved(world: World, name: str) -> Path:
    """The path that a model's file name stands for."""
    return Path(os.path.normpath(world.folder / name))


def readable(world: World, name: str) -> Path:
    """The file to read for a model's file name."""
    return world.file_access.to_read(resolved(world, name))


def writable(world: World, name: str) -> Path:
    """The file to write for a model's file name.

    Raises:
        LogoError: the model may write in some folders only (`Workspace.confine`), and this is in none.
    """
    return world.file_access.to_write(resolved(world, name))


def unreadable(primitive: str, path: Path, error: OSError) -> LogoError:
    """The error of a primitive whose file cannot be read or written."""
    shown = str(path).replace("{", "{{").replace("}", "}}")
    return NamedError(f"{{}}: {shown} ({error.strerror or error})", primitive, as_typed=True)


class FilePrimitives:
    """What a model does with files."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._open: dict[Path, OpenFile] = world.open_files
        self._current: OpenFile | None = None

    def _path(self, name: str) -> Path:
        return resolved(self._world, name)

    def _file(self) -> OpenFile:
        if self._current is None:
            raise LogoError(_NO_FILE)
        return self._current

    def _readable(self) -> OpenFile:
        file = self._file()
        file.reading(self._world.file_access)
        if not file.rest:
            raise LogoError(_AT_END)
        return file

    def _write(self, text: str) -> None:
        """Write to the current file. Whether that is allowed shows only now: one may open it to read, too."""
        file = self._file()
        if not file.written and sum(one.written for one in self._open.values()) >= MOST_WRITTEN:
            raise LogoError(f"The file {file.path} cannot be written: {MOST_WRITTEN} files are open already")
        file.write(text, self._world.file_access)

    def set_current_directory(self, name: str) -> None:
        """Choose the folder to which paths are relative."""
        self._world.folder = self._path(name)

    def file_open(self, name: str) -> None:
        """Make a file the current one."""
        path = self._path(name)
        self._current = self._open.setdefault(path, OpenFile(path))

    def file_close(self) -> None:
        """Close the current file, if there is one."""
        if self._current is not None:
            closed, self._current = self._current, None
            self._open.pop(closed.path, None)
            closed.close()

    def file_close_all(self) -> None:
        """Close all files."""
        self._current = None
        while self._open:
            self._open.popitem()[1].close()

    def file_flush(self) -> None:
        """Let others see what has been written to the current file."""
        if self._current is None:
            raise LogoError("There is no file to flush")
        self._current.flush()

    def file_delete(self, name: str) -> None:
        """Delete a file."""
        if self._path(name) in self._open:
            raise LogoError("You need to close the file before deletion")
        path = self._world.file_access.to_delete(self._path(name))
        if not path.exists():
            raise LogoError("You cannot delete a non-existent file.")
        if not path.is_file():
            raise LogoError("You can only delete files.")
        try:
            path.unlink()
        except OSError as error:
            raise LogoError("Deletion failed.") from error

    def file_exists_p(self, name: str) -> bool:
        """Whether there is such a file."""
        return readable(self._world, name).exists()

    def file_at_end_p(self) -> bool:
        """Whether the current file has been read to its end."""
        file = self._file()
        file.reading(self._world.file_access)
        return not file.rest

    def file_read(self) -> Any:
        """Read a value."""
        return self._readable().value()

    def file_read_line(self) -> str:
        """Read a line."""
        return self._readable().line()

    def file_read_characters(self, number: float) -> str:
        """Read some characters."""
        return self._readable().take(to_int(number))

    def file_print(self, value: Any) -> None:
        """Write a value and a new line."""
        self._write(output_text(value))

    def file_type(self, value: Any) -> None:
        """Write a value."""
        self._write(output_text(value, newline=False))

    def file_write(self, value: Any) -> None:
        """Write a blank and the value as it can be read back."""
        self._write(output_text(value, newline=False, readable=True))

    def file_show(self, me: Agent, value: Any) -> None:
        """Write the agent, the value as it can be read back, and a new line."""
        self._write(output_text(value, me, readable=True))

    def mkdir(self, name: str) -> None:
        """Make a folder, and those above it."""
        path = writable(self._world, name)
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LogoError(f"The folder {path} cannot be made ({error.strerror or error})") from error

    def nano_time(self) -> float:
        """Nanoseconds from some beginning."""
        return float(time.monotonic_ns())
