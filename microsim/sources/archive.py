"""Finding the street-level files of one force in a folder or a zip laid out as data.police.uk's archive.

A `StreetFile` is a month and its bytes on demand. The only module that opens archives, so that every rule
about damaged or hostile ones is in one place.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path, PurePosixPath

from microsim.errors import DataError
from microsim.reference.forces import Force
from microsim.reference.known_names import known, near
from microsim.reference.strict_tables import read_bytes
from microsim.storage.encryption import SUFFIX, decrypt

STREET_FILE = re.compile(r"(\d{4}-\d{2})-(.+)-street\.csv(\.enc)?")
MONTH_FOLDER = re.compile(r"\d{4}-\d{2}")
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    IndexError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What reading a damaged, encrypted or unusual zip raises."""
MAX_MEMBER_BYTES = 512 * 2**20
"""The largest file accepted from a zip: several times the largest real one, and bounded memory for a false
one."""


@dataclass(frozen=True)
class StreetFile:
    """One month of one force: `name` for messages, `month` as `YYYY-MM`, `read()` for the content."""

    name: str
    month: str
    slug: str
    read: Callable[[], bytes]


def find_street_files(path: Path, force: Force) -> list[StreetFile]:
    """The files of `force` below `path`, in order of month.

    Raises:
        DataError: no such path, not a zip, a damaged zip, a member outside the archive or too large, a month
            in the wrong folder or twice, or no file of this force.
    """
    found = list_street_files(path)
    mine = sorted((file for file in found if file.slug == force.slug), key=lambda file: file.month)
    if not mine:
        slugs = sorted({file.slug for file in found})
        raise DataError(
            f"{path}: expected files YYYY-MM/YYYY-MM-{force.slug}-street.csv, got none"
            f"{near(force.slug, slugs) or (known(slugs) if slugs else '')}"
        )
    for first, second in pairwise(mine):
        if first.month == second.month:
            raise DataError(
                f"{path}: expected one file for {first.month}, got {first.name!r} and {second.name!r}"
            )
    return mine


def list_street_files(path: Path) -> list[StreetFile]:
    """Every street-level file below `path`, of whatever force."""
    if path.is_dir():
        named = (
            (file.relative_to(path).as_posix(), partial(read_bytes, file))
            for file in sorted(path.rglob("*-street.csv*"))
        )
        return _street_files(named)
    if not path.exists():
        raise DataError(
            f"{path}: expected a folder or zip of data.police.uk's archive, but there is no such path"
        )
    return _street_files(_zip_members(path))


def _street_files(named: Iterable[tuple[str, Callable[[], bytes]]]) -> list[StreetFile]:
    files = []
    for name, read in named:
        place = PurePosixPath(name)
        match = STREET_FILE.fullmatch(place.name)
        if match is None:
            continue
        month, slug, _ = match.groups()
        if MONTH_FOLDER.fullmatch(place.parent.name) and place.parent.name != month:
            raise DataError(f"{name}: expected a file of {place.parent.name}, got one of {month}")
        files.append(StreetFile(name, month, slug, read))
    return files


def _zip_members(path: Path) -> list[tuple[str, Callable[[], bytes]]]:
    try:
        with zipfile.ZipFile(path) as archive:
            check_member_names(path, archive)
            members = [member for member in archive.infolist() if not member.is_dir()]
    except DAMAGED as error:
        raise DataError(f"{path.name}: expected a zip file, got a damaged or other one ({error})") from error
    return [(member.filename, partial(_read_member, path, member)) for member in members]


def check_member_names(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse an archive with a member that would lie outside it.

    Nothing is ever extracted to disk, but an archive that tries this is not what it claims to be.
    """
    for name in archive.namelist():
        place = PurePosixPath(name.replace("\\", "/"))
        if place.is_absolute() or ".." in place.parts or re.match(r"[A-Za-z]:", name):
            raise DataError(f"{path.name}: expected member names inside the archive, got {name!r}")


def require_size(archive: str, member: zipfile.ZipInfo) -> None:
    """Refuse a member that says it is larger than any real one."""
    if member.file_size > MAX_MEMBER_BYTES:
        raise DataError(
            f"{archive}: {member.filename}: expected at most {MAX_MEMBER_BYTES} bytes, got {member.file_size}"
        )


def _read_member(path: Path, member: zipfile.ZipInfo) -> bytes:
    where = f"{path.name}: {member.filename}"
    require_size(path.name, member)
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
            content = stream.read(MAX_MEMBER_BYTES + 1)
    except DAMAGED as error:
        raise DataError(f"{where}: expected a whole member, got a damaged one ({error})") from error
    if len(content) > MAX_MEMBER_BYTES:
        raise DataError(f"{where}: expected at most {MAX_MEMBER_BYTES} bytes, got more than its header says")
    return decrypt(content, where) if member.filename.endswith(SUFFIX) else content
