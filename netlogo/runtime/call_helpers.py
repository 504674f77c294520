"""Small helpers that generated code calls where types are not known beforehand, or that tie blocks to
primitives.

Everything here is cheap on the good path and raises NetLogo's own message on the bad one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from netlogo.errors import InputTypeError, LogoError
from netlogo.runtime.agents.anonymous import AnonymousCommand, AnonymousReporter
from netlogo.runtime.maths.numbers import whole
from netlogo.runtime.values import check_number, describe, dump


def check_list(value: Any) -> list[Any]:
    """The value, which must be a list."""
    if value.__class__ is not list:
        raise InputTypeError("a list", describe(value))
    return value


def reporter(value: Any, given: int, me: Any, myself: Any) -> Callable[..., Any]:
    """An anonymous reporter as a callable of `given` inputs, run as `me`."""
    if value.__class__ is not AnonymousReporter:
        raise InputTypeError("an anonymous reporter", describe(value))
    return value.bound(me, myself, given)


def command(value: Any, given: int, me: Any, myself: Any) -> Callable[..., Any]:
    """An anonymous command as a callable of `given` inputs, run as `me`."""
    if value.__class__ is not AnonymousCommand:
        raise InputTypeError("an anonymous command", describe(value))
    return value.bound(me, myself, given)


def each_of(primitive: str, *lists: Any) -> Iterator[tuple[Any, ...]]:
    """Items of several lists side by side."""
    first = len(check_list(lists[0]))
    for items in lists[1:]:
        if len(check_list(items)) != first:
            raise LogoError(f"All the list arguments to {primitive} must be the same length.")
    return zip(*lists, strict=True)


def times(count: Any) -> range:
    """Rounds of `repeat`."""
    return range(whole(check_number(count)))


def count_up(count: Any) -> Iterator[float]:
    """The inputs that `n-values` gives: 0, 1, ... as numbers."""
    rounds = whole(check_number(count))
    if rounds < 0:
        raise LogoError("N-VALUES cannot take a negative number.")
    return map(float, range(rounds))


def check_myself(asker: Any) -> Any:
    """Who asked; only agents other than the observer can have."""
    if asker is None or asker.kind == "observer":
        raise LogoError("There is no agent for MYSELF to refer to.")
    return asker


def several(values: Any, needed: int, word: str) -> list[Any]:
    """The values for `let [a b] values` and `set [a b] values`."""
    given = check_list(values)
    if len(given) < needed:
        raise LogoError(
            f"The list of values for {word} must be at least as long as the list of names."
            f"  We need {needed} value(s) but only got {len(given)} from the list {dump(given)}."
        )
    return given[:needed]


def end_of_reporter() -> NoReturn:
    """A reporter procedure ran to its end."""
    raise LogoError("Reached end of reporter procedure without REPORT being called.")


def no_case() -> NoReturn:
    """`ifelse-value` found nothing to report."""
    raise LogoError(
        "IFELSE-VALUE found no true conditions and no else branch. If you don't wish to error when no"
        " conditions are true, add a final else branch."
    )


def no_result(procedure: str) -> NoReturn:
    """The agent died before its reporter procedure reported."""
    raise LogoError(f"the {procedure} procedure failed to report a result")


def stop_in_reporter() -> NoReturn:
    """`stop` would have to leave a reporter procedure."""
    raise LogoError("STOP is not allowed inside TO-REPORT.")


def report_in_command() -> NoReturn:
    """`report` would have to leave a command procedure."""
    raise LogoError("REPORT can only be used inside TO-REPORT.")


def apply_(me: Any, myself: Any, function: Any, inputs: Any) -> None:
    """`__apply`: run an anonymous command with a list of inputs."""
    values = check_list(inputs)
    command(function, len(values), me, myself)(*values)


def apply_result(me: Any, myself: Any, function: Any, inputs: Any) -> Any:
    """`__apply-result`: the value of an anonymous reporter for a list of inputs."""
    values = check_list(inputs)
    return reporter(function, len(values), me, myself)(*values)
