"""What a source holds, at a glance: forces, months, rows, and what the model does about irregular ones.

Apart from the reading of crimes because it looks at every force of a source, where a run looks at one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pandas as pd

from microsim.errors import DataError, UnknownNameError
from microsim.reference.forces import find_force
from microsim.storage.packaged_data import STREET_SAMPLE, sample_path
from microsim.street.archive import list_street_files
from microsim.street.source_report import DataReport
from microsim.street.street_crimes import load_crimes


@dataclass(frozen=True)
class Holding:
    """One force's part of a source."""

    name: str
    """The force's name, or the part of the file names that should be one."""
    months: tuple[str, ...]
    areas: int = 0
    """Areas with at least one crime."""
    report: DataReport | None = None
    problem: str = ""
    """Why this part cannot be used; empty if it can."""

    @property
    def span(self) -> str:
        """The first month and the last: `2018-04 to 2020-03`."""
        return _span(self.months[0], self.months[-1])

    @property
    def gaps(self) -> tuple[str, ...]:
        """The spans of months between the first and the last that have no file: `2016-08 to 2017-06`."""
        held = [pd.Period(month, freq="M") for month in self.months]
        return tuple(
            _span(str(before + 1), str(after - 1)) for before, after in pairwise(held) if before + 1 < after
        )

    def lines(self) -> list[str]:
        """The holding in words: a line of totals, then a line per rule that applies to some row."""
        if self.report is None:
            return [f"{self.name}, {self.span}: cannot be used: {self.problem}"]
        first, *rest = self.report.lines()
        return [f"{self.name}, {self.span}: {first}, crimes in {self.areas} areas", *rest]


def survey(path: Path | None, lookup: Path | None = None) -> list[Holding]:
    """Read every force of a source.

    Args:
        path: as for `load_crimes`; None is the packaged sample.

    Returns:
        One holding per force in order of file names; a force that cannot be read says why and stops nobody.

    Raises:
        DataError: no such path, a damaged zip, or no street-level file at all.
    """
    source = sample_path(STREET_SAMPLE) if path is None else path
    files = list_street_files(source)
    if not files:
        raise DataError(f"{source}: expected files YYYY-MM/YYYY-MM-<force>-street.csv, got none")
    slugs = sorted({file.slug for file in files})
    return [
        _holding(source, slug, sorted({f.month for f in files if f.slug == slug}), lookup) for slug in slugs
    ]


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def _holding(source: Path, slug: str, months: list[str], lookup: Path | None) -> Holding:
    try:
        force = find_force(slug)
        data = load_crimes(source, force.name, lookup)
    except (DataError, UnknownNameError) as error:
        return Holding(slug, tuple(months), problem=str(error))
    return Holding(force.name, tuple(months), int(data.table["MSOA"].nunique()), data.report)
