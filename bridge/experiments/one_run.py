"""One run of an experiment in this process, with what an earlier run of the same worker has ready."""

import os
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bridge.base.costs import peak_memory
from bridge.base.whole_files import make_folders
from bridge.coupling.baseline import told
from bridge.coupling.coupler import Coupler, Exchange
from bridge.demand.demand import Fitted, LocalDemand
from bridge.demand.fitted_rates import FittedRates
from bridge.demand.request import DemandRequest, Tables
from bridge.errors import BridgeError
from bridge.experiments.experiment_file import Experiment
from bridge.experiments.journal import RunRow
from bridge.experiments.run_tables import into_dataset, write_tables
from bridge.experiments.store import RUNS, flatten
from bridge.experiments.world import World
from bridge.police.engines import maker
from bridge.police.supply import LastingSupply, ModelSupply
from bridge.record.record import MODEL_FILES
from bridge.results.result_files import summarise
from bridge.results.summary import Summary
from bridge.scenario.scenario import Scenario
from netlogo import NetLogoError

KEPT_MODELS = 4
"""Compiled models that a worker keeps."""
KEPT_RATES = 2
"""Fitted rates that a worker keeps; cells with the same force follow each other."""


class Workbench:
    """Runs scenarios one after the other; fitted rates and compiled models stay for the next one."""

    def __init__(self, netlogo_home: Path | None = None) -> None:
        self._rates: FittedRates[Fitted] = FittedRates(KEPT_RATES)
        self._make_supply = maker(netlogo_home)
        self._supplies: dict[tuple[str, str], ModelSupply] = {}
        self._world = World(self._demand)
        self.rates_from = ""
        """Of the last run: what its crime rates were made from, in words."""

    def simulate(self, scenario: Scenario, folder: Path | None = None) -> tuple[Summary, dict[str, str]]:
        """Run one scenario to its end.

        Args:
            folder: where to write its tables; None keeps nothing but the summary.

        Returns:
            The summary, as a run on its own would write it, and the hash of every input.

        Raises:
            BridgeError: as for `crims run`.
            netlogo.NetLogoError: the model fails.
        """
        supply, demand = self._sides(scenario)
        self.rates_from = demand.info.rates_from
        try:
            if folder is not None:
                make_folders(folder)
                supply.keep_files_in(folder / MODEL_FILES)
            takes = supply.info.takes
            deployment = self._world.deployment(scenario, demand.info, takes)
            reference = self._world.reference(scenario, demand.info, takes)
            supply.setup(scenario.begin, scenario.streams()["abm"], told(deployment, reference))
            exchanges: Iterator[Exchange] = Coupler(demand, supply).run(scenario.windows())
            summary = (
                summarise(exchanges, scenario.start)
                if folder is None
                else write_tables(exchanges, folder, scenario)
            )
            return summary, {**demand.info.inputs, **supply.info.inputs, **deployment.inputs}
        finally:
            demand.abandon()

    def prepare(self, scenario: Scenario) -> float:
        """Have the reference of a scenario computed and kept, if its model takes one.

        Returns:
            The processor's seconds that it took.

        Raises:
            BridgeError: as for `simulate`.
        """
        begun = time.process_time()
        supply, demand = self._sides(scenario)
        try:
            self._world.reference(scenario, demand.info, supply.info.takes)
        finally:
            demand.abandon()
        return time.process_time() - begun

    def close(self) -> None:
        """Free the models."""
        for supply in self._supplies.values():
            supply.close()
        self._supplies.clear()

    def _sides(self, scenario: Scenario) -> tuple[LastingSupply, LocalDemand]:
        supply = self._supply(scenario)
        spec = DemandRequest.of(scenario, calls="receive-calls" in supply.info.takes)
        return supply, self._demand(spec, Tables.of(scenario))

    def _demand(self, request: DemandRequest, tables: Tables) -> LocalDemand:
        return LocalDemand(request, tables, self._rates)

    def _supply(self, scenario: Scenario) -> LastingSupply:
        key = (str(scenario.model_path), scenario.abm)
        found = self._supplies.get(key)
        if found is not None:
            found.configure(scenario.settings)
            return found
        made = self._make_supply(scenario)
        if isinstance(made, ModelSupply) and scenario.abm == "embedded":
            while len(self._supplies) >= KEPT_MODELS:
                self._supplies.pop(next(iter(self._supplies))).close()
            self._supplies[key] = made
        return made


def run_one(
    bench: Workbench, experiment: Experiment, cell: int, replicate: int, folder: Path | None = None
) -> tuple[RunRow, dict[str, str]]:
    """One run of an experiment; an error becomes part of its row, so that the others go on.

    Args:
        folder: of the experiment, where it keeps tables.

    Returns:
        The row, and the hash of every input.
    """
    begun, used = time.perf_counter(), time.process_time()
    seed = experiment.first_seed + replicate
    row = RunRow(cell=cell, replicate=replicate, seed=seed, values=experiment.cells[cell])
    row.worker = f"process {os.getpid()}"
    inputs: dict[str, str] = {}
    try:
        scenario = experiment.scenario_of(cell, replicate)
        keep = (
            None if folder is None or experiment.keep != "tables" else folder / RUNS / f"{cell}-{replicate}"
        )
        summary, inputs = bench.simulate(scenario, keep)
        if folder is not None and keep is not None:
            into_dataset(folder, keep, cell, replicate)
        row.rates_from = bench.rates_from
        found = dict(flatten(msgspec.to_builtins(summary)))
        wanted = experiment.metrics or tuple(found)
        row.metrics = {name: found[name] for name in wanted if name in found}
    except BridgeError as error:
        row.error = f"{type(error).__name__}: {error}"
    except Exception as error:
        row.error = f"{type(error).__name__}: {error}{_place(error)}"
    row.seconds = time.perf_counter() - begun
    row.processor_seconds = time.process_time() - used
    row.peak_mib = peak_memory() / 2**20
    return row, inputs


def _place(error: Exception) -> str:
    """Where an error arose that is none of a model's: whoever mends it needs the line."""
    if isinstance(error, NetLogoError):
        return ""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f" ({Path(last.filename).name}:{last.lineno})"
