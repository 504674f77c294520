"""What a selection of areas, priorities and days leaves of a run: counts, response times, rows of a table."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bridge.results.response import ATTENDED, WITHIN
from bridge.ui.data.layers import layer_of
from bridge.ui.data.run_data import RunData

PAGE = 20
"""Rows of a page of the table."""
SORTS = {
    "reported": "time of report",
    "wait": "wait, the longest first",
    "priority": "priority",
}
"""How the table can be sorted."""
SHOWN = ("id", "reported", "priority", "type", "area", "district", "wait", "dispatched", "arrived", "cleared")
"""Columns of the table, where a model has them."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What is wanted; empty means all."""

    areas: tuple[str, ...] = ()
    priorities: tuple[int, ...] = ()
    day: int | None = None
    """From 0; None is the whole run."""
    text: str = ""
    """Occurs in the type or the district of an incident."""
    waiting: bool = False
    """Only incidents that nobody had reached by the end."""


def filtered(run: RunData, wanted: Filter) -> pd.DataFrame:
    """The incidents that a filter lets through, in the order of their report; none without places."""
    frame = run.incidents
    if frame is None:
        return pd.DataFrame()
    mask = np.ones(len(frame), dtype=bool)
    if wanted.areas:
        mask &= np.isin(frame["at"].to_numpy(), places(run, wanted.areas))
    if wanted.priorities:
        mask &= np.isin(frame["priority"].to_numpy(), wanted.priorities)
    if wanted.day is not None:
        mask &= frame["day"].to_numpy() == wanted.day
    if wanted.waiting:
        mask &= frame["arrived"].isna().to_numpy() & np.isin(frame["priority"].to_numpy(), ATTENDED)
    if wanted.text:
        mask &= _mentions(frame, wanted.text.casefold())
    return frame[mask]


def _mentions(frame: pd.DataFrame, text: str) -> NDArray[np.bool_]:
    found = np.zeros(len(frame), dtype=bool)
    for name in ("type", "district", "area"):
        if name in frame.columns:  # a category is looked at once, however many rows have it
            levels = [text in str(one).casefold() for one in frame[name].cat.categories]
            codes = frame[name].cat.codes.to_numpy()
            found |= np.append(np.array(levels, dtype=bool), False)[codes]
    return found


def page_of(frame: pd.DataFrame, page: int, sort: str = "reported", size: int = PAGE) -> pd.DataFrame:
    """One page of incidents, pages from 0, with the columns that are shown."""
    if sort == "wait" and len(frame):
        never = frame["arrived"].isna() & frame["priority"].isin(ATTENDED)
        order = np.where(never, np.inf, frame["wait"].fillna(-1.0))
        frame = frame.iloc[np.argsort(-order, kind="stable")]
    elif sort == "priority":
        frame = frame.sort_values("priority", kind="stable")
    columns = [name for name in SHOWN if name in frame.columns]
    return frame.iloc[page * size : (page + 1) * size][columns]


def pages(frame: pd.DataFrame, size: int = PAGE) -> int:
    """How many pages a table has, at least one."""
    return max(1, -(-len(frame) // size))


def response_table(frame: pd.DataFrame) -> pd.DataFrame:
    """By priority: incidents, not reached, mean, median and 90 % of minutes, shares within the targets.

    Shares are of all incidents, so that those not reached count as late; the minutes are of those reached.
    """
    rows: list[dict[str, Any]] = []
    for priority in ATTENDED:
        waits = _waits(frame, priority)
        came = waits[np.isfinite(waits)]
        median, ninth = np.quantile(came, [0.5, 0.9]) if len(came) else (np.nan, np.nan)
        row: dict[str, Any] = {
            "priority": priority,
            "incidents": len(waits),
            "not reached": len(waits) - len(came),
            "mean": came.mean() if len(came) else np.nan,
            "median": median,
            "90 %": ninth,
        }
        for limit in WITHIN:
            row[f"within {limit}"] = (came <= limit).sum() / len(waits) if len(waits) else np.nan
        rows.append(row)
    return pd.DataFrame(rows)


def _waits(frame: pd.DataFrame, priority: int) -> NDArray[np.float64]:
    """Minutes of the incidents of a priority; infinite where nobody came."""
    if not len(frame):
        return np.zeros(0)
    waits = frame["wait"].to_numpy()[frame["priority"].to_numpy() == priority]
    return np.where(np.isnan(waits), np.inf, waits)


def reached_curve(frame: pd.DataFrame, priority: int, grid: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of all incidents of a priority that were reached within so many minutes, 0 to 1."""
    waits = np.sort(_waits(frame, priority))
    if not len(waits):
        return np.full(len(grid), np.nan)
    found: NDArray[np.float64] = np.searchsorted(waits, grid, side="right") / len(waits)
    return found


def incidents_by_day(run: RunData, frame: pd.DataFrame) -> pd.DataFrame:
    """Incidents reported on each day by priority; index: the days of the run."""
    priorities, days = [1, 2, 3, 4], len(run.days)
    counts = np.zeros((days, len(priorities)), dtype=np.int64)
    if len(frame):
        day, column = frame["day"].to_numpy(), frame["priority"].to_numpy() - 1
        inside = (day >= 0) & (column >= 0) & (column < len(priorities))
        flat = day[inside] * len(priorities) + column[inside]
        counts = np.bincount(flat, minlength=counts.size).reshape(counts.shape)
    return pd.DataFrame(counts, index=run.days, columns=priorities)


def crimes_by_day(run: RunData, areas: Collection[str] = ()) -> pd.Series:
    """Crimes of each day in some areas; in all of them where none is named."""
    at, day = run.crime_places
    mask = day >= 0
    if areas:
        mask &= np.isin(at, places(run, areas))
    return pd.Series(np.bincount(day[mask], minlength=len(run.days)), index=run.days)


def places(run: RunData, areas: Collection[str]) -> list[int]:
    """The places of some areas among the shapes; those that are not there are passed over."""
    index = {} if run.shapes is None else run.shapes.index
    return [index[code] for code in areas if code in index]


def loading_by_day(run: RunData, areas: Collection[str] = ()) -> pd.Series:
    """The mean loading at the end of each day: of the force by category weights, or of some areas."""
    if areas and "loading" in run.layers:
        at = places(run, areas)
        return pd.Series(layer_of(run, "loading")[0][:, at].mean(axis=1), index=run.days)
    counts = run.crimes["crime_category"].value_counts()
    table = run.loading.pivot_table(index="time", columns="category", values="factor")
    weights = np.array([counts.get(name, 0) for name in table.columns], dtype=float)
    weights = weights / weights.sum() if weights.sum() else np.full(len(weights), 1 / len(weights))
    means = pd.Series(table.to_numpy() @ weights, index=table.index)
    ends = run.days + pd.Timedelta(days=1)
    return pd.Series(means.reindex(ends, method="ffill").to_numpy(), index=run.days)
