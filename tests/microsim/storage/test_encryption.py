"""Encryption: round trips, three different errors, and a key that is never shown."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from microsim import DataError, load_crimes
from microsim.offences.offences import read_offences
from microsim.storage.encryption import (
    KEY_NAME,
    DamagedFileError,
    EncryptionError,
    MissingKeyError,
    WrongKeyError,
    decrypt,
    decrypt_file,
    encrypt,
    encrypt_file,
    find_key,
    new_key_file,
)
from microsim.storage.packaged_data import data_dir
from tests.microsim.conftest import crime, make_zip, street_csv, write_month

NAME = "2018-07/2018-07-west-yorkshire-street.csv.enc"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    made = Fernet.generate_key().decode()
    monkeypatch.setenv(KEY_NAME, made)
    monkeypatch.chdir(tmp_path)
    return made


def test_round_trip(tmp_path: Path) -> None:
    plain = tmp_path / "table.csv"
    plain.write_bytes(b"secret\n")
    encrypted = encrypt_file(plain)
    assert encrypted.name == "table.csv.enc"
    assert b"secret" not in encrypted.read_bytes()
    assert decrypt_file(encrypted, tmp_path / "again.csv").read_bytes() == b"secret\n"


def test_a_table_is_read_without_being_written(tmp_path: Path, key: str) -> None:
    path = tmp_path / "offences.csv.enc"
    path.write_bytes(encrypt((data_dir() / "offences.csv").read_bytes(), key))
    assert read_offences(path).equals(read_offences())
    assert [found.name for found in tmp_path.iterdir()] == ["offences.csv.enc"]


@pytest.mark.parametrize("zipped", [True, False])
def test_street_files_may_be_encrypted(tmp_path: Path, lookup: Path, key: str, zipped: bool) -> None:
    content = encrypt(street_csv([crime(), crime()]).encode(), key)
    if zipped:
        source = make_zip(tmp_path / "a.zip", {NAME: content})
    else:
        source = tmp_path / "folder"
        write_month(source, content).rename(source / NAME)
    assert load_crimes(source, "West Yorkshire", lookup).report.rows == 2


def test_a_bare_fernet_token_is_understood(key: str) -> None:
    assert decrypt(Fernet(key).encrypt(b"x"), "a.enc") == b"x"


def test_missing_key(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.delenv(KEY_NAME)
    with pytest.raises(MissingKeyError, match=r"expected a key in CRIMS_ENCRYPTION_KEY, .* got none"):
        decrypt(encrypt(b"x", key), "a.enc")


def test_a_key_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_NAME, "hunter2")
    with pytest.raises(MissingKeyError, match=r"got 7 characters that are not") as caught:
        find_key()
    assert "hunter2" not in str(caught.value)


def test_wrong_key(key: str) -> None:
    content = encrypt(b"x", Fernet.generate_key().decode())
    with pytest.raises(
        WrongKeyError, match=r"a.enc: expected the key this file was encrypted with"
    ) as caught:
        decrypt(content, "a.enc")
    assert key not in str(caught.value)


@pytest.mark.parametrize("damage", ["cut", "altered", "plain", "empty", "bare"])
def test_damaged_file(key: str, damage: str) -> None:
    content = encrypt(b"some text", key)
    damaged = {
        "cut": content[:-20],
        "altered": content[:60] + b"AAAA" + content[64:],
        "plain": b"a,b\n1,2\n",
        "empty": b"",
        "bare": Fernet(key).encrypt(b"x")[:-4],
    }[damage]
    with pytest.raises(DamagedFileError, match=r"a.enc: expected a") as caught:
        decrypt(damaged, "a.enc")
    assert key not in str(caught.value)


def test_the_key_may_be_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(KEY_NAME)
    path = new_key_file(tmp_path / ".env")
    assert path.read_text() == f"{KEY_NAME}={find_key()}\n"


def test_a_new_key_is_readable_by_its_owner_only_and_never_overwritten(tmp_path: Path) -> None:
    path = new_key_file(tmp_path / "my.key")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_text()
    with pytest.raises(EncryptionError, match=r"expected a new file for the key"):
        new_key_file(path)
    assert path.read_text() == before


def test_existing_files_are_left_alone(tmp_path: Path) -> None:
    plain = tmp_path / "table.csv"
    plain.write_bytes(b"new")
    encrypted = encrypt_file(plain)
    before = encrypted.read_bytes()
    for again in (lambda: encrypt_file(plain), lambda: decrypt_file(encrypted)):
        with pytest.raises(EncryptionError, match=r"expected a name for a new file"):
            again()
    assert (plain.read_bytes(), encrypted.read_bytes()) == (b"new", before)


def test_decrypted_files_are_private(tmp_path: Path) -> None:
    plain = tmp_path / "table.csv"
    plain.write_bytes(b"new")
    encrypted = encrypt_file(plain)
    plain.unlink()
    assert stat.S_IMODE(decrypt_file(encrypted).stat().st_mode) == 0o600


def test_every_error_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"expected a readable file"):
        encrypt_file(tmp_path / "nowhere.csv")
    with pytest.raises(DataError, match=r"expected a name ending in .enc"):
        decrypt_file(tmp_path / "table.csv")
