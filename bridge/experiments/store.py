"""An experiment's folder: what it is, the runs that are done, and the table at the end.

Every finished run is a line of the journal, in the order in which runs end; the table is sorted, so that it
does not depend on that order. A killed experiment goes on from the journal.
"""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Self

import msgspec

from bridge.base.fingerprints import versions_of
from bridge.base.whole_files import FolderLock, guarded, make_folders, write_text
from bridge.errors import RecordError
from bridge.experiments.experiment_file import Experiment
from bridge.experiments.journal import ROWS, Journal, RunRow, lines
from bridge.experiments.run_table import write_costs, write_table

ABOUT, TABLE, COSTS, RUNS = "experiment.json", "runs.parquet", "costs.parquet", "runs"
PACKAGES = ("crims-bridge", "neworder", "numpy", "pandas", "pyarrow", "scipy", "SALib")
FORMAT = 1

State = Literal["running", "interrupted", "complete"]


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

    def __init__(self, folder: Path, lock: FolderLock, about: About, *, again: bool = False) -> None:
        """Use `create` or `reopen`."""
        self.folder, self.about, self._lock = folder, about, lock
        self.measured: dict[int, dict[int, float]] = {}
        """Cell -> replicate -> the metric that decides on precision; empty where none does."""
        self.journal = Journal.reopen(folder, self._measure) if again else Journal(folder)

    @classmethod
    def create(cls, folder: Path, experiment: Experiment) -> Self:
        """Take an empty or new folder.

        Raises:
            RecordError: it holds anything, or cannot be written.
        """
        refuse_taken(folder)
        with guarded(folder):
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
            return cls(folder, lock, about, again=True)
        except BaseException:
            lock.release()
            raise

    def add(self, row: RunRow) -> None:
        """Write a finished run down; it survives this process from here on."""
        self.journal.add(row)
        self._measure(row)

    def rows(self) -> Iterator[RunRow]:
        """Every run that there is, by cell and replicate, read from the disk."""
        return self.journal.rows()

    def forget_failed(self) -> None:
        """Let failed runs be made again."""
        self.journal.forget_failed()

    def save(self) -> None:
        """Write `experiment.json`."""
        about = self.about
        about.done, about.failed = self.journal.done, self.journal.failed
        write_text(self.folder / ABOUT, msgspec.json.format(msgspec.json.encode(about)).decode() + "\n")

    def finish(self, state: State) -> None:
        """Write the table of all runs that there are, and the state."""
        self.journal.sync()
        if len(self.journal):
            write_table(self.folder / TABLE, self.rows, self.about.experiment.factors)
            write_costs(self.folder / COSTS, self.rows)
        self.about.state = state
        self.save()

    def _measure(self, row: RunRow) -> None:
        precision = self.about.experiment.precision
        if precision is not None and precision.metric in row.metrics:
            self.measured.setdefault(row.cell, {})[row.replicate] = row.metrics[precision.metric]

    def release(self) -> None:
        """Close and unlock; safe to repeat."""
        self.journal.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def refuse_taken(folder: Path) -> None:
    """Refuse a folder for a new experiment that holds anything.

    Raises:
        RecordError: it does, or cannot be read.
    """
    with guarded(folder):
        if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
            return
        experiment = (folder / ABOUT).exists()
    if experiment:
        raise RecordError(
            f"{str(folder)!r} already holds an experiment; choose another --out, or go on with --resume"
        )
    raise RecordError(f"{str(folder)!r} already holds other files; choose another --out")


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
    found = {row.key: row for row, *_ in lines(folder / ROWS)}
    return [found[key] for key in sorted(found)]


def flatten(value: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """The numbers of nested mappings, named by the way to them: `metrics.hours-backlog.mean`."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from flatten(one, f"{name}.{key}" if name else str(key))
    elif isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        yield name, float(value)
