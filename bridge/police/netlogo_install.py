"""Installs NetLogo from its published archive: downloads, verifies, unpacks safely, checks that it is one.

The folder that NetLogo ends in is complete or not there at all. NetLogo comes under its own licence from its
own site and is no part of this project.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bridge.errors import EngineUnavailable, ScenarioError

if not hasattr(tarfile, "data_filter"):  # Python 3.11.0 to 3.11.3, Debian 12's own among them
    from backports import tarfile  # type: ignore[no-redef]

if TYPE_CHECKING:
    from netlogo.jvm import Installation

VERSION = "6.4.0"
ADDRESS = "https://downloads.netlogo.org/{version}/NetLogo-{version}-64.tgz"
"""The archive for Linux; its jars run on every system, with a Java machine of that system."""
CHECKSUMS = {
    "6.4.0": "8647223b4282e0be3e62dc9c45207f82410ba63dd2892b08af2940cbaa6ad1de",
    "7.0.4": "75636b8469ea4995ec051cfbc91e525f171be84b8f959b86bc080fbff702dfbc",
}
"""SHA-256 of that archive by version. NetLogo publishes none; these are of the Nix package collection
(pkgs/by-name/ne/netlogo), and the one of 7.0.4 is also in Arch Linux's package."""
OLDEST = (6, 2)
MOST_BYTES = 4 << 30
"""No NetLogo unpacks to more; an archive that does is not one."""

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Installed:
    """What was installed, and the checksum of the archive it came from."""

    installation: Installation
    sha256: str
    verified: bool
    """Whether the checksum was compared with one that is known or was given."""


def install(
    target: Path,
    *,
    version: str = VERSION,
    source: str | None = None,
    sha256: str | None = None,
    progress: Progress | None = None,
) -> Installed:
    """Install NetLogo into a new folder below `target`.

    Args:
        target: gets the folder `NetLogo <version>`.
        version: which one to download from NetLogo's site.
        source: a local archive (.tgz, .tar.gz) or an address, instead of NetLogo's site.
        sha256: the archive's checksum, where one is known.
        progress: told bytes and expected bytes while downloading.

    Raises:
        ScenarioError: the source, version or checksum cannot be meant, or the folder is there already.
        EngineUnavailable: the download failed, or the archive is damaged, unsafe or not NetLogo.
    """
    expected = _expected(version, source, sha256)
    with _writing(target):
        target.mkdir(parents=True, exist_ok=True)
    archive, downloaded = _archive(target, version, source, expected, progress)
    found = _digest(archive)
    if expected and found != expected:
        raise EngineUnavailable(f"{archive.name}: expected SHA-256 {expected}, got {found}")
    with _unpacked(archive, target) as folder:
        ready = _place(_top(folder), target)
    if downloaded:
        archive.unlink()
    return Installed(ready, found, expected is not None or found == CHECKSUMS.get(ready.version))


def _expected(version: str, source: str | None, sha256: str | None) -> str | None:
    """The checksum that the archive must have, if one is known; told before a long download what is wrong."""
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if numbers is None or not all(part.isalnum() for part in version.replace("-", ".").split(".")):
        raise ScenarioError(f"expected a version such as {VERSION!r}, got {version!r}")
    if source is None and (int(numbers[1]), int(numbers[2])) < OLDEST:
        raise ScenarioError(f"expected NetLogo {OLDEST[0]}.{OLDEST[1]} or later, got version {version!r}")
    if sha256 is None:
        return CHECKSUMS.get(version) if source is None else None
    if not re.fullmatch(r"[0-9a-fA-F]{64}", sha256):
        raise ScenarioError(f"expected a SHA-256 of 64 hexadecimal digits, got {sha256!r}")
    return sha256.lower()


def _archive(
    target: Path, version: str, source: str | None, sha256: str | None, progress: Progress | None
) -> tuple[Path, bool]:
    """The archive as a local file, and whether it was downloaded."""
    if source is not None and "://" not in source:
        path = Path(source).expanduser()
        if not path.is_file():
            raise ScenarioError(
                f"expected --from as an archive or an address, got {source!r}, which is neither"
            )
        return path, False
    address = source or ADDRESS.format(version=version)
    if not address.startswith(("https://", "http://")):
        raise ScenarioError(f"expected an address with https, got {address!r}")
    from microsim.errors import MicrosimError
    from microsim.sources.fetch import fetch

    name = address.rstrip("/").rsplit("/", 1)[-1].split("?")[0] or "netlogo.tgz"
    try:
        return fetch(address, target / name, sha256=sha256, progress=progress), True
    except (MicrosimError, OSError) as error:
        raise EngineUnavailable(f"NetLogo could not be downloaded: {error}") from error


@contextmanager
def _unpacked(archive: Path, target: Path) -> Iterator[Path]:
    """The archive's contents in a folder beside the target, which is removed again."""
    with _writing(target):
        folder = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=target))
    try:
        _unpack(archive, folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(archive: Path, folder: Path) -> None:
    try:
        with tarfile.open(archive) as tar:
            total = 0
            for member in tar:
                total += member.size
                if total > MOST_BYTES:
                    raise EngineUnavailable(f"{archive.name}: unpacks to more than {MOST_BYTES >> 30} GiB")
                tar.extract(member, folder, filter="data")  # refuses paths and links that lead outside
    except tarfile.FilterError as error:
        raise EngineUnavailable(f"{archive.name}: unsafe archive: {error}; nothing was installed") from error
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _unwritable(folder.parent, error) from error
        raise EngineUnavailable(
            f"{archive.name}: expected NetLogo's archive (.tgz), got a damaged or other file ({error})"
        ) from error


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unwritable(target, error) from error


def _unwritable(target: Path, error: OSError) -> EngineUnavailable:
    return EngineUnavailable(
        f"cannot write {str(target)!r}: {error.strerror or error}; nothing was installed, choose another --to"
    )


def _top(folder: Path) -> Path:
    """The one folder that the archive holds, or the folder itself."""
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder


def _place(folder: Path, target: Path) -> Installation:
    """Move an unpacked NetLogo to its name."""
    from netlogo.jvm.finder import read_installation
    from netlogo.jvm.unavailable import NetLogoUnavailable

    try:
        version = read_installation(folder, "the archive").version
    except NetLogoUnavailable as error:
        raise EngineUnavailable(f"{error}; nothing was installed") from error
    final = target / f"NetLogo {version}"
    if final.exists():
        raise ScenarioError(f"{str(final)!r} is there already; remove it first, or give another --to")
    with _writing(target):
        os.replace(folder, final)
    return read_installation(final, "the archive")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
