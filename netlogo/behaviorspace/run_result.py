"""What a run gives: the lines of its table, and figures over its steps for the spreadsheet."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from netlogo.runtime.maths.numbers import number_text
from netlogo.runtime.values import dump


def quoted(text: str) -> str:
    """A field of a CSV line."""
    return '"' + text.replace('"', '""') + '"'


def field_of(value: Any) -> str:
    """A NetLogo value as a field of a CSV line."""
    return quoted(dump(value, exporting=True))


@dataclass(slots=True)
class RunResult:
    """What one run gave.

    `lines` are complete lines of the table; `final`, `low`, `high` and `mean` are the fields of the
    spreadsheet's summary (step first, then the metrics; empty where there is none); `ticks` is the tick
    counter at the end, -1 if it was never started; `end` says why the run ended; `errors` are texts.
    """

    number: int
    settings: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    final: list[str] = field(default_factory=list)
    low: list[str] = field(default_factory=list)
    high: list[str] = field(default_factory=list)
    mean: list[str] = field(default_factory=list)
    steps: int = 0
    ticks: float = -1.0
    complete: bool = False
    end: str = ""
    seconds: float = 0.0
    errors: list[str] = field(default_factory=list)
    measurements: int = 0


class Measured:
    """Running figures of one column of the spreadsheet."""

    __slots__ = ("all_numbers", "count", "high", "last", "low", "total")

    def __init__(self) -> None:
        self.total = 0.0
        self.low, self.high = math.inf, -math.inf
        self.count = 0
        self.all_numbers = True
        self.last = ""

    def add(self, value: Any, text: str) -> None:
        self.last = text
        if value.__class__ is not float:
            self.all_numbers = False
            return
        self.total += value  # from left to right: rounding shows in the last digits of the mean
        self.low, self.high = min(self.low, value), max(self.high, value)
        self.count += 1

    def summary(self) -> tuple[str, str, str]:
        if not self.count:
            return "", "", ""
        mean = quoted(number_text(self.total / self.count)) if self.all_numbers else ""
        return quoted(number_text(self.low)), quoted(number_text(self.high)), mean
