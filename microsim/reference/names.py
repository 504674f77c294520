"""Names as the model uses them, and the search for the name somebody meant.

A name that is not found is an error that lists near matches. Apart because files, loadings and command
options all need the same rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from reprlib import Repr

from microsim.errors import UnknownNameError

CATEGORIES: tuple[str, ...] = (
    "anti-social behaviour",
    "bicycle theft",
    "burglary",
    "criminal damage and arson",
    "drugs",
    "other crime",
    "other theft",
    "possession of weapons",
    "public order",
    "robbery",
    "shoplifting",
    "theft from the person",
    "vehicle crime",
    "violence and sexual offences",
)
"""The 14 categories of data.police.uk, lower case, in alphabetical order: the category axis of every
array."""

ASB = CATEGORIES[0]
"""Anti-social behaviour: an incident without crime ID, outcome or Home Office offence code."""

OLD_CATEGORIES: dict[str, str] = {
    "violent crime": "violence and sexual offences",
    "public disorder and weapons": "public order",
}
"""Names police.uk used until April 2013, and the category of today that holds most of them."""


_brief = Repr()
_brief.maxstring = _brief.maxother = 120


def plain(name: str) -> str:
    """A name without case and without surrounding or repeated blanks, for comparison only."""
    return " ".join(name.split()).casefold()


def find(name: str, choices: Iterable[str]) -> str | None:
    """The one of `choices` that equals `name` but for case and blanks, or None."""
    wanted = plain(name)
    return next((choice for choice in choices if plain(choice) == wanted), None)


def matches(name: str, choices: Iterable[str], limit: int) -> list[str]:
    """The choices that look like `name`, best first, then those that contain it."""
    by_plain = {plain(choice): choice for choice in choices}
    wanted = plain(name)
    close = get_close_matches(wanted, by_plain, n=limit, cutoff=0.6)
    if len(wanted) > 2:
        close += [text for text in sorted(by_plain) if wanted in text and text not in close]
    return [by_plain[text] for text in close[:limit]]


def shown(value: object) -> str:
    """A value from a file as error messages show it: its repr, a long one without its middle."""
    return _brief.repr(value)


def either(names: Sequence[str]) -> str:
    """Names in a sentence: `'a', 'b' or 'c'`."""
    *others, last = map(repr, names)
    return f"{', '.join(others)} or {last}" if others else last


def near(name: str, choices: Iterable[str], limit: int = 3) -> str:
    """The end of an error message: `; did you mean 'a' or 'b'?`, or nothing where no name is close."""
    found = matches(name, choices, limit)
    return f"; did you mean {either(found)}?" if found else ""


def resolve(name: str, choices: Iterable[str], what: str) -> str:
    """The one of `choices` that equals `name` but for case and blanks.

    Raises:
        UnknownNameError: there is none; `what` says what was looked for, for example "category".
    """
    names = list(choices)
    found = find(name, names)
    if found is not None:
        return found
    article = "an" if what[0] in "aeiou" else "a"
    raise UnknownNameError(f"expected {article} {what}, got {name!r}{near(name, names) or known(names)}")


def known(names: Iterable[str], limit: int = 12) -> str:
    """The end of an error message where no name is close: the first names there are."""
    listed = list(names)
    if not listed:
        return "; there is none"
    more = ", ..." if len(listed) > limit else ""
    return "; known: " + ", ".join(repr(name) for name in listed[:limit]) + more
