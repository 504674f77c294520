"""A complete run as arrays by day and area, read once and shared by everybody who looks at it."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bridge.errors import RecordError
from bridge.record.record import MANIFEST, Manifest, read_manifest
from bridge.record.run_tables import AREA_LOADING, CRIMES, LOADING, TICKS
from bridge.results.run_maps import areas_of
from bridge.ui.data.shapes import Shapes, shapes_by_code, shapes_of
from planning.errors import PlanningError

Values = NDArray[np.float64]
KEPT_RUNS = 6
"""Runs that stay in memory."""
FEWEST = 3
"""Incidents of an area from which its median is shown, over the whole run; one on a single day."""

LAYERS = {
    "crimes": "Crimes",
    "incidents": "Incidents reported",
    "response": "Response, median minutes (priorities 1 and 2)",
    "waiting": "Backlog: incidents that wait for a unit",
    "open": "Backlog: incidents not cleared",
    "loading": "Loading (1 = observed rate)",
    "patrol": "Patrol, minutes a day",
}
"""What a map can show."""


@dataclass(frozen=True, eq=False)
class RunData:
    """The tables of one run."""

    folder: Path
    manifest: Manifest

    @cached_property
    def ticks(self) -> pd.DataFrame:
        """The model's metrics; index: the start of each hour."""
        frame = pd.read_parquet(self.folder / TICKS)
        return frame.set_index(frame.pop("time") - pd.Timedelta(hours=1))

    @cached_property
    def crimes(self) -> pd.DataFrame:
        """`MSOA`, `crime_category` (categorical), `time`."""
        frame = pd.read_parquet(self.folder / CRIMES, columns=["MSOA", "crime_category", "time"])
        return frame.astype({"MSOA": "category", "crime_category": "category"})

    @cached_property
    def incidents(self) -> pd.DataFrame | None:
        """The incidents of a model with places, with `wait` (minutes from report to arrival)."""
        path = self.folder / "incidents.parquet"
        if not path.is_file():
            return None
        frame = pd.read_parquet(path)
        if not {"area", "priority", "reported", "arrived", "cleared"} <= set(frame.columns):
            return None
        frame["wait"] = (frame["arrived"] - frame["reported"]).dt.total_seconds() / 60
        frame["at"] = self.positions(frame["area"])
        frame["day"] = self.day_of(frame["reported"])
        for name in ("area", "district", "type"):
            if name in frame.columns:
                frame[name] = frame[name].astype("category")
        return frame.sort_values("reported", kind="stable", ignore_index=True)

    @cached_property
    def loading(self) -> pd.DataFrame:
        """`time`, `category`, `factor`."""
        return pd.read_parquet(self.folder / LOADING)

    @cached_property
    def shapes(self) -> Shapes | None:
        """The areas of the run; None where nobody knows their outlines."""
        codes = tuple(sorted(self.crimes["MSOA"].cat.categories))
        path = self.folder / "areas.parquet"
        if path.is_file():
            codes = tuple(
                sorted({*codes, *pd.read_parquet(path, columns=["area"])["area"].dropna().unique()})
            )
        try:
            if self.manifest.options.geography is None:
                return shapes_by_code(codes)
            return shapes_of(areas_of(self.manifest.options, codes))
        except PlanningError:
            return None

    @cached_property
    def days(self) -> pd.DatetimeIndex:
        """Midnight of every day of the run."""
        options = self.manifest.options
        return pd.date_range(pd.Timestamp(options.start).normalize(), options.end, freq="D", inclusive="left")

    @property
    def layers(self) -> dict[str, str]:
        """The layers that this run has."""
        if self.shapes is None:
            return {}
        known = {"crimes"}
        if self.incidents is not None and len(self.incidents):
            known |= {"incidents", "response", "waiting", "open"}
        if (self.folder / AREA_LOADING).is_file():
            known.add("loading")
        if (self.folder / "areas.parquet").is_file():
            known.add("patrol")
        return {name: title for name, title in LAYERS.items() if name in known}

    @cached_property
    def crime_places(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of each crime the place of its area and its day."""
        return self.positions(self.crimes["MSOA"]), self.day_of(self.crimes["time"])

    def day_of(self, times: pd.Series) -> NDArray[np.int64]:
        """The day of each time, 0 being the first of the run; -1 for one outside of it."""
        day = np.asarray((times - self.days[0]) // pd.Timedelta(days=1), dtype=np.int64)
        return np.where((day >= 0) & (day < len(self.days)), day, -1)

    def positions(self, codes: pd.Series) -> NDArray[np.int64]:
        """The place of each code among the shapes; -1 for one that is not there."""
        index = {} if self.shapes is None else self.shapes.index
        levels, codes_of = np.unique(codes.fillna("").astype(str).to_numpy(dtype=str), return_inverse=True)
        return np.array([index.get(one, -1) for one in levels], dtype=np.int64)[codes_of]

    @cached_property
    def made(self) -> dict[str, tuple[Values, Values]]:
        """The layers that have been asked for so far, for `layers.layer_of`."""
        return {}

    @cached_property
    def queues(self) -> dict[str, NDArray[np.int64]]:
        """The queues that have been asked for so far, for `queues.queue_of`."""
        return {}


def load_run(folder: Path) -> RunData:
    """A complete run, from memory where its manifest is as it was.

    Raises:
        RecordError: there is none, or it is not complete.
    """
    return _load(folder, (folder / MANIFEST).stat().st_mtime_ns if (folder / MANIFEST).exists() else 0)


@lru_cache(maxsize=KEPT_RUNS)
def _load(folder: Path, _changed: int) -> RunData:
    manifest = read_manifest(folder)
    if manifest.state != "complete":
        raise RecordError(f"the run in {str(folder)!r} is {manifest.state}; only a complete one is shown")
    return RunData(folder, manifest)
