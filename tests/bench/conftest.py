"""Ratios of the benchmarks: each one times ours and a rival in the same run; a table shows both."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Ratio:
    """One comparison; `ours` and `theirs` are seconds for the same work, `unit` names what `work` counts."""

    name: str
    size: int
    rival: str
    ours: float
    theirs: float
    work: int
    unit: str
    per: str = "/s"
    """After the unit; empty where `ours` and `theirs` are no seconds."""

    def row(self) -> str:
        ours, theirs = self.work / self.ours, self.work / self.theirs
        rates = f"{ours:>14,.0f} {theirs:>14,.0f}  {self.unit + self.per:12}"
        return f"{self.name:14} {self.size:>9,} {rates} {ours / theirs:>8.2f}  {self.rival}"


RATIOS: list[Ratio] = []
NOTES: list[str] = []
"""Times of things that nothing can be set beside."""


def best_seconds(
    run: Callable[[], object], repeats: int = 3, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Seconds of the fastest of some runs: the one least disturbed by other processes. With the clock
    `time.process_time` those of the processor, for work of one thread on a busy machine.
    """
    seconds = []
    for _ in range(repeats):
        begin = clock()
        run()
        seconds.append(clock() - begin)
    return min(seconds)


@pytest.fixture
def compare() -> Callable[[Ratio], None]:
    return RATIOS.append


@pytest.fixture
def note() -> Callable[[str], None]:
    return NOTES.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if NOTES:
        terminalreporter.section("times")
        for line in NOTES:
            terminalreporter.line(line)
    if not RATIOS:
        return
    terminalreporter.section("ratios (above 1: ours is faster)")
    terminalreporter.line(
        f"{'benchmark':14} {'size':>9} {'ours':>14} {'theirs':>14}  {'unit':12} {'ratio':>8}"
    )
    for ratio in RATIOS:
        terminalreporter.line(ratio.row())
