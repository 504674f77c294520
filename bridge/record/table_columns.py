"""Rows of a model's own tables as columns, as the journal keeps them: a number takes eight bytes."""

import math
from typing import Any, Self

import msgspec
import numpy as np

from bridge.police.reports import TableRows
from bridge.wire.protocol import pack

NONE = ""
"""What a model writes for a value that there is not."""


class TableColumns(msgspec.Struct, frozen=True):
    """Rows of one table; gives back the very rows that it was made of."""

    name: str
    columns: list[str]
    count: int
    values: list[bytes | list[bool | float | str]]
    """Of each column: float64 where all are numbers or none (not a number is none), else the values."""

    @classmethod
    def of(cls, table: TableRows) -> Self:
        """Turn rows into columns."""
        columns = zip(*table.rows, strict=True) if table.rows else ([] for _ in table.columns)
        values = [_packed(list(column)) for column in columns]
        return cls(table.name, list(table.columns), len(table.rows), values)

    def rows(self) -> TableRows:
        """Turn columns into rows."""
        if not self.count or not self.columns:
            return TableRows(self.name, tuple(self.columns), [[] for _ in range(self.count)])
        columns = [_unpacked(one) for one in self.values]
        return TableRows(self.name, tuple(self.columns), [list(row) for row in zip(*columns, strict=True)])


def _packed(column: list[Any]) -> bytes | list[Any]:
    kinds = set(map(type, column))
    if kinds == {float}:
        return pack(np.array(column), "float64")
    if kinds == {float, str} and all(one.__class__ is float or one == NONE for one in column):
        return pack(np.array([math.nan if one == NONE else one for one in column]), "float64")
    return column


def _unpacked(column: bytes | list[Any]) -> list[Any]:
    if not isinstance(column, bytes):
        return column
    values = np.frombuffer(column, dtype="<f8").tolist()
    return [NONE if one != one else one for one in values]
