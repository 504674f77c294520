"""The MSOAs of England and Wales of 2011 and 2021, from the tables that the project ships.

Nothing is downloaded. The tables are made by `scripts/make_areas.py`; their layout is in `data/README.md`.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache, lru_cache
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from common.names import find, hint
from common.paths import data_dir
from planning.arrays import Positions, Shapes
from planning.errors import GeographyError, UnknownAreaError
from planning.geography.areas import Areas
from planning.geography.authorities import authorities
from planning.geography.outlines import decode

Vintage = Literal["2011", "2021"]
VINTAGES: tuple[Vintage, ...] = ("2011", "2021")

FORMAT = "crims areas 1"
"""In the metadata of a table: the layout that this module reads."""

CREDIT = (
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0. "
    "Contains OS data © Crown copyright and database right"
)


@cache
def msoas(vintage: Vintage) -> Areas:
    """All MSOAs of one vintage, by code: 7,201 of 2011, 7,264 of 2021.

    Raises:
        GeographyError: the table is missing, damaged or of another layout.
    """
    table = _table(vintage)
    return _areas(table, np.arange(table.num_rows), vintage)


@cache
def _table(vintage: Vintage) -> pa.Table:
    if vintage not in VINTAGES:
        raise GeographyError(f"expected the vintage '2011' or '2021', got {vintage!r}")
    path = data_dir() / f"areas-{vintage}.parquet"
    try:
        with pq.ParquetFile(path) as file:  # `read_table` would load packages for folders of files
            table = file.read()
    except (OSError, ValueError) as error:
        raise GeographyError(f"{path}: expected the table of areas that ships here ({error})") from error
    layout = (table.schema.metadata or {}).get(b"format", b"").decode()
    if layout != FORMAT:
        raise GeographyError(
            f"{path}: expected the layout {FORMAT!r}, got {layout!r}; install matching files"
        )
    return table


def _areas(table: pa.Table, rows: Positions, vintage: Vintage) -> Areas:
    """The areas in some rows of a table; only their outlines are decoded."""
    some = table.take(pa.array(rows))
    column = {name: some.column(name).to_pylist() for name in some.column_names}
    classes = column["rural_urban"]
    named = authorities()
    new = {old: at for at, old in enumerate(rows.tolist())}
    return Areas(
        codes=tuple(column["code"]),
        names=tuple(column["name"]),
        x_m=np.asarray(column["x"], dtype=float),
        y_m=np.asarray(column["y"], dtype=float),
        weighted=np.asarray(column["weighted"], dtype=bool),
        km2=np.asarray(column["km2"], dtype=float),
        population=np.asarray(column["population"], dtype=float),
        urban=np.array([is_urban(code) for code in classes], dtype=bool),
        rural_urban=tuple(classes),
        authority=tuple(column["authority"]),
        authority_name=tuple(named[code].name for code in column["authority"]),
        force=tuple(column["force"]),
        neighbors=tuple(tuple(new[n] for n in group if n in new) for group in column["neighbors"]),
        outlines=_outlines(column["outline"], column["x"], column["y"]),
        source=f"MSOAs of {vintage}. {CREDIT}",
    )


def _outlines(rings: list[list[list[int]]], x: list[int], y: list[int]) -> Shapes:
    shapes = np.empty(len(rings), dtype=object)
    for at, centre in enumerate(zip(x, y, strict=True)):
        shapes[at] = decode(rings[at], centre)
    return shapes


def is_urban(rural_urban: str) -> bool:
    """Whether a class of the ONS's rural-urban classification is urban (2011: A to C; 2021: U)."""
    return rural_urban[:1] in ("A", "B", "C", "U")


def areas_of_force(force: str, vintage: Vintage) -> Areas:
    """The MSOAs that a force polices.

    Args:
        force: its name as in `data/forces.csv`, in any case.

    Raises:
        UnknownAreaError: no MSOA belongs to a force of this name.
    """
    table = _table(vintage)
    owners = np.asarray(table.column("force").to_pylist(), dtype=object)
    names = sorted(set(owners))
    name = find(force, names)
    if name is None:
        raise UnknownAreaError(f"expected a police force, got {force!r}{hint(force, names)}")
    return _areas(table, np.flatnonzero(owners == name), vintage)


def areas_by_code(codes: Collection[str]) -> Areas:
    """Some MSOAs in the order of their codes, of the vintage that has all of them (2021 where both have).

    Raises:
        UnknownAreaError: neither vintage has all of them; the message names the first that is missing.
    """
    if not codes:
        raise UnknownAreaError("expected at least one area, got none")
    return _areas_by_code(tuple(codes))


@lru_cache(maxsize=2)
def _areas_by_code(wanted: tuple[str, ...]) -> Areas:
    """A run asks for the same areas twice: for itself and for its reference."""
    row = {vintage: _rows(vintage) for vintage in VINTAGES}
    for vintage in reversed(VINTAGES):
        if all(code in row[vintage] for code in wanted):
            rows = np.unique([row[vintage][code] for code in wanted])
            return _areas(_table(vintage), rows, vintage)
    either = {**row["2011"], **row["2021"]}
    unknown = next((code for code in wanted if code not in either), None)
    if unknown is not None:
        raise UnknownAreaError(f"expected codes of MSOAs, got {unknown!r}{hint(unknown, either)}")
    old = next(code for code in wanted if code not in row["2021"])
    new = next(code for code in wanted if code not in row["2011"])
    raise UnknownAreaError(
        f"expected MSOAs of one vintage, got {old!r}, which only 2011 has, and {new!r}, which only 2021 has"
    )


def known_codes(vintage: Vintage) -> Collection[str]:
    """The codes of one vintage."""
    return _rows(vintage).keys()


@cache
def _rows(vintage: Vintage) -> dict[str, int]:
    """The row of each code."""
    return {code: at for at, code in enumerate(_table(vintage).column("code").to_pylist())}
