"""The crimes of one window as columns, the one form in which they travel, are recorded and are handed over.

The same object is made from the microsimulation's table and from a message, and gives a message, an Arrow
table, or hourly lists for the police model. That is why both transports give the same results to the byte.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Self

import msgspec
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bridge.base.time_windows import HOUR, Window, stamp
from bridge.errors import ProtocolError
from bridge.wire import protocol

Row = list[float | str | bool]
"""`[id msoa category code description minute suspect? severity investigation]`, minute within its hour."""
TEXTS = protocol.Levels.__struct_fields__
"""The columns of texts."""


class Texts(msgspec.Struct, frozen=True, eq=False):
    """A column of texts: sorted distinct levels and, per row, the number of its level (uint32)."""

    levels: tuple[str, ...]
    codes: NDArray[np.uint32]

    @classmethod
    def of(cls, values: "pd.Series[Any]") -> Self:
        """Encode a pandas column; levels that do not occur are left out, so equal values give equal bytes."""
        if isinstance(values.array, pd.Categorical):
            codes, names = values.array.codes, values.array.categories
            used = np.flatnonzero(np.bincount(codes, minlength=len(names)))
            levels = names.take(used).to_numpy(dtype=object)
            order = np.argsort(levels, kind="stable")
            place = np.zeros(len(names), dtype=np.uint32)
            place[used[order]] = np.arange(len(used), dtype=np.uint32)
            return cls(tuple(levels[order]), place[codes])
        numbers, texts = pd.factorize(values.astype(str), sort=True)
        return cls(tuple(texts), numbers.astype(np.uint32))

    @classmethod
    def join(cls, parts: Sequence[Self]) -> Self:
        """One column after another."""
        levels = sorted({level for one in parts for level in one.levels})
        place = {level: number for number, level in enumerate(levels)}
        codes = [
            np.array([place[level] for level in one.levels], dtype=np.uint32)[one.codes] for one in parts
        ]
        return cls(tuple(levels), np.concatenate(codes))

    def rows(self, first: int, end: int) -> Self:
        """Some rows of the column, with the levels that occur in them."""
        used, codes = np.unique(self.codes[first:end], return_inverse=True)
        return type(self)(tuple(self.levels[k] for k in used.tolist()), codes.astype(np.uint32))

    def values(self) -> list[str]:
        """The texts, one per row."""
        levels = self.levels
        return [levels[k] for k in self.codes.tolist()]

    def counts(self) -> dict[str, int]:
        """How often each level occurs."""
        return dict(
            zip(self.levels, np.bincount(self.codes, minlength=len(self.levels)).tolist(), strict=True)
        )


class Crimes(msgspec.Struct, frozen=True, eq=False, dict=True):
    """Crimes of one window, sorted by time. All columns have one value per crime."""

    window: Window
    id: NDArray[np.int64]
    minute: NDArray[np.uint32]
    """Minutes after the window's start."""
    msoa: Texts
    category: Texts
    code: Texts
    description: Texts
    suspect: NDArray[np.bool_]
    severity: NDArray[np.float64]
    """ONS weight."""
    investigation: Texts
    """'yes', 'no' or 'maybe'."""

    def __post_init__(self) -> None:
        if not len(self):
            return
        minutes = self.window.hours * 60
        if int(self.minute[-1]) >= minutes:
            late = int(self.minute[-1])
            raise ProtocolError(
                f"expected crimes within {self.window}, got one {late} minutes after its start"
            )
        if (self.minute[1:] < self.minute[:-1]).any():
            raise ProtocolError(f"expected the crimes of {self.window} sorted by time, got them out of order")
        if not np.isfinite(self.severity).all():
            raise ProtocolError(
                f"expected finite severities in {self.window}, got {self.severity.tolist()!r:.200}"
            )

    def __len__(self) -> int:
        return len(self.id)

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, window: Window, investigation: Mapping[str, str]) -> Self:
        """Take the microsimulation's table (its columns are those of `crims demand`).

        Args:
            frame: one row per crime, sorted by time, minute resolution.
            window: the time that was sampled.
            investigation: offence code -> 'yes', 'no' or 'maybe'.

        Raises:
            ProtocolError: a crime lies outside the window or the order is wrong.
        """
        since = frame["time"].to_numpy("datetime64[m]") - np.datetime64(window.start, "m")
        minute = since.astype(np.int64)
        if len(minute) and int(minute[0]) < 0:
            raise ProtocolError(
                f"expected crimes within {window}, got one {-int(minute[0])} minutes before its start"
            )
        code = Texts.of(frame["code"])
        needs = np.array([investigation[one] for one in code.levels], dtype=object)
        levels, place = np.unique(needs.astype(str), return_inverse=True)
        return cls(
            window=window,
            id=frame["id"].to_numpy(np.int64),
            minute=minute.astype(np.uint32),
            msoa=Texts.of(frame["MSOA"]),
            category=Texts.of(frame["crime_category"]),
            code=code,
            description=Texts.of(frame["description"]),
            suspect=frame["suspect"].to_numpy(np.bool_),
            severity=frame["severity"].to_numpy(np.float64),
            investigation=Texts(tuple(levels.tolist()), place.astype(np.uint32)[code.codes]),
        )

    @classmethod
    def from_message(cls, columns: protocol.CrimeColumns, window: Window) -> Self:
        """Read the columns of a message.

        Raises:
            ProtocolError: a column of the wrong length, a code without level, or a time outside the window.
        """
        count, levels = columns.count, columns.levels
        codes = protocol.unpack(columns.codes, "uint32", len(TEXTS) * count, "codes")
        codes = codes.reshape(len(TEXTS), count)
        if count:
            _check_codes(codes, levels)
        return cls(
            window=window,
            id=protocol.unpack(columns.id, "int64", count, "id"),
            minute=protocol.unpack(columns.minute, "uint32", count, "minute"),
            suspect=protocol.unpack(columns.suspect, "bool", count, "suspect"),
            severity=protocol.unpack(columns.severity, "float64", count, "severity"),
            **{
                name: Texts(tuple(getattr(levels, name)), row) for name, row in zip(TEXTS, codes, strict=True)
            },
        )

    def to_message(self) -> protocol.CrimeColumns:
        """The same columns for a message."""
        texts = [getattr(self, name) for name in TEXTS]
        return protocol.CrimeColumns(
            count=len(self),
            id=protocol.pack(self.id, "int64"),
            minute=protocol.pack(self.minute, "uint32"),
            suspect=protocol.pack(self.suspect, "bool"),
            severity=protocol.pack(self.severity, "float64"),
            levels=protocol.Levels(*[list(one.levels) for one in texts]),
            codes=b"".join([protocol.pack(one.codes, "uint32") for one in texts]),
        )

    def hours(self) -> Iterator[list[Row]]:
        """The crimes of each hour of the window, in order, as lists for the police model."""
        bounds = np.searchsorted(self.minute, np.arange(self.window.hours + 1, dtype=np.uint32) * 60)
        rows = self._rows
        return (rows[a:b] for a, b in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True))

    def hour(self, start: datetime) -> Self:
        """The crimes of one hour of the window."""
        first = np.uint32((start - self.window.start) // HOUR * 60)
        a, b = np.searchsorted(self.minute, (first, first + np.uint32(60))).tolist()
        texts = {name: getattr(self, name).rows(a, b) for name in TEXTS}
        return msgspec.structs.replace(
            self,
            window=Window(start, start + HOUR),
            id=self.id[a:b],
            minute=self.minute[a:b] - first,
            suspect=self.suspect[a:b],
            severity=self.severity[a:b],
            **texts,
        )

    @classmethod
    def join(cls, parts: Sequence[Self]) -> Self:
        """The crimes of windows that touch, as those of the whole; the inverse of `hour`."""
        window = Window(parts[0].window.start, parts[-1].window.end)
        minutes = [one.minute + np.uint32((one.window.start - window.start) // HOUR * 60) for one in parts]
        texts = {name: Texts.join([getattr(one, name) for one in parts]) for name in TEXTS}
        return cls(
            window=window,
            id=np.concatenate([one.id for one in parts]),
            minute=np.concatenate(minutes),
            suspect=np.concatenate([one.suspect for one in parts]),
            severity=np.concatenate([one.severity for one in parts]),
            **texts,
        )

    def times(self) -> NDArray[np.datetime64]:
        """The crimes' times, minute resolution."""
        return np.datetime64(self.window.start, "m") + self.minute.astype("timedelta64[m]")

    @cached_property
    def _rows(self) -> list[Row]:
        columns = (
            self.id.astype(np.float64).tolist(),
            self.msoa.values(),
            self.category.values(),
            self.code.values(),
            self.description.values(),
            (self.minute % 60).astype(np.float64).tolist(),
            self.suspect.tolist(),
            self.severity.tolist(),
            self.investigation.values(),
        )
        return [list(row) for row in zip(*columns, strict=True)]

    def __repr__(self) -> str:
        return f"<{len(self)} crimes from {stamp(self.window.start)} to {stamp(self.window.end)}>"


def _check_codes(codes: NDArray[np.uint32], levels: protocol.Levels) -> None:
    """Raise where a code has no level."""
    for name, largest in zip(TEXTS, codes.max(axis=1).tolist(), strict=True):
        known = len(getattr(levels, name))
        if largest >= known:
            raise ProtocolError(f"column {name!r}: code {largest} has no level, there are {known}")
