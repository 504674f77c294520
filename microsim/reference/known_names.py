"""Names as the model uses them, and the search for the name somebody meant.

A name that is not found is an error that lists near matches. Apart because files, loadings and command
options all need the same rule.
"""

from __future__ import annotations

from collections.abc import Iterable

from common.names import either as either
from common.names import find as find
from common.names import known as known
from common.names import matches as matches
from common.names import near as near
from common.names import plain as plain
from common.names import shown as shown
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
