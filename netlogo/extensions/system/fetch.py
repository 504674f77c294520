"""The `fetch` extension: files and pages as text, or as a data URL where they are no text."""

from __future__ import annotations

import base64
import mimetypes
import re
from typing import Any, ClassVar
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from netlogo.errors import LogoError
from netlogo.extensions.base import Extension, a_string, failure
from netlogo.runtime.call_helpers import command
from netlogo.runtime.primitives.file_primitives import readable
from netlogo.runtime.state.file_access import read_bytes

_PATIENCE = 60.0  # seconds without an answer
_CHARSET = re.compile(r"text/.*?;\s*charset=(.*)", re.IGNORECASE)
_PROTOCOLS = ("http", "https", "file")


class FetchExtension(Extension):
    """Primitives of `fetch`. Those that need not be waited for in NetLogo are waited for here."""

    name = "fetch"
    signatures: ClassVar[str] = """
file : string -> string
file-async : string command ; draws kills runs any
url : string -> string
url-async : string command ; draws kills runs any
user-file : -> string
user-file-async : command
"""

    def file(self, name: Any) -> str:
        """All of a file."""
        path = readable(self.world, a_string(name))
        try:
            data = read_bytes(path)
        except FileNotFoundError as error:
            raise failure(f"File not found: {name}") from error
        except OSError as error:
            raise failure(_unfetched(error)) from error
        return _text(data, mimetypes.guess_type(path.name)[0] or "content/unknown")

    def file_async(self, me: Any, name: Any, then: Any) -> None:
        """Run a command with all of a file."""
        command(then, 1, me, None)(self.file(name))

    def url(self, address: Any) -> str:
        """What lies at an address."""
        self.require("fetch")
        parts = urlsplit(a_string(address))
        if parts.scheme not in _PROTOCOLS:
            raise failure(
                "Ensure that your URL is prefixed with a valid protocol (e.g. 'http://', 'https://', 'file://'):"
                f" {f'unknown protocol: {parts.scheme}' if parts.scheme else f'no protocol: {address}'}"
            )
        try:
            with urlopen(address, timeout=_PATIENCE) as answer:
                return _text(answer.read(), answer.headers.get("Content-Type") or "content/unknown")
        except (OSError, URLError, ValueError) as error:
            raise failure(_unfetched(error)) from error

    def url_async(self, me: Any, address: Any, then: Any) -> None:
        """Run a command with what lies at an address."""
        command(then, 1, me, None)(self.url(address))

    def user_file(self) -> str:
        """Ask the user for a file: there is no window for that."""
        raise _no_user()

    def user_file_async(self, then: Any) -> None:
        """Ask the user for a file: there is no window for that."""
        raise _no_user()


def _no_user() -> LogoError:
    return failure("You can't get user input headlessly.")


def _unfetched(error: Exception) -> str:
    return f"Unable to fetch (probably because no resource exists at the given location): {error}"


def _text(data: bytes, kind: str) -> str:
    """Text in its encoding, UTF-8 where none is named; other data as a data URL."""
    named = _CHARSET.fullmatch(kind)
    try:
        return data.decode(named[1].strip() if named else "utf-8")
    except (UnicodeDecodeError, LookupError):
        return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"


EXTENSION = FetchExtension
