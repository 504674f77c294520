"""CURVE keys: their files, and the check that lets in only the clients on a list.

The list is read again when its file changes, so that a key taken off it gets nothing from then on, also in
the midst of a session.
"""

import logging
import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import zmq

from bridge.errors import ScenarioError

log = logging.getLogger(__name__)

KEY_LENGTH = 40
"""Characters of a key in Z85, ZeroMQ's text form of 32 bytes."""
FRESH_NS = 2_000_000_000
"""Some file systems keep the time of a change to two seconds."""
LOGGED = 1000
"""Different strangers that get a log line of their own."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A public key and its secret one, in Z85."""

    public: bytes
    secret: bytes

    @classmethod
    def new(cls) -> Self:
        """A random pair."""
        return cls(*zmq.curve_keypair())

    @classmethod
    def read(cls, path: Path) -> Self:
        """The pair of a secret key's file.

        Raises:
            ScenarioError: no such file, no key in it, or others than its owner may read it.
        """
        secret = _keys(path, private=True)[0][0]
        return cls(zmq.curve_public(secret), secret)


@dataclass(frozen=True, slots=True)
class ClientKeys:
    """What a client needs to speak with a service behind CURVE."""

    own: KeyPair
    server: bytes
    """The service's public key."""

    @classmethod
    def read(cls, own: Path, server: Path) -> Self:
        """The keys of two files: the client's secret one and the service's public one."""
        return cls(KeyPair.read(own), _keys(server)[0][0])


class ClientList:
    """The service's own keys and the list of clients that it lets in."""

    def __init__(self, own: KeyPair, allowed: Path) -> None:
        """Guard with `own`; `allowed` is a text file with a public key and a name on each line.

        Raises:
            ScenarioError: the list cannot be read, or others than its owner may write it.
        """
        self.own = own
        self._path = allowed
        self._stamp: tuple[int, int, int] | None = None
        self._read_at = 0
        self._names: dict[str, str] = {}
        self._turned_away: set[str] = set()
        self._refresh(first=True)

    def admits(self, key: str, where: str) -> bool:
        """Whether the client with this public key (Z85) may speak now; each one's first refusal is logged."""
        self._refresh()
        if key in self._names:
            self._turned_away.discard(key)
            return True
        self.turn_away(f"unknown or revoked key {key}", where)
        return False

    def turn_away(self, reason: str, where: str = "") -> None:
        """Log a refusal, once for each reason."""
        if reason not in self._turned_away and len(self._turned_away) < LOGGED:
            self._turned_away.add(reason)
            log.warning("a stranger%s was turned away: %s", f" from {where}" if where else "", reason)

    def _refresh(self, first: bool = False) -> None:
        try:
            # Looked at before it is read. A file that changed so lately may change again under the same time.
            if (stamp := self._look()) != self._stamp or self._read_at - stamp[0] < FRESH_NS:
                self._read_at = time.time_ns()
                self._names = _listed(self._path)
                self._stamp = stamp
        except (OSError, ScenarioError) as error:
            if first:
                raise ScenarioError(str(error)) from error
            if self._stamp is not None:
                log.error("nobody is let in any more: %s", error)
            self._names, self._stamp = {}, None

    def _look(self) -> tuple[int, int, int]:
        found = self._path.stat()
        return found.st_mtime_ns, found.st_size, found.st_ino


def require_own_folder(folder: Path) -> None:
    """Refuse a folder of keys in which others could put files of theirs in the place of ours.

    Raises:
        ScenarioError: others may write to it, and it is not one where each keeps to their own files, as /tmp.
    """
    try:
        mode = folder.stat().st_mode
    except OSError:
        return  # whoever reads a file there says so
    if mode & (stat.S_IWGRP | stat.S_IWOTH) and not mode & stat.S_ISVTX:
        raise ScenarioError(f"others may write to {str(folder)!r}, where keys are; run: chmod 700 {folder}")


def write_secret(path: Path, text: str) -> None:
    """Write a new file that only its owner can read, from its first moment.

    Raises:
        ScenarioError: the file exists, or cannot be written.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ScenarioError(
            f"cannot write {str(path)!r}: {error.strerror}; keys are never overwritten, choose another name"
        ) from error


def _listed(path: Path) -> dict[str, str]:
    return {key.decode(): name for key, name in _keys(path, empty=True)}


def _keys(path: Path, *, private: bool = False, empty: bool = False) -> list[tuple[bytes, str]]:
    """Keys and what follows them, line by line; lines that begin with '# ' are comments."""
    require_own_folder(path.parent)
    try:
        mode = path.stat().st_mode
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(
            f"cannot read the keys of {str(path)!r}: {error}; see 'crims keys new'"
        ) from error
    if mode & ((stat.S_IRWXG | stat.S_IRWXO) if private else (stat.S_IWGRP | stat.S_IWOTH)):
        raise ScenarioError(f"{str(path)!r} is open to others than its owner; run: chmod 600 {path}")
    found = []
    for number, line in enumerate(lines, 1):
        if line.startswith("# ") or not line.strip():
            continue
        key, _, name = line.strip().partition(" ")
        try:
            if len(key) != KEY_LENGTH:
                raise ValueError(f"{len(key)} characters")
            zmq.curve_public(key.encode("ascii"))  # reads its Z85
        except (ValueError, zmq.ZMQError) as error:
            raise ScenarioError(
                f"{path}, line {number}: expected a key of {KEY_LENGTH} characters, got another text"
            ) from error
        found.append((key.encode("ascii"), name.strip()))
    if not found and not empty:
        raise ScenarioError(f"expected a key in {str(path)!r}, got none; see 'crims keys new'")
    return found
