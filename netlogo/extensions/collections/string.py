"""The `string` extension: letter case, trimming, splitting, regular expressions.

Regular expressions are Python's, which agree with Java's in what models use; `\\` in a NetLogo string is
written twice.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from netlogo.extensions.base import Extension, a_list, a_string, failure
from netlogo.runtime.primitives.file_primitives import readable
from netlogo.runtime.state.file_access import read_text
from netlogo.runtime.values import dump

_TRIMMED = "".join(map(chr, range(33)))


class StringExtension(Extension):
    """Primitives of `string`."""

    name = "string"
    signatures: ClassVar[str] = """
starts-with? : string ~ string -> boolean
ends-with? : string ~ string -> boolean
from-list : list -> string
explode : string -> list
hash-code : string -> number
from-file : string -> string
lower-case : string -> string
upper-case : string -> string
trim : string -> string
md5 : string -> string
message-digest-5 : string -> string
rex-match? : string string -> boolean
rex-split : string string -> list
split-on : string string -> list
rex-replace-all : string string string -> string
rex-replace-first : string string string -> string
"""
    spelled: ClassVar[Mapping[str, str]] = {"message-digest-5": "md5"}

    def starts_with_p(self, text: Any, start: Any) -> bool:
        """Whether a string starts with another."""
        return a_string(text).startswith(a_string(start))

    def ends_with_p(self, text: Any, end: Any) -> bool:
        """Whether a string ends with another."""
        return a_string(text).endswith(a_string(end))

    def from_list(self, items: Any) -> str:
        """The texts of the items, one after the other."""
        return "".join([dump(item) for item in a_list(items)])

    def explode(self, text: Any) -> list[Any]:
        """A list of the characters."""
        return list(a_string(text))

    def from_file(self, name: Any) -> str:
        """All of a file."""
        path = readable(self.world, a_string(name))
        try:
            return read_text(path, "replace")
        except OSError as error:
            raise failure(f"{name} ({error.strerror})") from error

    def hash_code(self, text: Any) -> float:
        """Java's hash of a string, a signed number of 32 bits."""
        code = 0
        units = a_string(text).encode("utf-16-be")
        for i in range(0, len(units), 2):
            code = (31 * code + (units[i] << 8 | units[i + 1])) & 0xFFFFFFFF
        return float(code - (1 << 32) if code & 0x80000000 else code)

    def lower_case(self, text: Any) -> str:
        """In small letters."""
        return a_string(text).lower()

    def upper_case(self, text: Any) -> str:
        """In capitals."""
        return a_string(text).upper()

    def trim(self, text: Any) -> str:
        """Without blanks and control characters at both ends."""
        return a_string(text).strip(_TRIMMED)

    def md5(self, text: Any) -> str:
        """The MD5 digest in hexadecimal."""
        return hashlib.md5(a_string(text).encode(), usedforsecurity=False).hexdigest()

    def rex_match_p(self, pattern: Any, text: Any) -> bool:
        """Whether a regular expression matches the whole string."""
        return _compiled(pattern).fullmatch(a_string(text)) is not None

    def rex_split(self, text: Any, pattern: Any) -> list[Any]:
        """The parts between the matches of a regular expression, without empty ones at the end."""
        found = _compiled(pattern)
        whole = a_string(text)
        if found.search(whole) is None:
            return [whole]
        parts: list[Any] = []
        at = 0
        for match in found.finditer(whole):
            if match.end() > 0:
                parts.append(whole[at : match.start()])
                at = match.end()
        parts.append(whole[at:])
        while parts and not parts[-1]:
            parts.pop()
        return parts

    def split_on(self, separator: Any, text: Any) -> list[Any]:
        """The parts between separators, empty ones included; the characters where the separator is empty."""
        sign, whole = a_string(separator), a_string(text)
        if sign:
            return list(whole.split(sign))
        return [*whole, ""] if whole else [""]

    def rex_replace_all(self, pattern: Any, text: Any, replacement: Any) -> str:
        """With all matches replaced; `$1` in the replacement is the first group."""
        return _compiled(pattern).sub(_template(replacement), a_string(text))

    def rex_replace_first(self, pattern: Any, text: Any, replacement: Any) -> str:
        """With the first match replaced."""
        return _compiled(pattern).sub(_template(replacement), a_string(text), count=1)


def _compiled(pattern: Any) -> re.Pattern[str]:
    try:
        return re.compile(a_string(pattern))
    except re.error as error:
        raise failure(f"{error} in the regular expression {pattern}") from error


def _template(replacement: Any) -> str:
    """Java's form of a replacement as Python's: `$1` for a group, a backslash before a plain sign."""

    def part(match: re.Match[str]) -> str:
        if match[1]:
            return f"\\g<{match[1]}>"
        return "\\\\" if match[2] == "\\" else match[2]

    return re.sub(r"\$(\d)|\\?(\\|.)", part, a_string(replacement), flags=re.DOTALL)


EXTENSION = StringExtension
