"""`Allocation`: how many units each place has, what holds it back and what one officer more would gain."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Binding:
    """A constraint that holds the answer back.

    Attributes:
        constraint: in words, for example `at most 6 units: Leeds 2, early`.
        gain: how much the objective falls when the constraint is eased by `by`, in its unit.
        by: officers (a whole unit's crew) or, of a number of units, one.
    """

    constraint: str
    gain: float
    by: int = 1


@dataclass(frozen=True)
class Allocation:
    """An answer.

    Attributes:
        units: by place, in the order that was asked for; a place is a region, or a district and shift.
        objective: what was made as small as possible.
        unit: what the objective is measured in, in words.
        binding: constraints that bind, the greatest gain first.
        next_place: where more officers would go; "" where there is no room for them.
        next_gain: how much the objective would fall.
        next_officers: how many more: the crew of a unit.
        notes: what a reader has to know.
    """

    units: dict[tuple[str, str], int]
    objective: float
    unit: str
    binding: tuple[Binding, ...]
    next_place: str
    next_gain: float
    notes: tuple[str, ...] = ()
    next_officers: int = 1

    @property
    def lines(self) -> tuple[str, ...]:
        """The answer's reasons in sentences, for a report."""
        found = [f"objective: {self.objective:.4g} {self.unit}"]
        found += [f"binds: {one.constraint} (eased by {one.by}: {one.gain:.3g} less)" for one in self.binding]
        more = (
            "one officer more" if self.next_officers == 1 else f"{self.next_officers} officers more, a unit"
        )
        if self.next_place and self.next_gain > 0:
            found.append(f"{more}: to {self.next_place}, {self.next_gain:.3g} less {self.unit}")
        elif self.next_place:
            found.append(f"{more}: to {self.next_place}, which would not lower the objective")
        else:
            found.append(f"{more} would gain nothing")
        return (*found, *self.notes)


def place_name(key: tuple[str, str]) -> str:
    """A place in words: `Leeds 2, early`, or the region alone."""
    return ", ".join(part for part in key if part)
