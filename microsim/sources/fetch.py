"""Downloading a published file: resumable, checked, patient with a busy server.

The file is whole, or there is one clear error and a part that the next try goes on with. Apart from what is
downloaded, so that it can be tested against a server that misbehaves.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import logging
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import IO

from microsim.errors import DataError

log = logging.getLogger(__name__)

CHUNK = 1 << 16
USER_AGENT = "crims-bridge (research software; one request at a time)"
MOST_BYTES = 16 * 2**30
"""Of a download: the largest archive of data.police.uk has a tenth of it."""
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which trying again may help."""

Progress = Callable[[int, int | None], None]
"""Called with the bytes on disk and the bytes expected in all, None where the server does not say."""


@dataclass(frozen=True)
class Patience:
    """How often and how long to wait."""

    tries: int = 5
    first_wait: float = 1.0
    """Seconds before the second try; doubled each time, unless the server asks for another wait."""
    longest_wait: float = 60.0
    timeout: float = 30.0
    """Seconds without a byte after which a connection counts as dead."""


class DownloadError(DataError):
    """A file could not be had; the message names the address and the last reason."""


class _TryAgainError(Exception):
    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


def fetch(
    url: str,
    target: Path,
    *,
    sha256: str | None = None,
    md5: str | None = None,
    progress: Progress | None = None,
    patience: Patience | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Path:
    """Download `url` to `target`, unless it is there already.

    What arrives is kept in `<target>.part` and gone on with after an interruption, also in a later run.
    The file takes its name only when it has the length the server announced and the checksum that was
    asked for; where none was, the one that the server sends along, if it does (`announced_md5`).

    Raises:
        DownloadError: the server refuses, or the tries are used up, or the file is not what was asked for.
    """
    if target.exists():
        _check_sums(target, sha256, md5)
        return target
    patience = patience or Patience()
    part = target.with_name(target.name + ".part")
    with _writing(part):
        part.parent.mkdir(parents=True, exist_ok=True)
    wait = patience.first_wait
    for attempt in range(1, patience.tries + 1):
        try:
            announced = _download(url, part, progress, patience.timeout)
            break
        except _TryAgainError as error:
            log.info("%s: try %d of %d: %s", url, attempt, patience.tries, error)
            if attempt == patience.tries:
                raise DownloadError(f"{url}: gave up after {attempt} tries: {error}") from error
            sleep(min(error.wait if error.wait is not None else wait, patience.longest_wait))
            wait *= 2
    try:
        _check_sums(part, sha256, md5 or announced)
    except DownloadError:
        part.unlink()  # going on with it could never come right
        raise
    part.replace(target)
    return target


def _download(url: str, part: Path, progress: Progress | None, timeout: float) -> str | None:
    """Fetch what is missing; the MD5 sum that the server announced, if any."""
    have = part.stat().st_size if part.exists() else 0
    try:
        request = urllib.request.Request(url, headers={"User-Agent": USER_AGENT})
        if have:
            request.add_header("Range", f"bytes={have}-")
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            resumed = answer.status == 206 and _starts_at(answer, have)
            if have and not resumed:
                have = 0  # the server sends the whole file again
            length = _whole(answer.headers.get("Content-Length"))
            expected = None if length is None else have + length
            if expected is not None and expected > MOST_BYTES:
                raise DownloadError(
                    f"{url}: expected at most {MOST_BYTES:,} bytes, the server has {expected:,}"
                )
            with _writing(part):
                file = part.open("ab" if resumed else "wb")
            with file:
                _copy(answer, file, have, expected, progress)
            return announced_md5(answer.headers, whole=not resumed)
    except urllib.error.HTTPError as error:
        raise _refused(error, url, part) from error
    except urllib.error.URLError as error:
        raise _TryAgainError(str(error.reason)) from error
    except (http.client.HTTPException, OSError) as error:
        raise _TryAgainError(str(error) or type(error).__name__) from error
    except ValueError as error:  # what the library makes of an address, or of a header, that is none
        raise DownloadError(f"{url}: expected an address and an answer by HTTP ({error})") from error


def _whole(text: str | None) -> int | None:
    """A header's whole number; None where there is none, or another text."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,15}", text.strip()) else None


def _starts_at(answer: http.client.HTTPResponse, have: int) -> bool:
    return (answer.headers.get("Content-Range") or "").startswith(f"bytes {have}-")


def _copy(
    answer: http.client.HTTPResponse,
    file: IO[bytes],
    have: int,
    expected: int | None,
    progress: Progress | None,
) -> None:
    while chunk := answer.read(CHUNK):
        with _writing(file.name):
            file.write(chunk)
        have += len(chunk)
        if have > MOST_BYTES:
            raise DownloadError(
                f"{file.name}: expected at most {MOST_BYTES:,} bytes, and the server sends more"
            )
        if progress is not None:
            progress(have, expected)
    if expected is not None and have != expected:
        raise _TryAgainError(f"expected {expected} bytes, got {have} before the connection broke off")


@contextmanager
def _writing(path: Path | str) -> Iterator[None]:
    """A full or read-only disk is final: no other try would help."""
    try:
        yield
    except OSError as error:
        raise DownloadError(f"cannot write {path}: {error.strerror or error}") from error


def announced_md5(headers: Message, *, whole: bool) -> str | None:
    """The MD5 sum of the whole file by an answer's headers, in hexadecimal.

    Args:
        whole: whether the answer is the whole file; `Content-MD5` is the sum of what is sent.

    The ETag of Amazon S3, where data.police.uk keeps its archives, is an MD5 sum unless the file was uploaded
    in parts (then it is no such number) or is encrypted with a key of the owner's.
    """
    if whole and (sent := headers.get("Content-MD5")):
        with suppress(ValueError):
            return base64.b64decode(sent, validate=True).hex()
    tag = headers.get("ETag", "").strip('"')
    amazon = headers.get("Server") == "AmazonS3"
    own_key = headers.get("x-amz-server-side-encryption", "AES256") != "AES256"
    return tag if amazon and not own_key and re.fullmatch("[0-9a-f]{32}", tag) else None


def _refused(error: urllib.error.HTTPError, url: str, part: Path) -> Exception:
    """What an answer that is none means: final, or worth another try."""
    error.close()
    if error.code == 416:  # the part is not a beginning of the file as it is today
        part.unlink(missing_ok=True)
        return _TryAgainError("the file on the server changed; starting anew", 0.0)
    if error.code in BUSY:
        wait = _whole(error.headers.get("Retry-After"))
        return _TryAgainError(f"the server answered {error.code} {error.reason}", wait)
    return DownloadError(f"{url}: the server answered {error.code} {error.reason}")


def _check_sums(path: Path, sha256: str | None, md5: str | None) -> None:
    for name, expected in (("sha256", sha256), ("md5", md5)):
        if expected is None:
            continue
        with path.open("rb") as file:
            found = hashlib.file_digest(file, name).hexdigest()
        if found != expected.lower():
            raise DownloadError(
                f"{path}: expected {name} {expected.lower()}, got {found}; remove it and try again"
            )
