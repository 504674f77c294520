"""The `matrix` extension: rectangles of numbers that change in place.

Operators take matrices and numbers; a number stands for a matrix of that number everywhere. The mathematics
is in `matrix_algebra`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from netlogo.extensions import matrix_algebra as algebra
from netlogo.extensions.base import Extension, ExtensionObject, a_list, a_number, a_whole_number, failure
from netlogo.extensions.matrix_algebra import AlgebraError, Rows
from netlogo.extensions.matrix_trends import compound_growth, continuous_growth, linear_growth, regression
from netlogo.runtime.literals import read_literal
from netlogo.runtime.numbers import number_text
from netlogo.runtime.values import dump, type_name

_JAVA_CLASSES = {str: "java.lang.String", bool: "java.lang.Boolean", list: "org.nlogo.core.LogoList"}


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


class MatrixExtension(Extension):
    """Primitives of `matrix`."""

    name = "matrix"
    signatures: ClassVar[str] = """
wildcard number number wildcard : set
wildcard number list : set-row set-column
wildcard number number : swap-rows swap-columns
wildcard number number -> wildcard : get
wildcard number number wildcard -> wildcard : set-and-report
wildcard -> list : dimensions to-row-list to-column-list real-eigenvalues imaginary-eigenvalues regress
list -> wildcard : from-row-list from-column-list
list -> list : forecast-linear-growth forecast-compound-growth forecast-continuous-growth
number number number -> wildcard : make-constant
number -> wildcard : make-identity
wildcard -> wildcard : copy inverse transpose eigenvectors
wildcard -> string : pretty-print-text
wildcard -> number : det rank cond trace
wildcard number -> wildcard : times-scalar plus-scalar
wildcard number -> list : get-row get-column
wildcard number number number number -> wildcard : submatrix
wildcard wildcard -> wildcard : solve
wildcard wildcard* -> wildcard : times plus minus times-element-wise
wildcard ~ wildcard -> wildcard ; level=8 : *
wildcard ~ wildcard -> wildcard ; level=7 : + -
reporter wildcard* -> wildcard ; default=2 : map
"""
    spelled: ClassVar[Mapping[str, str]] = {"*": "times_infix", "+": "plus_infix", "-": "minus_infix"}

    def _of(self, rows: Rows) -> Matrix:
        return self.keep(Matrix(rows))

    def blank(self) -> Matrix:
        return Matrix([[0.0]])

    def fill(self, value: Matrix, content: str) -> None:
        value.rows = _rows_of(read_literal(content, self.world))

    # -- making and reading

    def from_row_list(self, rows: Any) -> Matrix:
        """A matrix from lists of equal length."""
        return self._of(_rows_of(rows))

    def from_column_list(self, columns: Any) -> Matrix:
        """A matrix from its columns."""
        return self._of(algebra.transposed(_rows_of(columns)))

    def make_constant(self, rows: Any, columns: Any, value: Any) -> Matrix:
        """The same number everywhere."""
        number = a_number(value)
        return self._of([[number] * a_whole_number(columns) for _ in range(a_whole_number(rows))])

    def make_identity(self, size: Any) -> Matrix:
        """Ones on the diagonal."""
        return self._of(algebra.identity(a_whole_number(size)))

    def copy(self, matrix: Any) -> Matrix:
        """A second matrix with the same numbers."""
        return self._of(_copied(matrix))

    def to_row_list(self, matrix: Any) -> list[Any]:
        """The rows as lists."""
        return list(_copied(matrix))

    def to_column_list(self, matrix: Any) -> list[Any]:
        """The columns as lists."""
        return list(algebra.transposed(_matrix(matrix).rows))

    def dimensions(self, matrix: Any) -> list[Any]:
        """How many rows and columns."""
        return [float(number) for number in _matrix(matrix).size]

    def pretty_print_text(self, matrix: Any) -> str:
        """One line for each row, columns aligned."""
        texts = [[number_text(value) for value in row] for row in _matrix(matrix).rows]
        widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
        lines = [
            "  ".join([text.rjust(width) for text, width in zip(row, widths, strict=True)]) for row in texts
        ]
        return "[" + "\n ".join([f"[ {line} ]" for line in lines]) + "]"

    # -- single numbers, rows and columns

    def get(self, matrix: Any, row: Any, column: Any) -> float:
        """One number."""
        found = _matrix(matrix)
        i, j = _cell(found, row, column)
        return found.rows[i][j]

    def set(self, matrix: Any, row: Any, column: Any, value: Any) -> None:
        """Change one number."""
        found = _matrix(matrix)
        i, j = _cell(found, row, column)
        found.rows[i][j] = a_number(value)

    def set_and_report(self, matrix: Any, row: Any, column: Any, value: Any) -> Matrix:
        """A copy with one number changed."""
        found = _matrix(matrix)
        i, j = _cell(found, row, column)
        changed = self._of(_copied(matrix))
        changed.rows[i][j] = a_number(value)
        return changed

    def get_row(self, matrix: Any, row: Any) -> list[Any]:
        """One row as a list."""
        found = _matrix(matrix)
        return found.rows[_line(found, row, 0)][:]

    def get_column(self, matrix: Any, column: Any) -> list[Any]:
        """One column as a list."""
        found = _matrix(matrix)
        j = _line(found, column, 1)
        return [row[j] for row in found.rows]

    def set_row(self, matrix: Any, row: Any, values: Any) -> None:
        """Change one row."""
        found = _matrix(matrix)
        found.rows[_settable(found, row, 0)][:] = _fitting(found, values, 0)

    def set_column(self, matrix: Any, column: Any, values: Any) -> None:
        """Change one column."""
        found = _matrix(matrix)
        j = _settable(found, column, 1)
        for row, value in zip(found.rows, _fitting(found, values, 1), strict=True):
            row[j] = value

    def swap_rows(self, matrix: Any, one: Any, other: Any) -> None:
        """Exchange two rows."""
        found = _matrix(matrix)
        i, j = _swappable(found, one, other, 0)
        found.rows[i][:], found.rows[j][:] = found.rows[j][:], found.rows[i][:]

    def swap_columns(self, matrix: Any, one: Any, other: Any) -> None:
        """Exchange two columns."""
        found = _matrix(matrix)
        i, j = _swappable(found, one, other, 1)
        for row in found.rows:
            row[i], row[j] = row[j], row[i]

    def submatrix(self, matrix: Any, row: Any, column: Any, end_row: Any, end_column: Any) -> Matrix:
        """Rows and columns from a start up to, but without, an end."""
        found = _matrix(matrix)
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
        found = [_matrix(matrix) for matrix in matrices]
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
        return self._of(_reduced("times", _times, values))

    def plus(self, *values: Any) -> Matrix:
        """The sum of matrices and numbers."""
        return self._of(_reduced("plus", _plus, values))

    def minus(self, *values: Any) -> Matrix:
        """The first less the others."""
        return self._of(_reduced("minus", _minus, values))

    def times_element_wise(self, *values: Any) -> Matrix:
        """Products of the numbers at each place."""
        return self._of(_reduced("times-element-wise", _times_each, values))

    def times_infix(self, left: Any, right: Any) -> Matrix:
        """`matrix:*`."""
        return self._of(_reduced("*", _times, (left, right)))

    def plus_infix(self, left: Any, right: Any) -> Matrix:
        """`matrix:+`."""
        return self._of(_reduced("+", _plus, (left, right)))

    def minus_infix(self, left: Any, right: Any) -> Matrix:
        """`matrix:-`."""
        return self._of(_reduced("-", _minus, (left, right)))

    def times_scalar(self, matrix: Any, factor: Any) -> Matrix:
        """Multiply in place, as NetLogo's does, and report the result."""
        found, number = _numeric(matrix), a_number(factor)
        if found.__class__ is float:
            raise failure("You must give matrix:times-scalar a matrix as the first input.")
        for row in found:
            row[:] = [value * number for value in row]
        return self._of(found)

    def plus_scalar(self, matrix: Any, number: Any) -> Matrix:
        """A number added everywhere."""
        if _numeric(matrix).__class__ is float:
            raise failure("You must give matrix:plus-scalar a matrix as the first input.")
        return self._of(_reduced("plus-scalar", _plus, (matrix, number)))

    # -- linear algebra

    def transpose(self, matrix: Any) -> Matrix:
        """Rows as columns."""
        return self._of(algebra.transposed(_matrix(matrix).rows))

    def det(self, matrix: Any) -> float:
        """The determinant."""
        return float(_told(algebra.determinant, matrix))

    def rank(self, matrix: Any) -> float:
        """The rank."""
        return float(_told(algebra.rank, matrix))

    def cond(self, matrix: Any) -> float:
        """The condition number."""
        return float(_told(algebra.condition, matrix))

    def trace(self, matrix: Any) -> float:
        """The sum of the diagonal."""
        total = 0.0
        for i, row in enumerate(_matrix(matrix).rows[: len(_matrix(matrix).rows[0])]):
            total += row[i]
        return total

    def inverse(self, matrix: Any) -> Matrix:
        """The inverse."""
        return self._of(_told(algebra.inverted, matrix))

    def solve(self, left: Any, right: Any) -> Matrix:
        """The matrix that times the left one gives the right one."""
        return self._of(_told(algebra.solved, left, right))

    def real_eigenvalues(self, matrix: Any) -> list[Any]:
        """Real parts of the eigenvalues."""
        return [value.real for value in _told(algebra.eigenvalues, matrix)]

    def imaginary_eigenvalues(self, matrix: Any) -> list[Any]:
        """Imaginary parts of the eigenvalues."""
        return [value.imag for value in _told(algebra.eigenvalues, matrix)]

    def eigenvectors(self, matrix: Any) -> Matrix:
        """Eigenvectors as columns."""
        return self._of(_told(algebra.eigenvectors, matrix))

    # -- trends

    def forecast_linear_growth(self, values: Any) -> list[Any]:
        """`[forecast constant slope r-squared]`."""
        return linear_growth(_numbers(values))

    def forecast_compound_growth(self, values: Any) -> list[Any]:
        """`[forecast constant growth r-squared]`, the growth per step as a factor."""
        return compound_growth(_numbers(values))

    def forecast_continuous_growth(self, values: Any) -> list[Any]:
        """`[forecast constant growth r-squared]`, the growth as an exponent."""
        return continuous_growth(_numbers(values))

    def regress(self, matrix: Any) -> list[Any]:
        """Coefficients and `[r-squared total-sum-of-squares residual-sum-of-squares]`."""
        return list(_told(regression, matrix))


def _matrix(value: Any) -> Matrix:
    if value.__class__ is Matrix:
        return value
    raise failure(f"not a matrix: {dump(value)}")


def _copied(value: Any) -> Rows:
    return [row[:] for row in _matrix(value).rows]


def _numbers(values: Any) -> list[float]:
    return [a_number(value) for value in a_list(values)]


def _told(function: Callable[..., Any], *matrices: Any) -> Any:
    """A function of rows, its complaints in NetLogo's form."""
    try:
        return function(*(_matrix(matrix).rows for matrix in matrices))
    except AlgebraError as error:
        raise failure(str(error)) from error


def _rows_of(lists: Any) -> Rows:
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


# --- places -----------------------------------------------------------------------------------------------


def _cell(matrix: Matrix, row: Any, column: Any) -> tuple[int, int]:
    i, j = a_whole_number(row), a_whole_number(column)
    rows, columns = matrix.size
    if 0 <= i < rows and 0 <= j < columns:
        return i, j
    raise failure(f"({i},{j}) are not valid indices for a matrix with dimensions  {rows}x{columns}")


def _line(matrix: Matrix, index: Any, axis: int) -> int:
    place = a_whole_number(index)
    rows, columns = matrix.size
    if 0 <= place < matrix.size[axis]:
        return place
    raise failure(f"({place}) is not valid indices for a matrix with dimensions  {rows}x{columns}")


def _settable(matrix: Matrix, index: Any, axis: int) -> int:
    place = a_whole_number(index)
    rows, columns = matrix.size
    if 0 <= place < matrix.size[axis]:
        return place
    word = ("row", "column")[axis]
    raise failure(f"{place} is not valid {word} index for a matrix with dimensions {rows}x{columns}")


def _fitting(matrix: Matrix, values: Any, axis: int) -> list[float]:
    numbers = _numbers(values)
    needed = matrix.size[1 - axis]
    if len(numbers) == needed:
        return numbers
    word = ("row", "column")[axis]
    raise failure(
        f"The length of the given list ({len(numbers)}) is different"
        f" from the length of the matrix {word} ({needed})."
    )


def _swappable(matrix: Matrix, one: Any, other: Any, axis: int) -> tuple[int, int]:
    places = a_whole_number(one), a_whole_number(other)
    rows, columns = matrix.size
    for order, place in zip(("first", "second"), places, strict=True):
        if not 0 <= place < matrix.size[axis]:
            word = ("row", "column")[axis]
            raise failure(f"The {order} {word} index, {place}, is not valid for a {rows} x {columns} matrix.")
    return places


# --- arithmetic -------------------------------------------------------------------------------------------


def _numeric(value: Any) -> Any:
    """A number, or the rows of a matrix."""
    if value.__class__ is float:
        return value
    if value.__class__ is Matrix:
        return value.rows
    kind = _JAVA_CLASSES.get(value.__class__, type_name(value))
    raise failure(f"Inputs must be matrices or numbers but found a class {kind}")


def _each(operation: Callable[[float, float], float], a: Any, b: Any) -> Any:
    """An operation at each place of two matrices, or of a matrix and a number."""
    if a.__class__ is float and b.__class__ is float:
        return operation(a, b)
    if a.__class__ is float:
        return [[operation(a, value) for value in row] for row in b]
    if b.__class__ is float:
        return [[operation(value, b) for value in row] for row in a]
    sizes = [f"{len(rows)} rows and {len(rows[0])} columns" for rows in (a, b)]
    if sizes[0] != sizes[1]:
        needed = "Matrices must have the same number of rows and columns."
        raise AlgebraError(f"{needed} Needed a matrix with {sizes[0]}, but found a matrix with {sizes[1]}.")
    return [
        [operation(x, y) for x, y in zip(row, other, strict=True)] for row, other in zip(a, b, strict=True)
    ]


def _times_each(a: Any, b: Any) -> Any:
    return _each(lambda x, y: x * y, a, b)


def _times(a: Any, b: Any) -> Any:
    both = a.__class__ is list and b.__class__ is list
    return algebra.product(a, b) if both else _times_each(a, b)


def _plus(a: Any, b: Any) -> Any:
    return _each(lambda x, y: x + y, a, b)


def _minus(a: Any, b: Any) -> Any:
    return _each(lambda x, y: x - y, a, b)


def _reduced(name: str, operation: Callable[[Any, Any], Any], values: tuple[Any, ...]) -> Rows:
    """An operation over all values from the left; one of them must be a matrix."""
    numerics = [_numeric(value) for value in values]
    result = numerics[0]
    if result.__class__ is list and len(numerics) == 1:
        result = [row[:] for row in result]
    try:
        for value in numerics[1:]:
            result = operation(result, value)
    except AlgebraError as error:
        raise failure(str(error)) from error
    if result.__class__ is float:
        raise failure(f"You must give matrix:{name} at least one matrix argument.")
    return list(result)


EXTENSION = MatrixExtension
