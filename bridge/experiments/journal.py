"""The journal of an experiment: one line a finished run, in the order in which runs end.

Each line carries a checksum, so that a killed experiment goes on from it. In memory is only where the line of
each run begins: eight bytes a run, however many metrics it has.
"""

import os
import zlib
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import msgspec

from bridge.base.whole_files import guarded
from bridge.errors import RecordError
from bridge.experiments.design import Value

ROWS = "rows.jsonl"
Task = tuple[int, int]
"""Cell and replicate: what tells runs apart."""
ABSENT = -1


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
    rates_from: str = ""
    """What its crime rates were made from, in words."""
    metrics: dict[str, float] = {}
    seconds: float = 0.0
    """Wall-clock time of the run in its worker; never a part of the results."""
    processor_seconds: float = 0.0
    """Of the worker's process, while the run was made."""
    peak_mib: float = 0.0
    """Largest memory of the worker's process so far, in MiB."""
    worker: str = ""

    @property
    def key(self) -> Task:
        """What tells runs apart."""
        return self.cell, self.replicate


Finished = tuple[RunRow, dict[str, str]]
"""A run that has ended, and the hash of every input."""


class Journal:
    """The journal of a folder, open for more rows."""

    def __init__(self, folder: Path) -> None:
        """Open it, without looking at what is there."""
        self.path = folder / ROWS
        self.failed = 0
        self.done = 0
        self._end = 0
        self._places: dict[int, array[int]] = {}
        """Of every cell, for each replicate twice the first byte of its line, plus 1 where it failed."""
        with guarded(folder):
            self._file = self.path.open("ab", buffering=0)

    @classmethod
    def reopen(cls, folder: Path, each: Callable[[RunRow], None] = lambda row: None) -> Self:
        """Take up a journal; a last line that was cut off is taken away.

        Args:
            each: is given every row that is there.

        Raises:
            RecordError: a line before the last is damaged.
        """
        journal = cls(folder)
        try:
            for row, start, end in lines(journal.path):
                each(row)
                journal._put(row.key, start, row.error)
                journal._end = end
            with guarded(folder):
                journal._file.truncate(journal._end)
        except BaseException:
            journal.close()
            raise
        return journal

    def add(self, row: RunRow) -> None:
        """Write a finished run down; it survives this process from here on."""
        body = msgspec.json.encode(row)
        line = f"{zlib.crc32(body):08x} ".encode() + body + b"\n"
        with guarded(self.path.parent):
            self._file.write(line)
        self._put(row.key, self._end, row.error)
        self._end += len(line)

    def __contains__(self, task: Task) -> bool:
        return self._place(task) != ABSENT

    def __len__(self) -> int:
        return self.done + self.failed

    def rows(self) -> Iterator[RunRow]:
        """Every run once, by cell and replicate; of a run that was made again, the last time."""
        with guarded(self.path.parent), self.path.open("rb") as file:
            for cell in sorted(self._places):
                for place in self._places[cell]:
                    if place != ABSENT:
                        file.seek(place >> 1)
                        row = _row(file.readline())
                        assert row is not None  # it was whole when it was written or read
                        yield row

    def forget_failed(self) -> None:
        """Let failed runs be made again."""
        for places in self._places.values():
            for replicate, place in enumerate(places):
                if place >= 0 and place & 1:
                    places[replicate] = ABSENT
        self.failed = 0

    def sync(self) -> None:
        """Have the file written through to the disk."""
        with guarded(self.path.parent):
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file; safe to repeat."""
        self._file.close()

    def _place(self, task: Task) -> int:
        cell, replicate = task
        places = self._places.get(cell, ())
        return places[replicate] if replicate < len(places) else ABSENT

    def _put(self, task: Task, start: int, error: str | None) -> None:
        cell, replicate = task
        before = self._place(task)
        if before != ABSENT:
            self._count(before, -1)
        places = self._places.setdefault(cell, array("q"))
        places.extend([ABSENT] * (replicate + 1 - len(places)))
        places[replicate] = start << 1 | (error is not None)
        self._count(places[replicate], 1)

    def _count(self, place: int, by: int) -> None:
        if place & 1:
            self.failed += by
        else:
            self.done += by


def lines(path: Path) -> Iterator[tuple[RunRow, int, int]]:
    """The rows of a journal up to a last one that was cut off, each with its first byte and the one after it.

    Raises:
        RecordError: a damaged line has good ones after it.
    """
    if not path.exists():
        return
    end = 0
    damaged: int | None = None
    with guarded(path), path.open("rb") as file:
        for number, line in enumerate(file, 1):
            row = _row(line)
            if row is None:
                damaged = damaged or number
            elif damaged is not None:
                raise RecordError(
                    f"{path}:{damaged}: the line is damaged; delete it, and its run is made anew"
                )
            else:
                yield row, end, end + len(line)
                end += len(line)


def _row(line: bytes) -> RunRow | None:
    """The row of a whole line; None of one that is damaged or has no end."""
    head, _, body = line.partition(b" ")
    try:
        if not body.endswith(b"\n") or int(head, 16) != zlib.crc32(body[:-1]):
            return None
        return msgspec.json.decode(body, type=RunRow)
    except (ValueError, msgspec.DecodeError):
        return None
