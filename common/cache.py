"""Results kept by content: the folder of the cache, and a key made of everything that a result was made
of."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path


def default_folder() -> Path:
    """`CRIMS_CACHE_DIR`, else `crims` in the user's cache folder."""
    chosen = os.environ.get("CRIMS_CACHE_DIR")
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "crims"


def key_of(parts: Iterable[bytes | str], version: str) -> str:
    """A key that changes when any part changes: SHA-256 over all of them, each with its length.

    Args:
        version: of the layout and of the rules by which the result is made.
    """
    digest = hashlib.sha256(version.encode())
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.hexdigest()
