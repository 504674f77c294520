"""What a source held and what was done about it, in numbers and in words.

Apart from the reading because the command line, the run record and the tests all want the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

RULES: dict[str, str] = {
    "no_lsoa": "rows without an LSOA: kept, shared among the areas like the placed ones of their category",
    "elsewhere": "rows placed in another force's area: kept and shared likewise",
    "unknown_lsoa": "rows with an LSOA that is in no MSOA of the lookup: kept and shared likewise",
    "no_id": "rows without a crime ID, anti-social behaviour apart: kept",
    "shared_id": "rows with the crime ID of another row: kept, as offences of one incident",
    "repeated_rows": "rows that repeat another in ID, month, category, place and outcome: dropped",
    "no_outcome": "rows without an outcome, anti-social behaviour apart: kept as without a suspect",
    "unknown_outcome": "rows with an outcome that data/outcomes.csv does not list: kept as without a suspect",
    "unknown_category": "rows with a category that is none of the 14: dropped",
}
"""Each irregularity that is counted, and the rule for it."""


@dataclass
class DataReport:
    """Numbers of a source: rows read and kept, and one count per rule of `RULES`."""

    rows: int
    months: int
    kept: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RULES, 0))
    examples: dict[str, list[str]] = field(default_factory=dict)
    """Up to five of the unknown names per rule, in alphabetical order."""

    def count(self, rule: str, rows: npt.NDArray[np.bool_], names: list[str] | None = None) -> None:
        """Record how many rows fall under a rule, and some of the names that made them do so."""
        self.counts[rule] = int(np.count_nonzero(rows))
        if names:
            self.examples[rule] = names[:5]

    def lines(self) -> list[str]:
        """One line of text per rule that applied to some row, after a first line with the totals."""
        text = [f"{self.rows} rows of {self.months} months read, {self.kept} kept"]
        for rule, meaning in RULES.items():
            if self.counts[rule]:
                names = self.examples.get(rule, [])
                shown = f" ({', '.join(repr(name) for name in names)})" if names else ""
                text.append(f"{self.counts[rule]} {meaning}{shown}")
        return text
