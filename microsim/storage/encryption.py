"""Tables stored encrypted: Fernet, with one key from the environment or `.env`.

Nothing plain touches the disk on the way in. The only module that sees the key, which no message ever shows.

An encrypted file is a line that names the format and the key's fingerprint, then a Fernet token. The
fingerprint is what tells a wrong key from a damaged file. A bare Fernet token is understood as well.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from dotenv import dotenv_values

from common.files import write_aside
from common.reading import read_whole
from microsim.errors import DataError

KEY_NAME = "CRIMS_ENCRYPTION_KEY"
SUFFIX = ".enc"
MAGIC = b"crims-encrypted-1 "


class EncryptionError(DataError):
    """An encrypted file cannot be read or written."""


class MissingKeyError(EncryptionError):
    """There is no key, or what is set is not one."""


class WrongKeyError(EncryptionError):
    """The file was encrypted with another key."""


class DamagedFileError(EncryptionError):
    """The file is not what was once encrypted."""


def find_key(folder: Path | None = None) -> str:
    """The key from the environment, else from `.env` in `folder` (by default the working folder).

    Raises:
        MissingKeyError: neither has it, or it is not 32 bytes in base64.
    """
    key = os.environ.get(KEY_NAME) or dotenv_values((folder or Path.cwd()) / ".env").get(KEY_NAME)
    if not key:
        raise MissingKeyError(f"expected a key in {KEY_NAME}, in the environment or in .env, got none")
    from cryptography.fernet import Fernet  # late, here and below: most tables are not encrypted

    try:
        Fernet(key)
    except ValueError as error:
        raise MissingKeyError(
            f"expected {KEY_NAME} to be 32 bytes in URL-safe base64 as `crims data new-key` makes it, "
            f"got {len(key)} characters that are not"
        ) from error
    return key


def encrypt(content: bytes, key: str) -> bytes:
    """The content of an encrypted file."""
    from cryptography.fernet import Fernet

    return MAGIC + _fingerprint(key) + b"\n" + Fernet(key).encrypt(content) + b"\n"


def decrypt(content: bytes, name: str, key: str | None = None) -> bytes:
    """The plain content of an encrypted file.

    Args:
        name: the file's name, for messages.
        key: None finds it with `find_key`.

    Raises:
        MissingKeyError: no key, or none worth the name.
        WrongKeyError: encrypted with another key.
        DamagedFileError: cut short, altered, or never encrypted.
    """
    from cryptography.fernet import Fernet, InvalidToken

    head, separator, token = content.partition(b"\n")
    marked = head.startswith(MAGIC) and bool(separator)
    if not marked and not content.startswith(b"gAAAA"):
        raise DamagedFileError(f"{name}: expected an encrypted file, got one that does not begin like one")
    key = key or find_key()
    if marked and head.removeprefix(MAGIC) != _fingerprint(key):
        raise WrongKeyError(f"{name}: expected the key this file was encrypted with; {KEY_NAME} is another")
    try:
        return Fernet(key).decrypt((token if marked else content).strip())
    except InvalidToken as error:
        reason = "a damaged file" if marked else "a damaged file, or one encrypted with another key"
        raise DamagedFileError(f"{name}: expected a whole encrypted file, got {reason}") from error


def encrypt_file(path: Path, target: Path | None = None) -> Path:
    """Write an encrypted copy of a file, by default beside it with `.enc` added; the plain one stays.

    Raises:
        EncryptionError: the file cannot be read, the target exists, or there is no key.
    """
    target = target or path.with_name(path.name + SUFFIX)
    content = encrypt(_read(path), find_key())
    return _write_new(target, content)


def decrypt_file(path: Path, target: Path | None = None) -> Path:
    """Write the plain content of an encrypted file, by default without its `.enc`, readable by its owner
    only.

    Raises:
        EncryptionError: as `decrypt`; or the target exists, or `path` has no `.enc` to take off.
    """
    if target is None:
        if path.suffix != SUFFIX:
            raise EncryptionError(f"{path}: expected a name ending in {SUFFIX}, or a name for the plain file")
        target = path.with_suffix("")
    return _write_new(target, decrypt(_read(path), path.name))


def new_key_file(path: Path) -> Path:
    """Make a key and write it to a new file, as a line for `.env`, readable by its owner only.

    Raises:
        EncryptionError: the file exists (a key is never overwritten: files would be lost with it), or its
            folder cannot be written to.
    """
    from cryptography.fernet import Fernet

    line = f"{KEY_NAME}={Fernet.generate_key().decode()}\n"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise EncryptionError(
            f"{path}: expected a new file for the key; this one exists and is left as it is"
        ) from error
    except OSError as error:
        raise EncryptionError(
            f"{path}: expected a place that can be written to ({error.strerror})"
        ) from error
    with os.fdopen(handle, "w") as file:
        file.write(line)
    return path


def _fingerprint(key: str) -> bytes:
    return hashlib.sha256(b"crims key fingerprint " + key.encode()).hexdigest()[:16].encode()


def _read(path: Path) -> bytes:
    try:
        return read_whole(path)
    except OSError as error:
        raise EncryptionError(f"{path}: expected a readable file ({error.strerror})") from error


def _write_new(target: Path, content: bytes) -> Path:
    if target.exists():
        raise EncryptionError(
            f"{target}: expected a name for a new file; this one exists and is left as it is"
        )
    try:
        return write_aside(target, lambda part: part.write_bytes(content), private=True)
    except OSError as error:
        raise EncryptionError(
            f"{target}: expected a place that can be written to ({error.strerror})"
        ) from error
