"""An experiment's folder: what it is, the runs that are done, and the table at the end.

Every finished run is one line of a journal, in the order in which runs end; the table is sorted, so that it
does not depend on that order. A killed experiment goes on from the journal.
"""

import math
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, Self

import msgspec

from bridge.base.fingerprints import versions_of
from bridge.base.whole_files import FolderLock, aside, guarded, make_folders, write_text
from bridge.errors import RecordError
from bridge.experiments.design import Value
from bridge.experiments.experiment_file import Experiment

ABOUT, ROWS, TABLE, COSTS, RUNS = "experiment.json", "rows.jsonl", "runs.parquet", "costs.parquet", "runs"
PACKAGES = ("crims-bridge", "neworder", "numpy", "pandas", "pyarrow", "scipy", "SALib")
FORMAT = 1

State = Literal["running", "interrupted", "complete"]


class RunRow(msgspec.Struct, kw_only=True):
    """One run of an experiment."""

    cell: int
    """From 0, in the order of the design."""
    replicate: int
    seed: int
    values: dict[str, Value]
    """Of the factors."""
    error: str | None = None
    """Why it failed; None for a run that came to its end."""
    metrics: dict[str, float] = {}
    seconds: float = 0.0
    """Wall-clock time of the run in its worker; never a part of the results."""
    worker: str = ""

    @property
    def key(self) -> tuple[int, int]:
        """What tells runs apart."""
        return self.cell, self.replicate


class About(msgspec.Struct, kw_only=True):
    """The contents of `experiment.json`."""

    format: int = FORMAT
    state: State = "running"
    experiment: Experiment
    versions: dict[str, str]
    inputs: dict[str, str] = {}
    """Input -> SHA-256, of the first run that came to its end."""
    notes: list[str] = []
    done: int = 0
    failed: int = 0
    runs: int = 0
    """Runs that are planned so far."""


class Store:
    """A folder that this process writes an experiment into."""

    def __init__(self, folder: Path, lock: FolderLock, about: About) -> None:
        """Use `create` or `reopen`."""
        self.folder, self.about, self._lock = folder, about, lock
        self.rows: dict[tuple[int, int], RunRow] = {}
        with guarded(folder):
            self._file = (folder / ROWS).open("ab", buffering=0)

    @classmethod
    def create(cls, folder: Path, experiment: Experiment) -> Self:
        """Take an empty or new folder.

        Raises:
            RecordError: it holds anything, or cannot be written.
        """
        with guarded(folder):
            if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                what = "an experiment" if (folder / ABOUT).exists() else "other files"
                raise RecordError(
                    f"{str(folder)!r} already holds {what}; choose another --out, or go on with --resume"
                )
            make_folders(folder)
        store = cls(folder, FolderLock(folder), About(experiment=experiment, versions=versions_of(PACKAGES)))
        store.save()
        return store

    @classmethod
    def reopen(cls, folder: Path) -> Self:
        """Take up an experiment that did not come to its end.

        Raises:
            RecordError: there is none, another version wrote it, or other versions of packages did.
        """
        about = read_about(folder)
        lock = FolderLock(folder)
        try:
            now = versions_of(PACKAGES)
            if now != about.versions:
                differ = sorted(
                    name
                    for name in now.keys() | about.versions.keys()
                    if now.get(name) != about.versions.get(name)
                )
                raise RecordError(
                    f"the experiment in {str(folder)!r} was begun with other versions of {', '.join(differ)}"
                )
            good = list(_lines(folder / ROWS))
            with guarded(folder), (folder / ROWS).open("r+b") as file:
                file.truncate(good[-1][1] if good else 0)
            store = cls(folder, lock, about)
            store.rows = {row.key: row for row, _ in good}
        except BaseException:
            lock.release()
            raise
        return store

    def add(self, row: RunRow) -> None:
        """Write a finished run down; it survives this process from here on."""
        self.rows[row.key] = row
        body = msgspec.json.encode(row)
        with guarded(self.folder):
            self._file.write(f"{zlib.crc32(body):08x} ".encode() + body + b"\n")

    def forget_failed(self) -> None:
        """Let failed runs be made again."""
        self.rows = {key: row for key, row in self.rows.items() if row.error is None}

    def save(self) -> None:
        """Write `experiment.json`."""
        about = self.about
        about.done = sum(row.error is None for row in self.rows.values())
        about.failed = len(self.rows) - about.done
        write_text(self.folder / ABOUT, msgspec.json.format(msgspec.json.encode(about)).decode() + "\n")

    def finish(self, state: State) -> None:
        """Write the table of all runs that there are, and the state."""
        rows = [self.rows[key] for key in sorted(self.rows)]
        with guarded(self.folder):
            os.fsync(self._file.fileno())
        if rows:
            write_table(self.folder / TABLE, rows, self.about.experiment.factors)
            write_costs(self.folder / COSTS, rows)
        self.about.state = state
        self.save()

    def release(self) -> None:
        """Close and unlock; safe to repeat."""
        self._file.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def read_about(folder: Path) -> About:
    """What an experiment's folder says of itself.

    Raises:
        RecordError: there is no experiment, or one of another version.
    """
    try:
        about = msgspec.json.decode((folder / ABOUT).read_bytes(), type=About)
    except OSError as error:
        raise RecordError(f"{str(folder)!r} holds no experiment: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise RecordError(f"{str(folder / ABOUT)!r} is not of this version: {error}") from error
    if about.format != FORMAT:
        raise RecordError(f"{str(folder / ABOUT)!r} has format {about.format}, expected {FORMAT}")
    return about


def read_rows(folder: Path) -> list[RunRow]:
    """All finished runs of an experiment, by cell and replicate; of one that still runs, too.

    Raises:
        RecordError: there is no experiment, or its journal is damaged before its end.
    """
    read_about(folder)
    found = {row.key: row for row, _ in _lines(folder / ROWS)}
    return [found[key] for key in sorted(found)]


def write_table(path: Path, rows: Iterable[RunRow], factors: Iterable[str]) -> None:
    """One row a run: cell, replicate, seed, the factors, the error, then every metric by name."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = list(rows)
    columns: dict[str, Any] = {
        "cell": pa.array([row.cell for row in rows], pa.int64()),
        "replicate": pa.array([row.replicate for row in rows], pa.int64()),
        "seed": pa.array([row.seed for row in rows], pa.int64()),
    }
    for name in factors:
        columns[f"factor.{name}"] = _column([row.values.get(name) for row in rows])
    columns["error"] = pa.array([row.error for row in rows], pa.string())
    for name in sorted({name for row in rows for name in row.metrics}):
        columns[name] = pa.array([row.metrics.get(name) for row in rows], pa.float64())
    with aside(path) as part:
        pq.write_table(pa.table(columns), part, compression="zstd", store_schema=False, version="2.6")


def write_costs(path: Path, rows: Iterable[RunRow]) -> None:
    """Seconds and worker of every run: what differs from one machine to the next, apart from the results."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = list(rows)
    table = pa.table(
        {
            "cell": pa.array([row.cell for row in rows], pa.int64()),
            "replicate": pa.array([row.replicate for row in rows], pa.int64()),
            "seconds": pa.array([row.seconds for row in rows], pa.float64()),
            "worker": pa.array([row.worker for row in rows], pa.string()),
        }
    )
    with aside(path) as part:
        pq.write_table(table, part)


def _column(values: list[Any]) -> Any:
    """Values of one factor: numbers, booleans or texts; a mixture becomes texts."""
    import pyarrow as pa

    if all(isinstance(one, bool) for one in values):
        return pa.array(values, pa.bool_())
    if all(isinstance(one, int | float) and not isinstance(one, bool) for one in values):
        return pa.array([float(one) for one in values], pa.float64())
    return pa.array([None if one is None else str(one) for one in values], pa.string())


def _lines(path: Path) -> Iterator[tuple[RunRow, int]]:
    """The rows of a journal, each with the byte after it, up to a last one that was cut off.

    Raises:
        RecordError: a damaged line has good ones after it.
    """
    if not path.exists():
        return
    with guarded(path):
        lines = path.read_bytes().split(b"\n")
    end = 0
    for number, line in enumerate(lines):
        row = _row(line)
        if row is None:
            if any(_row(later) is not None for later in lines[number + 1 :]):
                raise RecordError(
                    f"{path}:{number + 1}: the line is damaged; delete it, and its run is made anew"
                )
            return
        end += len(line) + 1
        yield row, end


def _row(line: bytes) -> RunRow | None:
    head, _, body = line.partition(b" ")
    try:
        if int(head, 16) != zlib.crc32(body):
            return None
        return msgspec.json.decode(body, type=RunRow)
    except (ValueError, msgspec.DecodeError):
        return None


def flatten(value: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """The numbers of nested mappings, named by the way to them: `metrics.hours-backlog.mean`."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from flatten(one, f"{name}.{key}" if name else str(key))
    elif isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        yield name, float(value)
