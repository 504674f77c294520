"""How often each procedure ran and how long, itself and with those that it called, as NetLogo's profiler
counts.

A procedure that is running when the counting begins is not counted; one that is running when it ends is
counted up to there.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter_ns


@dataclass(slots=True)
class Record:
    """One procedure; times in nanoseconds. In a recursion the inclusive time is counted once."""

    name: str
    calls: int = 0
    inclusive: int = 0
    exclusive: int = 0
    running: int = 0
    began: int = 0


class ProcedureTimes:
    """All procedures that ran while `counting`."""

    def __init__(self) -> None:
        self.counting = False
        self._stretch = 0
        self.reset()

    def reset(self) -> None:
        """Forget everything, and count no more."""
        self.records: dict[str, Record] = {}
        self._stack: list[Record] = []
        self.counting = False
        self._stretch += 1

    def start(self) -> None:
        """Count from now on."""
        self._stack = [Record("")]
        self._resumed = perf_counter_ns()
        self.counting = True
        self._stretch += 1

    def stop(self) -> None:
        """Count no more; what is running ends here."""
        while self.counting and len(self._stack) > 1:
            self._leave(perf_counter_ns())
        self.counting = False

    def begin(self, name: str) -> int:
        """A procedure begins; what `end` is told when it ends."""
        if not self.counting:
            return 0
        now = perf_counter_ns()
        record = self.records.get(name)
        if record is None:
            record = self.records[name] = Record(name)
        if record.running == 0:
            record.began = now
        record.running += 1
        record.calls += 1
        self._stack[-1].exclusive += now - self._resumed
        self._stack.append(record)
        self._resumed = now
        return self._stretch

    def end(self, call: int) -> None:
        """The procedure that began last is over."""
        if self.counting and call == self._stretch and len(self._stack) > 1:
            self._leave(perf_counter_ns())

    def _leave(self, now: int) -> None:
        record = self._stack.pop()
        record.running -= 1
        if record.running == 0:
            record.inclusive += now - record.began
        record.exclusive += now - self._resumed
        self._resumed = now

    def report(self) -> str:
        """NetLogo's report: the procedures by exclusive time, inclusive time and calls; milliseconds."""
        lines = ["BEGIN PROFILING DUMP", "Sorted by Exclusive Time"]
        lines.append(f"{'Name':<30}{'Calls':>10} {'Incl T(ms)':>10} {'Excl T(ms)':>10} {'Excl/calls':>10}")
        lines += self._sorted("exclusive")
        lines += ["", "Sorted by Inclusive Time", *self._sorted("inclusive")]
        lines += ["", "Sorted by Number of Calls", *self._sorted("calls"), "END PROFILING DUMP", ""]
        return "\n".join(lines)

    def _sorted(self, by: str) -> list[str]:
        records = sorted(self.records.values(), key=lambda record: -getattr(record, by))
        return [
            f"{one.name:<30}{one.calls:>10} {one.inclusive / 1e6:>10.3f} {one.exclusive / 1e6:>10.3f}"
            f" {one.exclusive / one.calls / 1e6:>10.3f}"
            for one in records
        ]
