"""Says what a mistyped name may have meant, as every message of the bridge does.

The search itself is the microsimulation's, so that both suggest the same names; only the wording and the
error are the bridge's own.
"""

from collections.abc import Iterable

from bridge.errors import ScenarioError
from microsim.reference.known_names import either, find, matches

SHOWN = 5
"""Names listed at most in one message."""


def hint(name: str, known: Iterable[str], *, listing: str = "known") -> str:
    """The tail of an error message: the near matches, or the first names where nothing is near."""
    names = sorted(known)
    if not names:
        return "there are none"
    if found := matches(name, names, SHOWN):
        return f"did you mean {either(found)}?"
    rest = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{listing}: {', '.join(repr(one) for one in names[:SHOWN])}{rest}"


def resolve(name: str, known: Iterable[str], what: str) -> str:
    """The known name equal to `name` but for case and blanks.

    Raises:
        ScenarioError: there is none; the message lists the near matches.
    """
    names = list(known)
    found = find(name, names)
    if found is None:
        raise ScenarioError(f"unknown {what} {name!r}; {hint(name, names)}")
    return found
