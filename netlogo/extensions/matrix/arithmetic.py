"""Sums and products of matrices and numbers, place by place or as matrices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from netlogo.extensions.base import failure
from netlogo.extensions.matrix import algebra
from netlogo.extensions.matrix.algebra import AlgebraError, Rows
from netlogo.extensions.matrix.values import Matrix
from netlogo.runtime.values import type_name

_JAVA_CLASSES = {str: "java.lang.String", bool: "java.lang.Boolean", list: "org.nlogo.core.LogoList"}


def numeric(value: Any) -> Any:
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


def times_each(a: Any, b: Any) -> Any:
    return _each(lambda x, y: x * y, a, b)


def times(a: Any, b: Any) -> Any:
    both = a.__class__ is list and b.__class__ is list
    return algebra.product(a, b) if both else times_each(a, b)


def plus(a: Any, b: Any) -> Any:
    return _each(lambda x, y: x + y, a, b)


def minus(a: Any, b: Any) -> Any:
    return _each(lambda x, y: x - y, a, b)


def reduced(name: str, operation: Callable[[Any, Any], Any], values: tuple[Any, ...]) -> Rows:
    """An operation over all values from the left; one of them must be a matrix."""
    numerics = [numeric(value) for value in values]
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
