"""Make `data/rhythm.csv`: `python scripts/make_rhythm.py RECORDS` (needs `pyreadr`).

RECORDS is `crime.rda` of the R package ggmap: 86,314 crimes of the Houston Police Department, January to
August 2010, with hour, day and offence (D. Kahle and H. Wickham, "ggmap: Spatial visualization with ggplot2",
The R Journal 5(1), 2013). Measured there: the hours of burglary, robbery, aggravated assault, auto theft and
theft. Violence is then brought to two figures for England and Wales (`NIGHT`, `WEEKEND`). Other categories
have the levels of eight-hour periods in `LEVELS`, an assumption, with the shape within a period of the
measured category named there.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyreadr

from microsim.offences.rhythm import HOURS_OF_WEEK, WEEKDAYS
from microsim.reference.known_names import CATEGORIES
from microsim.rhythm.learning import learn, smoothed

FloatArray = npt.NDArray[np.float64]

MEASURED = {
    "burglary": "burglary",
    "robbery": "robbery",
    "aggravated assault": "violence and sexual offences",
    "auto theft": "vehicle crime",
    "theft": "other theft",
}
NIGHT = 0.19
"""Share of violent incidents between 00:00 and 06:00: British Crime Survey 2008/09 (Hansard, HL6185, 12
November 2009)."""
WEEKEND = 0.49
"""Share of violent crime at weekends, Friday 18:00 to Monday 06:00: Crime Survey for England and Wales."""

WEEKEND_NIGHTS = 0.5
"""Share of the nights before Saturday and Sunday in the violence of all nights: 2.5 times the others, so that
urgent calls there are about double."""

HOURS = np.arange(168)
AT_WEEKEND = (HOURS >= 4 * 24 + 18) | (HOURS < 6)
AT_NIGHT = HOURS % 24 < 6
AT_WEEKEND_NIGHT = AT_NIGHT & (HOURS >= 5 * 24)

# night (00-08), day (08-16), evening (16-24) on Monday to Thursday; factors of the nights before Saturday and
# Sunday, of the evenings of Friday and Saturday, of the whole of Saturday and of Sunday; whose shape within a
# period.
LEVELS = {
    "anti-social behaviour": ((0.34, 0.95, 1.58), (2.5, 1.15, 1.0, 1.0), "evening"),
    "bicycle theft": ((0.38, 1.58, 1.20), (1.0, 1.0, 0.9, 0.75), "other theft"),
    "criminal damage and arson": ((0.69, 0.78, 1.31), (2.0, 1.2, 1.05, 1.05), "evening"),
    "drugs": ((0.44, 1.19, 1.33), (1.8, 1.2, 1.0, 0.8), "evening"),
    "other crime": ((0.49, 1.80, 0.98), (1.1, 1.0, 0.75, 0.65), "other theft"),
    "possession of weapons": ((0.50, 1.12, 1.33), (1.8, 1.15, 1.0, 0.85), "evening"),
    "public order": ((0.48, 1.08, 1.27), (2.7, 1.2, 1.05, 0.95), "evening"),
    "shoplifting": ((0.06, 1.76, 1.32), (1.0, 1.0, 1.0, 0.7), "shops"),
    "theft from the person": ((0.59, 1.08, 1.02), (2.0, 1.2, 1.25, 0.9), "robbery"),
}
SHAPES = {
    "shops": (0, 0, 0, 0, 0, 0, 1, 3, 6, 9, 12, 15, 16, 16, 16, 17, 17, 16, 13, 10, 6, 3, 1, 0),
    "evening": (9, 6, 4.5, 3, 2, 1.5, 1.5, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 14, 16, 17, 17, 16, 13, 10),
}
"""By hour of the day: opening hours; and calls that are most urgent from 18 to 22 h. Assumptions."""


def measured(path: Path) -> dict[str, FloatArray]:
    """The weekly rhythm of each measured category, and of the shops."""
    table = next(iter(pyreadr.read_r(path).values()))
    day = table["day"].astype(str).str[:3].map(WEEKDAYS.index).to_numpy()
    hour = day * 24 + table["hour"].to_numpy()
    category = table["offense"].astype(str).map(MEASURED)
    names = list(MEASURED.values())
    counts = np.array([np.bincount(hour[(category == name).to_numpy()], minlength=168) for name in names])
    counts = counts.reshape(len(names), 7, 24).astype(float)
    for unknown in (0, 12):  # where records have no time, midnight and noon stand for it
        counts[:, :, unknown] = (counts[:, :, unknown - 1] + counts[:, :, unknown + 1]) / 2
    learned = learn(counts.reshape(len(names), 168), np.full(168, 243 / 7), np.ones((len(names), 168)))
    shapes = {name: np.tile(np.array(hours, dtype=float), 7) for name, hours in SHAPES.items()}
    return {**dict(zip(names, learned, strict=True)), **shapes}


def brought_to(weights: FloatArray, shares: list[tuple[npt.NDArray[np.bool_], float]]) -> FloatArray:
    """Weights scaled inside and outside some hours until each of these has its share."""
    for _ in range(100):
        for hours, share in shares:
            weights = weights / weights.sum()
            factor = np.where(hours, share / weights[hours].sum(), (1 - share) / weights[~hours].sum())
            weights = weights * factor
    return weights


def assumed(levels: tuple[float, ...], factors: tuple[float, ...], shape: FloatArray) -> FloatArray:
    """Levels of the 21 eight-hour periods with the shape within each, smoothed over its bounds."""
    periods = np.tile(np.array(levels), (7, 1))
    periods[5:, 0] *= factors[0]  # the nights that begin on Friday and Saturday
    periods[4:6, 2] *= factors[1]
    periods[5] *= factors[2]
    periods[6] *= factors[3]
    by_period = shape.reshape(21, 8)
    weights = by_period / np.maximum(by_period.mean(axis=1, keepdims=True), 1e-9) * periods.reshape(21, 1)
    return smoothed(weights.ravel())


def main(path: Path) -> None:
    """Write the table."""
    known = measured(path)
    known["violence and sexual offences"] = brought_to(
        known["violence and sexual offences"],
        [(AT_WEEKEND_NIGHT, NIGHT * WEEKEND_NIGHTS), (AT_NIGHT, NIGHT), (AT_WEEKEND, WEEKEND)],
    )
    with (Path(__file__).resolve().parents[1] / "data" / "rhythm.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["category", "code", *HOURS_OF_WEEK, "source"])
        for category in CATEGORIES:
            source, weights = "Houston 2010", known.get(category)
            if category in LEVELS:
                levels, factors, shape = LEVELS[category]
                source, weights = "assumption", assumed(levels, factors, known[shape])
            elif category == "violence and sexual offences":
                source += "; BCS 2008/09; CSEW"
            assert weights is not None
            writer.writerow([category, "", *(f"{weight:.3f}" for weight in weights / weights.mean()), source])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
