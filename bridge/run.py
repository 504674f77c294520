"""One coupled run from options to results: brings the two sides up, couples them, and keeps the record.

Enters a scenario and a folder; leaves a run directory and its summary. This is what ``crims run`` calls, and
what a script of one's own would call as well.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Protocol

from bridge.checkpoint import Pace
from bridge.costs import Stopwatch, peak_memory
from bridge.coupler import Coupler, Exchange, same
from bridge.demand import Demand, DemandSpec, LocalDemand, Tables
from bridge.errors import BridgeError, DemandLost, RecordError, ScenarioError
from bridge.files import aside
from bridge.inputs import versions_of
from bridge.process import ServiceProcess
from bridge.record import LIVE, PICTURE, Manifest, RunDirectory, now, read_manifest
from bridge.remote import Elsewhere, RemoteDemand
from bridge.results import write_results
from bridge.revival import RevivingDemand
from bridge.scenario import Scenario
from bridge.summary import Summary
from bridge.supply import EmbeddedSupply, LastingSupply
from bridge.transport import Patience
from bridge.windows import stamp

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


MakeSupply = Callable[[Scenario], LastingSupply]


def embedded(scenario: Scenario) -> LastingSupply:
    """The scenario's model on the embedded engine."""
    return EmbeddedSupply(scenario.model_path, scenario.settings)


def run(
    scenario: Scenario,
    folder: Path,
    *,
    overwrite: bool = False,
    make_supply: MakeSupply = embedded,
    restarts: int = 0,
    checkpoint: int | None = None,
    patience: Patience | None = None,
    service: Elsewhere | None = None,
    picture: bool = True,
    observer: Observer | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Run a scenario into a new run directory.

    Args:
        scenario: what to run.
        folder: new or empty; or, with ``overwrite``, one that holds a run.
        overwrite: replace an earlier run.
        make_supply: brings up the police model; the embedded engine unless given.
        restarts: how often a demand service that died is started again.
        checkpoint: exchanges from one checkpoint of the police model to the next, 0 for none; None keeps
            as many as cost next to nothing.
        patience: how long to wait for a demand service; the transport's own unless given.
        service: where the demand is; a process of our own, or this one, unless given.
        picture: whether to draw ``summary.png``, which takes a second.
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
            sides = _bring_up(scenario, make_supply, restarts, patience, service, watcher, stack)
            directory.begin(_manifest(scenario, sides))
            return _drive(sides, directory, _Way(Pace(checkpoint), picture, watcher, stopped))
    finally:
        directory.release()


def resume(
    folder: Path,
    *,
    make_supply: MakeSupply = embedded,
    restarts: int = 0,
    checkpoint: int | None = None,
    patience: Patience | None = None,
    service: Elsewhere | None = None,
    picture: bool = True,
    observer: Observer | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Go on with a run after its last complete exchange; the results are those of an undisturbed run.

    The crimes of the recorded exchanges are sampled again and compared with the record. The police model
    takes up the last checkpoint and runs again what was recorded after it (everything where there is none),
    which is compared too. So both sides are in the same state at the record's end as they were then.

    Args:
        folder: a run directory whose run was stopped, failed or was killed.
        make_supply: as for ``run``.
        restarts: as for ``run``.
        checkpoint: as for ``run``.
        patience: as for ``run``.
        service: as for ``run``.
        picture: as for ``run``.
        observer: as for ``run``.
        stopped: as for ``run``.

    Raises:
        RecordError: nothing to resume, a live run, or versions or inputs that differ from those of its
            beginning.
        BridgeError: as for ``run``.
    """
    watcher = observer or Silent()
    if read_manifest(folder).engine == LIVE:
        raise RecordError(
            f"the run in {str(folder)!r} was driven by NetLogo's window, which nobody can do again; the next "
            f"'crims gui --out {folder.parent}' completes its record"
        )
    directory = RunDirectory.reopen(folder)
    try:
        with ExitStack() as stack:
            sides = _bring_up(
                directory.manifest.options, make_supply, restarts, patience, service, watcher, stack
            )
            _refuse_differences(directory.manifest, _manifest(directory.manifest.options, sides), folder)
            directory.go_on()
            return _drive(sides, directory, _Way(Pace(checkpoint), picture, watcher, stopped))
    finally:
        directory.release()


@dataclass(slots=True)
class _Sides:
    """What a run is made of once everything is up."""

    demand: Demand
    supply: LastingSupply
    watch: Stopwatch
    remote: bool


@dataclass(frozen=True, slots=True)
class _Way:
    """How a run is carried out; its results do not depend on it."""

    pace: Pace
    picture: bool
    watcher: Observer
    stopped: Callable[[], bool]


def _bring_up(
    scenario: Scenario,
    make_supply: MakeSupply,
    restarts: int,
    patience: Patience | None,
    service: Elsewhere | None,
    watcher: Observer,
    stack: ExitStack,
) -> _Sides:
    """Start both sides; the service process loads its packages while the model compiles."""
    watch = Stopwatch()
    streams, spec, tables = scenario.streams(), DemandSpec.of(scenario), Tables.of(scenario)
    waiting: list[ServiceProcess] = []
    if (scenario.service_data is None) != (service is None):
        raise ScenarioError(
            "expected --endpoint for a run that takes its crimes from a service elsewhere, and for no other"
        )

    def start() -> ServiceProcess:
        return ServiceProcess(spec.data, tables.lookup, tables.home_office)

    def remote() -> Demand:
        if service is None:
            return RemoteDemand(spec, process=waiting.pop() if waiting else start(), patience=patience)
        name = scenario.service_data or ""
        return RemoteDemand(spec, endpoint=service.endpoint, keys=service.keys, data=name, patience=patience)

    if scenario.transport == "zmq" and service is None:
        watcher.phase("starting the demand service")
        waiting.append(start())
        stack.callback(waiting[0].stop)

    watcher.phase(f"compiling {scenario.model_path.name}")
    with watch.phase("compile the model"):
        supply = make_supply(scenario)
        stack.callback(supply.close)
    watcher.phase(f"reading the crimes of {scenario.force}")
    with watch.phase("prepare the demand"):
        demand: Demand = (
            RevivingDemand(remote, restarts) if scenario.transport == "zmq" else LocalDemand(spec, tables)
        )
        stack.callback(demand.abandon)
    watcher.phase("setting up the police model")
    with watch.phase("set up the model"):
        supply.setup(scenario.begin, streams["abm"])
    return _Sides(demand, supply, watch, remote=scenario.transport == "zmq")


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
        notes=[*demand.notes, *_burn_in_note(scenario)],
        started=now(),
        simulated_until=scenario.begin,
    )


def _drive(sides: _Sides, directory: RunDirectory, way: _Way) -> Outcome:
    """Couple and write the results; whatever goes wrong is noted in the manifest."""
    way.watcher.begin(directory.manifest, directory.folder)
    try:
        return _couple(sides, directory, way)
    except BaseException as error:
        _fail(directory, error)
        raise


def _couple(sides: _Sides, directory: RunDirectory, way: _Way) -> Outcome:
    """Couple the sides to the end, or until told to stop, and write the results."""
    manifest, watch, watcher = directory.manifest, sides.watch, way.watcher
    scenario = manifest.options
    coupler = Coupler(sides.demand, sides.supply, watch)
    recorded = directory.exchanges()
    done = _catch_up(sides, directory, coupler, recorded, watcher)
    plan = islice(scenario.windows(), done, None)
    if way.stopped():
        return _interrupt(directory, "before the first exchange")
    for exchange in coupler.run(plan, watcher.tick, done + 1):
        with watch.phase("record"):
            known = next(recorded, None)
            if known is None:
                directory.append(exchange)
            else:
                _compare(known, exchange, directory.folder)
        watcher.exchange(exchange)
        manifest.counts = coupler.counts.plain()
        if exchange.window.end == scenario.end:
            continue
        if way.stopped():
            _keep_state(sides, directory, exchange.step, way.pace)
            return _interrupt(directory, f"after the exchange that ends {stamp(exchange.window.end)}")
        if way.pace.due():
            _keep_state(sides, directory, exchange.step, way.pace)
    costs = sides.demand.close()
    watcher.phase("writing the results")
    with watch.phase("write the tables"):
        summary = write_results(directory.exchanges(), directory.folder, scenario.start)
    if way.picture:
        with watch.phase("draw the picture"):
            draw_summary(directory.folder, scenario)
    memory = {"coupler": peak_memory()} | ({"demand service": costs.peak_memory} if sides.remote else {})
    manifest.peak_memory_mib = {name: round(value / MIB, 1) for name, value in memory.items()}
    manifest.peak_memory_mib["total"] = round(sum(memory.values()) / MIB, 1)
    manifest.seconds, manifest.demand_seconds = watch.seconds(), costs.seconds
    directory.end("complete")
    return Outcome(directory.folder, manifest, summary)


def _catch_up(
    sides: _Sides,
    directory: RunDirectory,
    coupler: Coupler,
    recorded: Iterator[Exchange],
    watcher: Observer,
) -> int:
    """Bring both sides to the last checkpoint; the number of exchanges that it covers."""
    checkpoint = directory.checkpoint()
    if checkpoint is None:
        return 0
    watcher.phase("going on from the last checkpoint")
    with sides.watch.phase("catch up"):
        sides.supply.restore(checkpoint.state)
        for known in islice(recorded, checkpoint.step):
            _compare(known, coupler.skip(known), directory.folder)
            watcher.tick(known.window.end, known.metrics[-1])
            watcher.exchange(known)
    return checkpoint.step


def _interrupt(directory: RunDirectory, where: str) -> Outcome:
    """End a run that was told to stop; it can go on later."""
    directory.end("interrupted", f"stopped {where}")
    return Outcome(directory.folder, directory.manifest, None)


def _keep_state(sides: _Sides, directory: RunDirectory, step: int, pace: Pace) -> None:
    """Keep a checkpoint, where the model's state can be kept and anybody wants it."""
    if pace.never:
        return
    begun = time.monotonic()
    with sides.watch.phase("checkpoint"):
        state = sides.supply.snapshot()
        if state is None:
            pace.stop()
            return
        directory.keep(step, state)
    pace.kept(time.monotonic() - begun)


def _compare(known: Exchange, exchange: Exchange, folder: Path) -> None:
    if not same(known, exchange):
        raise RecordError(
            f"exchange {exchange.step}, {exchange.window}, came out differently from the record in "
            f"{str(folder)!r}; start the run anew"
        )


def _burn_in_note(scenario: Scenario) -> list[str]:
    if scenario.burn_in is None:
        return []
    return [
        f"burn-in from {stamp(scenario.begin)}: run, but left out of the results; "
        f"figures that only grow count from {stamp(scenario.start)}"
    ]


def draw_summary(folder: Path, scenario: Scenario) -> None:
    """Draw the picture of a run whose tables are written.

    Raises:
        RecordError: the folder cannot be written.
    """
    from bridge.picture import draw  # late: matplotlib is needed once, at the end

    title = f"{', '.join(scenario.areas) or scenario.force}, {scenario.model_path.stem}, seed {scenario.seed}"
    with aside(folder / PICTURE) as path:
        draw(folder, path, title)


def _fail(directory: RunDirectory, error: BaseException) -> None:
    """Leave a note of what went wrong; a second failure must not hide the first."""
    told_to = isinstance(error, SystemExit | KeyboardInterrupt)
    if isinstance(error, DemandLost | RecordError):
        error.add_note(f"what is complete is recorded; go on with: crims run --resume {directory.folder}")
    try:
        directory.end("interrupted" if told_to else "failed", f"{type(error).__name__}: {error}")
    except BridgeError as second:
        log.warning("the failed run could not be recorded: %s", second)


def _refuse_differences(before: Manifest, now: Manifest, folder: Path) -> None:
    """A run goes on only with what it began with.

    Raises:
        RecordError: with every version, input and setting that differs.
    """
    differences = []
    for what in ("engine", "areas", "streams", "settings", "versions", "inputs"):
        old, new = getattr(before, what), getattr(now, what)
        if not isinstance(old, dict):
            old, new = {"": old}, {"": new}
        differences += [
            f"{what}{name and f' {name!r}'} was {old.get(name)!r}, is {new.get(name)!r}"
            for name in sorted(old.keys() | new.keys())
            if old.get(name) != new.get(name)
        ]
    if differences:
        raise RecordError(
            f"the run in {str(folder)!r} cannot go on with what differs from its beginning: "
            + "; ".join(differences)
        )
