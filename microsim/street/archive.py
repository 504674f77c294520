"""The street-level files of a source: a folder or a zip laid out as data.police.uk's archive, or several.

A `StreetFile` is a month and its bytes on demand. The only module that opens archives, so that every rule
about damaged or hostile ones is in one place.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath

from isal.isal_zlib import IsalError, crc32, decompressobj

from common.reading import read_whole
from microsim.errors import DataError
from microsim.reference.forces import Force
from microsim.reference.known_names import known, near
from microsim.reference.strict_tables import read_bytes
from microsim.storage.encryption import SUFFIX, decrypt
from microsim.storage.packaged_data import STREET_SAMPLE

STREET_FILE = re.compile(r"(\d{4}-\d{2})-(.+)-street\.csv(\.enc)?", re.IGNORECASE)
PACKED = (".zip", ".gz", ".7z", ".tar", ".bz2", ".xlsx", ".ods")
"""Endings of what might hold street-level files and is not looked into: of zips, those in a zip in a zip,
and those beside street-level files."""
ZIP = ".zip"
MONTH_FOLDER = re.compile(r"\d{4}-\d{2}")
DAMAGED: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    IsalError,  # type: ignore[assignment]  # declared as an instance
    EOFError,
    IndexError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What reading a damaged, encrypted or unusual zip raises."""
MAX_MEMBER_BYTES = 160 * 2**20
"""The largest file accepted from a zip: several times the largest real one, and bounded memory for a false
one."""
MAX_RATIO = 60
"""Of a member's length to what it is packed to: real ones have 5 to 15."""
PLAIN_BYTES = 4 * 2**20
"""A smaller member may be packed ever so well."""
LOCAL_HEADER_BYTES = 30
"""Of what stands before a member's content in a zip: two lengths at its end, then that many bytes more."""
ENCRYPTED = 1
"""Flag of a zip's member."""

Paths = Path | Sequence[Path]


@dataclass(frozen=True)
class StreetFile:
    """One month of one force: `name` for messages, `month` as `YYYY-MM`, `read()` for the content.

    Attributes:
        archive: the folder or zip that it is of, and the folder in it that holds the months.
        sum: length and CRC-32 of the content: those that a zip lists, else worked out.
    """

    name: str
    month: str
    slug: str
    read: Callable[[], bytes]
    archive: str = ""
    sum: Callable[[], str] = str


def find_street_files(paths: Paths, force: Force) -> list[StreetFile]:
    """The files of `force` in one or several sources, in order of month; see `choose_files`."""
    return choose_files(list_street_files(paths), force, paths)[0]


def choose_files(
    files: Sequence[StreetFile], force: Force, paths: Paths
) -> tuple[list[StreetFile], list[str]]:
    """The files of `force`, in order of month, and notes on months that were supplied twice.

    Of two files of a month the one of the later archive counts: that which reaches the later month, else that
    which was named last. What it says of older months is corrected since.

    Raises:
        DataError: no file of this force.
    """
    mine = [file for file in files if file.slug == force.slug]
    if not mine:
        slugs = sorted({file.slug for file in files})
        raise no_files(paths, force.slug, near(force.slug, slugs) or (known(slugs) if slugs else ""))
    last: dict[str, str] = {}
    for file in files:
        last[file.archive] = max(last.get(file.archive, ""), file.month)
    order = {archive: index for index, archive in enumerate(last)}
    by_age = sorted(mine, key=lambda file: (last[file.archive], order[file.archive]))
    chosen = {file.month: file for file in by_age}
    twice: dict[tuple[str, str], list[str]] = {}
    for file in by_age:
        if chosen[file.month] is not file:
            twice.setdefault((chosen[file.month].archive, file.archive), []).append(file.month)
    notes = [
        f"{force.name}: {len(months)} month{'s' * (len(months) != 1)} supplied twice "
        f"({', '.join(sorted(months)[:3])}{', ...' * (len(months) > 3)}): those of {one!r} count, as the "
        f"later archive, those of {other!r} do not"
        for (one, other), months in twice.items()
    ]
    return [chosen[month] for month in sorted(chosen)], notes


def no_files(paths: Paths, slug: str, hint: str = "") -> DataError:
    """The error of sources without a street-level file of a force, with what they have instead."""
    if _each(paths) and all(path.as_posix().endswith(STREET_SAMPLE) for path in _each(paths)):
        return DataError(
            f"the packaged sample has no crimes of {slug!r}, only those of West Yorkshire: give an archive "
            f"that has them, --data FILE; `crims data fetch --archive 2020-03 --force {slug} --to downloads` "
            "gets one"
        )
    where = ", ".join(map(str, _each(paths)))
    if not hint:
        names = (name for path in _each(paths) for name in _names_in(path))
        packed = next((name for name in names if name.lower().endswith(PACKED)), None)
        hint = f"; {packed!r} is not looked into: unpack it, or give it alone" if packed else ""
    return DataError(f"{where}: expected files YYYY-MM/YYYY-MM-{slug}-street.csv, got none{hint}")


def _names_in(path: Path) -> list[str]:
    """The names of all files of a source, in zips too as far as they are looked into."""
    if path.is_dir():
        return [
            (one.relative_to(path) / name).as_posix()
            for one in sorted(path.rglob("*"))
            for name in (_names_in(one) if one.suffix.lower() == ZIP else [""])
        ]
    if not zipfile.is_zipfile(path):
        return []
    changed = path.stat().st_mtime_ns
    return [
        name
        for member in _members(path)
        for name in (
            [inner for inner, _, _ in _inner_members(path, changed, member.filename)]
            if member.filename.lower().endswith(ZIP)
            else [member.filename]
        )
    ]


def list_street_files(paths: Paths) -> list[StreetFile]:
    """Every street-level file of one or several sources, of whatever force.

    Raises:
        DataError: no such path, not a zip, a damaged zip, a member outside the archive or too large, or a
            month in the wrong folder.
    """
    return [file for path in _each(paths) for file in _list(path)]


def _each(paths: Paths) -> Sequence[Path]:
    return [paths] if isinstance(paths, Path) else paths


def _list(path: Path) -> list[StreetFile]:
    if path.is_dir():
        try:
            found = sorted(file for file in path.rglob("*") if STREET_FILE.fullmatch(file.name))
            zips = [] if found else sorted(file for file in path.rglob("*") if file.suffix.lower() == ZIP)
        except OSError as error:  # it changes while it is looked through
            raise DataError(f"{path}: expected a folder that can be looked through, got {error}") from error
        if not found:
            zips = [file for file in zips if file.is_file()]
            return [file for one in zips for file in _list(one)]
        return _street_files(path, (_in_folder(path, file) for file in found))
    if not path.exists():
        raise DataError(
            f"{path}: expected a folder or zip of data.police.uk's archive, but there is no such path"
        )
    if STREET_FILE.fullmatch(path.name):
        return _street_files(path.parent, [_in_folder(path.parent, path)])
    state = path.stat()
    return list(_zip_files(path, state.st_mtime_ns, state.st_size))


@lru_cache(maxsize=16)
def _zip_files(path: Path, changed: int, size: int) -> tuple[StreetFile, ...]:
    """The files of a zip as it was when it last changed: listing thousands of members takes time.

    Where it has none, the files of the zips in it.
    """
    found = _street_files(path, _zip_members(path))
    if not found:
        zips = [member for member in _members(path) if member.filename.lower().endswith(ZIP)]
        found = [
            file for one in zips for file in _street_files(path, _inner_members(path, changed, one.filename))
        ]
    return tuple(found)


Named = tuple[str, Callable[[], bytes], Callable[[], str]]
"""Name in the source, how to read it, how to get its length and CRC-32."""


def _in_folder(folder: Path, file: Path) -> Named:
    read = partial(read_bytes, file, MAX_MEMBER_BYTES)
    return file.relative_to(folder).as_posix(), read, partial(_sum_of, file)


def _street_files(path: Path, named: Iterable[Named]) -> list[StreetFile]:
    files = []
    for name, read, check in named:
        place = PurePosixPath(name.replace("\\", "/"))  # as some programs of Windows write it
        match = STREET_FILE.fullmatch(place.name)
        if match is None:
            continue
        month, slug, _ = match.groups()
        in_month = bool(MONTH_FOLDER.fullmatch(place.parent.name))
        if in_month and place.parent.name != month:
            raise DataError(f"{name}: expected a file of {place.parent.name}, got one of {month}")
        folder = place.parent.parent if in_month else place.parent
        files.append(StreetFile(name, month, slug.lower(), read, str(path / folder), check))
    return files


def _sum_of(path: Path) -> str:
    content = read_whole(path, MAX_MEMBER_BYTES)
    return _sum(len(content), crc32(content))


def _sum(length: int, crc: int) -> str:
    return f"{length} {crc:08x}"


def _zip_members(path: Path) -> list[Named]:
    members = _members(path)
    return [
        (member.filename, partial(_read_member, path, member), partial(_sum, member.file_size, member.CRC))
        for member in members
    ]


def _members(path: Path) -> tuple[zipfile.ZipInfo, ...]:
    """The files in a zip."""
    return _members_of(path, path.name)


def _members_of(source: Path | io.BytesIO, name: str) -> tuple[zipfile.ZipInfo, ...]:
    try:
        with zipfile.ZipFile(source) as archive:
            check_member_names(name, archive)
            return tuple(member for member in archive.infolist() if not member.is_dir())
    except DAMAGED as error:
        raise DataError(f"{name}: expected a zip file, got a damaged or other one ({error})") from error


def _inner_members(path: Path, changed: int, inner: str) -> list[Named]:
    """The files of a zip in a zip."""
    content = io.BytesIO(_inner_content(path, changed, inner))
    return [
        (
            f"{inner}/{member.filename}",
            partial(_read_inner, path, changed, inner, member),
            partial(_sum, member.file_size, member.CRC),
        )
        for member in _members_of(content, f"{path.name}: {inner}")
    ]


@lru_cache(maxsize=2)
def _inner_content(path: Path, changed: int, inner: str) -> bytes:
    """A zip in a zip: held, because each of its months is asked for on its own, but no more than two."""
    return _read_member(path, next(one for one in _members(path) if one.filename == inner))


def _read_inner(path: Path, changed: int, inner: str, member: zipfile.ZipInfo) -> bytes:
    where = f"{path.name}: {inner}"
    require_size(where, member)
    try:
        whole = io.BytesIO(_inner_content(path, changed, inner))
        with zipfile.ZipFile(whole) as archive, archive.open(member) as stream:
            content = stream.read(member.file_size + 1)
    except DAMAGED as error:
        raise DataError(
            f"{where}: {member.filename}: expected a whole member, got a damaged one ({error})"
        ) from error
    return decrypt(content, where) if member.filename.endswith(SUFFIX) else content


def check_member_names(source: str, archive: zipfile.ZipFile) -> None:
    """Refuse an archive with a member that would lie outside it.

    Nothing is ever extracted to disk, but an archive that tries this is not what it claims to be.
    """
    for name in archive.namelist():
        place = PurePosixPath(name.replace("\\", "/"))
        if place.is_absolute() or ".." in place.parts or re.match(r"[A-Za-z]:", name):
            raise DataError(f"{source}: expected member names inside the archive, got {name!r}")


def require_size(archive: str, member: zipfile.ZipInfo) -> None:
    """Refuse a member that says it is larger than any real one, or packed far better than any."""
    if member.file_size > PLAIN_BYTES and member.file_size > MAX_RATIO * member.compress_size:
        raise DataError(
            f"{archive}: {member.filename}: expected a member packed to a {MAX_RATIO}th at most, got "
            f"{member.file_size:,} bytes packed to {member.compress_size:,}"
        )
    if member.file_size > MAX_MEMBER_BYTES:
        raise DataError(
            f"{archive}: {member.filename}: expected at most {MAX_MEMBER_BYTES} bytes, got {member.file_size}"
        )


def _read_member(path: Path, member: zipfile.ZipInfo) -> bytes:
    where = f"{path.name}: {member.filename}"
    require_size(path.name, member)
    try:
        content = _unpacked(path, member)
    except DAMAGED as error:
        raise DataError(f"{where}: expected a whole member, got a damaged one ({error})") from error
    return decrypt(content, where) if member.filename.endswith(SUFFIX) else content


def _unpacked(path: Path, member: zipfile.ZipInfo) -> bytes:
    """A member's content: by ISA-L, in half the time of zlib, or by zipfile where it is packed otherwise."""
    if member.compress_type != zipfile.ZIP_DEFLATED or member.flag_bits & ENCRYPTED:
        with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
            return stream.read(member.file_size + 1)
    with path.open("rb") as file:
        file.seek(member.header_offset)
        header = file.read(LOCAL_HEADER_BYTES)
        if header[:4] != b"PK\x03\x04":
            raise zipfile.BadZipFile("bad magic number for file header")
        file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
        packed = file.read(member.compress_size)
    content: bytes = decompressobj(-zlib.MAX_WBITS).decompress(packed, member.file_size + 1)
    if len(content) != member.file_size or crc32(content) != member.CRC:
        raise zipfile.BadZipFile(f"bad CRC-32 for file {member.filename!r}")
    return content
