"""What a NetLogo model must have to be coupled, and the check of it.

The check gives the model's figures, or a sentence for each violation. `bridge.police.supply` refuses by these
rules before a run, `bridge.model_checks.rehearsal` adds what shows only in running.
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bridge.errors import ContractError

RECEIVED = "crimes-received"
"""The metric every coupled model has: crimes handed to it so far."""
INCIDENTS = "incidents-created"
"""The metric that is checked as well where a model has it."""

CALLS_RECEIVED = "calls-received"
"""The metric of a model that takes calls: how many so far."""

CRIME = ("id", "msoa", "category", "code", "description", "minute", "suspect?", "severity", "investigation")
"""The items of a crime where a model does not name those it wants, in order: numbers, except for the texts
msoa, category, code, description and investigation ('yes', 'no' or 'maybe') and the boolean suspect?."""
CRIME_ITEMS = (*CRIME, "area", "area-index", "grade", "scene-minutes")
"""All items of a crime that `report-crime-items` may name."""
CALL = ("id", "area", "type", "minute", "grade", "scene-minutes")
"""The items of a call where a model does not name those it wants."""
CALL_ITEMS = (*CALL, "msoa", "area-index")
"""All items of a call that `report-call-items` may name."""
TICKS = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)
"""How many ticks an hour may have."""

CLOCK = ("start-hour", "start-weekday", "start-date")
"""Interface globals that tell a model its first hour; set from the run's start where a model has them."""

CONTRACT = {
    "setup": ("command", 0),
    "receive-crimes": ("command", 1),
    "go": ("command", 0),
    "report-loading": ("reporter", 0),
    "report-metrics": ("reporter", 0),
}
"""What a coupled model must define: name -> kind and number of inputs."""

GIVEN = (
    "receive-areas",
    "receive-neighbors",
    "receive-travel",
    "receive-shifts",
    "receive-districts",
    "receive-stations",
    "receive-units",
    "receive-investigators",
    "receive-routes",
    "receive-risk",
    "receive-reference",
)
"""What a model may define to be told of the force once, in this order, after `setup`."""

OPTIONAL = {
    **dict.fromkeys(GIVEN, ("command", 1)),
    "receive-calls": ("command", 1),
    "ticks-per-hour": ("reporter", 0),
    "report-crime-items": ("reporter", 0),
    "report-call-items": ("reporter", 0),
    "report-tables": ("reporter", 0),
    "report-open-tables": ("reporter", 0),
    "report-notes": ("reporter", 0),
    "report-reference": ("reporter", 0),
}
"""What a coupled model may define besides; `ticks-per-hour` may be a global as well."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a model wants to be told, and how often."""

    ticks_per_hour: int = 1
    crime_items: tuple[str, ...] = CRIME
    call_items: tuple[str, ...] = CALL
    calls: bool = False
    """Whether it takes calls that are not crimes."""


Forms = Mapping[str, tuple[str, int]]
"""Procedure -> ('command' or 'reporter', number of inputs)."""


def forms(workspace: Any) -> dict[str, tuple[str, int]]:
    """The form of every procedure of the model that is open in a workspace of either engine."""
    return {
        name: ("reporter" if spec.is_reporter else "command", spec.arity)
        for name, spec in workspace.procedures.items()
    }


def check_contract(procedures: Forms, model: str) -> None:
    """Refuse a model that cannot be coupled.

    Args:
        procedures: as `forms` gives them.
        model: the model's name for the message.

    Raises:
        ContractError: with every procedure that is missing or of the wrong form, not only the first.
    """
    if found := list(faults(procedures)):
        raise ContractError(f"{model} cannot be coupled: {'; '.join(text for _, text in found)}")


def faults(procedures: Forms) -> Iterator[tuple[str | None, str]]:
    """Every procedure that is missing or of the wrong form: where to look (a procedure or None), and what is
    wrong.
    """
    for name, (kind, inputs) in (CONTRACT | OPTIONAL).items():
        words = "crimes" if name == "receive-crimes" else "rows"
        header = f"{'to' if kind == 'command' else 'to-report'} {name}{f' [ {words} ]' if inputs else ''}"
        found = procedures.get(name)
        if found is None and name in OPTIONAL:
            continue
        if found is None:
            like = next(
                (one for one in difflib.get_close_matches(name, procedures) if one not in CONTRACT), None
            )
            yield like, f"'{header}' is missing" + (f" (is it {like!r}?)" if like else "")
        elif found != (kind, inputs):
            yield (
                name,
                f"{name!r} must be '{header}', not a {found[0]} with {found[1]} input{'s' * (found[1] != 1)}",
            )
