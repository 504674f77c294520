"""The `profiler` extension: how often each procedure runs, and how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from netlogo.extensions.base import Extension, a_string
from netlogo.runtime.procedure_times import ProcedureTimes, Record

if TYPE_CHECKING:
    from netlogo.runtime.world import World


class ProfilerExtension(Extension):
    """Primitives of `profiler`. Times are milliseconds."""

    name = "profiler"
    signatures: ClassVar[str] = """
start : ()
stop : ()
reset : ()
report : -> string
data : -> list
calls : string -> number
exclusive-time : string -> number
inclusive-time : string -> number
"""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._times = ProcedureTimes()

    def start(self) -> None:
        """Count and measure from now on."""
        self.world.profile(self._times)
        self._times.start()

    def stop(self) -> None:
        """Count and measure no more."""
        self._times.stop()
        self.world.profile(None)

    def reset(self) -> None:
        """Forget what was measured, and measure no more."""
        self._times.reset()
        self.world.profile(None)

    def report(self) -> str:
        """Three tables of the procedures: by exclusive time, by inclusive time, by calls."""
        return self._times.report()

    def data(self) -> list[Any]:
        """A list for each procedure, after one of headings: name, calls, inclusive and exclusive time."""
        rows: list[Any] = [
            [one.name, float(one.calls), one.inclusive / 1e6, one.exclusive / 1e6]
            for one in self._times.records.values()
        ]
        return [["procedure", "calls", "inclusive_time", "exclusive_time"], *rows]

    def calls(self, name: Any) -> float:
        """How often a procedure ran."""
        return float(self._record(name).calls)

    def exclusive_time(self, name: Any) -> float:
        """How long a procedure itself ran."""
        return self._record(name).exclusive / 1e6

    def inclusive_time(self, name: Any) -> float:
        """How long a procedure ran with those that it called."""
        return self._record(name).inclusive / 1e6

    def _record(self, name: Any) -> Record:
        return self._times.records.get(a_string(name).upper()) or Record("")


EXTENSION = ProfilerExtension
