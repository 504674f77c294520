"""The reference: the world in which a force's crime rates were observed, from a baseline run.

A baseline is the model with its own settings, the force's real staffing and its default plan, in the month in
which the scenario begins, averaged over several seeds. It is computed once and kept by content, since every
scenario of a force is compared with the same one.
"""

import hashlib
import logging
import math
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from bridge.base.fingerprints import hash_model
from bridge.base.time_windows import Interval, windows
from bridge.base.whole_files import write_text
from bridge.coupling.coupler import Coupler
from bridge.demand.demand import Demand, DemandInfo
from bridge.demand.request import DemandRequest, Tables
from bridge.errors import RecordError, ScenarioError
from bridge.police.deployment import Deployment, Rows, deployment_of
from bridge.police.supply import EmbeddedSupply
from bridge.scenario.scenario import Scenario, stream_seed
from common.cache import default_folder, key_of
from common.reading import read_whole

log = logging.getLogger(__name__)

VERSION = "reference 1"
"""Part of every key; to be raised when the way of computing changes."""
SEEDS = (101, 102, 103)
DAYS = 15
"""Two weeks, and a day on which all queues are empty and which models leave out."""
REFERENCE = "reference.json"
"""What a run directory keeps of the world of its run, for others to take with `--reference`."""

MakeDemand = Callable[[DemandRequest, Tables], Demand]


class Reference(msgspec.Struct, frozen=True):
    """The world that a model compares with."""

    name: str
    """What it was made from, in words."""
    rows: list[list[Any]]
    """As `receive-reference` takes them."""


def reference_of(
    scenario: Scenario,
    info: DemandInfo,
    takes: Collection[str],
    make_demand: MakeDemand,
    tell: Callable[[str], None] = lambda what: None,
) -> Reference | None:
    """The reference of a scenario; None for a model that takes none.

    Args:
        info: of the scenario's demand side.
        takes: the optional procedures of the model.
        make_demand: brings a demand up.
        tell: is told what takes a while.

    Raises:
        ScenarioError: the run that `--reference` names has none, or the scenario names one for a model that
            takes none.
    """
    if "receive-reference" not in takes:
        if scenario.reference is not None:
            raise ScenarioError(
                f"expected a model with receive-reference for --reference; "
                f"{scenario.model_path.name} has none"
            )
        return None
    if scenario.reference is not None:
        return read_reference(Path(scenario.reference) / REFERENCE)
    if scenario.crimes is not None or "report-reference" not in takes:
        return None  # recorded crimes follow no loading
    base = baseline_of(scenario)
    if scenario.rates == "forecast":  # a forecast's areas have other rates
        demand = make_demand(DemandRequest.of(base), Tables.of(base))
        info = demand.info
        demand.close()
    deployment = deployment_of(base, info, takes)
    inputs = {**info.inputs, **deployment.inputs, **hash_model(base.model_path)}
    parts = [msgspec.json.encode(base, order="deterministic"), msgspec.json.encode(sorted(inputs.items()))]
    path = default_folder() / "references" / f"{key_of(parts, VERSION)}.json"
    if path.is_file():
        try:
            return read_reference(path)
        except ScenarioError as error:
            log.warning("leaving a damaged file of the cache aside: %s", error)
    tell(f"running the baseline of {base.force}: {DAYS} days, {len(SEEDS)} seeds, once")
    runs = [run_baseline(base, seed, deployment.given, make_demand, takes) for seed in SEEDS]
    until = base.start + timedelta(days=DAYS)
    name = (
        f"baseline of {', '.join(base.areas) or base.force}, {base.start:%d %B %Y} to {until:%d %B %Y}, "
        f"mean of {len(SEEDS)} seeds, {base.model_path.stem} with its own settings, real staffing and "
        "default plan"
    )
    reference = Reference(name, mean_rows(runs))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_reference(path, reference)
    except (OSError, RecordError) as error:
        log.warning("not keeping the reference: %s", error)
    return reference


def told(deployment: Deployment, reference: Reference | None) -> Rows:
    """What a model is told after its `setup`."""
    if reference is None:
        return deployment.given
    return {**deployment.given, "receive-reference": reference.rows}


def reference_input(reference: Reference | None) -> dict[str, str]:
    """The hash of a reference, for the manifest."""
    if reference is None:
        return {}
    return {"reference": hashlib.sha256(msgspec.json.encode(reference.rows)).hexdigest()}


def baseline_of(scenario: Scenario) -> Scenario:
    """The scenario of the world in which the rates were observed; its seed is one of `SEEDS`."""
    start = datetime(scenario.start.year, scenario.start.month, 1)
    return msgspec.structs.replace(
        scenario,
        start=start,
        end=start + timedelta(days=DAYS),
        burn_in=None,
        rates="mean" if scenario.rates == "forecast" else scenario.rates,
        trend=False,
        loading={},
        plan=None,
        staffing_factor=1.0,
        exchange="1d",
        transport="inproc",
        abm="embedded",
        seed=SEEDS[0],
        settings={},
    )


def run_baseline(
    base: Scenario, seed: int, given: Rows, make_demand: MakeDemand, takes: Collection[str]
) -> list[list[Any]]:
    """What the model reports of one run of a baseline."""
    seeded = msgspec.structs.replace(base, seed=seed)
    demand = make_demand(DemandRequest.of(seeded, calls="receive-calls" in takes), Tables.of(seeded))
    try:
        supply = EmbeddedSupply(seeded.model_path)
        try:
            supply.setup(seeded.start, stream_seed(seed, "abm"), given)
            for _ in Coupler(demand, supply).run(windows(seeded.start, seeded.end, Interval(1, "d"))):
                pass
            demand.close()  # a service may have no place for a session that is only left
            return supply.reference()
        finally:
            supply.close()
    finally:
        demand.abandon()


def mean_rows(runs: list[list[list[Any]]]) -> list[list[Any]]:
    """The rows of several runs, each number the mean of theirs.

    Raises:
        ScenarioError: the rows of the runs have other names or lengths.
    """
    rows: list[list[Any]] = []
    for number, (name, first) in enumerate(runs[0]):
        values = [run[number][1] for run in runs if len(run) == len(runs[0]) and run[number][0] == name]
        sizes = {len(value) if isinstance(value, list) else -1 for value in values}
        if len(values) < len(runs) or len(sizes) > 1:
            raise ScenarioError(f"report-reference: expected {name!r} alike in every run of the baseline")
        if isinstance(first, list):
            rows.append([name, [math.fsum(one) / len(runs) for one in zip(*values, strict=True)]])
        else:
            rows.append([name, math.fsum(values) / len(runs)])
    return rows


def read_reference(path: Path) -> Reference:
    """The reference that a run directory or the cache keeps.

    Raises:
        ScenarioError: there is none, or it is damaged.
    """
    try:
        return msgspec.json.decode(read_whole(path), type=Reference)
    except OSError as error:
        raise ScenarioError(
            f"expected a run whose model reports a reference, but there is no {str(path)!r}"
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path}: expected a reference as a run writes it: {error}") from error


def write_reference(path: Path, reference: Reference) -> None:
    """Write a reference, whole or not at all."""
    write_text(path, msgspec.json.encode(reference).decode() + "\n")
