"""One coupled run from options to results: brings the two sides up and drives them, anew or from a record.

This is what `crims run` calls, and what a script of one's own would call as well.
"""

from contextlib import ExitStack
from pathlib import Path

from bridge.base.context import within
from bridge.base.costs import Stopwatch
from bridge.base.fingerprints import PACKAGES, versions_of
from bridge.base.time_windows import stamp
from bridge.base.wall_clock import now
from bridge.coupling.baseline import reference_input, reference_of, told
from bridge.demand.demand import Demand, Fitted, LocalDemand
from bridge.demand.fitted_rates import FittedRates
from bridge.demand.remote import RemoteDemand
from bridge.demand.request import DemandRequest, Tables
from bridge.demand.revival import RevivingDemand
from bridge.demand.service_process import ServiceProcess
from bridge.errors import RecordError, ScenarioError
from bridge.police.deployment import deployment_of
from bridge.record.record import LIVE, MODEL_FILES, Manifest, RunDirectory, read_manifest
from bridge.run.drive import Outcome, Sides, drive
from bridge.run.run_options import USUAL, RunOptions
from bridge.scenario.scenario import Scenario


def run(scenario: Scenario, folder: Path, options: RunOptions = USUAL, *, overwrite: bool = False) -> Outcome:
    """Run a scenario into a new run directory.

    Args:
        scenario: what to run.
        folder: new or empty; or, with `overwrite`, one that holds a run.
        options: how to carry it out.
        overwrite: replace an earlier run.

    Raises:
        BridgeError: anything that goes wrong on purpose; the folder then holds what was complete.
        netlogo.NetLogoError: the model does not compile, or fails while running.
    """
    directory = RunDirectory.create(folder, overwrite=overwrite)
    try:
        with within(folder.resolve().name), ExitStack() as stack:
            sides = _bring_up(scenario, options, stack, folder)
            directory.begin(_manifest(scenario, sides))
            return drive(sides, directory, options)
    finally:
        directory.release()


def resume(folder: Path, options: RunOptions = USUAL) -> Outcome:
    """Go on with a run after its last complete exchange; the results are those of an undisturbed run.

    The crimes of the recorded exchanges are sampled again and compared with the record. The police model
    takes up the last checkpoint and runs again what was recorded after it (everything where there is none),
    which is compared too. So both sides are in the same state at the record's end as they were then.

    Args:
        folder: a run directory whose run was stopped, failed or was killed.
        options: how to carry it out.

    Raises:
        RecordError: nothing to resume, a live run, or versions or inputs that differ from those of its
            beginning.
        BridgeError: as for `run`.
    """
    before = read_manifest(folder)
    if before.engine == LIVE and before.state != "complete":
        raise RecordError(
            f"the run in {str(folder)!r} was driven by NetLogo's window, which nobody can do again; the next "
            f"'crims gui --out {folder.parent}' completes its record"
        )
    directory = RunDirectory.reopen(folder)
    try:
        with within(folder.resolve().name), ExitStack() as stack:
            sides = _bring_up(directory.manifest.options, options, stack, folder)
            _refuse_differences(directory.manifest, _manifest(directory.manifest.options, sides), folder)
            directory.go_on()
            return drive(sides, directory, options)
    finally:
        directory.release()


def _bring_up(scenario: Scenario, options: RunOptions, stack: ExitStack, folder: Path) -> Sides:
    """Start both sides; the service process loads its packages while the model compiles."""
    watch, watcher = Stopwatch(), options.observer
    service, patience = options.service, options.patience
    streams, tables = scenario.streams(), Tables.of(scenario)
    data = DemandRequest.of(scenario).data
    waiting: list[ServiceProcess] = []
    started: list[ServiceProcess] = []
    rates: FittedRates[Fitted] = FittedRates()
    if (scenario.service_data is None) != (service is None):
        raise ScenarioError(
            "expected --endpoint for a run that takes its crimes from a service elsewhere, and for no other"
        )

    def start() -> ServiceProcess:
        started.append(ServiceProcess(data, tables))
        return started[-1]

    def remote() -> Demand:
        if service is None:
            return RemoteDemand(spec, process=waiting.pop() if waiting else start(), patience=patience)
        return beside(spec, tables)

    def beside(request: DemandRequest, tables: Tables) -> Demand:
        """Another demand of the same data, for the baseline."""
        if scenario.transport == "inproc":
            return LocalDemand(request, tables, rates)
        if service is None:
            return RemoteDemand(request, endpoint=started[-1].endpoint, patience=patience)
        return RemoteDemand(
            request,
            endpoint=service.endpoint,
            keys=service.keys,
            data=scenario.service_data or "",
            patience=patience,
        )

    if scenario.transport == "zmq" and service is None:
        watcher.phase("starting the demand service")
        waiting.append(start())
        stack.callback(waiting[0].stop)

    watcher.phase(f"compiling {scenario.model_path.name}")
    with watch.phase("compile the model"):
        supply = options.make_supply(scenario)
        stack.callback(supply.close)
        supply.keep_files_in(folder / MODEL_FILES)
    spec = DemandRequest.of(scenario, calls="receive-calls" in supply.info.takes)
    watcher.phase(f"reading the crimes of {scenario.force}")
    takes, reference = supply.info.takes, None
    if service is not None and "receive-reference" in takes:
        # First, one session after the other: a service elsewhere has few places, and closes what is idle.
        with watch.phase("find the reference"):
            before = beside(spec, tables)
            before.close()
            reference = reference_of(scenario, before.info, takes, beside, watcher.phase)
    with watch.phase("prepare the demand"):
        demand: Demand = (
            RevivingDemand(remote, options.restarts)
            if scenario.transport == "zmq"
            else LocalDemand(spec, tables, rates)
        )
        stack.callback(demand.abandon)
    watcher.phase("setting up the police model")
    with watch.phase("set up the model"):
        deployment = deployment_of(scenario, demand.info, takes)
    if service is None or scenario.reference is not None:
        with watch.phase("find the reference"):
            reference = reference_of(scenario, demand.info, takes, beside, watcher.phase)
    with watch.phase("set up the model"):
        supply.setup(scenario.begin, streams["abm"], told(deployment, reference))
    return Sides(demand, supply, watch, scenario.transport == "zmq", deployment, reference)


def _manifest(scenario: Scenario, sides: Sides) -> Manifest:
    demand, supply = sides.demand.info, sides.supply.info
    return Manifest(
        options=scenario,
        streams=scenario.streams(),
        engine=supply.engine,
        settings=supply.settings,
        areas=demand.areas,
        versions=dict(sorted({**demand.versions, **supply.versions, **versions_of(PACKAGES)}.items())),
        inputs={
            **demand.inputs,
            **supply.inputs,
            **sides.deployment.inputs,
            **reference_input(sides.reference),
        },
        notes=[
            *demand.notes,
            *supply.notes,
            *sides.deployment.notes,
            *([] if sides.reference is None else [f"reference: {sides.reference.name}"]),
            *_burn_in_note(scenario),
        ],
        started=now(),
        simulated_until=scenario.begin,
    )


def _burn_in_note(scenario: Scenario) -> list[str]:
    if scenario.burn_in is None:
        return []
    return [
        f"burn-in from {stamp(scenario.begin)}: run, but left out of the results; "
        f"figures that only grow count from {stamp(scenario.start)}"
    ]


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
