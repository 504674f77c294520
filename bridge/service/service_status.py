"""What a running service says about itself to those who look from outside: one small file, kept up to date.

Each living service has a folder for it in the user's cache folder. A lock tells the living from the dead,
whatever ended them.
"""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

import msgspec

from bridge.base.costs import memory_of
from bridge.base.wall_clock import now
from bridge.base.whole_files import FolderLock, lock_owner, write_text
from bridge.errors import RecordError
from microsim.street.parsed_cache import default_folder

STATE = "service.json"
EVERY = 5.0
"""Seconds between two looks at the figures."""


class ServiceState(msgspec.Struct, kw_only=True):
    """The contents of `service.json`."""

    endpoint: str
    process: int
    started: str
    sessions: int = 0
    answered: int = 0
    """Requests, since the start."""
    per_second: float = 0.0
    """Requests, lately."""
    memory_mib: float = 0.0
    error: str = ""
    """What last could not be met, in the words that its client was told."""


class ServiceStatus:
    """Keeps the file of this process's service."""

    def __init__(self, endpoint: str, folder: Path | None = None) -> None:
        """Begin the file.

        Raises:
            RecordError: the cache folder cannot be written.
        """
        self._folder = (folder or services()) / str(os.getpid())
        self._lock: FolderLock | None = None
        self.state = ServiceState(endpoint=endpoint, process=os.getpid(), started=now())
        self._shown = time.monotonic()

    def __enter__(self) -> Self:
        with suppress(RecordError, OSError):  # a service works without it
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock = FolderLock(self._folder)
            self._write()
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock is not None:
            self._lock.release()
            shutil.rmtree(self._folder, ignore_errors=True)

    def show(self, sessions: int, answered: int, error: str) -> None:
        """Bring the file up to date, every five seconds at most."""
        passed = time.monotonic() - self._shown
        if self._lock is None or passed < EVERY:
            return
        state = self.state
        state.per_second = round((answered - state.answered) / passed, 1)
        state.sessions, state.answered, state.error = sessions, answered, error
        self._shown = time.monotonic()
        with suppress(RecordError):
            self._write()

    def _write(self) -> None:
        self.state.memory_mib = round(memory_of(os.getpid()) / 2**20, 1)
        write_text(self._folder / STATE, msgspec.json.encode(self.state).decode() + "\n")


def services() -> Path:
    """Where the services of this user leave their files."""
    return default_folder() / "services"


def running(folder: Path | None = None) -> Iterator[ServiceState]:
    """The services that live, in order of their process numbers; what dead ones left is removed."""
    where = folder or services()
    for one in sorted(where.iterdir()) if where.is_dir() else ():
        if lock_owner(one) is None:
            shutil.rmtree(one, ignore_errors=True)
            continue
        with suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
            yield msgspec.json.decode((one / STATE).read_bytes(), type=ServiceState)
