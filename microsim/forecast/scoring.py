"""Rolling origins: every month is forecast from those before it, by the model and by the simple rules.

The origins are split into early and late ones: whatever is chosen, is chosen on the early ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from microsim.errors import DataError
from microsim.forecast import negative_binomial as nb
from microsim.forecast.concentration import SHARES, pai, pei, square_km
from microsim.forecast.forecaster import Forecaster
from microsim.forecast.panel import Panel
from microsim.forecast.rules import LEAST_MEAN, RULES, Rule

FloatArray = npt.NDArray[np.float64]

MODEL = "model"
FORECASTERS = (MODEL, *RULES)
MIN_MONTHS = 12
LARGE = 5.0
"""Coverage is also given for cells of at least this mean: small counts cannot meet a level exactly."""

PIT_BINS = 10
Z95 = 1.959964


@dataclass(frozen=True)
class Scores:
    """What `score` found.

    Attributes:
        cells: one row per forecaster and cell, with the columns of `_cell_frame`.
        hotspots: one row per forecaster and origin: `pai_1`, `pei_1`, ... in percent of the area.
        equal_areas: areas counted as of equal size, because their size in km2 is not known.
        min_months: months of data before the first origin.
    """

    cells: pd.DataFrame
    hotspots: pd.DataFrame
    equal_areas: bool
    min_months: int

    def table(self) -> pd.DataFrame:
        """Mean scores by level, months ahead, period (all, early, late) and forecaster."""
        rows = []
        for key, group in self._groups():
            large = group[group["mean"] >= LARGE]
            row = dict(zip(("level", "ahead", "period", "forecaster"), key, strict=True))
            row |= {
                "origins": group["month"].nunique(),
                "cells": len(group),
                "total_error": group["value"].sum() / max(group["count"].sum(), 1.0) - 1.0,
                "mae": (group["value"] - group["count"]).abs().mean(),
                "mae_median": (group["median"] - group["count"]).abs().mean(),
                "crps": group["crps"].mean(),
                "log_score": group["log_score"].mean(),
                "within_50": group["within_50"].mean(),
                "within_90": group["within_90"].mean(),
                "within_90_large": large["within_90"].mean(),
            }
            rows.append(row)
        return pd.DataFrame(rows)

    def differences(self) -> pd.DataFrame:
        """Model less rule, cell by cell: mean difference of absolute error and CRPS with 95 % intervals.

        `low` and `high` take the cells as independent; `low_month` and `high_month` take only the months as
        such (Student's t over the origins' means), and are wide where there are few.
        """
        rows = []
        for (level, ahead, period), group in self._periods():
            keys = ["month", "cell"]
            model = group[group["forecaster"] == MODEL].set_index(keys)
            for rule in RULES:
                other = group[group["forecaster"] == rule].set_index(keys)
                for name in ("error", "crps"):
                    difference = model[name] - other[name]
                    rows.append(
                        {"level": level, "ahead": ahead, "period": period, "rule": rule, "score": name}
                        | _interval(difference)
                    )
        return pd.DataFrame(rows)

    def pit(self) -> pd.DataFrame:
        """Share of the model's randomised PIT in each tenth of (0, 1), by level and months ahead."""
        rows = []
        for (level, ahead), group in self.cells[self.cells["forecaster"] == MODEL].groupby(
            ["level", "ahead"]
        ):
            share = np.histogram(group["pit"], bins=PIT_BINS, range=(0.0, 1.0))[0] / len(group)
            rows.append({"level": level, "ahead": ahead} | {f"pit_{i + 1}": s for i, s in enumerate(share)})
        return pd.DataFrame(rows)

    def _periods(self) -> Iterator[tuple[tuple[str, int, str], pd.DataFrame]]:
        for key, group in self.cells.groupby(["level", "ahead"], sort=False):
            level, ahead = str(key[0]), int(str(key[1]))
            months = sorted(group["month"].unique())
            early = group["month"].isin(months[: len(months) // 2])
            yield (level, ahead, "all"), group
            if len(months) > 1:
                yield (level, ahead, "early"), group[early]
                yield (level, ahead, "late"), group[~early]

    def _groups(self) -> Iterator[tuple[tuple[str, int, str, str], pd.DataFrame]]:
        for (level, ahead, period), group in self._periods():
            for name in FORECASTERS:
                yield (level, ahead, period, name), group[group["forecaster"] == name]


def default_min_months(panel: Panel, ahead: Sequence[int]) -> int:
    """12 months before the first origin where that leaves one, else half of the months that there are."""
    known = int(panel.used.sum())
    return MIN_MONTHS if known >= MIN_MONTHS + max(ahead) else max(1, known // 2)


def score(
    panel: Panel, ahead: Sequence[int] = (1, 6), min_months: int | None = None, seed: int = 1
) -> Scores:
    """Score the model and the rules from every origin with enough months before it.

    Args:
        panel: the counts.
        ahead: how many months ahead, each scored on its own.
        min_months: months that count before the first origin; None is `default_min_months`.
        seed: of the randomised PIT.

    Raises:
        DataError: no origin is left.
    """
    least = default_min_months(panel, ahead) if min_months is None else min_months
    model = Forecaster.fit(panel)
    km2 = square_km(panel.areas)
    uniform = np.random.default_rng(seed)
    cells, hotspots = [], []
    for months in ahead:
        for found in _origins(panel, model, months, least):
            cells += [_cell_frame(found, name, uniform) for name in FORECASTERS]
            if found.level == panel.level and len(panel.areas) > 1:
                hotspots += [_hotspots(found, name, km2) for name in FORECASTERS]
    if not cells:
        raise DataError(
            f"expected {least + min(ahead)} months or more to score {min(ahead)} months ahead with {least} "
            f"before, got {int(panel.used.sum())}"
        )
    return Scores(pd.concat(cells, ignore_index=True), pd.DataFrame(hotspots), km2 is None, least)


@dataclass(frozen=True)
class _Origin:
    """One month forecast: by forecaster the value and the distribution, by level."""

    month: str
    ahead: int
    level: str
    counts: FloatArray
    forecasts: dict[str, tuple[FloatArray, FloatArray, FloatArray]]


def _origins(panel: Panel, model: Forecaster, ahead: int, least: int) -> Iterator[_Origin]:
    """All origins in order. A rule learns an error when its month is known at the origin, never before."""
    by_level = {panel.level: panel.counts, "force": panel.counts.sum(axis=2, keepdims=True)}
    if len(panel.areas) == 1:
        del by_level["force"]
    rules = {level: {name: Rule(name, ahead, panel.counts.shape[1]) for name in RULES} for level in by_level}
    waiting: dict[tuple[str, int], dict[str, FloatArray]] = {}
    for origin in range(1, len(panel.months) - ahead + 1):
        target = origin - 1 + ahead
        if not panel.used[:origin].any():
            continue
        for level, counts in by_level.items():
            _learn(rules[level], waiting.pop((level, origin - 1), {}), counts[origin - 1])
            said = _rules(rules[level], counts[:origin], panel.used[:origin])
            if panel.used[target]:
                waiting[level, target] = {name: value for name, (value, _, _) in said.items()}
            if panel.used[target] and panel.used[:origin].sum() >= least:
                found = model.forecast(ahead, origin)
                if level == "force":
                    mine = (found.force_mean[:, None], found.force_size[:, None])
                else:
                    mine = (found.mean, found.size)
                said[MODEL] = (mine[0], *mine)
                yield _Origin(panel.months[target], ahead, level, counts[target], said)


def _learn(rules: dict[str, Rule], said: dict[str, FloatArray], count: FloatArray) -> None:
    for name, value in said.items():
        rules[name].learn(value, count)


def _rules(
    rules: dict[str, Rule], counts: FloatArray, used: npt.NDArray[np.bool_]
) -> dict[str, tuple[FloatArray, FloatArray, FloatArray]]:
    """Value, mean and size of each rule; one without errors yet has the size of the plain mean."""
    _, fallback = rules["plain mean"].forecast(counts, used, None)
    said = {}
    for name, rule in rules.items():
        value, size = rule.forecast(counts, used, fallback)
        said[name] = (value, np.maximum(value, LEAST_MEAN), np.broadcast_to(size[:, None], value.shape))
    return said


def _cell_frame(found: _Origin, name: str, uniform: np.random.Generator) -> pd.DataFrame:
    """One row per cell: value, mean, median, count, error, crps, log_score, within_50, within_90, pit."""
    value, mean, size = (part.ravel() for part in found.forecasts[name])
    count = found.counts.ravel()
    bounds = {level: nb.quantile(mean, size, level) for level in (0.05, 0.25, 0.5, 0.75, 0.95)}
    return pd.DataFrame(
        {
            "level": found.level,
            "ahead": found.ahead,
            "month": found.month,
            "forecaster": name,
            "cell": np.arange(len(count)),
            "value": value,
            "mean": mean,
            "median": bounds[0.5],
            "count": count,
            "error": np.abs(value - count),
            "crps": nb.crps(mean, size, count),
            "log_score": nb.log_score(mean, size, count),
            "within_50": (count >= bounds[0.25]) & (count <= bounds[0.75]),
            "within_90": (count >= bounds[0.05]) & (count <= bounds[0.95]),
            "pit": nb.randomised_pit(mean, size, count, uniform.random(len(count))),
        }
    )


def _hotspots(found: _Origin, name: str, km2: FloatArray | None) -> dict[str, object]:
    """PAI and PEI of all categories together."""
    value, count = found.forecasts[name][0].sum(axis=0), found.counts.sum(axis=0)
    size = np.ones(len(count)) if km2 is None else km2
    row: dict[str, object] = {
        "level": found.level, "ahead": found.ahead, "month": found.month, "forecaster": name,
    }  # fmt: skip
    for share in SHARES:
        row[f"pai_{share:.0%}"] = pai(value, count, size, share)
        row[f"pei_{share:.0%}"] = pei(value, count, size, share)
    return row


def _interval(difference: pd.Series[float]) -> dict[str, float]:
    """Mean and 95 % intervals, by cells and by months."""
    mean, cells = float(difference.mean()), len(difference)
    half = Z95 * float(difference.std(ddof=1)) / np.sqrt(cells) if cells > 1 else float("nan")
    by_month = difference.groupby("month").mean()
    months = len(by_month)
    wide = float("nan")
    if months > 1:
        wide = float(stats.t.ppf(0.975, months - 1) * by_month.std(ddof=1) / np.sqrt(months))
    return {
        "difference": mean, "low": mean - half, "high": mean + half,
        "low_month": mean - wide, "high_month": mean + wide, "origins": months,
    }  # fmt: skip
