"""The search for the name somebody meant, and names and values as error messages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from reprlib import Repr

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


def known(names: Iterable[str], limit: int = 12) -> str:
    """The end of an error message where no name is close: the first names there are."""
    listed = list(names)
    if not listed:
        return "; there is none"
    more = ", ..." if len(listed) > limit else ""
    return "; known: " + ", ".join(repr(name) for name in listed[:limit]) + more


def hint(name: str, choices: Iterable[str]) -> str:
    """The end of an error message about an unknown name: those that are near, else the first there are."""
    listed = list(choices)
    return near(name, listed) or known(listed)
