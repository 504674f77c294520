"""Matrices as values: what their inputs are, and their rows, columns and cells by number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from netlogo.extensions.base import ExtensionObject, a_list, a_number, a_whole_number, failure
from netlogo.extensions.matrix.algebra import AlgebraError, Rows
from netlogo.runtime.maths.numbers import number_text
from netlogo.runtime.values import dump


class Matrix(ExtensionObject):
    """A matrix as a list of rows, which change in place."""

    extension = "matrix"
    type_name = "org.nlogo.extensions.matrix.MatrixExtension$LogoMatrix"

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.rows), len(self.rows[0])

    def state(self) -> list[Any]:
        """What a snapshot keeps."""
        return self.rows

    def set_state(self, state: list[Any]) -> None:
        """Take up what `state` gave."""
        self.rows = state

    def content(self, exporting: bool) -> str:
        rows = "".join(["[ " + " ".join(map(number_text, row)) + " ]" for row in self.rows])
        return f" [ {rows} ]"

    def content_key(self) -> Any:
        return ("matrix", tuple(map(tuple, self.rows)))

    def logo_equals(self, other: object) -> bool:
        return isinstance(other, Matrix) and self.rows == other.rows


def matrix_of(value: Any) -> Matrix:
    if value.__class__ is Matrix:
        return value
    raise failure(f"not a matrix: {dump(value)}")


def copied(value: Any) -> Rows:
    return [row[:] for row in matrix_of(value).rows]


def numbers_of(values: Any) -> list[float]:
    return [a_number(value) for value in a_list(values)]


def told(function: Callable[..., Any], *matrices: Any) -> Any:
    """A function of rows, its complaints in NetLogo's form."""
    try:
        return function(*(matrix_of(matrix).rows for matrix in matrices))
    except AlgebraError as error:
        raise failure(str(error)) from error


def rows_of(lists: Any) -> Rows:
    """Nested lists as rows; what is no number is left out, and zeros come at the end of the row."""
    rows = a_list(lists)
    if not rows:
        raise failure("input list was empty")
    nested = "To convert a nested list into a matrix, "
    for i, row in enumerate(rows):
        if row.__class__ is not list:
            example = "e.g. [[1 2 3] [4 5 6]] creates a good 2x3 matrix."
            raise failure(f"{nested}there must be exactly two levels of nesting -- {example}")
        if len(row) != len(rows[0]):
            example = "e.g. [[1 2 3 4] [1 2 3]] is invalid, because row 1 has one more entry."
            raise failure(f"{nested}all nested lists must be the same length -- {example}")
        if not i and not row and len(rows) == 1:
            break
    if not rows[0]:
        raise failure("input list contained only empty lists")
    width = len(rows[0])
    kept = [[value for value in row if value.__class__ is float] for row in rows]
    return [row + [0.0] * (width - len(row)) for row in kept]


def cell(matrix: Matrix, row: Any, column: Any) -> tuple[int, int]:
    i, j = a_whole_number(row), a_whole_number(column)
    rows, columns = matrix.size
    if 0 <= i < rows and 0 <= j < columns:
        return i, j
    raise failure(f"({i},{j}) are not valid indices for a matrix with dimensions  {rows}x{columns}")


def line(matrix: Matrix, index: Any, axis: int) -> int:
    place = a_whole_number(index)
    rows, columns = matrix.size
    if 0 <= place < matrix.size[axis]:
        return place
    raise failure(f"({place}) is not valid indices for a matrix with dimensions  {rows}x{columns}")


def settable(matrix: Matrix, index: Any, axis: int) -> int:
    place = a_whole_number(index)
    rows, columns = matrix.size
    if 0 <= place < matrix.size[axis]:
        return place
    word = ("row", "column")[axis]
    raise failure(f"{place} is not valid {word} index for a matrix with dimensions {rows}x{columns}")


def fitting(matrix: Matrix, values: Any, axis: int) -> list[float]:
    numbers = numbers_of(values)
    needed = matrix.size[1 - axis]
    if len(numbers) == needed:
        return numbers
    word = ("row", "column")[axis]
    raise failure(
        f"The length of the given list ({len(numbers)}) is different"
        f" from the length of the matrix {word} ({needed})."
    )


def swappable(matrix: Matrix, one: Any, other: Any, axis: int) -> tuple[int, int]:
    places = a_whole_number(one), a_whole_number(other)
    rows, columns = matrix.size
    for order, place in zip(("first", "second"), places, strict=True):
        if not 0 <= place < matrix.size[axis]:
            word = ("row", "column")[axis]
            raise failure(f"The {order} {word} index, {place}, is not valid for a {rows} x {columns} matrix.")
    return places
