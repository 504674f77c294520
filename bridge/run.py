"""One coupled run from options to results: brings the two sides up, couples them, and keeps the record.

Enters a scenario and a folder; leaves a run directory and its summary. This is what ``crims run`` calls, and
what a script of one's own would call as well.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec

from bridge.costs import Stopwatch, peak_memory
from bridge.coupler import Coupler, Exchange
from bridge.demand import Demand, DemandSpec, LocalDemand
from bridge.errors import BridgeError
from bridge.files import aside, write_text
from bridge.inputs import versions_of
from bridge.process import ServiceProcess
from bridge.record import PICTURE, SUMMARY, Manifest, RunDirectory, now
from bridge.remote import RemoteDemand
from bridge.scenario import Scenario
from bridge.summary import Summariser, Summary
from bridge.supply import EmbeddedSupply, Supply
from bridge.tables import Assembly
from bridge.windows import stamp, windows

log = logging.getLogger(__name__)

PACKAGES = ("crims-bridge", "msgspec", "pyarrow", "pyzmq")
"""Distributions of the coupler's side whose versions are recorded."""
MIB = 1024 * 1024


class Observer(Protocol):
    """Is told how a run goes on; changes nothing."""

    def phase(self, what: str) -> None:
        """Something that takes a while begins, such as reading data."""

    def begin(self, manifest: Manifest, folder: Path) -> None:
        """Everything is ready; the first exchange comes next."""

    def tick(self, end: datetime, metrics: Mapping[str, float]) -> None:
        """An hour is over."""

    def exchange(self, exchange: Exchange) -> None:
        """An exchange is recorded."""


class Silent:
    """An observer that looks away."""

    def phase(self, what: str) -> None:
        """Nothing is shown."""

    def begin(self, manifest: Manifest, folder: Path) -> None:
        """Nothing is shown."""

    def tick(self, end: datetime, metrics: Mapping[str, float]) -> None:
        """Nothing is shown."""

    def exchange(self, exchange: Exchange) -> None:
        """Nothing is shown."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run that came to its end or was told to stop."""

    folder: Path
    manifest: Manifest
    summary: Summary | None
    """None for a run that was stopped."""


MakeSupply = Callable[[Scenario], Supply]


def embedded(scenario: Scenario) -> Supply:
    """The scenario's model on the embedded engine."""
    return EmbeddedSupply(scenario.model_path, scenario.settings)


def run(
    scenario: Scenario,
    folder: Path,
    *,
    overwrite: bool = False,
    make_supply: MakeSupply = embedded,
    observer: Observer | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Run a scenario into a new run directory.

    Args:
        scenario: what to run.
        folder: new or empty; or, with ``overwrite``, one that holds a run.
        overwrite: replace an earlier run.
        make_supply: brings up the police model; the embedded engine unless given.
        observer: told about progress.
        stopped: asked after every exchange; the run ends there once it says so.

    Raises:
        BridgeError: anything that goes wrong on purpose; the folder then holds what was complete.
        netlogo.NetLogoError: the model does not compile, or fails while running.
    """
    watcher = observer or Silent()
    directory = RunDirectory.create(folder, overwrite=overwrite)
    try:
        with ExitStack() as stack:
            sides = _bring_up(scenario, make_supply, watcher, stack)
            directory.begin(_manifest(scenario, sides))
            watcher.begin(directory.manifest, folder)
            try:
                return _drive(scenario, sides, directory, watcher, stopped)
            except BaseException as error:
                _fail(directory, error)
                raise
    finally:
        directory.release()


@dataclass(slots=True)
class _Sides:
    """What a run is made of once everything is up."""

    demand: Demand
    supply: Supply
    watch: Stopwatch
    remote: bool


def _bring_up(scenario: Scenario, make_supply: MakeSupply, watcher: Observer, stack: ExitStack) -> _Sides:
    """Start both sides; the service process loads its packages while the model compiles."""
    watch = Stopwatch()
    process: ServiceProcess | None = None
    if scenario.transport == "zmq":
        watcher.phase("starting the demand service")
        process = ServiceProcess(None if scenario.data is None else Path(scenario.data))
        stack.callback(process.stop)
    streams = scenario.streams()
    watcher.phase(f"compiling {scenario.model_path.name}")
    with watch.phase("compile the model"):
        supply = make_supply(scenario)
        stack.callback(supply.close)
    spec = DemandSpec(
        force=scenario.force,
        start=scenario.start,
        end=scenario.end,
        seed=streams["microsim"],
        areas=scenario.areas,
        data=None if scenario.data is None else Path(scenario.data),
    )
    watcher.phase(f"reading the crimes of {scenario.force}")
    with watch.phase("prepare the demand"):
        demand: Demand = LocalDemand(spec) if process is None else RemoteDemand(spec, process=process)
        stack.callback(demand.abandon)
    watcher.phase("setting up the police model")
    with watch.phase("set up the model"):
        supply.setup(scenario.start, streams["abm"])
    return _Sides(demand, supply, watch, remote=process is not None)


def _manifest(scenario: Scenario, sides: _Sides) -> Manifest:
    demand, supply = sides.demand.info, sides.supply.info
    return Manifest(
        options=scenario,
        streams=scenario.streams(),
        engine=supply.engine,
        settings=supply.settings,
        areas=demand.areas,
        versions=dict(sorted({**demand.versions, **supply.versions, **versions_of(PACKAGES)}.items())),
        inputs={**demand.inputs, **supply.inputs},
        notes=demand.notes,
        started=now(),
        simulated_until=scenario.start,
    )


def _drive(
    scenario: Scenario,
    sides: _Sides,
    directory: RunDirectory,
    watcher: Observer,
    stopped: Callable[[], bool],
) -> Outcome:
    """Couple the sides to the end, or until told to stop, and write the results."""
    coupler = Coupler(sides.demand, sides.supply, sides.watch)
    plan = windows(scenario.start, scenario.end, scenario.interval)
    manifest = directory.manifest
    for exchange in coupler.run(plan, watcher.tick):
        with sides.watch.phase("record"):
            directory.append(exchange)
        watcher.exchange(exchange)
        if exchange.window.end < scenario.end and stopped():
            manifest.counts = _counts(coupler)
            directory.end("interrupted", f"stopped after the exchange that ends {stamp(exchange.window.end)}")
            return Outcome(directory.folder, manifest, None)
    costs = sides.demand.close()
    manifest.counts = _counts(coupler)
    watcher.phase("writing the results")
    with sides.watch.phase("write the tables"):
        summary = write_results(directory.exchanges(), directory.folder, scenario.start)
    with sides.watch.phase("draw the picture"):
        _draw(directory.folder, scenario, summary)
    memory = {"coupler": peak_memory()} | ({"demand service": costs.peak_memory} if sides.remote else {})
    manifest.peak_memory_mib = {name: round(value / MIB, 1) for name, value in memory.items()}
    manifest.peak_memory_mib["total"] = round(sum(memory.values()) / MIB, 1)
    manifest.seconds, manifest.demand_seconds = sides.watch.seconds(), costs.seconds
    directory.end("complete")
    return Outcome(directory.folder, manifest, summary)


def write_results(exchanges: Iterator[Exchange], folder: Path, start: datetime) -> Summary:
    """Write the Parquet files and ``summary.json`` of a complete run.

    Raises:
        RecordError: the folder cannot be written.
    """
    summariser = Summariser()
    with Assembly(folder, start) as assembly:
        for exchange in exchanges:
            assembly.append(exchange)
            summariser.add(exchange)
    summary = summariser.result()
    write_text(folder / SUMMARY, msgspec.json.format(msgspec.json.encode(summary), indent=2).decode() + "\n")
    return summary


def _draw(folder: Path, scenario: Scenario, summary: Summary) -> None:
    from bridge.picture import draw  # late: matplotlib is needed once, at the end

    title = f"{', '.join(scenario.areas) or scenario.force}, {scenario.model_path.stem}, seed {scenario.seed}"
    with aside(folder / PICTURE) as path:
        draw(folder, path, title)


def _counts(coupler: Coupler) -> dict[str, int | None]:
    counts = coupler.counts
    return {"sampled": counts.sampled, "received": counts.received, "incidents": counts.incidents}


def _fail(directory: RunDirectory, error: BaseException) -> None:
    """Leave a note of what went wrong; a second failure must not hide the first."""
    text = f"{type(error).__name__}: {error}"
    try:
        directory.end("failed", text)
    except BridgeError as second:
        log.warning("the failed run could not be recorded: %s", second)
