"""Fingerprints of what a run is made from: hashes of input files and versions of programs.

The manifest keeps them, so that a later resume can tell whether anything differs.
"""

import hashlib
import os
import platform
from collections.abc import Iterable
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
    found = {"python": platform.python_version()}
    for name in packages:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _digest(path: Path) -> "hashlib._Hash":
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256")


def hash_model(model: Path) -> dict[str, str]:
    """Hashes of a NetLogo model and of the files it includes, by file name relative to the model's folder.

    Raises:
        ScenarioError: one of them cannot be read.
        netlogo.modelfile.model.ModelFileError: the file is no model.
    """
    from netlogo.compiler.model_sources import model_sources

    found = {Path(os.path.relpath(path, model.parent)).as_posix(): path for path in model_sources(model)}
    return {name: hash_input(found[name]) for name in sorted(found)}
