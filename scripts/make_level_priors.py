"""Make `data/level_priors.csv`: `python scripts/make_level_priors.py FOLDER ARCHIVE`.

FOLDER has the tables of the London Datastore that `make_season.py` names, ARCHIVE street-level crimes of some
forces (data.police.uk). Each series, in windows of 24 months at most, is filtered with all pairs of drift and
scatter as likely as each other; the mean weight of a pair over the series of a category, first within London
and within ARCHIVE and then of both, is its chance, mixed with that of all categories and a broad one.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from make_season import CATEGORIES as OF_LONDON

from microsim import load_crimes
from microsim.errors import MicrosimError
from microsim.forecast.level_priors import ALL, DRIFTS, SCATTERS, even_prior
from microsim.forecast.levels import Levels
from microsim.forecast.panel import make_panel
from microsim.forecast.season import exposure, read_season
from microsim.reference.known_names import CATEGORIES

STARTS = ("2010-04", "2013-01", "2014-07", "2016-01", "2018-04", "2021-01", "2023-03")
MONTHS = 24
OWN, MEAN = 0.4, 0.1
"""Weights of a category's own chances and of all categories'; the rest is `BROAD`."""

BROAD = np.outer((0.15, 0.25, 0.3, 0.2, 0.1), (0.3, 0.35, 0.22, 0.1, 0.03)).ravel()
"""For forces that are unlike these."""

LEFT_OUT = ("city-of-london", "durham", "kent")
"""Forces that the forecast is scored on, and one whose files of two months are not whole."""

Weights = dict[str, list[np.ndarray]]


def add(found: Weights, counts: np.ndarray, months: tuple[str, ...], categories: tuple[str, ...]) -> None:
    """Filter the series of a force, counts of shape (T, C), and those of all categories together."""
    base = exposure(months, read_season(categories=categories))
    usual = counts.sum(axis=0) + 1e-6
    mixed = (base * usual).sum(axis=1, keepdims=True) / usual.sum()
    used = np.ones(len(months), dtype=bool)
    for names, series, days in (
        (categories, counts, base),
        ((ALL,), counts.sum(axis=1, keepdims=True), mixed),
    ):
        score = Levels.fit(series, days, used, even_prior(len(names))).likelihood[-1]
        weight = np.exp(score - score.max(axis=0))
        weight /= weight.sum(axis=0)
        for index, name in enumerate(names):
            found.setdefault(name, []).append(weight[:, index])


def london(folder: Path) -> Weights:
    """Every other borough: the rest is for scores."""
    parts = []
    for name in ("Historical", "most recent 24 months"):
        table = pd.read_csv(folder / f"MPS Borough Level Crime ({name}).csv")
        borough = next(column for column in table.columns if "orough" in column)
        category = table["MinorText"].str.strip().map(OF_LONDON)
        parts.append(table.groupby([category, table[borough].rename("borough")]).sum(numeric_only=True))
    counts = parts[0].join(parts[1], how="left").fillna(0.0)
    counts = counts[[name for name in counts.columns if name.isdigit()]]
    categories = tuple(sorted(counts.index.get_level_values(0).unique()))
    boroughs = [
        name for name in counts.index.get_level_values(1).unique()
        if not any(part in name for part in ("viation", "nknown", "Heathrow"))
    ]  # fmt: skip
    known = [f"{month[:4]}-{month[4:]}" for month in counts.columns]
    found: Weights = {}
    for borough in sorted(boroughs)[1::2]:
        values = np.array([counts.loc[(name, borough)].to_numpy(dtype=float) for name in categories]).T
        for start in STARTS:
            first = known.index(start)
            months = tuple(known[first : first + MONTHS])
            add(found, values[first : first + len(months)], months, categories)
    return found


def archive(path: Path) -> Weights:
    """Every force of the archive."""
    found: Weights = {}
    slugs = sorted({file.name[8:-11] for file in path.glob("*/*-street.csv")} - set(LEFT_OUT))
    for slug in slugs:
        try:
            panel = make_panel(load_crimes(path, slug))
        except MicrosimError as error:
            print(f"{slug} is left out: {error}")
            continue
        add(found, panel.counts.sum(axis=2), panel.months, panel.categories)
    return found


def main(folder: Path, path: Path) -> None:
    """Write the table."""
    sources = [london(folder), archive(path)]
    own = {
        name: np.mean([np.mean(one[name], axis=0) for one in sources if name in one], axis=0)
        for name in (*CATEGORIES, ALL)
    }
    mean = np.mean([own[name] for name in CATEGORIES], axis=0)
    rows = {}
    for name, chance in own.items():
        pairs = OWN * chance + MEAN * mean + (1.0 - OWN - MEAN) * BROAD
        pairs = pairs.reshape(len(DRIFTS), len(SCATTERS))
        rows[name] = [*pairs.sum(axis=1), *pairs.sum(axis=0)]
    columns = [f"{kind}_{i + 1}" for kind in ("drift", "scatter") for i in range(5)]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).round(3)
    table.index.name = "category"
    table.to_csv(Path(__file__).parents[1] / "data" / "level_priors.csv", lineterminator="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
