"""What an outcome of data.police.uk says: whether the case is decided, and whether there is a suspect.

By `data/outcomes.csv`, which has the texts of the files and those of the API, or by a table of one's own.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from microsim.reference.known_names import plain
from microsim.reference.strict_tables import choice_column, read_table
from microsim.storage.packaged_data import data_dir

NOT_A_WORD = re.compile(r"[^\w']+")

COLUMNS = ("outcome", "suspect", "decided")


class Outcome(NamedTuple):
    """What an outcome says."""

    suspect: bool
    """Whether a suspect was identified."""
    decided: bool
    """Whether it is known if there is a suspect; a case still open may yet have one."""


UNKNOWN = Outcome(suspect=False, decided=False)
"""No outcome, or one that the table does not list."""


def outcome_key(text: str) -> str:
    """An outcome in lower case with blanks alone between its words: the API writes hyphens, others a dash for
    the semicolon of the files."""
    return " ".join(NOT_A_WORD.sub(" ", plain(text)).split())


def outcome_table(path: Path | None = None) -> dict[str, Outcome]:
    """Outcome, as `outcome_key` has it -> what it says.

    Args:
        path: a table in the layout of `data/outcomes.csv`; None is that file.

    Raises:
        DataError: a column is missing, or a value is neither yes nor no.
    """
    return _packaged() if path is None else _read(path)


@cache
def _packaged() -> dict[str, Outcome]:
    return _read(data_dir() / "outcomes.csv")


def _read(path: Path) -> dict[str, Outcome]:
    table = read_table(path, COLUMNS)
    suspect = choice_column(table, "suspect", path.name) == "yes"
    decided = choice_column(table, "decided", path.name) == "yes"
    return {
        outcome_key(text): Outcome(bool(found), bool(known))
        for text, found, known in zip(table["outcome"], suspect, decided, strict=True)
    }
