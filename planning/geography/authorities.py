"""Local authorities of 2011 to 2024 and the police force of each (`data/authorities.csv`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from common.names import hint
from common.paths import data_dir
from common.reading import read_whole
from common.tables import parse_table
from planning.errors import GeographyError, UnknownAreaError


@dataclass(frozen=True)
class Authority:
    """One local authority.

    Attributes:
        code: of the ONS; an authority whose borders changed has a new one.
        name: as the ONS writes it.
        force: name of the police force, as in `data/forces.csv`.
        in_2022, in_2024: whether it existed then.
        rural: share of its residents (census 2011) in MSOAs of a rural class; None where unknown.
    """

    code: str
    name: str
    force: str
    in_2022: bool
    in_2024: bool
    rural: float | None


@cache
def authorities() -> dict[str, Authority]:
    """All authorities by code."""
    path = data_dir() / "authorities.csv"
    columns = ("code", "name", "force", "in_2022", "in_2024", "rural")
    table = parse_table(read_whole(path), path.name, columns, GeographyError, blank=("rural",))
    return {
        str(row["code"]): Authority(
            code=str(row["code"]),
            name=str(row["name"]),
            force=str(row["force"]),
            in_2022=row["in_2022"] == "yes",
            in_2024=row["in_2024"] == "yes",
            rural=float(row["rural"]) if row["rural"] else None,
        )
        for row in table.to_dict("records")
    }


def authority(code: str) -> Authority:
    """The authority of a code.

    Raises:
        UnknownAreaError: there is none.
    """
    found = authorities().get(code)
    if found is None:
        raise UnknownAreaError(
            f"expected the code of a local authority, got {code!r}{hint(code, authorities())}"
        )
    return found
