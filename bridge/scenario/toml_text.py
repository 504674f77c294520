"""TOML files that people write, read with the line of every key, so that an error can point at it."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge.base.near_names import hint
from bridge.errors import ScenarioError
from common.reading import open_ordinary

LARGEST = 1 << 20
"""Bytes; nobody writes a longer file by hand."""


@dataclass(frozen=True, slots=True)
class TomlText:
    """A parsed file and its text."""

    path: Path
    text: str
    content: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> "TomlText":
        """Read and parse a file.

        Raises:
            ScenarioError: it is not there, not UTF-8, too large or no TOML; the message has the line.
        """
        try:
            with open_ordinary(path) as file:
                raw = file.read(LARGEST + 1)
        except OSError as error:
            raise ScenarioError(f"cannot read {str(path)!r}: {error.strerror}") from error
        if len(raw) > LARGEST:
            raise ScenarioError(f"{str(path)!r}: expected at most {LARGEST:,} bytes")
        try:
            text = raw.decode("utf-8-sig")
            return cls(path, text, tomllib.loads(text))
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            raise ScenarioError(f"{path}:{line}: expected UTF-8 text") from error
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
            place = f":{found[1]}:{found[2]}" if found else ""
            reason = re.sub(r" \(at .*\)", "", str(error))
            there = text.splitlines()[int(found[1]) - 1] if found else ""
            quote = "; a name with ? needs quotes" if re.match(r"\s*[\w-]+\?", there) else ""
            raise ScenarioError(f"{path}{place}: {reason[:1].lower()}{reason[1:]}{quote}") from error

    def error(self, key: str, message: str, table: str | None = None) -> ScenarioError:
        """An error about a key, at its line."""
        line = self.line(key, table)
        return ScenarioError(f"{self.path}{f':{line}' if line else ''}: {message}")

    def line(self, key: str, table: str | None = None) -> int | None:
        """The line, from 1, that sets a key; of a table, where one is named. None where it is not found."""
        name = rf"(?:{re.escape(key)}|\"{re.escape(key)}\"|'{re.escape(key)}')"
        inside = None
        for number, line in enumerate(self.text.splitlines(), 1):
            if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line):
                inside = header[1].strip("\"' ")
                if table is None and inside == key:
                    return number
                continue
            if inside == table and re.match(rf"\s*{name}\s*[.=]", line):
                return number
            if table and inside is None and re.match(rf"\s*{re.escape(table)}\s*[.=].*{name}", line):
                return number
        return None

    def refuse_unknown(self, known: Iterable[str], table: str | None = None) -> None:
        """Refuse keys that mean nothing.

        Raises:
            ScenarioError: the first one, with its line and the near matches.
        """
        names = list(known)
        found = self.content if table is None else self.content.get(table, {})
        for key in found:
            if key not in names:
                where = "" if table is None else f" in [{table}]"
                raise self.error(key, f"unknown key {key!r}{where}; {hint(key, names)}", table)

    def table(self, key: str) -> dict[str, Any]:
        """The table of a name; empty where there is none.

        Raises:
            ScenarioError: it is no table.
        """
        found = self.content.get(key, {})
        if not isinstance(found, dict):
            raise self.error(key, f"expected a table [{key}], got {found!r:.40}")
        return found
