"""Observed and predicted responses side by side, and how the parameters were fitted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from tests.detroit.simulation import WEEKDAY, WEEKEND, Detroit, Force

LATE = 15.0  # minutes
FITTED_PRECINCTS = 6
FIELDS = ("units", "km_per_minute", "mobilisation", "travel_spread", "call_taking", "time_spread")


def read_rows(path: str) -> pd.DataFrame:
    """Records: `shift_type`, `call_time`, `precinct`, `beat`, `dispatch_min` (0 where none), `travel_min`."""
    rows = pd.read_csv(path, parse_dates=["call_time"])
    rows = rows.rename(columns={"real_dispatch_min": "dispatch_min", "real_travel_min": "travel_min"})
    wanted = ["shift_type", "call_time", "precinct", "beat", "dispatch_min", "travel_min"]
    missing = [name for name in wanted if name not in rows]
    if missing:
        raise SystemExit(
            f"error: expected the columns {', '.join(wanted)} in {path}, {', '.join(missing)} missing"
        )
    return rows[wanted].fillna({"dispatch_min": 0.0}).dropna()


def parts(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows that parameters are fitted on, and the others of the weekday window.

    Fitted on are every other of its dates, and of these the six precincts with the lowest numbers.
    """
    weekday = rows[rows.shift_type == WEEKDAY]
    dates = sorted(weekday.call_time.dt.date.unique())
    precincts = sorted(rows.precinct.unique())[:FITTED_PRECINCTS]
    fitted = weekday.call_time.dt.date.isin(dates[::2]) & weekday.precinct.isin(precincts)
    return weekday[fitted], weekday[~fitted]


def summary(rows: pd.DataFrame) -> dict[str, float]:
    """Mean and quantiles of the response, its parts' means, and the share over 15 minutes."""
    response = rows.dispatch_min + rows.travel_min
    told = {f"p{q}": float(np.percentile(response, q)) for q in (10, 25, 50, 75, 90, 95)}
    return {
        "calls": float(len(rows)),
        "mean": float(response.mean()),
        "dispatch": float(rows.dispatch_min.mean()),
        "travel": float(rows.travel_min.mean()),
        "over 15 %": 100 * float((response > LATE).mean()),
        **told,
    }


def side_by_side(observed: pd.DataFrame, predicted: pd.DataFrame) -> str:
    """A table of both, with the difference of the mean in percent and of the share over 15 in points."""
    one, two = summary(observed), summary(predicted)
    lines = [f"{'':12}" + "".join(f"{name:>10}" for name in one)]
    for label, values in (("observed", one), ("predicted", two)):
        lines.append(f"{label:12}" + "".join(f"{value:10.1f}" for value in values.values()))
    mean, late = 100 * (two["mean"] / one["mean"] - 1), two["over 15 %"] - one["over 15 %"]
    return "\n".join([*lines, f"mean {mean:+.1f} %, share over 15 minutes {late:+.1f} points"])


def misfit(observed: pd.DataFrame, predicted: pd.DataFrame) -> float:
    """Squared log ratios of quartiles, ninth deciles and the mean, and the difference of shares over 15."""
    total = 0.0
    for column in ("dispatch_min", "travel_min"):
        for q in (25, 50, 75, 90):
            one, two = (np.percentile(rows[column], q) for rows in (observed, predicted))
            total += float(np.log(two / one)) ** 2
    one_all, two_all = summary(observed), summary(predicted)
    return (
        total
        + 8 * float(np.log(two_all["mean"] / one_all["mean"])) ** 2
        + ((two_all["over 15 %"] - one_all["over 15 %"]) / 10) ** 2
    )


def fit(rows: pd.DataFrame, start: Force, *, rounds: int = 60) -> Force:
    """Parameters in `FIELDS` that fit the rows of `parts`; the others stay as assumed."""
    fitted, _ = parts(rows)
    detroit = Detroit()

    def force(logs: np.ndarray) -> Force:
        values = dict(zip(FIELDS, np.exp(logs), strict=True))
        return replace(start, **{**values, "units": round(values["units"])})

    def loss(logs: np.ndarray) -> float:
        return misfit(fitted, detroit.run(force(logs), fitted, fitted))

    first = np.log([float(getattr(start, name)) for name in FIELDS])
    simplex = np.vstack([first, first + 0.15 * np.eye(len(FIELDS))])
    options = {"maxfev": rounds, "initial_simplex": simplex}
    return force(minimize(loss, first, method="Nelder-Mead", options=options).x)


def windows(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of each of the two windows that are there."""
    return {
        name: rows[rows.shift_type == name] for name in (WEEKDAY, WEEKEND) if (rows.shift_type == name).any()
    }
