"""A force's data: months with rows and doubts, and what the model does about what is missing."""

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd


@dataclass(frozen=True, eq=False)
class Quality:
    """What a source holds of one force.

    Attributes:
        name: of the force.
        months: `month`, `rows`, `note` (why it cannot be whole, or that there is no file).
        lines: what is odd and what the model does about it, in sentences.
    """

    name: str
    months: pd.DataFrame
    lines: tuple[str, ...]


@lru_cache(maxsize=4)
def qualities(data: tuple[str, ...]) -> list[Quality]:
    """Survey some sources, or the packaged sample where none is named; by force.

    Raises:
        microsim.MicrosimError: a source that cannot be read.
    """
    from pathlib import Path

    from microsim.sources.survey import survey

    found = []
    for one in survey([Path(path) for path in data] or None, None, None, ()):
        if one.report is None:
            found.append(Quality(one.name, _frame([]), (f"cannot be used: {one.problem}",)))
            continue
        rows = [
            (month, one.report.rows_by_month.get(month, 0), one.doubtful.get(month, ""))
            for month in one.months
        ]
        rows += [(month, 0, "no file") for month in one.gaps]
        found.append(Quality(one.name, _frame(sorted(rows)), tuple(one.lines()[1:])))
    return found


def _frame(rows: list[tuple[str, int, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["month", "rows", "note"])
