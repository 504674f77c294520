"""Calls of one window that are not crimes, as columns: they go the same way as the crimes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Self

import msgspec
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bridge.base.time_windows import HOUR, Window
from bridge.demand.texts import Texts, check_codes
from bridge.errors import ProtocolError
from bridge.wire import protocol

GRADES = (1, 4)
"""Least and largest grade."""
TEXTS = protocol.CallLevels.__struct_fields__


class Calls(msgspec.Struct, frozen=True, eq=False):
    """Calls of one window, sorted by time. All columns have one value per call."""

    id: NDArray[np.int64]
    """Negative, so that no crime has the same."""
    minute: NDArray[np.float64]
    """Minutes after the window's start at which it is reported."""
    area: Texts
    type: Texts
    grade: NDArray[np.uint8]
    """1 emergency, 2 priority, 3 standard, 4 resolved without attendance."""
    scene_minutes: NDArray[np.float64]
    """Minutes of work on the scene for one unit."""

    def __len__(self) -> int:
        return len(self.id)

    @classmethod
    def none(cls) -> Self:
        """No calls at all."""
        nothing = Texts((), np.zeros(0, np.uint32))
        numbers = np.zeros(0)
        return cls(np.zeros(0, np.int64), numbers, nothing, nothing, np.zeros(0, np.uint8), numbers)

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, window: Window) -> Self:
        """Take the microsimulation's table: `id MSOA type reported grade scene_minutes`, by time."""
        calls = cls(
            id=frame["id"].to_numpy(np.int64),
            minute=minutes_after(frame["reported"], window.start),
            area=Texts.of(frame["MSOA"]),
            type=Texts.of(frame["type"]),
            grade=frame["grade"].to_numpy(np.uint8),
            scene_minutes=frame["scene_minutes"].to_numpy(np.float64),
        )
        calls.check(window)
        return calls

    @classmethod
    def from_message(cls, columns: protocol.CallColumns, window: Window) -> Self:
        """Read the columns of a message.

        Raises:
            ProtocolError: a column of the wrong length, a code without level, or a value out of range.
        """
        count = columns.count
        codes = protocol.unpack(columns.codes, "uint32", len(TEXTS) * count, "codes")
        codes = codes.reshape(len(TEXTS), count)
        check_codes(codes, TEXTS, columns.levels)
        calls = cls(
            id=protocol.unpack(columns.id, "int64", count, "id"),
            minute=protocol.unpack(columns.minute, "float64", count, "minute"),
            area=Texts(tuple(columns.levels.area), codes[0]),
            type=Texts(tuple(columns.levels.type), codes[1]),
            grade=protocol.unpack(columns.grade, "uint8", count, "grade"),
            scene_minutes=protocol.unpack(columns.scene_minutes, "float64", count, "scene_minutes"),
        )
        calls.check(window)
        return calls

    def to_message(self) -> protocol.CallColumns:
        """The same columns for a message."""
        return protocol.CallColumns(
            count=len(self),
            id=protocol.pack(self.id, "int64"),
            minute=protocol.pack(self.minute, "float64"),
            grade=protocol.pack(self.grade, "uint8"),
            scene_minutes=protocol.pack(self.scene_minutes, "float64"),
            levels=protocol.CallLevels(list(self.area.levels), list(self.type.levels)),
            codes=b"".join(protocol.pack(one.codes, "uint32") for one in (self.area, self.type)),
        )

    def check(self, window: Window) -> None:
        """Refuse what cannot be handed over.

        Raises:
            ProtocolError: a call outside the window or out of order, a number that no call has, or a grade
                or time of work out of range.
        """
        check_order(self.minute, window, "calls")
        check_work(self.grade, self.scene_minutes, "calls")
        if len(self) and int(self.id.max()) >= 0:
            raise ProtocolError(f"expected negative ids of calls in {window}, got {int(self.id.max())}")

    def between(self, first: float, end: float) -> Self:
        """The calls of [first, end), minutes after the window's start; the minutes count from `first`."""
        a, b = np.searchsorted(self.minute, (first, end)).tolist()
        return type(self)(
            self.id[a:b],
            self.minute[a:b] - first,
            self.area.rows(a, b),
            self.type.rows(a, b),
            self.grade[a:b],
            self.scene_minutes[a:b],
        )

    @classmethod
    def join(cls, parts: Sequence[tuple[datetime, Self]]) -> Self:
        """The calls of windows that touch, each with its window's start, as those of the whole."""
        since = parts[0][0]
        calls = [one for _, one in parts]
        return cls(
            np.concatenate([one.id for one in calls]),
            np.concatenate([one.minute + (start - since) // HOUR * 60.0 for start, one in parts]),
            Texts.join([one.area for one in calls]),
            Texts.join([one.type for one in calls]),
            np.concatenate([one.grade for one in calls]),
            np.concatenate([one.scene_minutes for one in calls]),
        )

    def times(self, start: datetime) -> NDArray[np.datetime64]:
        """When the calls are reported, millisecond resolution; `start` is the window's."""
        return moments(self.minute, start)

    def columns(self, minute: NDArray[np.float64], area_index: Mapping[str, int]) -> dict[str, Any]:
        """What a model may ask to know of each call, name of the item -> how to make its list.

        Args:
            minute: of each call within its tick.
            area_index: code of the area -> its position in `receive-areas`.
        """
        return {
            "id": lambda: self.id.astype(np.float64).tolist(),
            "area": self.area.values,
            "msoa": self.area.values,
            "area-index": lambda: indices(self.area, area_index),
            "type": self.type.values,
            "minute": minute.tolist,
            "grade": lambda: self.grade.astype(np.float64).tolist(),
            "scene-minutes": self.scene_minutes.tolist,
        }


def minutes_after(times: "pd.Series[Any]", start: datetime) -> NDArray[np.float64]:
    """Times as minutes after `start`, to the millisecond."""
    since = times.to_numpy("datetime64[ms]") - np.datetime64(start, "ms")
    minutes: NDArray[np.float64] = since.astype(np.int64) / 60_000
    return minutes


def moments(minutes: NDArray[np.float64], start: datetime) -> NDArray[np.datetime64]:
    """Minutes after `start` as moments, to the millisecond; the inverse of `minutes_after`."""
    since = np.rint(minutes * 60_000).astype(np.int64)
    return np.datetime64(start, "ms") + since.astype("timedelta64[ms]")


def indices(texts: Texts, area_index: Mapping[str, int]) -> list[float]:
    """The position of each row's area; -1 for one that the geography of the run has not."""
    place = [float(area_index.get(code, -1)) for code in texts.levels]
    return [place[k] for k in texts.codes.tolist()]


def check_order(minute: NDArray[Any], window: Window, what: str) -> None:
    """Refuse times outside the window or out of order."""
    if not len(minute):
        return
    if not minute[0] >= 0 or not minute[-1] < window.hours * 60:
        late = minute[0] if not minute[0] >= 0 else minute[-1]
        raise ProtocolError(f"expected {what} within {window}, got one {late:g} minutes after its start")
    if not (minute[1:] >= minute[:-1]).all():
        raise ProtocolError(f"expected the {what} of {window} sorted by time, got them out of order")


def check_work(grade: NDArray[np.uint8], scene_minutes: NDArray[np.float64], what: str) -> None:
    """Refuse grades and times of work out of range."""
    if not ((grade >= GRADES[0]) & (grade <= GRADES[1])).all():
        raise ProtocolError(f"expected grades of {what} from {GRADES[0]} to {GRADES[1]}, got others")
    if not (np.isfinite(scene_minutes) & (scene_minutes >= 0)).all():
        raise ProtocolError(f"expected finite minutes on the scene of {what} >= 0, got others")
