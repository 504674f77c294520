"""One coupled run whose two sides are up: exchange after exchange into the record, checkpoints, results.

The run directory is new or taken up again. The results do not depend on where a run was cut.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from bridge.base.costs import MIB, Stopwatch, peak_memory
from bridge.base.time_windows import stamp
from bridge.coupling.baseline import REFERENCE, Reference, write_reference
from bridge.coupling.coupler import Coupler, Exchange, same
from bridge.demand.demand import Demand
from bridge.errors import BridgeError, DemandLost, RecordError
from bridge.police.deployment import Deployment
from bridge.police.supply import LastingSupply
from bridge.record.checkpoint import Pace
from bridge.record.record import Manifest, RunDirectory, Tally
from bridge.results.result_files import draw_summary, write_run
from bridge.results.summary import Summary
from bridge.run.run_options import Observer, RunOptions

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run that came to its end or was told to stop."""

    folder: Path
    manifest: Manifest
    summary: Summary | None
    """None for a run that was stopped."""


@dataclass(slots=True)
class Sides:
    """What a run is made of once everything is up."""

    demand: Demand
    supply: LastingSupply
    watch: Stopwatch
    remote: bool
    deployment: Deployment = field(default_factory=Deployment)
    """What the supply side was told of its force."""
    reference: Reference | None = None
    """The world that it compares with."""


def drive(sides: Sides, directory: RunDirectory, options: RunOptions) -> Outcome:
    """Couple and write the results; whatever goes wrong is noted in the manifest."""
    manifest = directory.manifest
    options.observer.begin(manifest, directory.folder)
    log.info("begins: %s, seed %d, engine %s", manifest.options.name, manifest.options.seed, manifest.engine)
    try:
        outcome = _couple(sides, directory, options)
        log.info("ends: %s after %d exchanges", manifest.state, manifest.exchanges)
        return outcome
    except BaseException as error:
        _fail(directory, error)
        raise


def _couple(sides: Sides, directory: RunDirectory, options: RunOptions) -> Outcome:
    """Couple the sides to the end, or until told to stop, and write the results."""
    manifest, watch, watcher = directory.manifest, sides.watch, options.observer
    scenario, pace = manifest.options, Pace(options.checkpoint)
    coupler = Coupler(sides.demand, sides.supply, watch)
    recorded = directory.exchanges()
    done = _catch_up(sides, directory, coupler, recorded, watcher)
    plan = islice(scenario.windows(), done, None)
    if options.stopped():
        return _interrupt(directory, "before the first exchange")
    for exchange in coupler.run(plan, watcher.tick, done + 1):
        with watch.phase("record"):
            # A resumed run does again what was recorded after its checkpoint, and must come to the same.
            known = next(recorded, None)
            if known is None:
                directory.append(exchange)
            else:
                _compare(known, exchange, directory.folder)
        watcher.exchange(exchange)
        manifest.counts = coupler.counts.plain()
        # The last one: neither a stop nor a checkpoint could save anything any more.
        if exchange.window.end == scenario.end:
            continue
        if options.stopped():
            _keep_state(sides, directory, exchange.step, pace)
            return _interrupt(directory, f"after the exchange that ends {stamp(exchange.window.end)}")
        if pace.due():
            _keep_state(sides, directory, exchange.step, pace)
    world = sides.supply.reference()
    sides.supply.close()  # now: the files that the model has left open are results as well
    # Before the tables are written: the service's memory is free then.
    costs = sides.demand.close()
    watcher.phase("writing the results")
    with watch.phase("write the tables"):
        tally = Tally()
        if world:
            write_reference(directory.folder / REFERENCE, Reference(f"a run of {scenario.name}", world))
        summary = write_run(directory, tally.over(directory.exchanges()))
        hours = sum(window.hours for window in scenario.windows())
        tally.check(Tally(manifest.exchanges, hours, coupler.counts.sampled), directory.folder)
    if options.picture:
        with watch.phase("draw the picture"):
            draw_summary(directory.folder, scenario, summary)
    memory = {"coupler": peak_memory()} | ({"demand service": costs.peak_memory} if sides.remote else {})
    manifest.peak_memory_mib = {name: round(value / MIB, 1) for name, value in memory.items()}
    manifest.peak_memory_mib["total"] = round(sum(memory.values()) / MIB, 1)
    manifest.seconds, manifest.demand_seconds = watch.seconds(), costs.seconds
    directory.end("complete")
    return Outcome(directory.folder, manifest, summary)


def _catch_up(
    sides: Sides,
    directory: RunDirectory,
    coupler: Coupler,
    recorded: Iterator[Exchange],
    watcher: Observer,
) -> int:
    """Bring both sides to the last checkpoint; the number of exchanges that it covers."""
    checkpoint = directory.checkpoint()
    if checkpoint is None:
        directory.forget_earlier_files()
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
    """End a run that was told to stop; it can go on later.

    What it has is written as tables, which the state in `run.json` marks as a part.
    """
    if directory.manifest.simulated_until > directory.manifest.options.start:
        try:
            write_run(directory, directory.exchanges())
        except RecordError as error:  # the record itself is what counts
            log.warning("the tables of the part that was run could not be written: %s", error)
    directory.end("interrupted", f"stopped {where}")
    return Outcome(directory.folder, directory.manifest, None)


def _keep_state(sides: Sides, directory: RunDirectory, step: int, pace: Pace) -> None:
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


def _fail(directory: RunDirectory, error: BaseException) -> None:
    """Leave a note of what went wrong; a second failure must not hide the first."""
    told_to = isinstance(error, SystemExit | KeyboardInterrupt)
    if isinstance(error, DemandLost | RecordError):
        error.add_note(f"what is complete is recorded; go on with: crims run --resume {directory.folder}")
    try:
        directory.end("interrupted" if told_to else "failed", f"{type(error).__name__}: {error}")
    except BridgeError as second:
        log.warning("the failed run could not be recorded: %s", second)
