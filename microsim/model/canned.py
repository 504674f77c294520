"""Recorded crimes played back window by window, with the interface of the crime model.

The crimes come from a file or a frame, as frames like those of `CrimeModel.advance`. Useful to run the police
model on history or on another program's crimes; loading has no effect, which is said once.
"""

from __future__ import annotations

import warnings
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from microsim.errors import DataWarning
from microsim.offences.incident_tables import read_incident_tables
from microsim.offences.offences import read_offences
from microsim.rates.loading import WindowLoading, category_factors
from microsim.reference.clock import require_span, require_window
from microsim.reference.known_names import plain
from microsim.reference.strict_tables import number_column
from microsim.sampling.crime_frames import COLUMNS, NEW_COLUMNS
from microsim.sampling.incident_draws import grades, scene_minutes
from microsim.sampling.streams import key_of_stream, numbered_keys
from microsim.sources.observed import read_observed, refuse, times_of

TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class CannedCrimes:
    """Plays crimes back; ids are given anew, counting up from 1 in order of time.

    Attributes:
        crimes: all of them, columns as `CrimeModel.advance` gives them.
        calls: None: nobody records calls with the crimes.
    """

    calls: pd.DataFrame | None = None

    def __init__(self, crimes: pd.DataFrame, start: datetime, end: datetime | None = None) -> None:
        """Prepare a run over the crimes of [start, end); earlier and later ones are left out.

        Raises:
            MicrosimError: times that are no naive whole minutes, or an end that is not after the start.
        """
        require_span(start, end)
        crimes = completed(crimes)
        inside = (crimes["time"] >= start) & (True if end is None else crimes["time"] < end)
        ordered = crimes[inside].sort_values(["time", "id"], kind="stable", ignore_index=True)
        ordered["id"] = np.arange(1, len(ordered) + 1, dtype=np.int64)
        self.crimes = ordered[list(COLUMNS)]
        self._times = ordered["time"].to_numpy()
        self._now = start
        self._end = end
        self._noted = False

    @property
    def now(self) -> datetime:
        """The end of what has been played so far."""
        return self._now

    def advance(self, until: datetime, loading: WindowLoading | None = None) -> pd.DataFrame:
        """The recorded crimes of [now, until); moves on to `until`.

        Warns:
            DataWarning: once, if a loading other than 1 is given, because records cannot follow it.
        """
        require_window(self._now, until, self._end)
        if not self._noted and _is_loaded(loading):
            self._noted = True
            warnings.warn(
                "recorded crimes are played back as they are: loading has no effect", DataWarning, 2
            )
        first, last = np.searchsorted(self._times, np.array([self._now, until], dtype="datetime64[us]"))
        self._now = until
        return self.crimes.iloc[first:last].reset_index(drop=True)


def read_canned(path: Path) -> pd.DataFrame:
    """Read crimes from `.csv` or `.parquet` with the columns that `write_crimes` writes.

    Those of `NEW_COLUMNS` may be missing, as in files of CriMS; see `completed`.

    Raises:
        DataError: a column is missing, the file holds no crime, or a value is no category, time, severity,
            truth value or whole id; the message names file, row and column.
    """
    table = read_observed(path, [name for name in COLUMNS if name not in NEW_COLUMNS])
    suspect = table["suspect"].map(plain).map(TRUTH)
    refuse(path, table, "suspect", suspect.isna(), "true or false")
    identity = pd.to_numeric(table["id"], errors="coerce")
    identity = identity.where(identity.abs() < 2**62)  # no infinity, and nothing that wraps around
    refuse(path, table, "id", identity.isna(), "a number")
    texts = ("MSOA", "crime_category", "code", "description")
    crimes = pd.DataFrame(
        {
            "id": identity.astype(np.int64),
            **{name: table[name].astype("category") for name in texts},
            "time": table["time"].astype("datetime64[us]"),
            "suspect": suspect.astype(bool),
            "severity": number_column(table, "severity", path.name),
            **_new_columns(path, table),
        }
    )
    return completed(crimes)


def completed(crimes: pd.DataFrame) -> pd.DataFrame:
    """Crimes with the columns that their file lacked.

    `reported` is the time itself, since a record's time is usually that of the report; `grade` and `scene-
    minutes` are drawn from the packaged tables by offence (by category, where the offence is not listed),
    always the same for the same id.
    """
    missing = [name for name in NEW_COLUMNS if name not in crimes]
    if not missing:
        return crimes[list(COLUMNS)]
    offences = read_offences()
    handling = read_incident_tables(offences).handling
    by_code = {code: place for place, code in enumerate(offences["code"])}
    by_category = {name: place for place, name in reversed(list(enumerate(offences["category"])))}
    pairs = zip(crimes["code"], crimes["crime_category"], strict=True)
    kind = np.array([by_code.get(code, by_category[category]) for code, category in pairs], dtype=np.int64)
    key = numbered_keys(key_of_stream(0, "recorded crimes"), crimes["id"].to_numpy(np.int64))
    drawn: dict[str, Any] = {
        "reported": crimes["time"],
        "grade": grades(handling, kind, key),
        "scene_minutes": scene_minutes(handling, kind, key),
    }
    return crimes.assign(**{name: drawn[name] for name in missing})[list(COLUMNS)]


def _new_columns(path: Path, table: pd.DataFrame) -> dict[str, pd.Series[Any]]:
    """Those of the new columns that a file has, checked."""
    found: dict[str, pd.Series[Any]] = {}
    if "reported" in table:
        found["reported"] = times_of(path, table, "reported").astype("datetime64[us]")
        refuse(path, table, "reported", found["reported"] < table["time"], "a time not before the crime")
    if "grade" in table:
        refuse(path, table, "grade", ~table["grade"].isin(list("1234")), "a grade from 1 to 4")
        found["grade"] = table["grade"].astype(np.int8)
    if "scene_minutes" in table:
        found["scene_minutes"] = number_column(table, "scene_minutes", path.name)
    return found


def _is_loaded(loading: WindowLoading | None) -> bool:
    if loading is None:
        return False
    if isinstance(loading, np.ndarray):
        return bool((loading != 1).any())
    category_factors({name: factor for name, factor in loading.items() if isinstance(name, str)})
    return any(factor != 1 for factor in loading.values())
