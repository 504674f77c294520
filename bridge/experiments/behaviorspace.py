"""BehaviorSpace experiments of any NetLogo model with the designs of this package, or on a cluster.

A design replaces the value sets of an experiment; everything else of it stays, so that its outputs, its
journal and its way of going on are NetLogo's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bridge.errors import ScenarioError
from bridge.experiments.cluster.under_way import ended
from bridge.experiments.design import Factor, cells
from netlogo.behaviorspace.experiment import Enumerated, Experiment, Settings, ValueSet
from netlogo.behaviorspace.pool import Task
from netlogo.behaviorspace.run_result import RunResult, field_of
from netlogo.behaviorspace.runner import Options, Runner

if TYPE_CHECKING:
    from distributed import Client

MakeRuns = Callable[[Iterable[Task]], Iterator[RunResult]]


def designed(experiment: Experiment, design: str, samples: int, seed: int) -> Experiment:
    """The experiment with the cells of a design in place of all combinations.

    Args:
        design: as `bridge.experiments.design.DESIGNS`. Designs that sample take numbers from the smallest to
            the largest value of a variable, whole ones where all its values are; other variables keep to
            their values.
        samples: of the designs that sample.
        seed: of the design.

    Raises:
        ScenarioError: nothing varies, or there are sub-experiments, which name their cells themselves.
    """
    if experiment.sub_experiments:
        raise ScenarioError(
            f"{experiment.name!r} has sub-experiments: expected plain value sets for a design"
        )
    every = {one.variable: list(one) for one in experiment.constants}
    varied = {name: values for name, values in every.items() if len(values) > 1}
    if not varied:
        raise ScenarioError(f"expected variables with several values in {experiment.name!r}, got none")
    sampled = design not in ("grid", "one-at-a-time")
    factors = [_factor(name, values, sampled) for name, values in varied.items()]
    found = cells(design, factors, samples, seed)
    still = [one for one in experiment.constants if one.variable not in varied]
    subs: list[tuple[ValueSet, ...]] = [
        tuple(Enumerated(name, (_logo(value),)) for name, value in cell.items()) for cell in found
    ]
    order = {one.variable: one for one in still}
    constants = tuple(order.get(name) or Enumerated(name, (varied[name][0],)) for name in every)
    return replace(experiment, constants=constants, sub_experiments=tuple(subs))


def on_cluster(client: Client, model: Path, experiment: Experiment, options: Options) -> MakeRuns:
    """What makes runs on the workers of a Dask cluster, in the order in which they end.

    Args:
        model: at the same path on every worker.
    """
    alone = replace(experiment, constants=(), sub_experiments=())  # a run's settings travel with it

    def make(tasks: Iterable[Task]) -> Iterator[RunResult]:
        known = dict[Any, Task]()

        def submitted() -> Iterator[Any]:
            for task in tasks:
                future = client.submit(_on_worker, model.resolve(), alone, options, task, pure=False)
                known[future.key] = task
                yield future

        for future in ended(client, submitted()):
            number, settings = known.pop(future.key)
            error = future.exception()
            yield future.result() if error is None else _lost(number, settings, error)

    return make


def _factor(name: str, values: list[Any], sampled: bool) -> Factor:
    if sampled and all(type(one) in (int, float) for one in values):
        whole = all(float(one).is_integer() for one in values)
        return Factor(name, low=float(min(values)), high=float(max(values)), whole=whole)
    return Factor(name, levels=tuple(values))


def _logo(value: Any) -> Any:
    """NetLogo has one kind of numbers."""
    return float(value) if type(value) is int else value


def _lost(number: int, settings: Settings, error: BaseException) -> RunResult:
    result = RunResult(number, [field_of(value) for _, value in settings], end="error")
    result.errors.append(f"the run was lost with its worker: {error}".splitlines()[0])
    return result


_runner: tuple[object, Runner] | None = None
"""Of this worker process: the model stays compiled from run to run."""
_one_at_a_time = threading.Lock()


def _on_worker(model: Path, experiment: Experiment, options: Options, task: Task) -> RunResult:
    global _runner
    with _one_at_a_time:
        key = model, experiment, options
        if _runner is None or _runner[0] != key:
            _runner = key, Runner(model, experiment, options)
        return _runner[1].run(*task)
