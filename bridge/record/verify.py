"""Whether the files of a complete run are still those that were written, for `crims verify`."""

from collections.abc import Iterator
from pathlib import Path

from bridge.record.record import hash_results, read_manifest


def differences(folder: Path) -> Iterator[str]:
    """What is not as the run left it, one sentence each; nothing where all is well.

    Raises:
        RecordError: the folder holds no run, or cannot be read.
    """
    manifest = read_manifest(folder)
    if manifest.state != "complete":
        yield f"the run is {manifest.state}; only a complete one has results"
        return
    if not manifest.results:
        yield "run.json names no results: the run was written by an earlier version"
        return
    found = hash_results(folder)
    for name, digest in manifest.results.items():
        if name not in found:
            yield f"{name} is missing"
        elif found[name] != digest:
            yield f"{name} is not the file that the run wrote"
