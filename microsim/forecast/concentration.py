"""Hotspot scores: how much of a month's crime lies in the areas that were forecast to be densest in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from common.paths import data_dir
from microsim.errors import DataError

FloatArray = npt.NDArray[np.float64]

SHARES = (0.01, 0.05, 0.10)
"""Shares of the force's area."""

TABLES = ("areas-2011.parquet", "areas-2021.parquet")


def square_km(areas: Sequence[str]) -> FloatArray | None:
    """Published size of each area, or None where one of them is in neither table (as LSOAs are in none)."""
    known: dict[str, float] = {}
    for name in TABLES:
        path = data_dir() / name
        if not path.is_file():
            raise DataError(f"{path}: expected the project's table of areas, found none")
        table = pq.read_table(path, columns=["code", "km2"])
        known.update(zip(table["code"].to_pylist(), table["km2"].to_pylist(), strict=True))
    if not all(area in known for area in areas):
        return None
    return np.array([known[area] for area in areas])


def hit_rate(forecast: FloatArray, count: FloatArray, km2: FloatArray, share: float) -> float:
    """n/N: share of the crimes in the areas of most forecast crimes per km2, as many as make up `share`.

    The last area taken counts by the part of it that is needed, so that exactly `share` is searched.

    Args:
        forecast, count, km2: shape (A,).
    """
    order = np.argsort(-forecast / km2, kind="stable")
    left = share * km2.sum() - np.concatenate([[0.0], np.cumsum(km2[order])[:-1]])
    taken = np.clip(left / km2[order], 0.0, 1.0)
    total = count.sum()
    return float(taken @ count[order] / total) if total > 0 else float("nan")


def pai(forecast: FloatArray, count: FloatArray, km2: FloatArray, share: float) -> float:
    """Prediction accuracy index, (n/N)/(a/A): Chainey, Tompson and Uhlig (2008), Security J. 21, 4-28."""
    return hit_rate(forecast, count, km2, share) / share


def pei(forecast: FloatArray, count: FloatArray, km2: FloatArray, share: float) -> float:
    """Prediction efficiency index, n/n*: crimes found over the most that as much of the area could have held.

    Hunt (2016), "Do crime hot spots move?"; used in the NIJ Real-Time Crime Forecasting Challenge (2017).
    """
    best = hit_rate(count, count, km2, share)
    return hit_rate(forecast, count, km2, share) / best if best > 0 else float("nan")
