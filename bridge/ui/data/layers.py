"""The layers of a run's map: each as values by day and area, and over the whole run."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bridge.record.run_tables import AREA_LOADING
from bridge.ui.data.queues import queue_of
from bridge.ui.data.run_data import FEWEST, RunData, Values

Ints = NDArray[np.int64]
DAY = pd.Timedelta(days=1)


def layer_of(run: RunData, name: str) -> tuple[Values, Values]:
    """Values by day and area, shape (days, areas), and over the whole run, shape (areas,); not a number where
    there is none."""
    if name not in run.made:
        run.made[name] = MAKERS[name](run)
    return run.made[name]


def _counted(run: RunData, day: Ints, at: Ints) -> tuple[Values, Values]:
    days, areas = len(run.days), _width(run)
    inside = (at >= 0) & (day >= 0)
    flat = np.bincount(day[inside] * areas + at[inside], minlength=days * areas)
    by_day = flat.reshape(days, areas).astype(np.float64)
    return by_day, by_day.sum(axis=0)


def _crimes(run: RunData) -> tuple[Values, Values]:
    at, day = run.crime_places
    return _counted(run, day, at)


def _incidents(run: RunData) -> tuple[Values, Values]:
    frame = run.incidents
    assert frame is not None
    return _counted(run, frame["day"].to_numpy(), frame["at"].to_numpy())


def _response(run: RunData) -> tuple[Values, Values]:
    frame = run.incidents
    assert frame is not None
    wanted = frame[(frame["priority"] <= 2) & frame["wait"].notna() & (frame["at"] >= 0)]
    by_day = np.full((len(run.days), _width(run)), np.nan)
    medians = wanted["wait"].groupby([wanted["day"].to_numpy(), wanted["at"].to_numpy()]).median()
    days, places = (medians.index.get_level_values(level).to_numpy() for level in (0, 1))
    inside = days >= 0
    by_day[days[inside], places[inside]] = medians.to_numpy()[inside]
    whole = np.full(_width(run), np.nan)
    groups = wanted.groupby("at")["wait"]
    totals = groups.median()[groups.size() >= FEWEST]
    whole[totals.index.to_numpy()] = totals.to_numpy()
    return by_day, whole


def _waiting(run: RunData) -> tuple[Values, Values]:
    by_day = queue_of(run, "waiting").reshape(len(run.days), 24, _width(run)).mean(axis=1)
    return by_day, by_day.mean(axis=0)


def _open(run: RunData) -> tuple[Values, Values]:
    by_day = queue_of(run, "open")[23::24].astype(np.float64)
    return by_day, by_day.mean(axis=0)


def _loading(run: RunData) -> tuple[Values, Values]:
    """The mean factor of an area, each category weighted by its crimes of the run; 1 before the first."""
    frame = pd.read_parquet(run.folder / AREA_LOADING)
    counts = run.crimes["crime_category"].value_counts()
    weight = frame["category"].map(counts / max(1, counts.sum())).astype(float).fillna(0.0)
    frame = frame.assign(at=run.positions(frame["area"]), gain=weight * (frame["factor"] - 1.0))
    sums = frame[frame["at"] >= 0].groupby(["time", "at"])["gain"].sum().unstack(fill_value=0)
    sums = sums.reindex(columns=range(_width(run)), fill_value=0.0)
    known = sums.index.to_numpy()
    by_day = np.ones((len(run.days), _width(run)))
    for row, end in enumerate((run.days + DAY).to_numpy()):
        before = int(np.searchsorted(known, end, side="right"))
        if before:
            by_day[row] = 1.0 + sums.to_numpy()[before - 1]
    return by_day, by_day[-1]


def _patrol(run: RunData) -> tuple[Values, Values]:
    frame = pd.read_parquet(run.folder / "areas.parquet")
    by_day = np.full((len(run.days), _width(run)), np.nan)
    if "patrol-minutes" in frame.columns and len(frame):
        at, day = run.positions(frame["area"]), frame["day"].to_numpy(dtype=np.int64)
        day = day - (run.days[0] - pd.Timestamp(run.manifest.options.begin).normalize()).days
        inside = (at >= 0) & (day >= 0) & (day < len(by_day))
        by_day[day[inside], at[inside]] = frame["patrol-minutes"].to_numpy()[inside]
    known = np.isfinite(by_day)
    whole = np.where(known, by_day, 0.0).sum(axis=0) / np.maximum(1, known.sum(axis=0))
    return by_day, np.where(known.any(axis=0), whole, np.nan)


def _width(run: RunData) -> int:
    return 0 if run.shapes is None else len(run.shapes.codes)


MAKERS: dict[str, Callable[[RunData], tuple[Values, Values]]] = {
    "crimes": _crimes,
    "incidents": _incidents,
    "response": _response,
    "waiting": _waiting,
    "open": _open,
    "loading": _loading,
    "patrol": _patrol,
}
"""Layer -> what makes it."""
