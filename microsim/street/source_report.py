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
    "later_month": "rows that repeat one of an earlier month in ID, category and place: dropped, as the same "
    "crime published again",
    "no_outcome": "rows without an outcome, anti-social behaviour apart: kept, undecided",
    "unknown_outcome": "rows with an outcome that the table of outcomes does not list: kept likewise",
    "open_cases": "rows of cases still open: kept likewise; shares of suspects come from the decided ones",
    "old_category": "rows of the categories used until 2013: shared among today's as in the later months",
    "old_category_kept": "rows of the categories used until 2013, with no later month to share them by: "
    "counted in today's category nearest to them",
    "unknown_category": "rows with a category that is none of the 14: dropped",
}
"""Each irregularity that is counted, and the rule for it."""

CHANGES: dict[str, str] = {
    "unchanged": "in LSOAs that are the same in 2011 and 2021 or were given in those of {vintage}",
    "split": "in LSOAs that were split",
    "merged": "in LSOAs that were merged",
    "other": "in LSOAs that were redrawn",
}
SHARED = (
    "one with several counterparts goes where its map point went, else by what was observed there and by "
    "population"
)


@dataclass
class DataReport:
    """Numbers of a source: rows read and kept, and one count per rule of `RULES`."""

    rows: int
    months: int
    kept: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RULES, 0))
    examples: dict[str, list[str]] = field(default_factory=dict)
    """Up to five of the unknown names per rule, in alphabetical order."""
    vintage: int = 2011
    """The year of the LSOAs and MSOAs that the crimes are placed in."""
    places: dict[str, int] = field(default_factory=dict)
    """Rows with an LSOA by what became of it: unchanged, split, merged or other."""
    rows_by_month: dict[str, int] = field(default_factory=dict)
    """Rows read of each month `YYYY-MM`, those that were dropped included."""
    crimes: dict[str, list[int]] = field(default_factory=dict)
    """Crimes kept of each month, by category in the order of `CATEGORIES`."""
    notes: list[str] = field(default_factory=list)
    """Further sentences, such as on months that were supplied twice."""

    def count(self, rule: str, rows: npt.NDArray[np.bool_], names: list[str] | None = None) -> None:
        """Record how many rows fall under a rule, and some of the names that made them do so."""
        self.counts[rule] = int(np.count_nonzero(rows))
        if names:
            self.examples[rule] = names[:5]

    def lines(self) -> list[str]:
        """One line of text per rule that applied to some row, after a first line with the totals."""
        text = [f"{self.rows} rows of {self.months} months read, {self.kept} kept", *self.notes]
        if any(self.places.get(change, 0) for change in ("split", "merged", "other")):
            parts = [
                f"{self.places[change]} {meaning.format(vintage=self.vintage)}"
                for change, meaning in CHANGES.items()
                if self.places.get(change, 0)
            ]
            text.append(f"areas of {self.vintage}: rows {', '.join(parts)}; {SHARED}")
        for rule, meaning in RULES.items():
            if self.counts.get(rule, 0):
                names = self.examples.get(rule, [])
                shown = f" ({', '.join(repr(name) for name in names)})" if names else ""
                text.append(f"{self.counts[rule]} {meaning}{shown}")
        return text
