"""Which of the 14 categories a text of data.police.uk means, in any of the sets that it has used.

Until August 2011 there were 6 categories, until April 2013 there were 11, and 14 since: what was one category
is several today. The API writes them otherwise than the files do.
"""

from __future__ import annotations

from collections.abc import Collection

from microsim.reference.known_names import CATEGORIES, OLD_CATEGORIES, plain

END_OF_6, END_OF_11 = "2011-08", "2013-04"
"""The last months published with 6 and with 11 categories."""

OF_6: dict[str, tuple[str, ...]] = {
    "other crime": (
        "other crime",
        "bicycle theft",
        "criminal damage and arson",
        "drugs",
        "other theft",
        "possession of weapons",
        "public order",
        "shoplifting",
        "theft from the person",
    ),
}
"""December 2010 to August 2011: the category that held what is several today, the nearest one first."""

OF_11: dict[str, tuple[str, ...]] = {
    "other theft": ("other theft", "bicycle theft", "theft from the person"),
    "public disorder and weapons": ("public order", "possession of weapons"),
}
"""September 2011 to April 2013, likewise."""

NOT_IN_6 = frozenset(
    {"criminal damage and arson", "drugs", "other theft", "public disorder and weapons", "shoplifting"}
)
NOT_IN_11 = frozenset(
    {
        "bicycle theft",
        "possession of weapons",
        "public order",
        "theft from the person",
        "violence and sexual offences",
    }
)
"""Names that show that a file uses a later set."""


def _spaced(name: str) -> str:
    """A name with blanks alone between its words, so that `-` and `&` do not matter."""
    return plain(name.replace("&", " and ").replace("-", " "))


OTHER_NAMES: dict[str, str] = {
    **{_spaced(name): name for name in CATEGORIES},
    "criminal damage arson": "criminal damage and arson",
    "violent crime": "violence and sexual offences",
    "violence and sexual offence": "violence and sexual offences",
    "public disorder weapons": "public disorder and weapons",
}
"""Names of the API of data.police.uk and of other tables that are not those of its files."""


def published_name(text: str) -> str:
    """A category as the files of data.police.uk write it, in lower case."""
    name = plain(text)
    if name in CATEGORIES or name in OLD_CATEGORIES:
        return name
    return OTHER_NAMES.get(_spaced(name), _spaced(name))


def meanings(month: str, names: Collection[str]) -> dict[str, tuple[str, ...]]:
    """What the categories of one month's file mean.

    Args:
        month: `YYYY-MM`.
        names: the categories of the file, as `published_name` gives them.

    Returns:
        For each name the categories of today that it held, the nearest one first; several only for a name of
        an older set. A name that is no category is left out.
    """
    later = NOT_IN_11.intersection(names)
    disorder = "public disorder and weapons"
    several = {disorder: OF_11[disorder]}
    if month <= END_OF_11 and not later:
        several |= OF_11
    if month <= END_OF_6 and not later and not NOT_IN_6.intersection(names):
        several |= OF_6
    found = {}
    for name in names:
        today = OLD_CATEGORIES.get(name, name)
        if name in several:
            found[name] = several[name]
        elif today in CATEGORIES:
            found[name] = (today,)
    return found
