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
        index = {} if run.shapes is None else run.shapes.index
        chosen = [index[code] for code in wanted.areas if code in index]
        mask &= np.isin(frame["at"].to_numpy(), chosen)
    if wanted.priorities:
        mask &= np.isin(frame["priority"].to_numpy(), wanted.priorities)
    if wanted.day is not None and 0 <= wanted.day < len(run.days):
        start = run.days[wanted.day]
        times = frame["reported"].to_numpy()
        mask &= (times >= start.to_datetime64()) & (times < (start + pd.Timedelta(days=1)).to_datetime64())
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
        waits = frame.loc[frame["priority"] == priority, "wait"] if len(frame) else pd.Series(dtype=float)
        came = waits.dropna()
        row: dict[str, Any] = {
            "priority": priority,
            "incidents": len(waits),
            "not reached": len(waits) - len(came),
            "mean": came.mean() if len(came) else np.nan,
            "median": came.median() if len(came) else np.nan,
            "90 %": came.quantile(0.9) if len(came) else np.nan,
        }
        for limit in WITHIN:
            row[f"within {limit}"] = (came <= limit).sum() / len(waits) if len(waits) else np.nan
        rows.append(row)
    return pd.DataFrame(rows)


def reached_curve(frame: pd.DataFrame, priority: int, grid: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of all incidents of a priority that were reached within so many minutes, 0 to 1."""
    waits = np.sort(frame.loc[frame["priority"] == priority, "wait"].fillna(np.inf).to_numpy())
    if not len(waits):
        return np.full(len(grid), np.nan)
    found: NDArray[np.float64] = np.searchsorted(waits, grid, side="right") / len(waits)
    return found


def incidents_by_day(run: RunData, frame: pd.DataFrame) -> pd.DataFrame:
    """Incidents reported on each day by priority; index: the days of the run."""
    found = pd.DataFrame(0, index=run.days, columns=[1, 2, 3, 4])
    if len(frame):
        counts = frame.groupby([frame["reported"].dt.normalize(), "priority"]).size().unstack(fill_value=0)
        found = counts.reindex(index=run.days, columns=found.columns, fill_value=0)
    return found


def crimes_by_day(run: RunData, areas: Collection[str] = ()) -> pd.Series:
    """Crimes of each day in some areas; in all of them where none is named."""
    frame = run.crimes
    if areas:
        frame = frame[frame["MSOA"].isin(list(areas))]
    counts = frame["time"].dt.normalize().value_counts()
    return pd.Series(counts.reindex(run.days, fill_value=0))


def loading_by_day(run: RunData, areas: Collection[str] = ()) -> pd.Series:
    """The mean loading at the end of each day: of the force by category weights, or of some areas."""
    if areas and "loading" in run.layers and run.shapes is not None:
        at = [run.shapes.index[code] for code in areas if code in run.shapes.index]
        return pd.Series(layer_of(run, "loading")[0][:, at].mean(axis=1), index=run.days)
    counts = run.crimes["crime_category"].value_counts()
    table = run.loading.pivot_table(index="time", columns="category", values="factor")
    weights = np.array([counts.get(name, 0) for name in table.columns], dtype=float)
    weights = weights / weights.sum() if weights.sum() else np.full(len(weights), 1 / len(weights))
    means = pd.Series(table.to_numpy() @ weights, index=table.index)
    ends = run.days + pd.Timedelta(days=1)
    return pd.Series(means.reindex(ends, method="ffill").to_numpy(), index=run.days)
