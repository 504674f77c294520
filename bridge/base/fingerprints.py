"""Fingerprints of what a run is made from: hashes of input files and versions of programs.

The manifest keeps them, so that a later resume can tell whether anything differs.
"""

import hashlib
import os
import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bridge.errors import ScenarioError

PACKAGES = ("crims-bridge", "msgspec", "pyarrow", "pyzmq")
"""Distributions of the coupler's side whose versions are recorded."""


def hash_input(path: Path) -> str:
    """SHA-256 of a file, or of a folder's files with their names in sorted order.

    Raises:
        ScenarioError: there is nothing to read at `path`.
    """
    try:
        if path.is_file():
            return _digest(path).hexdigest()
        whole = hashlib.sha256()
        for one in sorted(path.rglob("*")):
            if one.is_file():
                whole.update(one.relative_to(path).as_posix().encode() + b"\0" + _digest(one).digest())
        return whole.hexdigest()
    except OSError as error:
        raise ScenarioError(f"cannot read {str(path)!r}: {error.strerror}") from error


def versions_of(packages: Iterable[str]) -> dict[str, str]:
    """Python's version and those of the named distributions; one that is not installed is left out."""
    known = {name: _version(name) for name in packages}
    return {"python": platform.python_version()} | {
        name: one for name, one in known.items() if one is not None
    }


@cache
def _version(name: str) -> str | None:
    """Of a distribution, which stays what it was when this process began."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _digest(path: Path) -> "hashlib._Hash":
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256")


def hash_model(model: Path) -> dict[str, str]:
    """Hashes of a NetLogo model and of the files it includes, by file name relative to the model's folder.

    Raises:
        ScenarioError: one of them cannot be read.
        netlogo.modelfile.model.ModelFileError: the file is no model.
    """
    known = _models.get(model)
    if known is None or known[0] != _stamps(known[2].values()):
        from netlogo.compiler.model_sources import model_sources

        found = {Path(os.path.relpath(path, model.parent)).as_posix(): path for path in model_sources(model)}
        stamps = _stamps(found.values())
        known = stamps, {name: hash_input(found[name]) for name in sorted(found)}, found
        _models[model] = known
    return dict(known[1])


_models: dict[Path, tuple[list[tuple[int, int] | None], dict[str, str], dict[str, Path]]] = {}
"""Model -> size and time of each of its files when they were hashed, the hashes, and the files: an experiment
asks thousands of times.
"""


def _stamps(paths: Iterable[Path]) -> list[tuple[int, int] | None]:
    """Size and time in ns of every file; None of one that is not there."""
    found: list[tuple[int, int] | None] = []
    for path in paths:
        try:
            stat = path.stat()
        except OSError:
            found.append(None)
        else:
            found.append((stat.st_size, stat.st_mtime_ns))
    return found
