"""The record of a run that NetLogo's window drives: hour by hour into a run directory, complete at any end.

Run directories look as `crims run` writes them. Every hour is in the journal at once, so whoever comes last,
NetLogo's Python or `crims gui`, can write the results, however the window ended.
"""

import logging
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

import msgspec

from bridge.base.costs import MIB, peak_memory
from bridge.base.fingerprints import PACKAGES, hash_model, versions_of
from bridge.base.time_windows import Window
from bridge.base.wall_clock import now
from bridge.base.whole_files import lock_owner
from bridge.coupling.coupler import Exchange
from bridge.coupling.exchange_checks import Counts
from bridge.demand.crime_rows import Crimes
from bridge.demand.demand import Costs, DemandInfo
from bridge.errors import RecordError
from bridge.police.contract import RECEIVED
from bridge.police.table_columns import TableColumns
from bridge.record.record import LIVE, MANIFEST, Change, Manifest, RunDirectory, Tally, read_manifest
from bridge.results.result_files import draw_summary, write_run
from bridge.scenario.model_settings import Settings
from bridge.scenario.scenario import Scenario

log = logging.getLogger(__name__)

VARIABLE = "CRIMS_LIVE"
"""The environment variable by which `crims gui` tells NetLogo's Python what it wants."""
MOST = 10_000
"""Run directories of one name."""


class LiveOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What `crims gui` asks of the window; the defaults are those of a window that was opened by hand."""

    endpoint: str | None = None
    """Of the service that was started for this window."""
    out: str | None = None
    """Folder for run directories; without it nothing is recorded."""
    model: str | None = None
    areas: tuple[str, ...] = ()
    calls: bool = True
    """Whether there are calls that are not crimes, for a model that takes them."""
    plan: str | None = None
    staffing: str | None = None
    staffing_factor: float = 1.0
    roads: str | None = None
    reference: str | None = None
    """Of the force, as `Scenario` has them; for a model that is told of it."""
    settings: Settings = {}
    """Interface values to set when the model opens."""

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The options of this process."""
        text = environment.get(VARIABLE)
        return msgspec.json.decode(text, type=cls) if text else cls()

    def written(self) -> dict[str, str]:
        """The environment variable that `read` understands."""
        return {VARIABLE: msgspec.json.encode(self).decode()}


class LiveRecord:
    """One run directory in the making, from a `setup` of the model on."""

    def __init__(
        self,
        root: Path,
        scenario: Scenario,
        info: DemandInfo,
        settings: Settings,
        versions: Mapping[str, str] | None = None,
        inputs: Mapping[str, str] | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        """Begin a run directory of its own below `root`.

        Args:
            root: folder of run directories.
            scenario: its end is moved on with every hour.
            info: of the demand side.
            settings: interface values at `setup`.
            versions: of the programs that only this run needs.
            inputs: hashes of what the model was told of its force.
            notes: where that comes from.

        Raises:
            RecordError: the folder cannot be written.
        """
        self._settings = dict(settings)
        self._directory = _free(root, f"{scenario.name}-live")
        self._directory.begin(
            Manifest(
                options=scenario,
                streams=scenario.streams(),
                engine=LIVE,
                settings=settings,
                areas=info.areas,
                versions={**info.versions, **versions_of(PACKAGES), **(versions or {})},
                inputs={**info.inputs, **hash_model(scenario.model_path), **(inputs or {})},
                notes=[*info.notes, *notes],
                started=now(),
                simulated_until=scenario.start,
            )
        )

    @property
    def folder(self) -> Path:
        """The run directory."""
        return self._directory.folder

    def append(self, hour: Exchange, settings: Settings, counts: dict[str, int | None]) -> None:
        """Record an hour that is over, with the number of its exchange, and what was moved since the last."""
        manifest = self._directory.manifest
        moved = [
            Change(hour.window.start, name, value)
            for name, value in settings.items()
            if self._settings.get(name) != value
        ]
        self._settings.update(settings)
        manifest.changes += moved
        manifest.counts = counts
        manifest.options = msgspec.structs.replace(manifest.options, end=hour.window.end)
        self._directory.append(hour)
        if moved:
            self._directory.save()

    def end(self, costs: Costs | None = None, still_open: Sequence[TableColumns] = ()) -> None:
        """Write the results.

        Args:
            costs: the demand side's, where it could still be asked.
            still_open: rows of what was not over at the end of the last hour.
        """
        manifest = self._directory.manifest
        memory = {"NetLogo's Python": peak_memory()}
        if costs is not None:
            manifest.demand_seconds = costs.seconds
            memory["demand service"] = costs.peak_memory
        manifest.peak_memory_mib = {name: round(value / MIB, 1) for name, value in memory.items()}
        manifest.peak_memory_mib["total"] = round(sum(memory.values()) / MIB, 1)
        try:
            _write(self._directory, still_open)
        finally:
            self._directory.release()


def finish(root: Path) -> list[Path]:
    """Write the results of live runs below a folder that ended without them, as after a kill.

    Returns:
        The run directories that are complete now.

    Raises:
        RecordError: one of them cannot be written.
    """
    done = []
    for path in sorted(root.glob(f"*/{MANIFEST}")):
        folder = path.parent
        try:
            manifest = read_manifest(folder)
        except RecordError:
            continue  # of another version: not ours to touch
        if manifest.engine != LIVE or manifest.state != "running" or lock_owner(folder) is not None:
            continue
        directory = RunDirectory.reopen(folder)
        try:
            _write(directory)
        finally:
            directory.release()
        done.append(folder)
    return done


def by_exchange(hours: Iterable[Exchange], scenario: Scenario) -> Iterator[Exchange]:
    """The exchanges that recorded hours belong to; the last one ends with the last hour."""
    waiting: list[Exchange] = []
    step = 1
    for hour in hours:
        waiting.append(hour)
        if hour.window.end == scenario.interval.boundary(scenario.start, step):
            yield _joined(step, waiting)
            waiting, step = [], step + 1
    if waiting:
        yield _joined(step, waiting)


def _joined(step: int, hours: list[Exchange]) -> Exchange:
    window = Window(hours[0].window.start, hours[-1].window.end)
    metrics = [one for hour in hours for one in hour.metrics]
    crimes = Crimes.join([hour.crimes for hour in hours])
    tables = [table for hour in hours for table in hour.tables]
    return replace(hours[-1], step=step, window=window, crimes=crimes, metrics=metrics, tables=tables)


def _write(directory: RunDirectory, still_open: Sequence[TableColumns] = ()) -> None:
    """Results from the journal; a run without a single hour has none."""
    manifest = directory.manifest
    scenario = manifest.options
    recorded = Tally()
    # All is read once for its last hour: the manifest on the disk may be seconds behind.
    newest = next(iter(deque(recorded.over(directory.exchanges()), maxlen=1)), None)
    if newest is None:
        directory.end("interrupted", "ended before the first hour was over")
        return
    manifest.options = scenario = msgspec.structs.replace(scenario, end=newest.window.end)
    later = recorded.crimes - int(newest.metrics[-1][RECEIVED])
    manifest.counts = Counts.of(recorded.crimes, newest.metrics[-1], later).plain()
    written = Tally()
    hours = written.over(directory.exchanges())
    summary = write_run(directory, by_exchange(hours, scenario), still_open)
    written.check(recorded, directory.folder)
    manifest.simulated_until, manifest.exchanges = scenario.end, scenario.exchanges
    draw_summary(directory.folder, scenario, summary)
    directory.end("complete")


def _free(root: Path, name: str) -> RunDirectory:
    """A new run directory: of this name, or with the next number after it."""
    for number in range(1, MOST):
        folder = root / (name if number == 1 else f"{name}-{number}")
        if not folder.exists():
            return RunDirectory.create(folder)
    raise RecordError(f"there are {MOST} runs {name!r} in {str(root)!r}; move some away")
