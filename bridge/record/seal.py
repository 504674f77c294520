"""The checksum that a JSON document carries in itself, so that a change by accident shows."""

import re
from hashlib import sha256

_FIELD = re.compile(rb'"checksum": "([0-9a-f]{64})"')
BLANK = "0" * 64
"""Stands for the checksum while it is computed."""


def sealed(text: str) -> str:
    """The document with its SHA-256 in place of the blank one in its field `checksum`."""
    digest = sha256(text.encode()).hexdigest()
    return text.replace(f'"checksum": "{BLANK}"', f'"checksum": "{digest}"')


def is_whole(content: bytes) -> bool:
    """Whether a document is as it was sealed; also where it carries no checksum, as earlier versions' do."""
    found = list(_FIELD.finditer(content))
    if not found:
        return b'"checksum"' not in content
    start, end = found[-1].span(1)
    blank = content[:start] + BLANK.encode() + content[end:]
    return sha256(blank).hexdigest().encode() == found[-1][1]
