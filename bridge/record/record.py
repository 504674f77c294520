"""The run directory: the manifest, the journal while the run goes on, the result files at its end.

At any moment the folder is either a complete run or one that can be resumed, and never holds half a file.
"""

import logging
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Self

import msgspec

from bridge.base.fingerprints import hash_input
from bridge.base.wall_clock import now
from bridge.base.whole_files import FolderLock, aside, guarded, make_folders, write_text
from bridge.coupling.baseline import REFERENCE
from bridge.coupling.coupler import Exchange
from bridge.errors import RecordError, ScenarioError
from bridge.police.table_columns import TableColumns
from bridge.record.checkpoint import Checkpoint
from bridge.record.journal import Journal, read_journal, read_table_columns
from bridge.record.run_tables import AREA_LOADING, CALLS, CRIMES, LOADING, TICKS
from bridge.record.seal import BLANK, is_whole, sealed
from bridge.record.written_files import cut_back, files_in, written_in
from bridge.scenario.model_settings import Settings, Value
from bridge.scenario.scenario import Scenario
from bridge.wire.protocol import UNREADABLE
from common.reading import MIB, read_whole

log = logging.getLogger(__name__)

FORMAT = 1
MANIFEST, JOURNAL, CHECKPOINT = "run.json", "journal.bin", "checkpoint.bin"
SUMMARY, PICTURE = "summary.json", "summary.png"
RESULTS = (CRIMES, TICKS, LOADING, CALLS, AREA_LOADING, REFERENCE, SUMMARY, PICTURE)
MODEL_FILES = "model-files"
"""Folder for the files that a confined model writes; made by its first one."""
EARLIER_FILES = ".model-files.earlier"
"""What was in that folder before a model was set up, which writes there, too; kept until its run goes on."""
EXPORT = "export"
"""Folder for the tables in other formats, where somebody wants them."""
OURS = (MANIFEST, JOURNAL, CHECKPOINT, *RESULTS)
"""Everything a run directory holds, besides the model's own tables that its manifest names; nothing else is
ever removed."""
PARTS = tuple(f".{name}.part" for name in OURS)
"""What a killed process may have left beside them."""

MOST_MANIFEST = 64 * MIB
"""Bytes of `run.json`."""

SAVE_SECONDS = 5.0
"""How often the manifest on the disk follows the run, for those who look at it from outside."""

LIVE = "netlogo window"
"""The engine of a run that NetLogo's window drove: nobody can drive it again, so it is never resumed."""

State = Literal["running", "interrupted", "failed", "complete"]


class Change(msgspec.Struct, frozen=True):
    """An interface value that somebody moved while the run went on."""

    hour: datetime
    """Start of the first hour that ended with it."""
    name: str
    value: Value


class Manifest(msgspec.Struct, kw_only=True):
    """The contents of `run.json`."""

    format: int = FORMAT
    state: State = "running"
    options: Scenario
    streams: dict[str, int]
    """Seed of each named random stream."""
    engine: str
    settings: Settings
    """Every interface value of the model, defaults included."""
    changes: list[Change] = []
    """What was moved in NetLogo's window; nothing in other runs."""
    areas: int
    versions: dict[str, str]
    inputs: dict[str, str]
    """Input -> SHA-256."""
    notes: list[str] = []
    started: str
    finished: str | None = None
    """Wall-clock time, UTC."""
    resumed: int = 0
    """How often the run was taken up again."""
    exchanges: int = 0
    simulated_until: datetime
    counts: dict[str, int | None] = {}
    """Crimes sampled and received, incidents created."""
    results: dict[str, str] = {}
    """Result file -> SHA-256, once the run is complete; `crims verify` compares."""
    model_notes: dict[str, float] = {}
    """What the model says a reader must know -> how often it happened."""
    model_tables: list[str] = []
    """Files of the model's own tables."""
    seconds: dict[str, float] = {}
    demand_seconds: dict[str, float] = {}
    """Of the demand side itself, wherever it ran; contained in `seconds` when in process."""
    peak_memory_mib: dict[str, float] = {}
    """Per process, and their sum as `total`."""
    error: str | None = None
    checksum: str = ""
    """SHA-256 of the file, this field blank; earlier versions wrote none."""


class RunDirectory:
    """A folder that this process writes a run into."""

    def __init__(self, folder: Path, lock: FolderLock, manifest: Manifest | None = None) -> None:
        """Use `create` or `reopen`."""
        self.folder = folder
        self._lock = lock
        self._manifest = manifest
        self._journal: Journal | None = None
        self._saved = -float("inf")
        self._made: list[Path] = []
        """Folders that were not there before, innermost first."""

    @classmethod
    def create(cls, folder: Path, *, overwrite: bool = False) -> Self:
        """Take an empty or new folder, or with `overwrite` one that holds a run.

        Raises:
            RecordError: it holds a run, something else, a live run, or cannot be written.
        """
        with guarded(folder):
            check_free(folder, overwrite=overwrite)
            made = make_folders(folder)
        directory = cls(folder, FolderLock(folder))
        directory._made = made
        try:
            directory._set_model_files_aside()
        except BaseException:
            directory.release()
            raise
        return directory

    @classmethod
    def reopen(cls, folder: Path) -> Self:
        """Take a folder whose run did not come to its end.

        Raises:
            RecordError: there is no run, it is complete or live, or it cannot be written.
        """
        read_manifest(folder)  # where there is no run, there is nothing to lock
        directory = cls(folder, FolderLock(folder))
        try:
            manifest = directory._manifest = read_manifest(folder)
            if manifest.state == "complete":
                directory._remove(
                    JOURNAL, CHECKPOINT, *PARTS
                )  # killed just before this, it may have left them
                raise RecordError(f"the run in {str(folder)!r} is complete; there is nothing to resume")
            directory._journal = Journal(folder / JOURNAL)
            # The manifest reaches the disk at once; with the power, the journal's last second may be lost.
            manifest.exchanges = directory._journal.records
            directory._set_model_files_aside()
        except BaseException:
            directory.release()
            raise
        return directory

    def begin(self, manifest: Manifest) -> None:
        """Clear an earlier run and write the manifest of this one.

        The manifest goes over the earlier one, so that the folder holds a run whenever this is cut short; an
        earlier journal, which would not fit, goes when the new manifest is written but not yet in its place.
        """
        earlier = self._model_tables()
        with aside(self.folder / MANIFEST) as part:
            part.write_text(_json(manifest), encoding="utf-8", newline="\n")
            self._remove(JOURNAL, CHECKPOINT)
        self._manifest, self._saved = manifest, time.monotonic()
        self._remove(*RESULTS, *earlier)
        self._forget(EXPORT)
        self.forget_earlier_files()
        self._journal = Journal(self.folder / JOURNAL)

    @property
    def manifest(self) -> Manifest:
        """The manifest as it will be saved next."""
        if self._manifest is None:
            raise RecordError(f"no run has begun in {str(self.folder)!r}")
        return self._manifest

    def append(self, exchange: Exchange) -> None:
        """Record a complete exchange."""
        if self._journal is None:
            raise RecordError(f"the run in {str(self.folder)!r} is not being written")
        self._journal.append(exchange)
        self.manifest.exchanges = exchange.step
        self.manifest.simulated_until = exchange.window.end
        # Not every time: the journal holds the exchange, the manifest only says how far the run is.
        if time.monotonic() - self._saved > SAVE_SECONDS:
            self.save()

    def keep(self, step: int, state: bytes) -> None:
        """Keep the supply side's state after a recorded exchange."""
        if self._journal is None:
            raise RecordError(f"the run in {str(self.folder)!r} is not being written")
        self._journal.sync()  # a checkpoint must never be ahead of the journal
        try:
            with guarded(self.folder / MODEL_FILES):
                files = written_in(self.folder / MODEL_FILES)
            Checkpoint(step, state, files).write(self.folder / CHECKPOINT)
        except RecordError as error:  # it only saves time: a run does not end for want of it
            log.warning("no checkpoint after exchange %d: %s", step, error)

    def checkpoint(self) -> Checkpoint | None:
        """The last checkpoint, if it can be read and the journal goes as far; the model's files are then as
        they were.
        """
        try:
            found = Checkpoint.read(self.folder / CHECKPOINT)
            if found is None or self._journal is None or found.step > self._journal.records:
                return None
            with guarded(self.folder / MODEL_FILES):
                if cut_back(self.folder / EARLIER_FILES, found.files):
                    self._bring_earlier_files_back()
                    return found
        except RecordError as error:
            log.warning("the model runs again from the start: %s", error)
            return None
        log.warning("the model runs again from the start: its files are not those of the checkpoint")
        return None

    def go_on(self) -> None:
        """Mark a reopened run as running again."""
        manifest = self.manifest
        manifest.state, manifest.error, manifest.finished = "running", None, None
        manifest.resumed += 1
        self.save()

    def exchanges(self) -> Iterator[Exchange]:
        """Everything recorded so far.

        Raises:
            RecordError: the journal is damaged, or ends before what was recorded.
        """
        if self._journal is not None:
            self._journal.sync()
        number = 0
        for exchange in read_journal(self.folder / JOURNAL):
            number += 1
            yield exchange
        if number < self.manifest.exchanges:
            raise RecordError(
                f"{str(self.folder / JOURNAL)!r} is damaged: expected the {self.manifest.exchanges} "
                f"exchanges that were recorded, found {number}; start the run anew"
            )

    def table_columns(self) -> Iterator[list[TableColumns]]:
        """The rows for the model's own tables, exchange by exchange."""
        return read_table_columns(self.folder / JOURNAL)

    def _model_tables(self) -> list[str]:
        """The files of the tables of an earlier run; none where there is no run of this version."""
        try:
            named = read_manifest(self.folder).model_tables
        except RecordError:
            return []
        return [name for name in named if Path(name).name == name and name.endswith(".parquet")]

    def save(self) -> None:
        """Write the manifest."""
        write_text(self.folder / MANIFEST, _json(self.manifest))
        self._saved = time.monotonic()

    def end(self, state: State, error: str | None = None) -> None:
        """Close the record; a complete run needs journal and checkpoint no more."""
        if self._journal is not None:
            self._journal.close()
        manifest = self.manifest
        manifest.state, manifest.error, manifest.finished = state, error, now()
        if state == "complete":
            manifest.results = hash_results(self.folder)
        self.save()
        if state == "complete":
            try:
                self._remove(JOURNAL, CHECKPOINT, *PARTS)
            except RecordError as error:  # the run is complete; the next look at it removes them
                log.warning("%s is complete, but not tidied up: %s", self.folder, error)

    def forget_earlier_files(self) -> None:
        """Remove what the model wrote before it was set up, because it begins anew."""
        self._forget(EARLIER_FILES)

    def _set_model_files_aside(self) -> None:
        self._bring_earlier_files_back()  # a process that was killed may have left them
        with guarded(self.folder / MODEL_FILES):
            if os.path.lexists(self.folder / MODEL_FILES):
                (self.folder / MODEL_FILES).rename(self.folder / EARLIER_FILES)

    def _bring_earlier_files_back(self) -> None:
        if os.path.lexists(self.folder / EARLIER_FILES):
            self._forget(MODEL_FILES)
            with guarded(self.folder / MODEL_FILES):
                (self.folder / EARLIER_FILES).rename(self.folder / MODEL_FILES)

    def _forget(self, name: str) -> None:
        folder = self.folder / name
        with guarded(folder):
            if folder.is_symlink():  # a folder elsewhere is not ours
                folder.unlink()
            elif folder.is_dir():
                shutil.rmtree(folder)

    def _remove(self, *names: str) -> None:
        with guarded(self.folder):
            for name in names:
                (self.folder / name).unlink(missing_ok=True)

    def release(self) -> None:
        """Unlock the folder, and remove it if it was made for a run that never began; safe to repeat."""
        try:
            if self._journal is not None:
                self._journal.close()
            with suppress(RecordError):  # the next run in the folder tries again
                self._bring_earlier_files_back()
        finally:
            self._lock.release()
        if self._manifest is None:
            for folder in self._made:
                if folder.is_dir() and not any(folder.iterdir()):
                    folder.rmdir()


def hash_results(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a run directory that is a result, by name.

    Raises:
        RecordError: one of them cannot be read.
    """
    working = {MANIFEST, JOURNAL, CHECKPOINT}
    with guarded(folder):
        names = sorted(one.name for one in folder.iterdir() if one.is_file() and not one.is_symlink())
        kept = [name for name in names if name not in working and not name.startswith(".")]
        kept += [f"{MODEL_FILES}/{name}" for name in files_in(folder / MODEL_FILES)]
        try:
            return {name: hash_input(folder / name) for name in kept}
        except ScenarioError as error:
            raise RecordError(str(error)) from error


@dataclass(slots=True)
class Tally:
    """Counts the exchanges that pass, so that a record can be compared with what was run."""

    exchanges: int = 0
    hours: int = 0
    crimes: int = 0

    def over(self, exchanges: Iterable[Exchange]) -> Iterator[Exchange]:
        """The same exchanges, counted."""
        for exchange in exchanges:
            self.exchanges += 1
            self.hours += exchange.window.hours
            self.crimes += len(exchange.crimes)
            yield exchange

    def check(self, expected: "Tally", folder: Path) -> None:
        """Refuse to call a run complete whose record does not hold all of it.

        Raises:
            RecordError: exchanges, hours or crimes differ.
        """
        if self != expected:
            raise RecordError(
                f"the record in {str(folder)!r} is not whole: expected {expected.exchanges} exchanges, "
                f"{expected.hours} hours and {expected.crimes} crimes, found {self.exchanges}, {self.hours} "
                f"and {self.crimes}; start the run anew"
            )


def check_free(folder: Path, *, overwrite: bool) -> None:
    """Refuse a folder that a new run must not touch.

    Raises:
        RecordError: it is a file, holds a run (unless `overwrite`), or holds anything else.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise RecordError(
            f"expected a folder for the run, but {str(folder)!r} is a file; choose another --out"
        )
    names = {one.name for one in folder.iterdir()} - {".lock", MODEL_FILES, EARLIER_FILES, *PARTS}
    if not names:
        return
    if MANIFEST not in names:
        raise RecordError(f"{str(folder)!r} holds other files, such as {min(names)!r}; choose an empty --out")
    if not overwrite:
        raise RecordError(
            f"{str(folder)!r} already holds a run ({_state(folder)}); choose another --out, or replace it "
            "with --overwrite"
        )


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a run directory.

    Raises:
        RecordError: there is none, or it is of another format or damaged.
    """
    try:
        content = read_whole(folder / MANIFEST, MOST_MANIFEST)
        manifest = msgspec.json.decode(content, type=Manifest)
    except OSError as error:
        raise RecordError(f"{str(folder)!r} holds no run: {error.strerror}") from error
    except UNREADABLE as error:
        raise RecordError(f"{str(folder / MANIFEST)!r} is not a manifest of this version: {error}") from error
    if manifest.format != FORMAT:
        raise RecordError(
            f"{str(folder / MANIFEST)!r} has format {manifest.format}, this version reads format {FORMAT}"
        )
    if not is_whole(content):
        raise RecordError(
            f"{str(folder / MANIFEST)!r} is damaged: it is not as the run wrote it; put it back from a copy"
        )
    manifest.checksum = ""
    return manifest


def _state(folder: Path) -> str:
    try:
        return read_manifest(folder).state
    except RecordError:
        return "of another version"


def _json(manifest: Manifest) -> str:
    blank = msgspec.structs.replace(manifest, checksum=BLANK)
    return sealed(msgspec.json.format(msgspec.json.encode(blank), indent=2).decode() + "\n")
