"""Recorded crimes played back window by window, with the interface of the crime model.

The crimes come from a file or a frame, as frames like those of `CrimeModel.advance`. Useful to run the police
model on history or on another program's crimes; loading has no effect, which is said once.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd

from microsim.errors import DataWarning
from microsim.model.crime_frames import COLUMNS
from microsim.model.loading import category_factors
from microsim.reference.clock import require_span, require_window
from microsim.reference.known_names import plain
from microsim.reference.strict_tables import number_column
from microsim.sources.observed import read_observed, refuse

TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class CannedCrimes:
    """Plays crimes back; ids are given anew, counting up from 1 in order of time.

    Attributes:
        crimes: all of them, columns as `CrimeModel.advance` gives them.
    """

    def __init__(self, crimes: pd.DataFrame, start: datetime, end: datetime | None = None) -> None:
        """Prepare a run over the crimes of [start, end); earlier and later ones are left out.

        Raises:
            MicrosimError: times that are no naive whole minutes, or an end that is not after the start.
        """
        require_span(start, end)
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

    def advance(self, until: datetime, loading: Mapping[str, float] | None = None) -> pd.DataFrame:
        """The recorded crimes of [now, until); moves on to `until`.

        Warns:
            DataWarning: once, if a loading other than 1 is given, because records cannot follow it.
        """
        require_window(self._now, until, self._end)
        if not self._noted and (category_factors(loading) != 1).any():
            self._noted = True
            warnings.warn(
                "recorded crimes are played back as they are: loading has no effect", DataWarning, 2
            )
        first, last = np.searchsorted(self._times, np.array([self._now, until], dtype="datetime64[us]"))
        self._now = until
        return self.crimes.iloc[first:last].reset_index(drop=True)


def read_canned(path: Path) -> pd.DataFrame:
    """Read crimes from `.csv` or `.parquet` with the columns that `write_crimes` writes.

    Raises:
        DataError: a column is missing, the file holds no crime, or a value is no category, time, severity,
            truth value or whole id; the message names file, row and column.
    """
    table = read_observed(path, COLUMNS)
    suspect = table["suspect"].map(plain).map(TRUTH)
    refuse(path, table, "suspect", suspect.isna(), "true or false")
    identity = pd.to_numeric(table["id"], errors="coerce")
    identity = identity.where(identity.abs() < 2**62)  # no infinity, and nothing that wraps around
    refuse(path, table, "id", identity.isna(), "a number")
    texts = ("MSOA", "crime_category", "code", "description")
    return pd.DataFrame(
        {
            "id": identity.astype(np.int64),
            **{name: table[name].astype("category") for name in texts},
            "time": table["time"].astype("datetime64[us]"),
            "suspect": suspect.astype(bool),
            "severity": number_column(table, "severity", path.name),
        }
    )[list(COLUMNS)]
