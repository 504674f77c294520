"""The crimes of one window as columns, the one form in which they travel, are recorded and are handed over.

The same object is made from the microsimulation's table and from a message, and gives a message, an Arrow
table, or hourly lists for the police model. That is why both transports give the same results to the byte.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import msgspec
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bridge.base.time_windows import HOUR, Window, stamp
from bridge.demand.calls import Calls, check_order, check_work, indices, minutes_after, moments
from bridge.demand.texts import Texts, check_codes
from bridge.errors import ProtocolError
from bridge.wire import protocol

Row = list[float | str | bool]
"""The items of a crime or call that a model asks for, its minute within the tick of its report."""
TEXTS = protocol.Levels.__struct_fields__
"""The columns of texts."""
USUAL_GRADE = 3
"""Grade of crimes from a source that says nothing of it: standard."""


class Crimes(msgspec.Struct, frozen=True, eq=False):
    """Crimes of one window, sorted by time, and its calls. All columns have one value per crime."""

    window: Window
    id: NDArray[np.int64]
    minute: NDArray[np.uint32]
    """Minutes after the window's start at which it occurred."""
    reported: NDArray[np.float64]
    """Minutes after the window's start at which it is reported; may lie after the window's end."""
    msoa: Texts
    category: Texts
    code: Texts
    description: Texts
    suspect: NDArray[np.bool_]
    severity: NDArray[np.float64]
    """ONS weight."""
    investigation: Texts
    """'yes', 'no' or 'maybe'."""
    grade: NDArray[np.uint8]
    """1 emergency, 2 priority, 3 standard, 4 resolved without attendance."""
    scene_minutes: NDArray[np.float64]
    """Minutes of work on the scene for one unit."""
    calls: Calls = msgspec.field(default_factory=Calls.none)
    """Calls of the window that are not crimes."""

    def __post_init__(self) -> None:
        check_order(self.minute, self.window, "crimes")
        if not np.isfinite(self.severity).all():
            raise ProtocolError(
                f"expected finite severities in {self.window}, got {self.severity.tolist()!r:.200}"
            )
        if not (np.isfinite(self.reported) & (self.reported >= self.minute)).all():
            raise ProtocolError(f"expected crimes of {self.window} to be reported once they occurred")
        check_work(self.grade, self.scene_minutes, "crimes")

    def __len__(self) -> int:
        return len(self.id)

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame,
        window: Window,
        investigation: Mapping[str, str],
        calls: pd.DataFrame | None = None,
    ) -> Self:
        """Take the microsimulation's tables (the columns of crimes are those of `crims demand`).

        Args:
            frame: one row per crime, sorted by time, minute resolution. Without the columns `reported`,
                `grade` and `scene_minutes` a crime is reported at once, as standard, and takes no time.
            window: the time that was sampled.
            investigation: offence code -> 'yes', 'no' or 'maybe'.
            calls: one row per call, sorted by time.

        Raises:
            ProtocolError: a crime lies outside the window or the order is wrong.
        """
        since = frame["time"].to_numpy("datetime64[m]") - np.datetime64(window.start, "m")
        minute = since.astype(np.int64)
        check_order(minute, window, "crimes")
        code = Texts.of(frame["code"])
        needs = np.array([investigation[one] for one in code.levels], dtype=object)
        levels, place = np.unique(needs.astype(str), return_inverse=True)
        more = _reports(frame, minute, window)
        return cls(
            window=window,
            id=frame["id"].to_numpy(np.int64),
            minute=minute.astype(np.uint32),
            reported=more.reported,
            msoa=Texts.of(frame["MSOA"]),
            category=Texts.of(frame["crime_category"]),
            code=code,
            description=Texts.of(frame["description"]),
            suspect=frame["suspect"].to_numpy(np.bool_),
            severity=frame["severity"].to_numpy(np.float64),
            investigation=Texts(tuple(levels.tolist()), place.astype(np.uint32)[code.codes]),
            grade=more.grade,
            scene_minutes=more.scene_minutes,
            calls=Calls.none() if calls is None else Calls.from_frame(calls, window),
        )

    @classmethod
    def from_message(
        cls, columns: protocol.CrimeColumns, window: Window, calls: protocol.CallColumns | None = None
    ) -> Self:
        """Read the columns of a message.

        Raises:
            ProtocolError: a column of the wrong length, a code without level, or a time outside the window.
        """
        count, levels = columns.count, columns.levels
        codes = protocol.unpack(columns.codes, "uint32", len(TEXTS) * count, "codes")
        codes = codes.reshape(len(TEXTS), count)
        check_codes(codes, TEXTS, levels)
        return cls(
            window=window,
            id=protocol.unpack(columns.id, "int64", count, "id"),
            minute=protocol.unpack(columns.minute, "uint32", count, "minute"),
            reported=protocol.unpack(columns.reported, "float64", count, "reported"),
            suspect=protocol.unpack(columns.suspect, "bool", count, "suspect"),
            severity=protocol.unpack(columns.severity, "float64", count, "severity"),
            grade=protocol.unpack(columns.grade, "uint8", count, "grade"),
            scene_minutes=protocol.unpack(columns.scene_minutes, "float64", count, "scene_minutes"),
            calls=Calls.none() if calls is None else Calls.from_message(calls, window),
            **{
                name: Texts(tuple(getattr(levels, name)), row) for name, row in zip(TEXTS, codes, strict=True)
            },
        )

    def to_message(self) -> protocol.CrimeColumns:
        """The same columns for a message, the calls apart."""
        texts = [getattr(self, name) for name in TEXTS]
        return protocol.CrimeColumns(
            count=len(self),
            id=protocol.pack(self.id, "int64"),
            minute=protocol.pack(self.minute, "uint32"),
            reported=protocol.pack(self.reported, "float64"),
            suspect=protocol.pack(self.suspect, "bool"),
            severity=protocol.pack(self.severity, "float64"),
            grade=protocol.pack(self.grade, "uint8"),
            scene_minutes=protocol.pack(self.scene_minutes, "float64"),
            levels=protocol.Levels(*[list(one.levels) for one in texts]),
            codes=b"".join([protocol.pack(one.codes, "uint32") for one in texts]),
        )

    def hour(self, start: datetime) -> Self:
        """The crimes that occurred in one hour of the window, and the calls reported in it."""
        first = np.uint32((start - self.window.start) // HOUR * 60)
        a, b = np.searchsorted(self.minute, (first, first + np.uint32(60))).tolist()
        texts = {name: getattr(self, name).rows(a, b) for name in TEXTS}
        numbers = {name: getattr(self, name)[a:b] for name in NUMBERS}
        return msgspec.structs.replace(
            self,
            window=Window(start, start + HOUR),
            minute=self.minute[a:b] - first,
            reported=self.reported[a:b] - float(first),
            calls=self.calls.between(float(first), float(first) + 60),
            **texts,
            **numbers,
        )

    @classmethod
    def join(cls, parts: Sequence[Self]) -> Self:
        """The crimes of windows that touch, as those of the whole; the inverse of `hour`."""
        window = Window(parts[0].window.start, parts[-1].window.end)
        shifts = [(one.window.start - window.start) // HOUR * 60 for one in parts]
        texts: dict[str, Any] = {name: Texts.join([getattr(one, name) for one in parts]) for name in TEXTS}
        numbers: dict[str, Any] = {
            name: np.concatenate([getattr(one, name) for one in parts]) for name in NUMBERS
        }
        return cls(
            window=window,
            minute=np.concatenate(
                [one.minute + np.uint32(shift) for one, shift in zip(parts, shifts, strict=True)]
            ),
            reported=np.concatenate(
                [one.reported + float(shift) for one, shift in zip(parts, shifts, strict=True)]
            ),
            calls=Calls.join([(one.window.start, one.calls) for one in parts]),
            **texts,
            **numbers,
        )

    def times(self) -> NDArray[np.datetime64]:
        """When the crimes occurred, minute resolution."""
        return np.datetime64(self.window.start, "m") + self.minute.astype("timedelta64[m]")

    def report_times(self) -> NDArray[np.datetime64]:
        """When the crimes are reported, millisecond resolution."""
        return moments(self.reported, self.window.start)

    def columns(self, minute: NDArray[np.float64], area_index: Mapping[str, int]) -> dict[str, Any]:
        """What a model may ask to know of each crime, name of the item -> how to make its list.

        Args:
            minute: of the report of each crime within its tick.
            area_index: code of the area -> its position in `receive-areas`.
        """
        return {
            "id": lambda: self.id.astype(np.float64).tolist(),
            "msoa": self.msoa.values,
            "area": self.msoa.values,
            "area-index": lambda: indices(self.msoa, area_index),
            "category": self.category.values,
            "code": self.code.values,
            "description": self.description.values,
            "minute": minute.tolist,
            "suspect?": self.suspect.tolist,
            "severity": self.severity.tolist,
            "investigation": self.investigation.values,
            "grade": lambda: self.grade.astype(np.float64).tolist(),
            "scene-minutes": self.scene_minutes.tolist,
        }

    def __repr__(self) -> str:
        return f"<{len(self)} crimes from {stamp(self.window.start)} to {stamp(self.window.end)}>"


NUMBERS = ("id", "suspect", "severity", "grade", "scene_minutes")
"""The columns of numbers that do not depend on where the window begins."""


@dataclass(frozen=True, slots=True)
class _Reports:
    """The columns that not every source has."""

    reported: NDArray[np.float64]
    grade: NDArray[np.uint8]
    scene_minutes: NDArray[np.float64]


def _reports(frame: pd.DataFrame, minute: NDArray[np.int64], window: Window) -> _Reports:
    if "reported" in frame:
        reported = np.maximum(minutes_after(frame["reported"], window.start), minute)
    else:
        reported = minute.astype(np.float64)
    count = len(minute)
    grade = frame["grade"].to_numpy(np.uint8) if "grade" in frame else np.full(count, USUAL_GRADE, np.uint8)
    scene = frame["scene_minutes"].to_numpy(np.float64) if "scene_minutes" in frame else np.zeros(count)
    return _Reports(reported, grade, scene)
