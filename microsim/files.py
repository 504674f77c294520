"""Writing a file so that it is either whole or absent.

A writer callable enters, the finished file leaves: written beside its target under another name, then
renamed.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def write_aside(target: Path, write: Callable[[Path], object], private: bool = False) -> Path:
    """Let `write` fill a temporary file in the folder of `target`, then rename it to `target`.

    The folder is created where missing. Nothing is left behind when `write` fails. A `private` file can be
    read by its owner only.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    os.close(handle)
    part = Path(name)
    try:
        write(part)
        if not private:  # as mkstemp's files are
            umask = os.umask(0)
            os.umask(umask)
            part.chmod(0o666 & ~umask)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target
