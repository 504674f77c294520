"""Numbers as NetLogo writes them in text, for the compiler and for the primitives that read at run time."""

from __future__ import annotations

import math
import re
from typing import Final

LARGEST_EXACT: Final = 9007199254740992  # 2 ** 53: NetLogo refuses whole numbers it cannot hold exactly
_WHOLE = re.compile(r"-?[0-9]+\Z")
_DECIMAL = re.compile(r"(-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)[dDfF]?\Z")


def parse_number(word: str) -> float | str:
    """The number a word stands for, or NetLogo's complaint about it."""
    if _WHOLE.match(word):
        digits = word.lstrip("-").lstrip("0") or "0"  # Python does not read thousands of digits as a number
        if len(digits) > 16 or int(digits) > LARGEST_EXACT:
            return f"{word} is too large to be represented exactly as an integer in NetLogo"
        return float(word)
    match = _DECIMAL.match(word)
    if match is None or not any(c in word for c in ".eE"):
        return "Illegal number format"
    number = float(match[1])
    return "Number too large" if math.isinf(number) else number
