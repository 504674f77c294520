"""Make `data/season.csv`: `python scripts/make_season.py FOLDER`.

FOLDER has the two tables of the London Datastore, "MPS Borough Level Crime (Historical).csv" and
"MPS Borough Level Crime (most recent 24 months).csv" (Metropolitan Police, OGL v3.0). The season of a
category is the mean logarithm of crimes per day less that of the twelve months around, over the months of
that name from 2010 to 2025 without those of the pandemic and of a change of the tables (`LEFT_OUT`).
"""

from __future__ import annotations

import sys
from calendar import monthrange
from pathlib import Path

import numpy as np
import pandas as pd

CATEGORIES = {
    "ARSON": "criminal damage and arson",
    "CRIMINAL DAMAGE": "criminal damage and arson",
    "BURGLARY BUSINESS AND COMMUNITY": "burglary",
    "BURGLARY IN A DWELLING": "burglary",
    "POSSESSION OF DRUGS": "drugs",
    "TRAFFICKING OF DRUGS": "drugs",
    "MISC CRIMES AGAINST SOCIETY": "other crime",
    "POSSESSION OF WEAPONS": "possession of weapons",
    "OTHER OFFENCES PUBLIC ORDER": "public order",
    "PUBLIC FEAR ALARM OR DISTRESS": "public order",
    "RACE OR RELIGIOUS AGG PUBLIC FEAR": "public order",
    "VIOLENT DISORDER": "public order",
    "ROBBERY OF BUSINESS PROPERTY": "robbery",
    "ROBBERY OF PERSONAL PROPERTY": "robbery",
    "OTHER SEXUAL OFFENCES": "violence and sexual offences",
    "RAPE": "violence and sexual offences",
    "BICYCLE THEFT": "bicycle theft",
    "OTHER THEFT": "other theft",
    "SHOPLIFTING": "shoplifting",
    "THEFT FROM THE PERSON": "theft from the person",
    "AGGRAVATED VEHICLE TAKING": "vehicle crime",
    "INTERFERING WITH A MOTOR VEHICLE": "vehicle crime",
    "THEFT FROM A VEHICLE": "vehicle crime",
    "THEFT OR UNAUTH TAKING OF A MOTOR VEH": "vehicle crime",
    "HOMICIDE": "violence and sexual offences",
    "VIOLENCE WITH INJURY": "violence and sexual offences",
    "VIOLENCE WITHOUT INJURY": "violence and sexual offences",
}
LEFT_OUT = [("201909", "202112"), ("202308", "999999")]
ASB = (0.89, 0.945, 0.94, 0.98, 1.04, 1.08, 1.11, 1.10, 1.07, 1.04, 0.955, 0.89)
"""Anti-social behaviour is not in those tables: see data/README.md."""


def monthly(path: Path) -> pd.DataFrame:
    """Crimes by category (rows) and month (columns, `YYYYMM`)."""
    table = pd.read_csv(path)
    months = [name for name in table.columns if name.isdigit()]
    category = table["MinorText"].str.strip().map(CATEGORIES)
    return table.groupby(category)[months].sum()


def season(counts: pd.DataFrame) -> pd.DataFrame:
    """Crimes per day as a multiple of those of the twelve months around: a row per category, 12 columns."""
    days = [monthrange(int(month[:4]), int(month[4:]))[1] for month in counts.columns]
    log = np.log(counts.to_numpy(dtype=float) / days)
    around = np.full(13, 1 / 12)
    around[[0, -1]] /= 2
    trend = np.array([np.convolve(row, around, "valid") for row in log])
    months = counts.columns[6:-6]
    kept = np.array([not any(first <= month <= last for first, last in LEFT_OUT) for month in months])
    number = np.array([int(month[4:]) for month in months])
    difference = log[:, 6:-6] - trend
    mean = np.array([difference[:, kept & (number == month)].mean(axis=1) for month in range(1, 13)]).T
    return pd.DataFrame(np.exp(mean - mean.mean(axis=1, keepdims=True)), index=counts.index)


def main(folder: Path) -> None:
    """Write the table."""
    names = ("Historical", "most recent 24 months")
    counts = pd.concat([monthly(folder / f"MPS Borough Level Crime ({name}).csv") for name in names], axis=1)
    table = season(counts.fillna(0.0))
    table.loc["anti-social behaviour"] = ASB
    table.columns = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    table.index.name = "category"
    table.sort_index().round(3).to_csv(Path(__file__).parents[1] / "data" / "season.csv", lineterminator="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
