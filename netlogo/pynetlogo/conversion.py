"""Values of a model in the Python types and array types that pyNetLogo 0.5 gives them."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from netlogo.errors import NetLogoError
from netlogo.runtime.values import describe, dump


def to_python(value: Any) -> Any:
    """What `report` gives for a value.

    A number is a float. A list of numbers is an array of floats, one of strings or of booleans a list, one
    of lists an array of its converted items: a matrix where they are equally long, else an array of objects.
    The first item of a list says what the list is.

    Raises:
        NetLogoError: an agent or another value that has no Python type, or a list of several types.
    """
    if isinstance(value, bool | float | str):
        return value
    if not isinstance(value, list):
        raise NetLogoError(f"expected a number, string, boolean or list, got {describe(value)}")
    kind = type(value[0]) if value else float
    odd = next((one for one in value if type(one) is not kind), None)
    if odd is not None:
        raise NetLogoError(f"expected a list of one type, got {describe(value[0])} and {describe(odd)}")
    if kind is float:
        return np.array(value, dtype=float)
    if kind in (str, bool):
        return list(value)
    return _stacked([to_python(one) for one in value])


def over_time(values: Sequence[Any]) -> Any:
    """What `repeat_report` gives for the values of one reporter, tick after tick.

    Numbers become one array of floats; strings and booleans (as `true` and `false`) one array of texts;
    lists a list with an array for each tick.

    Raises:
        NetLogoError: as `to_python`.
    """
    if any(isinstance(one, list) for one in values):
        return [_array(one if isinstance(one, list) else [one]) for one in values]
    return _array(values)


def to_logo_columns(frame: pd.DataFrame, names: Iterable[str]) -> list[list[Any]]:
    """Columns as lists of NetLogo values: numbers and booleans as such, anything else as text."""
    columns: list[list[Any]] = []
    for name in names:
        column = frame[name]
        if pd.api.types.is_bool_dtype(column):
            columns.append([bool(one) for one in column])
        elif pd.api.types.is_numeric_dtype(column):
            columns.append([float(one) for one in column])
        else:
            columns.append([str(one) for one in column])
    return columns


def _array(values: Sequence[Any]) -> Any:
    """Scalars as an array of floats or of texts; anything deeper as `to_python` has it."""
    if all(type(one) is float for one in values):
        return np.array(values, dtype=float)
    if any(isinstance(one, list) for one in values):
        return to_python(list(values))
    for one in values:
        to_python(one)
    return np.array([one if isinstance(one, str) else dump(one) for one in values])


def _stacked(items: list[Any]) -> Any:
    try:
        return np.asarray(items)
    except ValueError:  # of unequal lengths
        found = np.empty(len(items), dtype=object)
        found[:] = items
        return found
