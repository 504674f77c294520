"""Result files as pandas frames with the unit of each column in `attrs["units"]`."""

from pathlib import Path

import pandas as pd

from bridge.errors import RecordError
from bridge.results.metric_names import unit

UNITS = {
    "time": "local time",
    "reported": "local time",
    "scene_minutes": "minutes",
    "severity": "Crime Severity Score",
    "factor": "multiple of the observed rate",
    "seconds": "s",
    "crimes": "count",
    "suspects": "count",
    "crimes_per_km2": "crimes per square kilometre",
    "hours": "h",
}
"""Of the columns that are no metrics of a model."""


def read_frame(path: Path) -> pd.DataFrame:
    """A Parquet file of results.

    Raises:
        RecordError: it is not there or cannot be read.
    """
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise RecordError(f"cannot read the results {str(path)!r}: {error}") from error
    return with_units(frame)


def with_units(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame itself, with the units that are known of its columns in `attrs["units"]`."""
    found = {str(name): unit_of(str(name)) for name in frame.columns}
    frame.attrs["units"] = {name: one for name, one in found.items() if one is not None}
    return frame


def unit_of(name: str) -> str | None:
    """The unit of a column, or of a metric of an experiment such as `metrics.hours-backlog.mean`."""
    if name in UNITS:
        return UNITS[name]
    if name.startswith("by_category."):
        return UNITS["crimes"]
    if name.startswith("loading."):
        return UNITS["factor"]
    if name.startswith("metrics."):
        name = name.removeprefix("metrics.").rpartition(".")[0]
    return unit(name)
