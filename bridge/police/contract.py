"""What a NetLogo model must have to be coupled, and the check of it.

The check gives the model's figures, or a sentence for each violation. `bridge.police.supply` refuses by these
rules before a run, `bridge.model_checks.rehearsal` adds what shows only in running.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bridge.errors import ContractError

RECEIVED = "crimes-received"
"""The metric every coupled model has: crimes handed to it so far."""
INCIDENTS = "incidents-created"
"""The metric that is checked as well where a model has it."""

CRIME = ("id", "msoa", "category", "code", "description", "minute", "suspect?", "severity", "investigation")
"""The items of a crime, in order: numbers, except for the texts msoa, category, code, description and
investigation ('yes', 'no' or 'maybe') and the boolean suspect?."""

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
    for name, (kind, inputs) in CONTRACT.items():
        header = f"{'to' if kind == 'command' else 'to-report'} {name}{' [ crimes ]' if inputs else ''}"
        found = procedures.get(name)
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


def read_pairs(value: object, reporter: str, what: str) -> dict[str, float]:
    """The dictionary of a reporter that gives a list of `[name number]`.

    Raises:
        ContractError: another shape, a name twice, or something that is not a number.
    """
    if not isinstance(value, Iterable) or isinstance(value, str):
        raise ContractError(f"{reporter}: expected a list of [name {what}], got {value!r:.80}")
    found: dict[str, float] = {}
    for pair in value:
        match pair:
            case [str(name), float(number)] if name not in found:
                found[name] = number
            case [str(name), float()]:
                raise ContractError(f"{reporter}: expected each name once, got {name!r} again")
            case _:
                raise ContractError(f"{reporter}: expected [name {what}], got {pair!r:.80}")
    return found
