"""Long coupled runs: time, memory and open files by simulated month.

`python -m tests.bridge.endurance.soaking [FOLDER-OR-ZIP]` is a part of `make soak`: twelve months of West
Yorkshire, or, with data of the City of London, ten years of it. The tests call `soak` with a few weeks.
"""

import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bridge.run.coupled_run import run
from bridge.run.run_options import RunOptions, Silent
from bridge.scenario.models import HOURLY, police_model
from bridge.scenario.scenario import Scenario

GROWTH = 1.05
"""Memory at the end of any month at most, times that after the first."""
CITY = [f"{pool}-shift-{shift}=30" for pool in ("response", "investigation") for shift in (1, 2, 3)]
"""Officers for some 700 crimes a month."""


@dataclass(frozen=True)
class Mark:
    """What this process had used when a span of simulated time was over."""

    end: datetime
    seconds: float
    """Processor time of this span alone, so that other programs do not count."""
    memory: int
    """Resident bytes."""
    files: int
    held: float
    """Incidents that the police model has not closed."""


class Marks(Silent):
    """An observer that takes a mark at the end of each span."""

    def __init__(self, days: int | None = None) -> None:
        """Mark every so many days, or every month."""
        self._days = days
        self._hours = 0
        self._since = time.process_time()
        self.found: list[Mark] = []

    def tick(self, end: datetime, metrics: Mapping[str, float]) -> None:
        self._hours += 1
        over = end.day == 1 and end.hour == 0 if self._days is None else self._hours % (24 * self._days) == 0
        if over:
            now = time.process_time()
            self.found.append(Mark(end, now - self._since, memory(), files(), metrics["incidents-open"]))
            self._since = now


def memory(pid: int | None = None) -> int:
    """Resident bytes of a process, this one by default (Linux)."""
    return int(Path(f"/proc/{pid or 'self'}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def files(pid: int | None = None) -> int:
    """Files and sockets that a process has open (Linux)."""
    return len(os.listdir(f"/proc/{pid or 'self'}/fd"))


def soak(scenario: Scenario, folder: Path, days: int | None = None) -> list[Mark]:
    """Run a scenario and mark every span."""
    marks = Marks(days)
    run(scenario, folder, RunOptions(observer=marks), overwrite=True)
    return marks.found


def faults(marks: Sequence[Mark]) -> list[str]:
    """What grew that should not have, each a sentence."""
    first, found = marks[0], []
    largest = max(marks, key=lambda mark: mark.memory)
    if largest.memory > GROWTH * first.memory:
        sizes = f"{first.memory / 1e6:.1f} to {largest.memory / 1e6:.1f} MB"
        found.append(f"memory grew from {sizes} by {largest.end:%Y-%m-%d}")
    if len({mark.files for mark in marks}) > 1:
        found.append(f"open files changed: {[mark.files for mark in marks]}")
    return found


def main(data: Path | None) -> int:
    """Run the soak and print its table; 1 where something grew."""
    if data is None:
        scenario = Scenario.of(start="2018-01-01", end="2019-01-01", model=police_model(HOURLY))
    else:
        scenario = Scenario.of(
            force="City of London",
            data=data,
            start="2019-01-01",
            end="2029-01-01",
            settings=CITY,
            model=police_model(HOURLY),
        )
    with tempfile.TemporaryDirectory() as folder:
        marks = soak(scenario, Path(folder) / "run")
    sys.stdout.write(f"{scenario.force}, {len(marks)} months\n")
    sys.stdout.write("month      seconds     MB  files  incidents held\n")
    for mark in marks:
        used = f"{mark.seconds:10.2f} {mark.memory / 1e6:6.1f} {mark.files:6} {mark.held:15,.0f}"
        sys.stdout.write(f"{mark.end:%Y-%m} {used}\n")
    found = faults(marks)
    sys.stdout.write("".join(f"{one}\n" for one in found))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
