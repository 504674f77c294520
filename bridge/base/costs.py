"""Measures what a run costs: seconds per named phase and the process's peak memory.

The figures come from the wall clock and the operating system and go into the manifest. Nothing here
influences a result.
"""

import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MIB = 1024 * 1024


class Stopwatch:
    """Adds up wall-clock seconds by phase; phases do not nest."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Count the time inside the `with` block to `name`."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[name] += time.perf_counter() - begun

    def add(self, name: str, seconds: float) -> None:
        """Count `seconds` to `name`."""
        self._seconds[name] += seconds

    def seconds(self) -> dict[str, float]:
        """Seconds by phase, in the order in which the phases first ran, to the millisecond."""
        return {name: round(value, 3) for name, value in self._seconds.items()}


def peak_memory() -> int:
    """Largest resident memory of this process so far, in bytes.

    Linux's `VmHWM` is read where it exists, because `ru_maxrss` of a started program begins at its
    parent's.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest if sys.platform == "darwin" else largest * 1024


def memory_of(process: int) -> int:
    """Resident memory of a process now, in bytes; 0 where it cannot be told."""
    table = Path(f"/proc/{process}/statm")
    listing = ["ps", "-o", "rss=", "-p", str(process)]
    try:
        if table.exists():
            return int(table.read_text().split()[1]) * resource.getpagesize()
        return int(subprocess.run(listing, capture_output=True, text=True, check=False).stdout) * 1024
    except (OSError, ValueError):
        return 0
