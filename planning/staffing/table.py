"""Officers by function, force and year: `data/staffing.csv`, or a user's own table in the same layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from statistics import median

from common.names import find, hint
from common.paths import data_dir
from common.reading import read_whole
from common.tables import number_column, parse_table
from planning.errors import StaffingError

COLUMNS = ("force", "year", "response", "neighbourhood", "investigation")
LITTLE = 0.5
"""A visible share of all officers below this part of the force's own median is doubtful."""


@dataclass(frozen=True)
class Officers:
    """Officers (full-time equivalents) of one force on 31 March of a year.

    Attributes:
        force: its name as in `data/forces.csv`.
        year: of the count.
        response, neighbourhood: in these functions; forces move officers between the two from year to year,
            so only their sum is comparable.
        investigation: local investigation and prisoner processing (CID up to 2015).
        total: all officers; None where the table does not say.
        source: where the figures come from, with what has been done to them.
        notes: what a reader has to know.
    """

    force: str
    year: int
    response: float
    neighbourhood: float
    investigation: float
    total: float | None
    source: str
    notes: tuple[str, ...] = ()

    @property
    def visible(self) -> float:
        """Officers in response and neighbourhood policing together."""
        return self.response + self.neighbourhood

    def scaled(self, factor: float, why: str) -> Officers:
        """All figures times `factor`, for part of a force or another size of it.

        Raises:
            StaffingError: the factor is not a number above 0.
        """
        if not 0 < factor < float("inf"):
            raise StaffingError(f"expected a staffing factor above 0, got {factor!r}")
        return replace(
            self,
            response=self.response * factor,
            neighbourhood=self.neighbourhood * factor,
            investigation=self.investigation * factor,
            total=None if self.total is None else self.total * factor,
            source=f"{self.source}; times {factor:.4g} ({why})",
        )


def read_staffing(path: Path) -> tuple[Officers, ...]:
    """The rows of a staffing table, by force and year; the column `total` may be absent or empty.

    Raises:
        StaffingError: the file cannot be read, lacks a column, holds no number, or a force and year twice.
    """
    try:
        content = read_whole(path)
    except OSError as error:
        raise StaffingError(f"{path}: expected a readable file ({error.strerror or error})") from error
    table = parse_table(content, path.name, COLUMNS, StaffingError, comment="#")
    numbers = {
        column: number_column(table, column, path.name, StaffingError, whole=column == "year")
        for column in COLUMNS[1:]
    }
    totals = table["total"].tolist() if "total" in table else [""] * len(table)
    rows = []
    seen: set[tuple[str, int]] = set()
    for at, (force, total) in enumerate(zip(table["force"], totals, strict=True)):
        values = {column: float(column_values[at]) for column, column_values in numbers.items()}
        key = (force, int(values["year"]))
        if key in seen:
            raise StaffingError(
                f"{path.name}: row {table.index[at]}: expected each force and year once, got {force!r} "
                f"{key[1]} again"
            )
        seen.add(key)
        rows.append(
            Officers(
                force=force,
                year=key[1],
                response=values["response"],
                neighbourhood=values["neighbourhood"],
                investigation=values["investigation"],
                total=_total(total, f"{path.name}: row {table.index[at]}"),
                source=f"{path.name}, {force}, 31 March {key[1]}",
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.force, row.year)))


def _total(text: str, where: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise StaffingError(f"{where}, column 'total': expected a number >= 0, got {text!r}")
    return value


@cache
def shipped_staffing() -> tuple[Officers, ...]:
    """All 43 forces, 2012 to 2021."""
    return read_staffing(data_dir() / "staffing.csv")


def officers_of(force: str, year: int, table: Sequence[Officers] | None = None) -> Officers:
    """The officers of a force in the count nearest to a year, with notes on what is doubtful.

    Args:
        force: its name, in any case.
        year: of 31 March; the last count before it is taken, else the first.
        table: rows of `read_staffing`; the shipped ones where None.

    Raises:
        StaffingError: the table has no row of this force.
    """
    rows = shipped_staffing() if table is None else table
    names = sorted({row.force for row in rows})
    name = find(force, names)
    if name is None:
        raise StaffingError(
            f"expected officers of {force!r} in the staffing table, got none{hint(force, names)}"
        )
    own = [row for row in rows if row.force == name]
    earlier = [row for row in own if row.year <= year]
    found = max(earlier, key=lambda row: row.year) if earlier else min(own, key=lambda row: row.year)
    notes = list(found.notes)
    if found.year != year:
        notes.append(f"officers of {name} are those of 31 March {found.year}; {year} is not in the table")
    notes += _doubt(found, own)
    return replace(found, notes=tuple(notes))


def _doubt(found: Officers, own: Sequence[Officers]) -> list[str]:
    """A note where response and neighbourhood together are far below the force's usual share."""
    shares = [row.visible / row.total for row in own if row.total]
    if not shares or not found.total or found.visible / found.total >= LITTLE * median(shares):
        return []
    return [
        f"{found.visible:.0f} of {found.total:.0f} officers of {found.force} were in response and "
        f"neighbourhood policing on 31 March {found.year}, against {median(shares):.0%} in its median year: "
        f"they were recorded under other functions; another year or a table of one's own is better"
    ]
