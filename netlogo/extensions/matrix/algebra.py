"""Linear algebra on rows of floats, in the order of operations of JAMA, so that results agree to the bit.

Products, LU with partial pivoting and Householder QR are written out for that; singular values and
eigenvalues come from numpy's LAPACK, whose last digits, order, and signs of eigenvectors may be others.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np

from netlogo.runtime.agents.kernel import row_product

Rows: TypeAlias = list[list[float]]
_EPSILON = 2.0**-52


class AlgebraError(ValueError):
    """Matrices that do not fit; the message is JAMA's."""


def transposed(a: Rows) -> Rows:
    """Columns as rows."""
    return [list(column) for column in zip(*a, strict=True)]


def identity(size: int) -> Rows:
    """Ones on the diagonal."""
    return [[1.0 if i == j else 0.0 for j in range(size)] for i in range(size)]


def product(a: Rows, b: Rows) -> Rows:
    """Rows times columns."""
    if len(a[0]) != len(b):
        raise AlgebraError("Matrix inner dimensions must agree.")
    quick = row_product(a, b)
    if quick is not None:
        return quick
    columns = transposed(b)
    return [[_dot(row, column) for column in columns] for row in a]


def _dot(a: list[float], b: list[float]) -> float:
    total = 0.0
    for x, y in zip(a, b, strict=True):
        total += x * y
    return total


# --- LU ---------------------------------------------------------------------------------------------------


def _lu(a: Rows) -> tuple[Rows, list[int], float]:
    """Crout's form with partial pivoting: both triangles in one, the order of rows, the sign of the order."""
    lu = [row[:] for row in a]
    m, n = len(lu), len(lu[0])
    if m < n:
        raise AlgebraError(f"Index {m} out of bounds for length {m}")
    order, sign = list(range(m)), 1.0
    for j in range(n):
        column = [row[j] for row in lu]
        for i in range(m):
            most = min(i, j)
            column[i] -= _dot(lu[i][:most], column[:most])
            lu[i][j] = column[i]
        pivot = j
        for i in range(j + 1, m):
            if abs(column[i]) > abs(column[pivot]):
                pivot = i
        if pivot != j:
            lu[pivot], lu[j] = lu[j], lu[pivot]
            order[pivot], order[j] = order[j], order[pivot]
            sign = -sign
        if lu[j][j] != 0.0:
            for i in range(j + 1, m):
                lu[i][j] /= lu[j][j]
    return lu, order, sign


def determinant(a: Rows) -> float:
    """The determinant of a square matrix."""
    lu, _, result = _lu(a)
    if len(a) != len(a[0]):
        raise AlgebraError("Matrix must be square.")
    for j in range(len(a)):
        result *= lu[j][j]
    return result


def solved(a: Rows, b: Rows) -> Rows:
    """X of AX = B; by least squares where A has more rows than columns."""
    if len(a) != len(a[0]):
        return _least_squares(a, b)
    lu, order, _ = _lu(a)
    if len(b) != len(lu):
        raise AlgebraError("Matrix row dimensions must agree.")
    size = len(lu)
    if any(lu[j][j] == 0.0 for j in range(size)):
        raise AlgebraError("Matrix is singular.")
    x = [b[i][:] for i in order]
    for k in range(size):
        for i in range(k + 1, size):
            _subtract(x[i], x[k], lu[i][k])
    _substitute(x, lu, [lu[k][k] for k in range(size)])
    return x


def _subtract(row: list[float], other: list[float], factor: float) -> None:
    for j, value in enumerate(other):
        row[j] -= value * factor


def _substitute(x: Rows, upper: Rows, diagonal: list[float]) -> None:
    """Solve with an upper triangle from the last row up, in place."""
    for k in range(len(diagonal) - 1, -1, -1):
        x[k] = [value / diagonal[k] for value in x[k]]
        for i in range(k):
            _subtract(x[i], x[k], upper[i][k])


def inverted(a: Rows) -> Rows:
    """The inverse, or the least-squares one."""
    return solved(a, identity(len(a)))


# --- QR ---------------------------------------------------------------------------------------------------


def _hypotenuse(a: float, b: float) -> float:
    if abs(a) > abs(b):
        ratio = b / a
        return abs(a) * math.sqrt(1.0 + ratio * ratio)
    if b != 0.0:
        ratio = a / b
        return abs(b) * math.sqrt(1.0 + ratio * ratio)
    return 0.0


def _qr(a: Rows) -> tuple[Rows, list[float]]:
    """Householder vectors below the diagonal, R above it, and R's diagonal by itself."""
    qr = [row[:] for row in a]
    m, n = len(qr), len(qr[0])
    diagonal = []
    for k in range(n):
        norm = 0.0
        for i in range(k, m):
            norm = _hypotenuse(norm, qr[i][k])
        if norm != 0.0:
            if qr[k][k] < 0.0:
                norm = -norm
            for i in range(k, m):
                qr[i][k] /= norm
            qr[k][k] += 1.0
            for j in range(k + 1, n):
                _reflect(qr, k, qr, j)
        diagonal.append(-norm)
    return qr, diagonal


def _reflect(qr: Rows, k: int, target: Rows, j: int) -> None:
    """Apply the k-th Householder vector to column j of the target."""
    total = 0.0
    for i in range(k, len(qr)):
        total += qr[i][k] * target[i][j]
    total = -total / qr[k][k]
    for i in range(k, len(qr)):
        target[i][j] += total * qr[i][k]


def _least_squares(a: Rows, b: Rows) -> Rows:
    m, n = len(a), len(a[0])
    if m < n:
        raise AlgebraError(f"Index {m} out of bounds for length {m}")
    qr, diagonal = _qr(a)
    if len(b) != m:
        raise AlgebraError("Matrix row dimensions must agree.")
    if any(value == 0.0 for value in diagonal):
        raise AlgebraError("Matrix is rank deficient.")
    x = [row[:] for row in b]
    for k in range(n):
        for j in range(len(x[0])):
            _reflect(qr, k, x, j)
    x = x[:n]
    _substitute(x, qr, diagonal)
    return x


# --- from numpy -------------------------------------------------------------------------------------------


def _singular_values(a: Rows) -> list[float]:
    values: list[float] = np.linalg.svd(np.array(a), compute_uv=False).tolist()
    return values


def rank(a: Rows) -> int:
    """How many singular values are not small."""
    values = _singular_values(a)
    least = max(len(a), len(a[0])) * values[0] * _EPSILON
    return sum(value > least for value in values)


def condition(a: Rows) -> float:
    """The largest singular value over the smallest; infinite where the rank is not full."""
    values = _singular_values(a)
    if rank(a) < len(values):
        return math.inf
    return values[0] / values[-1]


def eigenvalues(a: Rows) -> list[complex]:
    """In ascending order for a symmetric matrix."""
    if len(a) != len(a[0]):
        raise AlgebraError("Matrix must be square.")
    if a == transposed(a):
        return [complex(value) for value in np.linalg.eigvalsh(np.array(a))]
    return [complex(value) for value in np.linalg.eigvals(np.array(a))]


def eigenvectors(a: Rows) -> Rows:
    """Eigenvectors as columns; real and imaginary part side by side where they come in pairs."""
    if len(a) != len(a[0]):
        raise AlgebraError("Matrix must be square.")
    if a == transposed(a):
        rows: Rows = np.linalg.eigh(np.array(a))[1].tolist()
        return rows
    values, vectors = np.linalg.eig(np.array(a))
    columns = []
    for value, column in zip(values, vectors.T, strict=True):
        columns.append((column.imag if value.imag < 0 else column.real).tolist())
    return transposed(columns)
