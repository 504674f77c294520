"""Installs NetLogo from its published archive: downloads, verifies, unpacks safely, checks that it is one.

A version or an archive enters; a folder with NetLogo in it leaves, complete or not at all. NetLogo comes
under its own licence from its own site and is no part of this project.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bridge.errors import EngineUnavailable, ScenarioError

if TYPE_CHECKING:
    from netlogo.jvm import Installation

VERSION = "6.4.0"
ADDRESS = "https://downloads.netlogo.org/{version}/NetLogo-{version}-64.tgz"
"""The archive for Linux; its jars run on every system, with a Java machine of that system."""
CHECKSUMS = {
    "6.4.0": "8647223b4282e0be3e62dc9c45207f82410ba63dd2892b08af2940cbaa6ad1de",
    "7.0.4": "75636b8469ea4995ec051cfbc91e525f171be84b8f959b86bc080fbff702dfbc",
}
"""SHA-256 of that archive by version, as the Nix package collection has it (pkgs/by-name/ne/netlogo)."""
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
    """Install NetLogo into a new folder below ``target``.

    Args:
        target: gets the folder ``NetLogo <version>``.
        version: which one to download from NetLogo's site.
        source: a local archive (.tgz, .tar.gz) or an address, instead of NetLogo's site.
        sha256: the archive's checksum, where one is known.
        progress: told bytes and expected bytes while downloading.

    Raises:
        ScenarioError: the source, version or checksum cannot be meant, or the folder is there already.
        EngineUnavailable: the download failed, or the archive is damaged, unsafe or not NetLogo.
    """
    if not all(part.isalnum() for part in version.replace("-", ".").split(".")):
        raise ScenarioError(f"expected a version such as {VERSION!r}, got {version!r}")
    expected = sha256 or (CHECKSUMS.get(version) if source is None else None)
    target.mkdir(parents=True, exist_ok=True)
    archive, downloaded = _archive(target, version, source, expected, progress)
    found = _digest(archive)
    if expected and found != expected.lower():
        raise EngineUnavailable(f"{archive.name}: expected SHA-256 {expected.lower()}, got {found}")
    with _unpacked(archive, target) as folder:
        ready = _place(_top(folder), target)
    if downloaded:
        archive.unlink()
    return Installed(ready, found, expected is not None)


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
    from microsim.fetch import fetch  # late: loading the microsimulation takes a second

    name = address.rstrip("/").rsplit("/", 1)[-1].split("?")[0] or "netlogo.tgz"
    try:
        return fetch(address, target / name, sha256=sha256, progress=progress), True
    except (MicrosimError, OSError) as error:
        raise EngineUnavailable(f"NetLogo could not be downloaded: {error}") from error


@contextmanager
def _unpacked(archive: Path, target: Path) -> Iterator[Path]:
    """The archive's contents in a folder beside the target, which is removed again."""
    folder = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=target))
    try:
        with tarfile.open(archive) as tar:
            total = 0
            for member in tar:
                total += member.size
                if total > MOST_BYTES:
                    raise EngineUnavailable(f"{archive.name}: unpacks to more than {MOST_BYTES >> 30} GiB")
                tar.extract(member, folder, filter="data")  # refuses paths and links that lead outside
        yield folder
    except tarfile.FilterError as error:
        raise EngineUnavailable(f"{archive.name}: unsafe archive: {error}; nothing was installed") from error
    except (tarfile.TarError, EOFError, OSError) as error:
        raise EngineUnavailable(
            f"{archive.name}: expected NetLogo's archive (.tgz), got a damaged or other file ({error})"
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _top(folder: Path) -> Path:
    """The one folder that the archive holds, or the folder itself."""
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder


def _place(folder: Path, target: Path) -> Installation:
    """Move an unpacked NetLogo to its name."""
    from netlogo.jvm import NetLogoUnavailable
    from netlogo.jvm.finder import read_installation

    try:
        version = read_installation(folder, "the archive").version
    except NetLogoUnavailable as error:
        raise EngineUnavailable(f"{error}; nothing was installed") from error
    final = target / f"NetLogo {version}"
    if final.exists():
        raise ScenarioError(f"{str(final)!r} is there already; remove it first, or give another --to")
    os.replace(folder, final)
    return read_installation(final, "the archive")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
