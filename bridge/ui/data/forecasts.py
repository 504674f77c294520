"""A forecast table and the score beside it, as frames."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pandas as pd

from bridge.errors import RecordError
from common.reading import open_ordinary, read_whole

QUANTILES = ("q05", "q25", "q50", "q75", "q95")
SCORE_COLUMNS = {
    "forecaster": "forecaster",
    "level": "level",
    "ahead": "months ahead",
    "total_error": "total error",
    "mae": "MAE",
    "crps": "CRPS",
    "within_50": "in 50 %",
    "within_90": "in 90 %",
}
"""Of a score, with their headings."""


def read_forecast(path: Path) -> pd.DataFrame:
    """A table of `crims forecast`.

    Raises:
        RecordError: it cannot be read.
    """
    try:
        return pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise RecordError(f"cannot read the forecast {str(path)!r}: {error}") from error


def months_of(frame: pd.DataFrame) -> list[str]:
    """The months of a forecast."""
    return sorted(frame["month"].unique())


def areas_frame(frame: pd.DataFrame, month: str, category: str = "") -> pd.DataFrame:
    """One row an area of one month: `expected`, and the 90 % interval `q05`, `q95`.

    Of all categories together, expectations add up and variances do, as if categories were independent.
    """
    wanted = frame[frame["month"] == month]
    if category:
        return wanted[wanted["category"] == category].set_index("area")[["expected", "q05", "q95"]]
    return _summed(wanted, ["area"])


def months_frame(frame: pd.DataFrame, category: str = "", areas: Collection[str] = ()) -> pd.DataFrame:
    """One row a month: `expected`, `q05`, `q95`, of some areas or all; sums as in `areas_frame`."""
    wanted = frame[frame["category"] == category] if category else frame
    if areas:
        wanted = wanted[wanted["area"].isin(list(areas))]
    return _summed(wanted, ["month"])


def _summed(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Sums; the distances of a cell's quantiles from its expectation add in squares."""
    below, above = (
        (frame["expected"] - frame["q05"]).clip(lower=0),
        (frame["q95"] - frame["expected"]).clip(lower=0),
    )
    parts = frame[by].assign(expected=frame["expected"], below=below**2, above=above**2).groupby(by).sum()
    return pd.DataFrame(
        {
            "expected": parts["expected"],
            "q05": (parts["expected"] - np.sqrt(parts["below"])).clip(lower=0),
            "q95": parts["expected"] + np.sqrt(parts["above"]),
        }
    )


def find_scores(folder: Path) -> list[Path]:
    """The scores of `crims forecast score --out` in a folder."""
    return [path for path in sorted(folder.glob("*.json")) if _is_score(path)]


def read_scores(path: Path) -> pd.DataFrame:
    """The main scores of the model and the simple rules, months of all periods together.

    Raises:
        RecordError: it is no score.
    """
    try:
        found: Any = msgspec.json.decode(read_whole(path))
        frame = pd.DataFrame(found["scores"])
        whole = frame[frame["period"] == "all"]
        return whole[list(SCORE_COLUMNS)].rename(columns=SCORE_COLUMNS).reset_index(drop=True)
    except (OSError, msgspec.DecodeError, KeyError, TypeError) as error:
        raise RecordError(f"{str(path)!r} is no score of a forecast: {error!r}") from error


def _is_score(path: Path) -> bool:
    try:
        with open_ordinary(path) as file:
            head = file.read(4096)
    except OSError:
        return False
    return b'"scores"' in head and b'"forecaster"' in head
