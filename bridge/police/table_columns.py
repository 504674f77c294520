"""New rows of a model's own tables, as columns: of numbers, as most are, a value takes eight bytes."""

import math
from collections.abc import Sequence
from typing import Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from bridge.wire.protocol import pack

NONE = ""
"""What a model writes for a value that there is not."""

Column = bytes | list[bool | float | str]
"""float64 where all values are numbers or none (not a number is none), else the values."""


class TableColumns(msgspec.Struct, frozen=True):
    """Rows of one table; gives back the very rows that it was made of. The journal keeps it as it is."""

    name: str
    columns: list[str]
    count: int
    """Rows."""
    values: list[Column]
    """Of each column."""

    @classmethod
    def of(cls, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Self:
        """Turn rows into columns.

        Args:
            rows: numbers (float), texts and booleans, as many in each as there are columns.
        """
        listed = zip(*rows, strict=True) if rows else ([] for _ in columns)
        return cls(name, list(columns), len(rows), [_packed(list(column)) for column in listed])

    def rows(self) -> list[list[Any]]:
        """Turn columns into rows."""
        if not self.count or not self.columns:
            return [[] for _ in range(self.count)]
        return [list(row) for row in zip(*(_unpacked(one) for one in self.values), strict=True)]

    def numbers(self, *columns: str) -> NDArray[np.float64]:
        """Some columns, shape (rows, columns); not a number where there is no number."""
        found = [self.values[self.columns.index(name)] for name in columns]
        return np.column_stack([numbers(one) for one in found])

    def listed(self, column: str) -> list[Any]:
        """The values of one column."""
        return _unpacked(self.values[self.columns.index(column)])


def numbers(column: Column) -> NDArray[np.float64]:
    """A column as numbers; not a number where there is none."""
    if isinstance(column, bytes):
        return np.frombuffer(column, dtype="<f8")
    return np.array([math.nan if one.__class__ is str else one for one in column], dtype=np.float64)


def _packed(column: list[Any]) -> Column:
    kinds = set(map(type, column))
    if kinds == {float}:
        return pack(np.array(column), "float64")
    if kinds == {float, str} and all(one.__class__ is float or one == NONE for one in column):
        return pack(np.array([math.nan if one == NONE else one for one in column]), "float64")
    return column


def _unpacked(column: Column) -> list[Any]:
    if not isinstance(column, bytes):
        return column
    return [NONE if one != one else one for one in numbers(column).tolist()]
