"""An experiment's folder whose runs are a function of the factors: no simulation."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from bridge.experiments.design import Factor, cells
from bridge.experiments.experiment_file import Experiment, Limits
from bridge.experiments.journal import RunRow
from bridge.experiments.store import Store
from bridge.scenario.scenario import Scenario


def made_experiment(
    folder: Path,
    function: Callable[[list[float]], float],
    design: str,
    samples: int,
    limits: Sequence[tuple[float, float]],
    shifts: Sequence[float] = (0.0,),
    **more: Callable[[list[float]], float],
) -> Path:
    """A complete experiment with the metric `y` and `more`; a NaN is a failed run.

    Args:
        shifts: what each replicate adds to `y`.
    """
    names = "abcdefg"[: len(limits)]
    factors = [Factor(name, low=low, high=high) for name, (low, high) in zip(names, limits, strict=True)]
    made = Experiment(
        name="made",
        scenario=Scenario.of(),
        factors=tuple(names),
        cells=tuple(cells(design, factors, samples, 1)),
        limits={one.name: Limits(low=one.low, high=one.high, source="made up") for one in factors},
        design=design,
        samples=samples,
        replicates=len(shifts),
    )
    with Store.create(folder / "made", made) as store:
        for number, cell in enumerate(made.cells):
            x = [float(value) for value in cell.values()]
            for replicate, shift in enumerate(shifts):
                y = function(x) + shift
                row = RunRow(cell=number, replicate=replicate, seed=1 + replicate, values=cell)
                if math.isnan(y):
                    row.error = "it failed"
                else:
                    row.metrics = {"y": y} | {name: one(x) for name, one in more.items()}
                store.add(row)
        store.finish("complete")
    return folder / "made"
