"""Finds what a mistyped name may have meant.

One place decides how near a near match has to be and how the list of them reads, so that every message
agrees.
"""

import difflib
from collections.abc import Iterable

from bridge.errors import ScenarioError

SHOWN = 5
"""Names listed at most in one message."""


def near(name: str, known: Iterable[str]) -> list[str]:
    """Up to five known names that look like ``name``, best first, compared without regard to case."""
    by_fold = {one.casefold(): one for one in known}
    fold = name.casefold()
    matches = difflib.get_close_matches(fold, by_fold, n=SHOWN, cutoff=0.6)
    parts = [key for key in sorted(by_fold) if len(fold) > 2 and fold in key and key not in matches]
    return [by_fold[key] for key in (matches + parts)[:SHOWN]]


def hint(name: str, known: Iterable[str], *, listing: str = "known") -> str:
    """The tail of an error message: the near matches, or the first names where nothing is near."""
    names = sorted(known)
    if not names:
        return "there are none"
    if matches := near(name, names):
        return f"did you mean {_either(matches)}?"
    rest = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{listing}: {', '.join(repr(one) for one in names[:SHOWN])}{rest}"


def resolve(name: str, known: Iterable[str], what: str) -> str:
    """The known name equal to ``name`` but for case.

    Raises:
        ScenarioError: there is none; the message lists the near matches.
    """
    names = list(known)
    for one in names:
        if one.casefold() == name.casefold():
            return one
    raise ScenarioError(f"unknown {what} {name!r}; {hint(name, names)}")


def _either(names: list[str]) -> str:
    quoted = [repr(one) for one in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
