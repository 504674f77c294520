"""From the officers of a force to the units that it has on duty, one sourced step after the other.

    visible officers (response and neighbourhood, full-time equivalents)
      x 4/7   rostered on a day        40 hours a week in shifts of 10 hours
      x 0.77  present when rostered    the rest: leave, sickness, training, court
      x 0.93  on full duties           the rest: recuperative and adjusted duties
      x 7/8   constables in a unit     one sergeant to seven constables leads and does not answer calls
      x share of the shift             two thirds in response, by equal teams; a third in neighbourhoods,
      not at night / crew                           one officer by day, two by night

Work that takes a unit off the road (arrests, paperwork) is not a step: a police model does it unit by unit.
A check, not a step: HM Inspectorate found 3.5 % of all officers on response duties on a weekday morning of
June 2010 (forces from 1.2 to 8 %); see `morning_response`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from planning.errors import StaffingError
from planning.plan.apportion import largest_remainder
from planning.staffing.table import Officers

SHIFT_SHARES: Mapping[str, float] = {"early": 0.39, "late": 0.39, "night": 0.22}
"""Share of a day's visible officers by shift: of England and Wales's 49,324 in 2018, 66 % were in response,
taken as equal teams on all three shifts, and 34 % in neighbourhoods, taken as early and late alike."""

INVESTIGATION_SHARES: Mapping[str, float] = {"early": 0.5, "late": 0.5, "night": 0.0}
"""The same of local investigation: an assumption (no detectives of the area at night)."""

CREW: Mapping[str, int] = {"early": 1, "late": 1, "night": 2}
"""Officers of a unit: one by day (73 % of officers in England and Wales are often or always alone: Police
Federation and University of Nottingham, 2018), two by night (an assumption)."""

RESPONSE_OF_ALL = (0.012, 0.035, 0.08)
"""HM Inspectorate of Constabulary, June 2010: least, mean and greatest share of a force's officers on
response duties on a weekday morning, as cited in *Where Are All The Police?*."""


@dataclass(frozen=True)
class ChainRules:
    """The steps from officers to units; each can be replaced.

    Attributes:
        rostered: share of days worked: 40 hours a week (Police Regulations 2003) in shifts of 10 hours.
        present: share of rostered officers on duty: 77 % in the Metropolitan Police, the rest on leave,
            sick, in
            training or at court (Mayor's Question Time 2013/3695). Leave alone is 22 to 30 of some 260 days.
        full_duty: share able to be sent: some 4 % are on recuperative and 3 % on adjusted duties: an
            assumption
            of the order of table W3 of the Home Office's workforce bulletins.
        in_units: share of constables who crew units: an assumption, one sergeant to seven.
        shifts: share of a day's visible officers by shift.
        investigation: share of a day's investigators by shift.
        crew: officers of a unit by shift.
    """

    rostered: float = 4 / 7
    present: float = 0.77
    full_duty: float = 0.93
    in_units: float = 7 / 8
    shifts: Mapping[str, float] = field(default_factory=lambda: dict(SHIFT_SHARES))
    investigation: Mapping[str, float] = field(default_factory=lambda: dict(INVESTIGATION_SHARES))
    crew: Mapping[str, int] = field(default_factory=lambda: dict(CREW))

    def __post_init__(self) -> None:
        for name in ("rostered", "present", "full_duty", "in_units"):
            value = getattr(self, name)
            if not 0 < value <= 1:
                raise StaffingError(f"expected the share {name!r} above 0 and at most 1, got {value!r}")
        for shift, crew in self.crew.items():
            if crew not in (1, 2):
                raise StaffingError(f"expected units of 1 or 2 officers, got {crew!r} in shift {shift!r}")


@dataclass(frozen=True)
class OnDuty:
    """What a force has on duty on a day, by shift.

    Attributes:
        officers: visible officers in units.
        units: whole units.
        crew: officers of a unit.
        investigators: whole persons.
        steps: the chain in words and figures, one line each, for a report.
    """

    officers: dict[str, float]
    units: dict[str, int]
    crew: dict[str, int]
    investigators: dict[str, int]
    steps: tuple[str, ...]


def on_duty(officers: Officers, rules: ChainRules | None = None) -> OnDuty:
    """Units and investigators by shift of a force's officers; at least one unit where there is any
    officer."""
    rules = rules or ChainRules()
    day = officers.visible * rules.rostered * rules.present * rules.full_duty * rules.in_units
    by_shift = {shift: day * share for shift, share in rules.shifts.items()}
    units = {
        shift: max(round(count / rules.crew[shift]), 1 if count > 0 else 0)
        for shift, count in by_shift.items()
    }
    detectives = officers.investigation * rules.rostered * rules.present * rules.full_duty
    working = list(rules.investigation)
    seats = largest_remainder([rules.investigation[shift] for shift in working], round(detectives))
    steps = (
        f"{officers.visible:.0f} officers in response ({officers.response:.0f}) and neighbourhood policing "
        f"({officers.neighbourhood:.0f}): {officers.source}",
        f"x {rules.rostered:.3f} rostered on a day",
        f"x {rules.present:g} present when rostered",
        f"x {rules.full_duty:g} on full duties",
        f"x {rules.in_units:g} in units = {day:.1f} a day",
        *(
            f"{shift}: {by_shift[shift]:.1f} officers, {units[shift]} units of {rules.crew[shift]}"
            for shift in rules.shifts
        ),
    )
    return OnDuty(by_shift, units, dict(rules.crew), dict(zip(working, seats, strict=True)), steps)


def morning_response(officers: Officers, rules: ChainRules | None = None) -> float | None:
    """Share of all officers that the chain puts on response duties on a weekday morning, to be held against
    `RESPONSE_OF_ALL`; None where the total is unknown.

    Only the response function counts, a third of it on each shift. It is as good as the recording of that
    function: West Yorkshire moves from 2.5 % (2016) to 4.2 % (2018), Kent records none at all.
    """
    rules = rules or ChainRules()
    if not officers.total:
        return None
    day = officers.response * rules.rostered * rules.present * rules.full_duty * rules.in_units
    return day / 3 / officers.total
