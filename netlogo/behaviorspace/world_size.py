"""The limits of the world as variables of an experiment."""

from __future__ import annotations

from typing import Any

from netlogo.errors import NetLogoError

SIZES = {"MIN-PXCOR": 0, "MAX-PXCOR": 1, "MIN-PYCOR": 2, "MAX-PYCOR": 3}
SPANS = {"WORLD-WIDTH": 0, "WORLD-HEIGHT": 2}
Size = tuple[int, int, int, int]
"""min-pxcor, max-pxcor, min-pycor, max-pycor."""


def resized(size: Size, name: str, value: Any) -> Size:
    """The limits after one of them, or the width or height, was set; NetLogo keeps the origin's place."""
    limits = list(size)
    number = int(value)
    if name.upper() in SIZES:
        limits[SIZES[name.upper()]] = number
    else:
        at = SPANS[name.upper()]
        low, high = limits[at : at + 2]
        if number < 1 or (high == -low and number % 2 != 1):
            raise NetLogoError(f"You cannot set {name} to {number}")
        if high == -low:
            limits[at : at + 2] = -((number - 1) // 2), (number - 1) // 2
        elif high == 0:
            limits[at] = 1 - number
        elif low == 0:
            limits[at + 1] = number - 1
    low_x, high_x, low_y, high_y = limits
    return low_x, high_x, low_y, high_y
