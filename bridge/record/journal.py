"""The journal of a run: one record per completed exchange, appended while the run goes on.

Read again, it gives the exchanges up to the last complete one, whatever happened to the process or the
machine in between. The Parquet files are assembled from it at the end, so a run that was interrupted and
resumed writes the same bytes as one that was not.
"""

import os
import time
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np

from bridge.base.time_windows import Window, stamp
from bridge.base.whole_files import guarded, reading
from bridge.coupling.coupler import Exchange
from bridge.demand.area_factors import AreaFactors
from bridge.demand.crime_rows import Crimes
from bridge.errors import BridgeError, RecordError
from bridge.police.table_columns import TableColumns
from bridge.wire import protocol
from common.files import sync

MAGIC = b"CRiMS journal 4\n"
MARK = b"\x93rec"
"""Begins every record, so that records after a damaged one can be found."""
HEAD = len(MARK) + 8
"""Bytes before each record's content: the mark, its length and its CRC-32, both little-endian."""
SYNC_SECONDS = 1.0
"""Longest time that a record waits for the disk; a killed process loses none, a power cut at most these."""


class _Record(msgspec.Struct, frozen=True, omit_defaults=True):
    step: int
    start: str
    end: str
    crimes: protocol.CrimeColumns
    calls: protocol.CallColumns
    metric_names: list[str]
    metrics: bytes
    """float64, hours by metrics, row after row."""
    loading: dict[str, float]
    area_loading: protocol.AreaLoading | None = None
    tables: list[TableColumns] = []
    notes: dict[str, float] = {}


class _Tables(msgspec.Struct, frozen=True):
    """The part of a record that model tables are made of."""

    tables: list[TableColumns] = []


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Record)
_table_decoder = msgspec.msgpack.Decoder(_Tables)


class Journal:
    """Appends to a journal file."""

    def __init__(self, path: Path) -> None:
        """Open for appending, cutting off an incomplete last record.

        Raises:
            RecordError: not a journal, or the file cannot be written.
        """
        self._path = path
        self.records, end = _complete(path)
        with guarded(path):
            # Without a buffer: what a full disk did not take must not be tried again at the end.
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | (0 if end else os.O_TRUNC)
            self._file = os.fdopen(os.open(path, flags, 0o666), "r+b", buffering=0)
            if end:
                self._file.truncate(end)
                self._file.seek(end)
            else:
                self._write(MAGIC)
                sync(path.parent)  # its name, too, must survive a power cut
        self._synced = -float("inf")

    def append(self, exchange: Exchange) -> None:
        """Add one exchange; it survives this process from here on.

        Raises:
            RecordError: the disk is full or gone.
        """
        names = list(exchange.metrics[0])
        table = np.array([list(hour.values()) for hour in exchange.metrics], dtype=np.float64)
        record = _Record(
            step=exchange.step,
            start=stamp(exchange.window.start),
            end=stamp(exchange.window.end),
            crimes=exchange.crimes.to_message(),
            calls=exchange.crimes.calls.to_message(),
            metric_names=names,
            metrics=protocol.pack(table, "float64"),
            loading=exchange.loading,
            area_loading=None if exchange.area_loading is None else exchange.area_loading.to_message(),
            tables=exchange.tables,
            notes=exchange.notes,
        )
        payload = _encoder.encode(record)
        head = MARK + len(payload).to_bytes(4, "little") + zlib.crc32(payload).to_bytes(4, "little")
        with guarded(self._path):
            self._write(head + payload)
            self.records += 1
            if time.monotonic() - self._synced > SYNC_SECONDS:
                self.sync()

    def sync(self) -> None:
        """Put everything on the disk."""
        with guarded(self._path):
            os.fsync(self._file.fileno())
        self._synced = time.monotonic()

    def close(self) -> None:
        """Put everything on the disk and close; safe to repeat."""
        if not self._file.closed:
            with guarded(self._path):
                try:
                    self.sync()
                finally:
                    self._file.close()

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) :]


def read_journal(path: Path) -> Iterator[Exchange]:
    """The complete exchanges of a journal, in order.

    Raises:
        RecordError: not a journal, or a record that is complete but damaged.
    """
    for payload in _payloads(path):
        try:
            record = _decoder.decode(payload)
            window = Window(datetime.fromisoformat(record.start), datetime.fromisoformat(record.end))
            crimes = Crimes.from_message(record.crimes, window, record.calls)
            size = window.hours * len(record.metric_names)
            table = protocol.unpack(record.metrics, "float64", size, "metrics").reshape(window.hours, -1)
            factors = record.area_loading
            by_area = None if factors is None else AreaFactors.from_message(factors)
        except (*protocol.UNREADABLE, BridgeError, ValueError) as error:  # the last two: no time, no window
            raise RecordError(f"{str(path)!r} is damaged: {error}") from error
        metrics = [dict(zip(record.metric_names, row, strict=True)) for row in table.tolist()]
        yield Exchange(
            record.step, window, crimes, metrics, record.loading, by_area, record.tables, record.notes
        )


def read_table_columns(path: Path) -> Iterator[list[TableColumns]]:
    """The rows that each exchange of a journal has for the model's own tables, in order.

    Raises:
        RecordError: not a journal, or a record that is complete but damaged.
    """
    for payload in _payloads(path):
        try:
            yield _table_decoder.decode(payload).tables
        except protocol.UNREADABLE as error:
            raise RecordError(f"{str(path)!r} is damaged: {error}") from error


def _complete(path: Path) -> tuple[int, int]:
    """Complete records, and the bytes up to the last one's end; 0 bytes where there is no journal yet."""
    if not path.exists() or path.stat().st_size < len(MAGIC):
        return 0, 0
    sizes = [HEAD + len(payload) for payload in _payloads(path)]
    return len(sizes), len(MAGIC) + sum(sizes)


def _payloads(path: Path) -> Iterator[bytes]:
    """Records until the first that is cut off or does not match its checksum: the tail of an unclean end.

    Raises:
        RecordError: not a journal, or good records lie behind a damaged one, so that it is no tail.
    """
    with reading(path) as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise RecordError(f"{str(path)!r} is not a journal of this version; start the run anew")
        number, good = 0, file.tell()
        while (payload := _record_at(file)) is not None:
            yield payload
            number, good = number + 1, file.tell()
        if _more_records(file, good + 1):
            raise RecordError(
                f"{str(path)!r} is damaged in record {number + 1}, at byte {good}, and has good records "
                f"after it: something changed the file; put it back from a copy, or start the run anew"
            )


def _record_at(file: BinaryIO) -> bytes | None:
    """The content of the record that begins here, or None where none does."""
    head = file.read(HEAD)
    if len(head) < HEAD or not head.startswith(MARK):
        return None
    size, checksum = (int.from_bytes(head[at : at + 4], "little") for at in (len(MARK), len(MARK) + 4))
    payload = file.read(size)
    return payload if len(payload) == size and zlib.crc32(payload) == checksum else None


def _more_records(file: BinaryIO, start: int) -> bool:
    """Whether a whole record lies anywhere behind `start`."""
    file.seek(start)
    rest = file.read()
    at = rest.find(MARK)
    while at >= 0:
        file.seek(start + at)
        if _record_at(file) is not None:
            return True
        at = rest.find(MARK, at + 1)
    return False
