"""Small helpers that generated code calls where types are not known beforehand, or that tie blocks to
primitives.

Everything here is cheap on the good path and raises NetLogo's own message on the bad one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from netlogo.errors import InputTypeError, LogoError
from netlogo.runtime.anonymous import AnonymousCommand, AnonymousReporter
from netlogo.runtime.base import Agent
from netlogo.runtime.numbers import whole
from netlogo.runtime.values import check_number, describe, dump


def check_list(value: Any) -> list[Any]:
    """The value, which must be a list."""
    if value.__class__ is not list:
        raise InputTypeError("a list", describe(value))
    return value  # type: ignore[no-any-return]


def reporter(value: Any, given: int, me: Any, myself: Any) -> Callable[..., Any]:
    """An anonymous reporter as a callable of `given` inputs, run as `me`."""
    if value.__class__ is not AnonymousReporter:
        raise InputTypeError("an anonymous reporter", describe(value))
    return value.bound(me, myself, given)  # type: ignore[no-any-return]


def command(value: Any, given: int, me: Any, myself: Any) -> Callable[..., Any]:
    """An anonymous command as a callable of `given` inputs, run as `me`."""
    if value.__class__ is not AnonymousCommand:
        raise InputTypeError("an anonymous command", describe(value))
    return value.bound(me, myself, given)  # type: ignore[no-any-return]


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


def self_of(me: Agent) -> Agent:
    """`self` where the running agent might be the observer."""
    return me


def several(values: Any, needed: int, word: str) -> list[Any]:
    """The values for `let [a b] values` and `set [a b] values`."""
    values = check_list(values)
    if len(values) < needed:
        raise LogoError(
            f"The list of values for {word} must be at least as long as the list of names."
            f"  We need {needed} value(s) but only got {len(values)} from the list {dump(values)}."
        )
    return values[:needed]  # type: ignore[no-any-return]


def end_of_reporter() -> NoReturn:
    """A reporter procedure ran to its end."""
    raise LogoError("Reached end of reporter procedure without REPORT being called.")


def no_case() -> NoReturn:
    """`ifelse-value` found nothing to report."""
    raise LogoError(
        "IFELSE-VALUE found no true conditions and no else branch. If you don't wish to error when no"
        " conditions are true, add a final else branch."
    )


def no_breed_variable(agent: Agent, attribute: str) -> None:
    """Touch a breed's variable before it is set, so that an agent of another breed fails."""
    getattr(agent, attribute)
