"""The 43 territorial police forces of England and Wales and their spellings.

A force is found by what somebody typed, or by how police.uk, the Home Office or the ONS writes it. Bodies
that police no territory get an answer of their own, because no crime of theirs has an area.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from microsim.errors import UnknownNameError
from microsim.reference.known_names import known, near, plain
from microsim.reference.strict_tables import read_table
from microsim.storage.packaged_data import data_dir

NOT_TERRITORIAL: dict[str, str] = {
    "british transport police": "polices the railways, so its crimes have no force area",
    "btp": "is British Transport Police, which polices the railways, so its crimes have no force area",
    "action fraud": "is a national fraud body without an area",
    "cifas": "is a national fraud body without an area",
    "uk finance": "is a national fraud body without an area",
    "financial fraud action uk": "is a national fraud body without an area",
    "northern ireland": "has no LSOAs or MSOAs and no Home Office offence counts",
    "psni": "is the Police Service of Northern Ireland, which has no LSOAs or MSOAs",
    "police service of northern ireland": "has no LSOAs or MSOAs and no Home Office offence counts",
}
"""Names found in the same sources that this model cannot simulate, and why."""

NOTE = re.compile(
    r"\s*(?:[\[(]\s*(?:notes?\b[^\])]*|[\d,\s]+|[a-z])\s*[\])]|[*†‡]+|(?<=[a-z]{3})\d{1,2})\s*\Z"
)
"""A mark of a footnote at the end of a name: `[Note 6]`, `(3)`, `[x]`, `*`, `2`."""

BODY = re.compile(r"\s+(?:police(?: service| force| area)?|constabulary)\Z")
"""What a name may end in."""


@dataclass(frozen=True)
class Force:
    """One territorial force under its names in each source."""

    name: str
    """As this project writes it, for example `City of London`."""
    slug: str
    """As in the file names of data.police.uk, for example `city-of-london`."""
    police_uk: str
    """As in the columns `Reported by` and `Falls within` of data.police.uk."""
    home_office: str
    """As in the Home Office's open data tables, for example `London, City of`."""
    ons_code: str
    """The ONS code of the police force area, for example `E23000034`."""
    aliases: tuple[str, ...] = ()
    """Further spellings that are understood."""

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every text that means this force."""
        return (self.name, self.slug, self.police_uk, self.home_office, self.ons_code, *self.aliases)


@cache
def forces() -> tuple[Force, ...]:
    """All territorial forces, in alphabetical order of their names (`data/forces.csv`)."""
    columns = ("name", "slug", "police_uk", "home_office", "ons_code", "aliases")
    table = read_table(data_dir() / "forces.csv", columns, blank=("aliases",))
    return tuple(
        Force(
            name=str(row["name"]),
            slug=str(row["slug"]),
            police_uk=str(row["police_uk"]),
            home_office=str(row["home_office"]),
            ons_code=str(row["ons_code"]),
            aliases=tuple(alias for alias in str(row["aliases"]).split("|") if alias),
        )
        for row in table.to_dict("records")
    )


@cache
def _by_spelling() -> dict[str, Force]:
    return {_key(spelling): force for force in forces() for spelling in force.spellings}


def _key(name: str) -> str:
    """A spelling without what tables add or write in several ways: notes, `&`, hyphens, `Police`."""
    text = NOTE.sub("", plain(name)).replace("&", "and").replace("-", " ")
    text = BODY.sub("", text)
    return plain(text)


def find_force(name: str) -> Force:
    """The force meant by `name`, in any spelling and any case.

    Raises:
        UnknownNameError: no force has that name; the message lists near matches, or says why a body such as
            British Transport Police cannot be simulated.
    """
    wanted = plain(name)
    if wanted in NOT_TERRITORIAL:
        raise UnknownNameError(f"expected a territorial police force; {name!r} {NOT_TERRITORIAL[wanted]}")
    found = _by_spelling().get(_key(name))
    if found is None:
        names = [force.name for force in forces()]
        raise UnknownNameError(f"expected a police force, got {name!r}{near(name, names) or known(names)}")
    return found


def territorial(name: str) -> Force | None:
    """The territorial force of a name in a published table, in any spelling; None for another body."""
    return None if plain(name) in NOT_TERRITORIAL else _by_spelling().get(_key(name))
