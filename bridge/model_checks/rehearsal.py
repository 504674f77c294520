"""A rehearsal of the coupling: a model alone, with 48 hours of crimes made up from the table of offences.

Each violation of the contract is told with file and line. The hours run through the same `Coupler` as a real
run, so what passes here is taken there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import netlogo
from bridge.base.time_windows import Interval, Window, windows
from bridge.coupling.coupler import Coupler
from bridge.demand.area_factors import AreaFactors
from bridge.demand.crime_rows import Crimes, Row
from bridge.demand.demand import Costs, DemandInfo
from bridge.errors import ConservationError, ContractError
from bridge.police.contract import CLOCK, RECEIVED, Needs, faults, forms
from bridge.police.made_up_force import CODES, given
from bridge.police.reports import Loading
from bridge.police.supply import Given, ModelSupply
from bridge.police.table_columns import TableColumns
from netlogo.engine.time_limit import time_limit
from netlogo.errors import CompilerError, HaltError, LogoError, NetLogoError, ProgramError

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
HOURS = 48
START = datetime(2018, 7, 1)
SEED = 1
PER_HOUR = (0, 3, 1, 0, 8, 2)
"""Crimes in each hour, again and again: 112 in 48 hours, some hours with none, in all categories."""
LIMIT = 120.0
"""Seconds after which the rehearsal ends: the model hangs, or is too slow to be coupled."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach of the contract."""

    file: str
    line: int
    """From 1."""
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


@dataclass(slots=True)
class Rehearsal:
    """What came out of checking a model."""

    violations: list[Violation] = field(default_factory=list)
    hours: int = 0
    """Hours that ran to their end."""
    crimes: int = 0
    """Crimes that were handed over: some are reported after the last hour."""
    metrics: dict[str, float] = field(default_factory=dict)
    """After the last hour that was run."""
    loading: dict[str, float] = field(default_factory=dict)
    calls: int = 0
    """Calls handed over to a model that takes them."""
    ticks_per_hour: int = 1
    tables: dict[str, int] = field(default_factory=dict)
    """Rows that the model handed over by table."""


def rehearse(model: Path, *, limit: float = LIMIT) -> Rehearsal:
    """Check the contract and run 48 hours of made-up crimes on the embedded engine.

    Args:
        model: a .nlogo file.
        limit: seconds for the hours.

    Raises:
        netlogo.modelfile.model.ModelFileError: the file cannot be read as a model.
    """
    result = Rehearsal()
    try:
        workspace = netlogo.Workspace.open(model)
    except CompilerError as error:
        found = error.errors if isinstance(error, ProgramError) else []
        result.violations = [_uncompiled(one, model) for one in found or [error]]
        return result
    with TemporaryDirectory(prefix="crims-check-") as folder:
        workspace.confine([], output=folder)  # a model that is only looked at leaves nothing behind
        _rehearse(workspace, model, limit, result)
    return result


def _rehearse(workspace: netlogo.Workspace, model: Path, limit: float, result: Rehearsal) -> None:
    """Check what the model defines, then run it."""
    places = _Places(workspace, model)
    result.violations = [places.at(name, text) for name, text in faults(forms(workspace))]
    result.violations += [places.widget(name, text) for name, text in _clock_faults(workspace)]
    if not result.violations:
        supply = _Watched(ModelSupply(workspace, model, engine="embedded"), workspace, result)
        result.violations = list(_run(supply, places, limit))


def _run(supply: "_Watched", places: "_Places", limit: float) -> Iterator[Violation]:
    """Set up, look at both reports, and run the hours; the first that fails ends it."""
    demand = _CannedDemand()
    step = "setup"
    try:
        with time_limit(limit):
            supply.setup(START, SEED, given())
            supply.result.ticks_per_hour = supply.needs.ticks_per_hour
            shapes = list(_report_faults(supply, places))
            yield from shapes
            if shapes:
                return
            step = "go"
            end = START + timedelta(hours=HOURS)
            for exchange in Coupler(demand, supply).run(windows(START, end, Interval(6, "h"))):
                for table in exchange.tables:
                    rows = supply.result.tables.get(table.name, 0) + table.count
                    supply.result.tables[table.name] = rows
            step = "report-reference"
            supply.take_back(supply.reference())
    except ContractError as error:
        yield places.named_in(str(error), step)
    except ConservationError as error:
        yield places.at("receive-crimes", str(error))
    except LogoError as error:
        yield places.of_error(error, supply.step)
    except HaltError as error:
        yield places.at(step, f"{error} in {HOURS} hours of the model; is there an endless loop?")


def _report_faults(supply: "_Watched", places: "_Places") -> Iterator[Violation]:
    """Both reports after setup, each by itself, so that one run tells of both."""
    reads: tuple[tuple[str, Callable[[], Any]], ...] = (
        ("report-metrics", supply.metrics),
        ("report-loading", supply.loading),
    )
    for name, read in reads:
        try:
            found = read()
        except ContractError as error:
            yield places.at(name, str(error))
        except LogoError as error:
            yield places.of_error(error, name)
        else:
            if name == "report-metrics" and RECEIVED not in found:
                yield places.at(name, f"{name} must include {RECEIVED!r}, got {list(found)}")


class _Watched:
    """A supply side whose every answer is looked at more closely than a run has time for."""

    def __init__(self, inner: ModelSupply, workspace: netlogo.Workspace, result: Rehearsal) -> None:
        self._inner = inner
        self._workspace = workspace
        self.result = result
        self.info = inner.info
        self._ticks = 0
        self.step = "setup"
        """The procedure that was called last."""

    @property
    def needs(self) -> Needs:
        return self._inner.needs

    def setup(self, start: datetime, seed: int, given: Given | None = None) -> None:
        self._inner.setup(start, seed, given)
        if (ticks := self._workspace.report("ticks")) != 0:
            raise ContractError(f"setup: expected 'reset-ticks' at its end, got {ticks:g} ticks")

    def receive(self, crimes: Sequence[Row], calls: Sequence[Row]) -> None:
        self.step = "receive-crimes"
        self.result.calls += len(calls)
        self.result.crimes += len(crimes)
        self._inner.receive(crimes, calls)

    def tick(self) -> None:
        self.step = "go"
        self._inner.tick()
        self._ticks += 1
        if (ticks := self._workspace.report("ticks")) != self._ticks:
            per_hour = self.needs.ticks_per_hour
            often = "one tick for each hour" if per_hour == 1 else f"one tick each time, {per_hour} an hour"
            raise ContractError(
                f"go: expected {often}, got {ticks:g} ticks after {self._ticks / per_hour:g} hours"
            )

    def metrics(self) -> dict[str, float]:
        self.step = "report-metrics"
        self.result.hours = self._ticks // self.needs.ticks_per_hour
        self.result.metrics = self._twice(self._inner.metrics)
        return self.result.metrics

    def loading(self) -> Loading:
        self.step = "report-loading"
        found = self._twice(self._inner.loading)
        self.result.loading = found.categories
        return found

    def tables(self, *, last: bool) -> list[TableColumns]:
        self.step = "report-tables"
        return self._inner.tables(last=last)

    def notes(self) -> dict[str, float]:
        self.step = "report-notes"
        return self._twice(self._inner.notes)

    def reference(self) -> list[list[Any]]:
        self.step = "report-reference"
        return self._twice(self._inner.reference)

    def take_back(self, reference: list[list[Any]]) -> None:
        """Set the model up again with the reference that it reported."""
        if reference:
            self.step = "receive-reference"
            self._inner.setup(START, SEED, {**given(), "receive-reference": reference})

    def close(self) -> None:
        self._inner.close()

    def _twice(self, read: Callable[[], T]) -> T:
        """A report must change nothing: no draw of a random number, no counter."""
        before = self._workspace.world.rng.save()
        first = read()
        if read() != first or self._workspace.world.rng.save() != before:
            raise ContractError(
                f"{self.step}: expected the same answer when asked twice and no random number drawn; "
                "draw or count in 'go' and report the result"
            )
        return first


class _CannedDemand:
    """The offences of the table in turn, a category at a time, some in each hour."""

    def __init__(self) -> None:
        from microsim.offences.offences import read_offences  # late: pandas
        from microsim.reference.known_names import CATEGORIES

        table = read_offences()
        self._table = table.assign(turn=table.groupby("category").cumcount()).sort_values(
            ["turn", "category"], kind="stable"
        )
        self.info = DemandInfo(areas=len(CODES), area_codes=CODES, categories=tuple(CATEGORIES))
        self._last = self._last_call = 0

    def advance(
        self, window: Window, loading: Mapping[str, float], by_area: AreaFactors | None = None
    ) -> Crimes:
        import pandas as pd

        hours = [start for start in window.hour_starts() for _ in range(_crimes_in(start))]
        ids = range(self._last + 1, self._last + 1 + len(hours))
        rows = self._table.iloc[[(one - 1) % len(self._table) for one in ids]]
        frame = pd.DataFrame(
            {
                "id": list(ids),
                "MSOA": [CODES[one % len(CODES)] for one in ids],
                "crime_category": rows["category"].to_numpy(),
                "code": rows["code"].to_numpy(),
                "description": rows["description"].to_numpy(),
                "time": pd.to_datetime(pd.Series(hours)),
                "suspect": [one % 3 == 0 for one in ids],
                "severity": rows["severity"].to_numpy(),
                # each third is reported a day and a bit later, some after the last window
                "reported": [
                    start + timedelta(minutes=1700.5 * (one % 3 == 2))
                    for one, start in zip(ids, hours, strict=True)
                ],
                "grade": [1 + one % 4 for one in ids],
                "scene_minutes": [float(one % 60) for one in ids],
            }
        )
        self._last += len(hours)
        needs = dict(zip(rows["code"], rows["investigation"], strict=True))
        return Crimes.from_frame(frame, window, needs, self._calls(window))

    def _calls(self, window: Window) -> "pd.DataFrame":
        """One call every two hours, of the grades in turn."""
        import pandas as pd

        times = [start + timedelta(minutes=20.25) for start in window.hour_starts() if start.hour % 2 == 0]
        numbers = range(self._last_call + 1, self._last_call + 1 + len(times))
        self._last_call += len(times)
        return pd.DataFrame(
            {
                "id": [-one for one in numbers],
                "MSOA": [CODES[one % len(CODES)] for one in numbers],
                "type": ["welfare" if one % 2 else "traffic" for one in numbers],
                "reported": pd.to_datetime(pd.Series(times)),
                "grade": [1 + one % 4 for one in numbers],
                "scene_minutes": [10.0 + one % 7 for one in numbers],
            }
        )

    def close(self) -> Costs:
        return Costs({}, 0)

    def abandon(self) -> None:
        pass


def _crimes_in(hour: datetime) -> int:
    return PER_HOUR[hour.hour % len(PER_HOUR)]


def _clock_faults(workspace: netlogo.Workspace) -> Iterator[tuple[str, str]]:
    """Inputs of the interface that the bridge sets before setup and that could not take the value."""
    for name, largest in zip(CLOCK, (23, 6, None), strict=True):
        spec = workspace.interface_globals.get(name)
        if spec is None:
            continue
        if largest is None:
            if not isinstance(spec.default, str):
                yield name, f"{name!r} must be an input box of type String, got a {spec.kind} of numbers"
        elif isinstance(spec.default, bool) or not isinstance(spec.default, int | float):
            yield name, f"{name!r} must take a number from 0 to {largest}, got a {spec.kind} of another type"
        elif spec.kind == "slider":
            low, high = (float(workspace.report(text)) for text in (spec.minimum, spec.maximum))
            if low > 0 or high < largest:
                yield name, f"{name!r} must take 0 to {largest}, got a slider from {low:g} to {high:g}"


class _Places:
    """File and line of what a violation is about."""

    def __init__(self, workspace: netlogo.Workspace, model: Path) -> None:
        self._headings = workspace.program.procedures
        self._files = {source.name for source in workspace.program.sources}
        self._model = model
        self._end = workspace.model.code.rstrip().count("\n") + 1

    def at(self, procedure: str | None, text: str) -> Violation:
        """At a procedure's heading, or at the end of the code where it would have to be added."""
        heading = self._headings.get(procedure.upper()) if procedure else None
        if heading is None:
            return Violation(self._model.name, self._end, text)
        place = heading.source.place(heading.name_token.start)
        return Violation(place.file, place.line, text)

    def named_in(self, text: str, otherwise: str) -> Violation:
        """At the procedure with which a message begins."""
        first = text.replace(":", " ").split()[0]
        return self.at(first if first.upper() in self._headings else otherwise, text)

    def widget(self, name: str, text: str) -> Violation:
        """At the line of the model file that names a widget's global."""
        lines = self._model.read_text(encoding="utf-8").splitlines()
        below = range(self._end, len(lines))
        line = next((k for k in below if lines[k].strip().lower() == name), self._end - 1)
        return Violation(self._model.name, line + 1, text)

    def of_error(self, error: LogoError, step: str) -> Violation:
        """Where NetLogo's error arose."""
        text = f"{step} failed: {error.message}"
        if error.file in self._files:
            return Violation(error.file, error.line, text)
        return self.at(step, text)  # it arose in the bridge's own question


def _uncompiled(error: NetLogoError, model: Path) -> Violation:
    if isinstance(error, CompilerError) and error.place:
        return Violation(error.file, error.line, f"{error.message}{error.hint and ' - ' + error.hint}")
    return Violation(model.name, 1, str(error))
