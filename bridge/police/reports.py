"""What a NetLogo model reports, read strictly: pairs, loading factors, tables, items and references."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from bridge.base.near_names import hint
from bridge.base.shown import shown
from bridge.errors import ContractError
from bridge.police.contract import TICKS
from bridge.police.table_columns import TableColumns

_PAIR = [str, float]
_AREA_ROW = [str, str, float]


def read_pairs(value: object, reporter: str, what: str) -> dict[str, float]:
    """The dictionary of a reporter that gives a list of `[name number]`.

    Raises:
        ContractError: another shape, a name twice, or something that is not a number.
    """
    if not isinstance(value, Iterable) or isinstance(value, str):
        raise ContractError(f"{reporter}: expected a list of [name {what}], got {shown(value)}")
    found: dict[str, float] = {}
    for pair in value:
        if pair.__class__ is list and [one.__class__ for one in pair] == _PAIR and pair[0] not in found:
            found[pair[0]] = pair[1]  # as below, and several times as fast
            continue
        match pair:
            case [str(name), float(number)] if name not in found:
                found[name] = number
            case [str(name), float()]:
                raise ContractError(f"{reporter}: expected each name once, got {name!r} again")
            case _:
                raise ContractError(f"{reporter}: expected [name {what}], got {shown(pair)}")
    return found


def read_items(value: object, reporter: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The names that `report-crime-items` or `report-call-items` gives.

    Raises:
        ContractError: not a list of names, or one that there is not; the message lists the near ones.
    """
    if not isinstance(value, Iterable) or isinstance(value, str):
        raise ContractError(f"{reporter}: expected a list of names, got {shown(value)}")
    names = tuple(value)
    for name in names:
        if name not in known:
            raise ContractError(f"{reporter}: unknown item {name!r}; {hint(str(name), known)}")
    return names


def read_ticks_per_hour(value: object) -> int:
    """How many ticks the model makes of an hour.

    Raises:
        ContractError: not a number of ticks that divides an hour into whole minutes.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or value not in TICKS:
        raise ContractError(
            f"ticks-per-hour: expected one of {', '.join(map(str, TICKS))}, got {shown(value)}"
        )
    return int(value)


@dataclass(frozen=True, slots=True)
class Loading:
    """What `report-loading` gives: factors, dimensionless; what is not named is 1."""

    categories: dict[str, float]
    areas: dict[str, dict[str, float]]
    """Category -> code of the area -> factor, which counts instead of the category's."""


def read_loading(value: object) -> Loading:
    """The rows of `report-loading`: `[category factor]` and `[category area factor]`.

    Raises:
        ContractError: another shape, something named twice, or a factor that is no number.
    """
    if not isinstance(value, Iterable) or isinstance(value, str):
        raise ContractError(f"report-loading: expected a list of [category factor], got {shown(value)}")
    categories: dict[str, float] = {}
    areas: dict[str, dict[str, float]] = {}
    for row in value:
        if row.__class__ is list and [one.__class__ for one in row] == _AREA_ROW:
            category, name, factor = row  # as below, and several times as fast
            where = areas.get(category) or areas.setdefault(category, {})
            if name not in where:
                where[name] = factor
                continue
        if not isinstance(row, Iterable) or isinstance(row, str):
            raise _bad_factor(row)
        match tuple(row):
            case (str(category), float(factor)):
                where, name = categories, category
            case (str(category), str(name), float(factor)):
                where = areas.setdefault(category, {})
            case _:
                raise _bad_factor(row)
        if name in where:
            raise ContractError(f"report-loading: expected {category!r} {_once(name, category)}")
        where[name] = factor
    return Loading(categories, areas)


def _once(name: str, category: str) -> str:
    again = "once, got it again"
    return again if name == category else f"in {name!r} {again}"


def _bad_factor(row: object) -> ContractError:
    return ContractError(
        f"report-loading: expected [category factor] or [category area factor], got {shown(row)}"
    )


def read_tables(value: object, reporter: str) -> list[TableColumns]:
    """The tables of `report-tables`: a list of `[name columns rows]`.

    Raises:
        ContractError: another shape, a name that cannot be a file's, or a row of another length.
    """
    if not isinstance(value, Iterable) or isinstance(value, str):
        raise ContractError(f"{reporter}: expected a list of [name columns rows], got {shown(value)}")
    return [_table(one, reporter) for one in value]


def _table(one: Any, reporter: str) -> TableColumns:
    match one:
        case [str(name), [*names], [*rows]] if all(issubclass(kind, list) for kind in set(map(type, rows))):
            pass
        case _:
            raise ContractError(f"{reporter}: expected [name columns rows], got {shown(one)}")
    if not _TABLE_NAME.fullmatch(name) or name in TAKEN:
        raise ContractError(
            f"{reporter}: expected a table's name in small letters, digits and hyphens that no table of the "
            f"bridge has ({', '.join(TAKEN)}), got {shown(name)}"
        )
    if not all(isinstance(column, str) for column in names) or len(set(names)) < len(names):
        raise ContractError(
            f"{reporter}: expected different names of columns of {name!r}, got {shown(names)}"
        )
    if not set(map(len, rows)) <= {len(names)}:
        odd = next(row for row in rows if len(row) != len(names))
        raise ContractError(
            f"{reporter}: expected {len(names)} values in each row of {name!r}, got {shown(odd)}"
        )
    if not set(map(type, chain.from_iterable(rows))) <= _CELLS:
        odd = next(cell for cell in chain.from_iterable(rows) if cell.__class__ not in _CELLS)
        raise ContractError(
            f"{reporter}: expected numbers, strings and booleans in {name!r}, got {shown(odd)}"
        )
    return TableColumns.of(name, names, rows)


TAKEN = ("crimes", "ticks", "loading", "calls")
"""Names of the bridge's own tables."""
_TABLE_NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")
_CELLS = frozenset({float, str, bool})


def read_rows(value: object, reporter: str) -> list[list[Any]]:
    """The rows of `report-reference`, each `[name value]`.

    Raises:
        ContractError: another shape.
    """
    if not isinstance(value, Iterable) or isinstance(value, str):
        raise ContractError(f"{reporter}: expected a list of [name values], got {shown(value)}")
    rows = []
    for row in value:
        match row:
            case [str(name), float(number)]:
                rows.append([name, number])
            case [str(name), [*numbers]] if all(isinstance(one, float) for one in numbers):
                rows.append([name, list(numbers)])
            case _:
                raise ContractError(f"{reporter}: expected [name values], got {shown(row)}")
    return rows
