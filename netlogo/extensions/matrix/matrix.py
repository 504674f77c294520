"""The `matrix` extension: rectangles of numbers that change in place.

Operators take matrices and numbers; a number stands for a matrix of that number everywhere. The mathematics
is in `algebra`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from netlogo.extensions.base import Extension, a_number, a_whole_number, failure
from netlogo.extensions.matrix import algebra
from netlogo.extensions.matrix.algebra import Rows
from netlogo.extensions.matrix.arithmetic import minus, numeric, plus, reduced, times, times_each
from netlogo.extensions.matrix.trends import compound_growth, continuous_growth, linear_growth, regression
from netlogo.extensions.matrix.values import (
    Matrix,
    cell,
    copied,
    fitting,
    line,
    matrix_of,
    numbers_of,
    rows_of,
    settable,
    swappable,
    told,
)
from netlogo.runtime.maths.numbers import number_text
from netlogo.runtime.primitives.literals import read_literal


class MatrixExtension(Extension):
    """Primitives of `matrix`."""

    name = "matrix"
    signatures: ClassVar[str] = """
set : wildcard number number wildcard
set-row : wildcard number list
set-column : wildcard number list
swap-rows : wildcard number number
swap-columns : wildcard number number
get : wildcard number number -> wildcard
set-and-report : wildcard number number wildcard -> wildcard
dimensions : wildcard -> list
to-row-list : wildcard -> list
to-column-list : wildcard -> list
real-eigenvalues : wildcard -> list
imaginary-eigenvalues : wildcard -> list
regress : wildcard -> list
from-row-list : list -> wildcard
from-column-list : list -> wildcard
forecast-linear-growth : list -> list
forecast-compound-growth : list -> list
forecast-continuous-growth : list -> list
make-constant : number number number -> wildcard
make-identity : number -> wildcard
copy : wildcard -> wildcard
inverse : wildcard -> wildcard
transpose : wildcard -> wildcard
eigenvectors : wildcard -> wildcard
pretty-print-text : wildcard -> string
det : wildcard -> number
rank : wildcard -> number
cond : wildcard -> number
trace : wildcard -> number
times-scalar : wildcard number -> wildcard
plus-scalar : wildcard number -> wildcard
get-row : wildcard number -> list
get-column : wildcard number -> list
submatrix : wildcard number number number number -> wildcard
solve : wildcard wildcard -> wildcard
times : wildcard wildcard* -> wildcard
plus : wildcard wildcard* -> wildcard
minus : wildcard wildcard* -> wildcard
times-element-wise : wildcard wildcard* -> wildcard
* : wildcard ~ wildcard -> wildcard ; level=8
+ : wildcard ~ wildcard -> wildcard ; level=7
- : wildcard ~ wildcard -> wildcard ; level=7
map : reporter wildcard* -> wildcard ; default=2 runs
"""
    spelled: ClassVar[Mapping[str, str]] = {"*": "times_infix", "+": "plus_infix", "-": "minus_infix"}

    def _of(self, rows: Rows) -> Matrix:
        return self.keep(Matrix(rows))

    def blank(self) -> Matrix:
        return Matrix([[0.0]])

    def fill(self, value: Matrix, content: str) -> None:
        value.rows = rows_of(read_literal(content, self.world))

    # -- making and reading

    def from_row_list(self, rows: Any) -> Matrix:
        """A matrix from lists of equal length."""
        return self._of(rows_of(rows))

    def from_column_list(self, columns: Any) -> Matrix:
        """A matrix from its columns."""
        return self._of(algebra.transposed(rows_of(columns)))

    def make_constant(self, rows: Any, columns: Any, value: Any) -> Matrix:
        """The same number everywhere."""
        number = a_number(value)
        return self._of([[number] * a_whole_number(columns) for _ in range(a_whole_number(rows))])

    def make_identity(self, size: Any) -> Matrix:
        """Ones on the diagonal."""
        return self._of(algebra.identity(a_whole_number(size)))

    def copy(self, matrix: Any) -> Matrix:
        """A second matrix with the same numbers."""
        return self._of(copied(matrix))

    def to_row_list(self, matrix: Any) -> list[Any]:
        """The rows as lists."""
        return list(copied(matrix))

    def to_column_list(self, matrix: Any) -> list[Any]:
        """The columns as lists."""
        return list(algebra.transposed(matrix_of(matrix).rows))

    def dimensions(self, matrix: Any) -> list[Any]:
        """How many rows and columns."""
        return [float(number) for number in matrix_of(matrix).size]

    def pretty_print_text(self, matrix: Any) -> str:
        """One line for each row, columns aligned."""
        texts = [[number_text(value) for value in row] for row in matrix_of(matrix).rows]
        widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
        lines = [
            "  ".join([text.rjust(width) for text, width in zip(row, widths, strict=True)]) for row in texts
        ]
        return "[" + "\n ".join([f"[ {line} ]" for line in lines]) + "]"

    # -- single numbers, rows and columns

    def get(self, matrix: Any, row: Any, column: Any) -> float:
        """One number."""
        found = matrix_of(matrix)
        i, j = cell(found, row, column)
        return found.rows[i][j]

    def set(self, matrix: Any, row: Any, column: Any, value: Any) -> None:
        """Change one number."""
        found = matrix_of(matrix)
        i, j = cell(found, row, column)
        found.rows[i][j] = a_number(value)

    def set_and_report(self, matrix: Any, row: Any, column: Any, value: Any) -> Matrix:
        """A copy with one number changed."""
        found = matrix_of(matrix)
        i, j = cell(found, row, column)
        changed = self._of(copied(matrix))
        changed.rows[i][j] = a_number(value)
        return changed

    def get_row(self, matrix: Any, row: Any) -> list[Any]:
        """One row as a list."""
        found = matrix_of(matrix)
        return found.rows[line(found, row, 0)][:]

    def get_column(self, matrix: Any, column: Any) -> list[Any]:
        """One column as a list."""
        found = matrix_of(matrix)
        j = line(found, column, 1)
        return [row[j] for row in found.rows]

    def set_row(self, matrix: Any, row: Any, values: Any) -> None:
        """Change one row."""
        found = matrix_of(matrix)
        found.rows[settable(found, row, 0)][:] = fitting(found, values, 0)

    def set_column(self, matrix: Any, column: Any, values: Any) -> None:
        """Change one column."""
        found = matrix_of(matrix)
        j = settable(found, column, 1)
        for row, value in zip(found.rows, fitting(found, values, 1), strict=True):
            row[j] = value

    def swap_rows(self, matrix: Any, one: Any, other: Any) -> None:
        """Exchange two rows."""
        found = matrix_of(matrix)
        i, j = swappable(found, one, other, 0)
        found.rows[i][:], found.rows[j][:] = found.rows[j][:], found.rows[i][:]

    def swap_columns(self, matrix: Any, one: Any, other: Any) -> None:
        """Exchange two columns."""
        found = matrix_of(matrix)
        i, j = swappable(found, one, other, 1)
        for row in found.rows:
            row[i], row[j] = row[j], row[i]

    def submatrix(self, matrix: Any, row: Any, column: Any, end_row: Any, end_column: Any) -> Matrix:
        """Rows and columns from a start up to, but without, an end."""
        found = matrix_of(matrix)
        places = [a_whole_number(place) for place in (row, column, end_row, end_column)]
        words = ("Start row", "Start column", "End row", "End column")
        for i, (word, place) in enumerate(zip(words, places, strict=True)):
            first, last = (0, found.size[i % 2] - 1) if i < 2 else (1, found.size[i % 2])
            if not first <= place <= last:
                allowed = f"Should be between {first} and {last} inclusive."
                raise failure(f"{word} index ({place}) is invalid.  {allowed}")
        top, left, bottom, right = places
        if top >= bottom or left >= right:
            raise failure(f"expected the end after the start, got {places}")
        return self._of([values[left:right] for values in found.rows[top:bottom]])

    def map(self, function: Callable[..., Any], *matrices: Any) -> Matrix:
        """A matrix of what `function` reports for the numbers at each place."""
        found = [matrix_of(matrix) for matrix in matrices]
        first = found[0].size
        for matrix in found:
            if matrix.size != first:
                sizes = [f"{rows}x{columns}" for rows, columns in (first, matrix.size)]
                raise failure(
                    "All matrices must have the same dimmensions: "
                    f"the first was {sizes[0]} and another was {sizes[1]}."
                )
        rows = zip(*(matrix.rows for matrix in found), strict=True)
        return self._of([[a_number(function(*values)) for values in zip(*row, strict=True)] for row in rows])

    # -- operators

    def times(self, *values: Any) -> Matrix:
        """The product of matrices and numbers."""
        return self._of(reduced("times", times, values))

    def plus(self, *values: Any) -> Matrix:
        """The sum of matrices and numbers."""
        return self._of(reduced("plus", plus, values))

    def minus(self, *values: Any) -> Matrix:
        """The first less the others."""
        return self._of(reduced("minus", minus, values))

    def times_element_wise(self, *values: Any) -> Matrix:
        """Products of the numbers at each place."""
        return self._of(reduced("times-element-wise", times_each, values))

    def times_infix(self, left: Any, right: Any) -> Matrix:
        """`matrix:*`."""
        return self._of(reduced("*", times, (left, right)))

    def plus_infix(self, left: Any, right: Any) -> Matrix:
        """`matrix:+`."""
        return self._of(reduced("+", plus, (left, right)))

    def minus_infix(self, left: Any, right: Any) -> Matrix:
        """`matrix:-`."""
        return self._of(reduced("-", minus, (left, right)))

    def times_scalar(self, matrix: Any, factor: Any) -> Matrix:
        """Multiply in place, as NetLogo's does, and report the result."""
        found, number = numeric(matrix), a_number(factor)
        if found.__class__ is float:
            raise failure("You must give matrix:times-scalar a matrix as the first input.")
        for row in found:
            row[:] = [value * number for value in row]
        return self._of(found)

    def plus_scalar(self, matrix: Any, number: Any) -> Matrix:
        """A number added everywhere."""
        if numeric(matrix).__class__ is float:
            raise failure("You must give matrix:plus-scalar a matrix as the first input.")
        return self._of(reduced("plus-scalar", plus, (matrix, number)))

    # -- linear algebra

    def transpose(self, matrix: Any) -> Matrix:
        """Rows as columns."""
        return self._of(algebra.transposed(matrix_of(matrix).rows))

    def det(self, matrix: Any) -> float:
        """The determinant."""
        return float(told(algebra.determinant, matrix))

    def rank(self, matrix: Any) -> float:
        """The rank."""
        return float(told(algebra.rank, matrix))

    def cond(self, matrix: Any) -> float:
        """The condition number."""
        return float(told(algebra.condition, matrix))

    def trace(self, matrix: Any) -> float:
        """The sum of the diagonal."""
        total = 0.0
        for i, row in enumerate(matrix_of(matrix).rows[: len(matrix_of(matrix).rows[0])]):
            total += row[i]
        return total

    def inverse(self, matrix: Any) -> Matrix:
        """The inverse."""
        return self._of(told(algebra.inverted, matrix))

    def solve(self, left: Any, right: Any) -> Matrix:
        """The matrix that times the left one gives the right one."""
        return self._of(told(algebra.solved, left, right))

    def real_eigenvalues(self, matrix: Any) -> list[Any]:
        """Real parts of the eigenvalues."""
        return [value.real for value in told(algebra.eigenvalues, matrix)]

    def imaginary_eigenvalues(self, matrix: Any) -> list[Any]:
        """Imaginary parts of the eigenvalues."""
        return [value.imag for value in told(algebra.eigenvalues, matrix)]

    def eigenvectors(self, matrix: Any) -> Matrix:
        """Eigenvectors as columns."""
        return self._of(told(algebra.eigenvectors, matrix))

    # -- trends

    def forecast_linear_growth(self, values: Any) -> list[Any]:
        """`[forecast constant slope r-squared]`."""
        return linear_growth(numbers_of(values))

    def forecast_compound_growth(self, values: Any) -> list[Any]:
        """`[forecast constant growth r-squared]`, the growth per step as a factor."""
        return compound_growth(numbers_of(values))

    def forecast_continuous_growth(self, values: Any) -> list[Any]:
        """`[forecast constant growth r-squared]`, the growth as an exponent."""
        return continuous_growth(numbers_of(values))

    def regress(self, matrix: Any) -> list[Any]:
        """Coefficients and `[r-squared total-sum-of-squares residual-sum-of-squares]`."""
        return list(told(regression, matrix))


EXTENSION = MatrixExtension
