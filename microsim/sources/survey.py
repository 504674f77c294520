"""What a source holds, at a glance: forces, months, rows, and what the model does about irregular ones.

Apart from the reading of crimes because it looks at every force of a source, where a run looks at one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from microsim.errors import DataError, UnknownNameError
from microsim.reference.forces import Force, find_force
from microsim.reference.known_names import CATEGORIES
from microsim.street.archive import StreetFile, choose_files, list_street_files, no_files
from microsim.street.cell_counts import CellCounts
from microsim.street.months_used import doubtful_months
from microsim.street.plain_text import count_rows
from microsim.street.source_report import DataReport
from microsim.street.street_crimes import AT_ONCE, CrimeData, Source, read_force, sources_of

Recorded = Callable[[Force], "pd.Series[float]"]


@dataclass(frozen=True)
class Holding:
    """One force's part of a source."""

    name: str
    """The force's name, or the part of the file names that should be one."""
    months: tuple[str, ...]
    areas: int = 0
    """Areas with at least one crime."""
    report: DataReport | None = None
    doubtful: dict[str, str] = field(default_factory=dict)
    """Months that cannot be whole, and why."""
    problem: str = ""
    """Why this part cannot be used; empty if it can."""

    @property
    def span(self) -> str:
        """The first month and the last: `2018-04 to 2020-03`."""
        return _span(self.months[0], self.months[-1])

    @property
    def years(self) -> dict[str, str]:
        """For each year from the first to the last a mark per month: `#` whole, `?` doubtful, `.` no file."""
        years = range(int(self.months[0][:4]), int(self.months[-1][:4]) + 1)
        return {
            str(year): "".join(self._mark(f"{year}-{month:02}") for month in range(1, 13)) for year in years
        }

    def _mark(self, month: str) -> str:
        if month not in self.months:
            return "."
        return "?" if month in self.doubtful else "#"

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


def survey(
    path: Source,
    lookup: Path | None = None,
    vintage: int | None = None,
    forces: Sequence[str] = (),
    cache_folder: Path | None = None,
    *,
    outcomes: Path | None = None,
    recorded: Recorded | None = None,
    quick: bool = False,
) -> list[Holding]:
    """Read every force of a source, or some.

    Args:
        path: as for `load_crimes`; None is the packaged sample.
        vintage: year of the areas, as for `load_crimes`.
        forces: names of the forces to look at; none means all.
        cache_folder: where to keep the counts for the next look.
        outcomes: a table to use instead of `data/outcomes.csv`.
        recorded: gives the crimes a day that the Home Office counted of a force, by month, for telling months
            that cannot be whole.
        quick: count the rows of each month, and look at nothing in them: `report.kept` and `areas` are 0.

    Returns:
        One holding per force in order of file names; a force that cannot be read says why and stops nobody.

    Raises:
        DataError: no such path, a damaged zip, or no street-level file at all.
        UnknownNameError: no force of a name.
    """
    sources = sources_of(path)
    files = list_street_files(sources)
    if not files:
        raise no_files(sources, "<force>")
    wanted = {find_force(name).slug for name in forces}
    slugs = sorted({file.slug for file in files if not wanted or file.slug in wanted})
    by_slug = {slug: [file for file in files if file.slug == slug] for slug in slugs}

    def read(chosen: Sequence[StreetFile], force: Force, notes: Sequence[str]) -> CrimeData:
        return read_force(
            chosen,
            force,
            lookup,
            cache_folder,
            vintage=vintage,
            outcomes=outcomes,
            notes=notes,
            keep_rows=False,
        )

    with ThreadPoolExecutor(AT_ONCE) as forces_read:
        return list(
            forces_read.map(
                lambda slug: _holding(sources, files, by_slug[slug], _counted if quick else read, recorded),
                slugs,
            )
        )


def _counted(chosen: Sequence[StreetFile], force: Force, notes: Sequence[str]) -> CrimeData:
    """Data without crimes, whose report has the rows of each month."""
    months = tuple(file.month for file in chosen)
    rows = dict(zip(months, map(count_rows, chosen), strict=True))
    report = DataReport(sum(rows.values()), len(months), rows_by_month=rows, notes=list(notes))
    none = np.zeros((len(months), len(CATEGORIES), 1, 3), dtype=np.uint32)
    return CrimeData(force, pd.DataFrame(), months, report, CellCounts(none), pd.DataFrame)


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def _holding(
    sources: list[Path],
    files: Sequence[StreetFile],
    mine: Sequence[StreetFile],
    read: Callable[[Sequence[StreetFile], Force, Sequence[str]], CrimeData],
    recorded: Recorded | None,
) -> Holding:
    months = tuple(sorted({file.month for file in mine}))
    try:
        force = find_force(mine[0].slug)
        chosen, notes = choose_files(files, force, sources)
        data = read(chosen, force, notes)
    except (DataError, UnknownNameError) as error:
        return Holding(mine[0].slug, months, problem=str(error))
    areas = int(np.count_nonzero(data.cells.placed.any(axis=(0, 1))))
    per_day = None if recorded is None else recorded(force)
    return Holding(force.name, months, areas, data.report, doubtful_months(data.report, per_day))
