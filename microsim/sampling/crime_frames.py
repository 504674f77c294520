"""Arrays of sampled crimes become the data frame that the rest of the project works with.

Apart from the sampler because the names are prepared once and a window of one hour must not pay for them
again.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.offences.incident_tables import read_incident_tables
from microsim.offences.offences import category_index
from microsim.rates.fitted import FittedModel
from microsim.reference.known_names import CATEGORIES
from microsim.sampling.incident_draws import grades, report_minutes, scene_minutes
from microsim.sampling.sampler import Events

COLUMNS: tuple[str, ...] = (
    "id",
    "MSOA",
    "crime_category",
    "code",
    "description",
    "time",
    "suspect",
    "severity",
    "reported",
    "grade",
    "scene_minutes",
)
"""The output columns, in this order."""

NEW_COLUMNS = COLUMNS[8:]
"""Those that files of other programs and of earlier versions lack."""


class FrameMaker:
    """Builds frames for one fitted model: text columns are categories that all frames of a run share."""

    def __init__(self, fitted: FittedModel) -> None:
        offences = fitted.offences
        self._area = pd.CategoricalDtype(fitted.areas.index.astype(object))
        self._category = pd.CategoricalDtype(pd.Index(CATEGORIES, dtype=object))
        self._code = pd.CategoricalDtype(pd.Index(offences["code"], dtype=object))
        described, descriptions = pd.factorize(offences["description"].astype(object))
        self._description = pd.CategoricalDtype(pd.Index(descriptions, dtype=object))
        self._described = described.astype(np.int16)
        self._category_of = category_index(offences).astype(np.int8)
        self._severity = offences["severity"].to_numpy(dtype=np.float64)
        self._tables = fitted.incidents or read_incident_tables(offences)

    def frame(self, events: Events, first_id: int) -> pd.DataFrame:
        """The frame of some events, ids counting up from `first_id` in order of time."""
        offence = events.offence
        return pd.DataFrame(
            {
                "id": np.arange(first_id, first_id + len(offence), dtype=np.int64),
                "MSOA": _categorical(events.area, self._area),
                "crime_category": _categorical(self._category_of[offence], self._category),
                "code": _categorical(offence, self._code),
                "description": _categorical(self._described[offence], self._description),
                "time": _times(events.minute),
                "suspect": events.suspect,
                "severity": self._severity[offence],
                "reported": _times(report_minutes(self._tables.delays, offence, events.minute, events.key)),
                "grade": grades(self._tables.handling, offence, events.key),
                "scene_minutes": scene_minutes(self._tables.handling, offence, events.key),
            },
            copy=False,
        )


def _times(minutes: npt.NDArray[np.int64]) -> npt.NDArray[np.datetime64]:
    return (minutes * 60).view("datetime64[s]").astype("datetime64[us]")


def _categorical(codes: npt.NDArray[np.integer], dtype: pd.CategoricalDtype) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, dtype=dtype, validate=False)
