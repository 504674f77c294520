"""What a run has on duty: a force or part of it, in the years that a run is about, with a table and a
factor of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from planning.errors import StaffingError
from planning.staffing.chain import ChainRules, OnDuty, on_duty
from planning.staffing.table import Officers, officers_of, read_staffing


@dataclass(frozen=True)
class Staffing:
    """The officers of a run and what they put on duty."""

    officers: Officers
    duty: OnDuty

    @property
    def notes(self) -> tuple[str, ...]:
        """What results have to say: whose officers these are, and what is doubtful."""
        units = ", ".join(f"{count} {shift}" for shift, count in self.duty.units.items())
        return (
            f"staffing: {self.officers.visible:.0f} officers in response and neighbourhood policing "
            f"({self.officers.source}), units on duty: {units}",
            *self.officers.notes,
        )


def staffing_of(
    force: str,
    years: Sequence[int],
    share: float = 1.0,
    part: str = "",
    table: Path | None = None,
    factor: float = 1.0,
    rules: ChainRules | None = None,
) -> Staffing:
    """The staffing of a force, or of a part of it by its share of demand.

    Args:
        years: those that were fitted, or the origin of a forecast: the counts of 31 March of each, averaged.
        share: of the force's demand that lies in the part, above 0 and at most 1.
        part: what the part is called, for the note; "" for the whole force.
        table: a user's own in the layout of `data/staffing.csv`; the shipped one where None.
        factor: of all officers, for example 0.9.

    Raises:
        StaffingError: no year, an unknown force, a share or factor out of range, or a table that cannot be
        used.
    """
    rows = None if table is None else read_staffing(table)
    officers = officers_over(force, years, rows)
    if not 0 < share <= 1:
        raise StaffingError(f"expected a share of demand above 0 and at most 1, got {share!r}")
    if share < 1:
        officers = officers.scaled(share, f"share of demand of {part}" if part else "share of demand")
    if factor != 1:
        officers = officers.scaled(factor, "staffing factor")
    return Staffing(officers, on_duty(officers, rules))


def officers_over(force: str, years: Sequence[int], table: Sequence[Officers] | None = None) -> Officers:
    """The officers of a force, averaged over the counts of some years.

    Raises:
        StaffingError: no year, or the table has no row of this force.
    """
    if not years:
        raise StaffingError("expected at least one year of staffing, got none")
    found = [officers_of(force, year, table) for year in sorted(set(years))]
    counts = list({one.year: one for one in found}.values())
    notes = tuple(dict.fromkeys(note for one in found for note in one.notes))
    if len(counts) == 1:
        return replace(counts[0], notes=notes)
    totals = [one.total for one in counts if one.total is not None]
    named = ", ".join(str(one.year) for one in counts)
    return replace(
        counts[-1],
        response=fmean(one.response for one in counts),
        neighbourhood=fmean(one.neighbourhood for one in counts),
        investigation=fmean(one.investigation for one in counts),
        total=fmean(totals) if len(totals) == len(counts) else None,
        source=f"{counts[-1].source.rsplit(',', 1)[0]}, mean of 31 March {named}",
        notes=notes,
    )
